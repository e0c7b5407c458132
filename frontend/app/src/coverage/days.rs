use std::rc::Rc;

use api_types::coverage::CoverageDay;
use chrono::NaiveDate;
use client::use_query;
use domain::{coverage::Step, organisations::Line};
use ui::{Anchor, Card, Column, DataTable, EmptyState, IconName, RowIdentity, Select, Toolbar};
use yew::prelude::*;

use super::{
    chart::{Chart, Drawn},
    filters::{PlaceChips, PlaceFilters, choices, choose, use_names},
    overview::lacking,
    view::{CoverageView, Part},
};
use crate::{
    failures, t,
    text::{Text, figure, use_text},
};

#[derive(Properties, PartialEq)]
pub struct DaysProps {
    pub view: CoverageView,
    pub on_view: Callback<CoverageView>,
}

/// How coverage came about, day by day.
#[component]
pub fn Days(props: &DaysProps) -> Html {
    let text = use_text();
    let view = &props.view;
    let names = use_names(view);
    let filter = view.days();
    let drawn = if filter.line.is_some() { Drawn::Gaps } else { Drawn::Workers };
    let days = use_query(filter, |api, filter| client::coverage_days(&api, &filter));
    let refreshing = days.is_refreshing;
    html! {
        <Card flush=true>
            <Toolbar label={t!(text, "coverage-filter")}>
                <Select
                    aria_label={t!(text, "line")}
                    placeholder={t!(text, "organisations-every-line")}
                    value={view.line.map(Line::as_str).unwrap_or_default()}
                    options={choices(&text, "line", Line::ALL.iter().map(|line| line.as_str()))}
                    on_change={choose(view, &props.on_view, |view, line| {
                        let line = line.and_then(|line| line.parse().ok());
                        *view = CoverageView { line, ..CoverageView::of(Part::Days) };
                    })}
                />
                <PlaceFilters
                    view={CoverageView::of(Part::Days)}
                    on_view={props.on_view.clone()}
                    names={names.clone()}
                />
            </Toolbar>
            <PlaceChips view={view.clone()} on_view={props.on_view.clone()} {names} />
            { failures::show(&days.remote, &days.reload, |days| {
                if days.is_empty() {
                    return html! {
                        <EmptyState title={t!(text, "coverage-no-days")} icon={IconName::Calendar}>
                            <p>{ t!(text, "coverage-no-days-text") }</p>
                        </EmptyState>
                    };
                }
                // The newest day is what one looks for first.
                let rows: Vec<CoverageDay> = days.iter().rev().cloned().collect();
                html! {
                    <>
                        <Chart days={days.clone()} {drawn} />
                        <DataTable<CoverageDay>
                            label={t!(text, "coverage-part-days")}
                            columns={columns(&text, drawn, days.last().map(|day| day.day))}
                            rows={Rc::new(rows)}
                            identity={RowIdentity { key: |day: &CoverageDay| day.day.to_string(), label: |day: &CoverageDay| AttrValue::from(day.day.to_string()) }}
                            {refreshing}
                        />
                    </>
                }
            }) }
        </Card>
    }
}

fn columns(text: &Text, drawn: Drawn, today: Option<NaiveDate>) -> Vec<Column<CoverageDay>> {
    // What the figures were then opens that day's overview; a line has none.
    let mut columns = vec![
        Column::new("day", t!(text, "coverage-day"), move |day: &CoverageDay| {
            let as_of = Some(day.day).filter(|_| Some(day.day) != today);
            let then = CoverageView { as_of, ..CoverageView::default() };
            match drawn {
                Drawn::Workers => html! { <Anchor href={then.href()}>{ day.day.to_string() }</Anchor> },
                Drawn::Gaps => html! { day.day.to_string() },
            }
        })
        .fixed(),
    ];
    let count = |key: &'static str, title: AttrValue, of: fn(&CoverageDay) -> i64| {
        Column::new(key, title, move |day: &CoverageDay| html! { figure(of(day)) }).figures()
    };
    if drawn == Drawn::Workers {
        columns.push(count("workers", t!(text, "coverage-workers"), |day| day.figures.workers));
        columns.push(count("covered", t!(text, "coverage-covered"), |day| day.figures.covered));
        columns.extend(Step::ALL.iter().map(|step| {
            Column::new(step.as_str(), text.word("coverage-step", step.as_str()), |day: &CoverageDay| {
                html! { figure(lacking(&day.figures, *step)) }
            })
            .figures()
        }));
    }
    columns.push(count("gaps", t!(text, "coverage-gaps"), |day| {
        day.figures.gaps.iter().map(|gap| gap.count).sum()
    }));
    columns
}
