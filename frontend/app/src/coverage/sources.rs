use std::rc::Rc;

use api_types::coverage::SourceCoverage;
use chrono::NaiveDate;
use domain::coverage::{Listing, RowsOutcome};
use ui::{Card, Column, DataTable, EmptyState, IconName, RowIdentity};
use yew::prelude::*;

use super::{
    cells::number,
    view::{CoverageView, Part},
};
use crate::{
    t,
    text::{Text, use_text},
};

#[derive(Properties, PartialEq)]
pub struct SourcesProps {
    pub sources: Vec<SourceCoverage>,
    pub sees_rows: bool,
    pub as_of: Option<NaiveDate>,
}

/// Each source against the ledger.
#[component]
pub fn Sources(props: &SourcesProps) -> Html {
    let text = use_text();
    let sources = &props.sources;
    let label = t!(text, "coverage-by-source");
    html! {
        <Card flush=true title={label.clone()}>
            if sources.is_empty() {
                <EmptyState title={t!(text, "coverage-no-sources")} icon={IconName::File}>
                    <p>{ t!(text, "coverage-no-sources-text") }</p>
                </EmptyState>
            } else {
                <DataTable<SourceCoverage>
                    {label}
                    columns={columns(&text, props)}
                    rows={Rc::new(sources.clone())}
                    identity={RowIdentity { key: |one: &SourceCoverage| one.source.id.to_string(), label: |one: &SourceCoverage| AttrValue::from(one.source.name.clone()) }}
                />
            }
        </Card>
    }
}

fn columns(text: &Text, props: &SourcesProps) -> Vec<Column<SourceCoverage>> {
    let as_of = props.as_of;
    let listed = |listing: Listing, title: AttrValue, count: fn(&SourceCoverage) -> i64| {
        Column::new(listing.as_str(), title, move |one: &SourceCoverage| {
            let view = CoverageView {
                listing: Some(listing),
                source_id: Some(one.source.id),
                ..CoverageView::of(Part::Workers)
            };
            number(count(one), as_of, &view)
        })
        .figures()
    };
    let rows = |outcome: RowsOutcome, count: fn(&SourceCoverage) -> i64| {
        let title = text.word("rows-outcome", outcome.as_str());
        Column::new(outcome.as_str(), title, move |one: &SourceCoverage| {
            let view = CoverageView {
                outcome: Some(outcome),
                source_id: Some(one.source.id),
                ..CoverageView::of(Part::Rows)
            };
            number(count(one), as_of, &view)
        })
        .figures()
    };
    let mut columns = vec![
        Column::new("source", t!(text, "coverage-source"), |one: &SourceCoverage| html! { &one.source.name })
            .fixed(),
        listed(Listing::On, t!(text, "coverage-listed"), |one| one.listed),
        listed(Listing::Only, t!(text, "coverage-only-here"), |one| one.only_here),
        listed(Listing::NotOn, t!(text, "coverage-not-listed"), |one| one.not_listed),
    ];
    // What became of the rows is known of today alone.
    if props.sees_rows && as_of.is_none() {
        columns.extend([
            rows(RowsOutcome::Applied, |one| one.applied),
            rows(RowsOutcome::Held, |one| one.held),
            rows(RowsOutcome::Rejected, |one| one.rejected),
        ]);
    }
    columns
}
