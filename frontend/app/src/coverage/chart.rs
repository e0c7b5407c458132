use std::rc::Rc;

use api_types::coverage::CoverageDay;
use yew::prelude::*;

use crate::{
    t,
    text::{figure, use_text},
};

/// What a chart's columns show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// Covered workers, and those who are not.
    Workers,
    /// Gaps, where nothing else is known.
    Gaps,
}

#[derive(Properties, PartialEq)]
pub struct ChartProps {
    /// From the first to the last.
    pub days: Rc<Vec<CoverageDay>>,
    pub drawn: Drawn,
}

/// A column a day: covered workers below those who are not, or gaps. The table beside it says the same in figures.
#[component]
pub fn Chart(props: &ChartProps) -> Html {
    let text = use_text();
    let columns: Vec<(i64, i64)> = props.days.iter().map(|day| measured(day, props.drawn)).collect();
    let (Some(first), Some(last)) = (props.days.first(), props.days.last()) else { return Html::default() };
    let most = columns.iter().map(|(below, above)| below + above).max().unwrap_or_default().max(1);
    let label = if props.drawn == Drawn::Gaps {
        let gaps = columns.last().map_or(0, |(_, above)| *above);
        t!(
            text,
            "coverage-chart-gaps",
            first = first.day.to_string(),
            last = last.day.to_string(),
            gaps = gaps
        )
    } else {
        let covered = last.figures.covered;
        t!(
            text,
            "coverage-chart",
            first = first.day.to_string(),
            last = last.day.to_string(),
            covered = covered,
            workers = last.figures.workers
        )
    };
    // A few days stand at the beginning, as narrow as two weeks would be.
    let width = columns.len().max(14) as f64;
    let column = |(at, (below, above)): (usize, &(i64, i64))| {
        let height = |count: i64| count as f64 * 100.0 / most as f64;
        let (low, high) = (height(*below), height(*above));
        let x = (at as f64 + 0.1).to_string();
        html! {
            <g key={at}>
                <rect class="hf-chart__covered" x={x.clone()} y={(100.0 - low).to_string()} width="0.8" height={low.to_string()} />
                <rect class="hf-chart__open" {x} y={(100.0 - low - high).to_string()} width="0.8" height={high.to_string()} />
            </g>
        }
    };
    html! {
        <figure class="hf-chart">
            <p class="hf-chart__most">{ figure(most) }</p>
            <svg role="img" aria-label={label} viewBox={format!("0 0 {width} 100")} preserveAspectRatio="none">
                { for columns.iter().enumerate().map(column) }
            </svg>
            <figcaption class="hf-chart__days">
                <span>{ first.day.to_string() }</span>
                <span class="hf-chart__legend">
                    if props.drawn == Drawn::Gaps {
                        <span class="hf-chart__key hf-chart__key--open">{ t!(text, "coverage-gaps") }</span>
                    } else {
                        <span class="hf-chart__key">{ t!(text, "coverage-state-covered") }</span>
                        <span class="hf-chart__key hf-chart__key--open">{ t!(text, "coverage-state-uncovered") }</span>
                    }
                </span>
                <span>{ last.day.to_string() }</span>
            </figcaption>
        </figure>
    }
}

/// The two parts of a day's column.
fn measured(day: &CoverageDay, drawn: Drawn) -> (i64, i64) {
    match drawn {
        Drawn::Workers => (day.figures.covered, day.figures.workers - day.figures.covered),
        Drawn::Gaps => (0, day.figures.gaps.iter().map(|gap| gap.count).sum()),
    }
}
