use std::rc::Rc;

use api_types::{
    coverage::{CoverageFigures, EmployerCoverage, EmployerFilter, TownCoverage},
    journal::AsOf,
};
use chrono::NaiveDate;
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

#[derive(Properties, PartialEq)]
pub struct SharesProps {
    pub as_of: Option<NaiveDate>,
}

/// Coverage town by town.
#[component]
pub fn Towns(props: &SharesProps) -> Html {
    let text = use_text();
    let as_of = props.as_of;
    let towns = use_query(AsOf { as_of }, |api, as_of| client::coverage_by_town(&api, &as_of));
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
                table(&text, t!(text, "coverage-by-town"), (t!(text, "coverage-town"), as_of), towns.iter().map(share).collect())
            }) }
        </Card>
    }
}

/// Coverage of each employer's workers.
#[component]
pub fn Employers(props: &SharesProps) -> Html {
    let text = use_text();
    let as_of = props.as_of;
    let employers = use_query(AsOf { as_of }, |api, as_of| client::coverage_by_employer(&api, &as_of));
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
                table(&text, t!(text, "coverage-by-employer"), (t!(text, "posting-employer"), as_of), employers.iter().map(share).collect())
            }) }
        </Card>
    }
}

fn table(
    text: &Text,
    label: AttrValue,
    (of, as_of): (AttrValue, Option<NaiveDate>),
    shares: Vec<Share>,
) -> Html {
    if shares.is_empty() {
        return html! { <EmptyState title={t!(text, "coverage-no-shares")} icon={IconName::Search} /> };
    }
    html! {
        <DataTable<Share>
            {label}
            columns={columns(text, of, as_of)}
            rows={Rc::new(shares)}
            identity={RowIdentity { key: |share: &Share| share.key.clone(), label: |share: &Share| share.name.clone() }}
        />
    }
}

fn columns(text: &Text, of: AttrValue, as_of: Option<NaiveDate>) -> Vec<Column<Share>> {
    let mut columns = vec![
        Column::new("name", of, |share: &Share| html! { &share.name }).fixed(),
        Column::new("ledger", t!(text, "coverage-in-ledger"), move |share: &Share| {
            let ledger = share.figures.workers - lacking(&share.figures, Step::InLedger);
            number(ledger, as_of, &CoverageView { part: Some(Part::Workers), ..share.narrowed.clone() })
        })
        .figures(),
        Column::new("covered", t!(text, "coverage-covered"), move |share: &Share| {
            let covered = CoverageView {
                part: Some(Part::Workers),
                state: Some(State::Covered),
                ..share.narrowed.clone()
            };
            number(share.figures.covered, as_of, &covered)
        })
        .figures(),
    ];
    columns.extend(Step::ALL.iter().map(|step| {
        Column::new(step.as_str(), text.word("coverage-step", step.as_str()), move |share: &Share| {
            number(lacking(&share.figures, *step), as_of, &without(*step, &share.narrowed))
        })
        .figures()
    }));
    columns.push(
        Column::new("gaps", t!(text, "coverage-gaps"), move |share: &Share| {
            let gaps = share.figures.gaps.iter().map(|gap| gap.count).sum();
            number(gaps, as_of, &CoverageView { part: Some(Part::Gaps), ..share.narrowed.clone() })
        })
        .figures(),
    );
    columns
}
