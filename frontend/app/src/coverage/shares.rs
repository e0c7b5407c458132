use std::rc::Rc;

use api_types::coverage::{CoverageFigures, EmployerCoverage, EmployerFilter, TownCoverage};
use client::use_query;
use domain::coverage::{State, Step, Within};
use ui::{Card, Column, DataTable, EmptyState, IconName, RowIdentity};
use yew::prelude::*;

use super::{
    cells::number,
    overview::{lacking, without},
    view::{CoverageView, Part},
};
use crate::{
    failures, t,
    text::{Text, use_text},
};

/// A part of the ledger with its figures.
#[derive(Clone, PartialEq)]
struct Share {
    key: String,
    name: AttrValue,
    /// What narrows the lists down to it.
    narrowed: CoverageView,
    figures: CoverageFigures,
}

/// Coverage town by town.
#[component]
pub fn Towns() -> Html {
    let text = use_text();
    let towns = use_query((), |api, ()| client::coverage_by_town(&api));
    let share = |town: &TownCoverage| Share {
        key: town.area_id.to_string(),
        name: if town.within == Within::Here {
            t!(text, "coverage-here", area = town.name.clone())
        } else {
            town.name.clone().into()
        },
        narrowed: CoverageView {
            area_id: Some(town.area_id),
            within: Some(town.within).filter(|within| *within == Within::Here),
            ..CoverageView::default()
        },
        figures: town.figures.clone(),
    };
    html! {
        <Card flush=true title={t!(text, "coverage-by-town")}>
            { failures::show(&towns.remote, &towns.reload, |towns| {
                table(&text, t!(text, "coverage-by-town"), t!(text, "coverage-town"), towns.iter().map(share).collect())
            }) }
        </Card>
    }
}

/// Coverage of each employer's workers.
#[component]
pub fn Employers() -> Html {
    let text = use_text();
    let employers = use_query((), |api, ()| client::coverage_by_employer(&api));
    let share = |one: &EmployerCoverage| {
        let employer = one.employer.as_ref();
        let filter =
            employer.map_or(EmployerFilter::Nobody, |employer| EmployerFilter::Organisation(employer.id));
        Share {
            key: filter.into(),
            name: employer
                .map_or_else(|| t!(text, "coverage-employer-none"), |employer| employer.name.clone().into()),
            narrowed: CoverageView { employer: Some(filter), ..CoverageView::default() },
            figures: one.figures.clone(),
        }
    };
    html! {
        <Card flush=true title={t!(text, "coverage-by-employer")}>
            { failures::show(&employers.remote, &employers.reload, |employers| {
                table(&text, t!(text, "coverage-by-employer"), t!(text, "posting-employer"), employers.iter().map(share).collect())
            }) }
        </Card>
    }
}

fn table(text: &Text, label: AttrValue, of: AttrValue, shares: Vec<Share>) -> Html {
    if shares.is_empty() {
        return html! { <EmptyState title={t!(text, "coverage-no-shares")} icon={IconName::Search} /> };
    }
    html! {
        <DataTable<Share>
            {label}
            columns={columns(text, of)}
            rows={Rc::new(shares)}
            identity={RowIdentity { key: |share: &Share| share.key.clone(), label: |share: &Share| share.name.clone() }}
        />
    }
}

fn columns(text: &Text, of: AttrValue) -> Vec<Column<Share>> {
    let mut columns = vec![
        Column::new("name", of, |share: &Share| html! { &share.name }).fixed(),
        Column::new("ledger", t!(text, "coverage-in-ledger"), |share: &Share| {
            let ledger = share.figures.workers - lacking(&share.figures, Step::InLedger);
            number(ledger, CoverageView { part: Some(Part::Workers), ..share.narrowed.clone() }.href())
        })
        .figures(),
        Column::new("covered", t!(text, "coverage-covered"), |share: &Share| {
            let covered = CoverageView {
                part: Some(Part::Workers),
                state: Some(State::Covered),
                ..share.narrowed.clone()
            };
            number(share.figures.covered, covered.href())
        })
        .figures(),
    ];
    columns.extend(Step::ALL.iter().map(|step| {
        Column::new(step.as_str(), text.word("coverage-step", step.as_str()), |share: &Share| {
            number(lacking(&share.figures, *step), without(*step, &share.narrowed).href())
        })
        .figures()
    }));
    columns.push(
        Column::new("gaps", t!(text, "coverage-gaps"), |share: &Share| {
            let gaps = share.figures.gaps.iter().map(|gap| gap.count).sum();
            number(gaps, CoverageView { part: Some(Part::Gaps), ..share.narrowed.clone() }.href())
        })
        .figures(),
    );
    columns
}
