use std::rc::Rc;

use api_types::{
    coverage::{SourceCoverage, SourceRow},
    journal::AsOf,
    pages::PageQuery,
};
use client::use_query;
use domain::coverage::RowsOutcome;
use ui::{Anchor, Card, Column, DataTable, EmptyState, IconName, RowIdentity, Select, SelectOption, Toolbar};
use yew::prelude::*;

use super::{
    filters::{choices, choose},
    view::CoverageView,
};
use crate::{
    failures,
    paging::{PAGE, Turner},
    rosters::labels,
    route::Route,
    t,
    text::{Text, use_text},
};

#[derive(Properties, PartialEq)]
pub struct RowsProps {
    pub view: CoverageView,
    pub on_view: Callback<CoverageView>,
}

/// What became of the rows of one source's rosters.
#[component]
pub fn Rows(props: &RowsProps) -> Html {
    let text = use_text();
    let view = &props.view;
    let coverage = use_query((), |api, ()| client::coverage(&api, &AsOf::default()));
    let place = view.place();
    let rows = use_query((view.rows(), place.cursor.clone()), |api, (filter, cursor)| async move {
        match filter {
            Some(filter) => {
                let page = PageQuery { limit: Some(PAGE), cursor };
                client::coverage_rows(&api, &filter, &page).await.map(Some)
            }
            None => Ok(None),
        }
    });
    let sources: Vec<SourceCoverage> =
        coverage.remote.ready().map(|coverage| coverage.sources.clone()).unwrap_or_default();
    let named =
        |source: &SourceCoverage| SelectOption::new(source.source.id.to_string(), source.source.name.clone());
    let on_turn = {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |place| on_view.emit(view.clone().turned(place)))
    };
    html! {
        <Card flush=true>
            <Toolbar label={t!(text, "coverage-filter")}>
                <Select
                    aria_label={t!(text, "coverage-source")}
                    placeholder={t!(text, "coverage-choose-source")}
                    value={view.source_id.map(|id| id.to_string()).unwrap_or_default()}
                    options={sources.iter().map(named).collect::<Vec<_>>()}
                    on_change={choose(view, &props.on_view, |view, id| view.source_id = id.and_then(|id| id.parse().ok()))}
                />
                <Select
                    aria_label={t!(text, "coverage-outcome")}
                    value={view.outcome.unwrap_or(RowsOutcome::Held).as_str()}
                    options={choices(&text, "rows-outcome", RowsOutcome::ALL.iter().map(|outcome| outcome.as_str()))}
                    on_change={choose(view, &props.on_view, |view, outcome| view.outcome = outcome.and_then(|outcome| outcome.parse().ok()))}
                />
            </Toolbar>
            { failures::show(&rows.remote, &rows.reload, |page| match &**page {
                None => html! {
                    <EmptyState title={t!(text, "coverage-choose-source")} icon={IconName::File}>
                        <p>{ t!(text, "coverage-choose-source-text") }</p>
                    </EmptyState>
                },
                Some(page) if page.items.is_empty() => html! {
                    <EmptyState title={t!(text, "coverage-no-rows")} icon={IconName::CheckCircle}>
                        <p>{ t!(text, "coverage-no-rows-text") }</p>
                    </EmptyState>
                },
                Some(page) => html! {
                    <>
                        <DataTable<SourceRow>
                            label={t!(text, "coverage-part-rows")}
                            columns={columns(&text)}
                            rows={Rc::new(page.items.clone())}
                            identity={RowIdentity { key: |row: &SourceRow| format!("{} {}", row.roster_id, row.row_no), label: |row: &SourceRow| AttrValue::from(row.name.clone()) }}
                            refreshing={rows.is_refreshing}
                        />
                        <Turner
                            place={place.clone()}
                            shown={page.items.len()}
                            next_cursor={page.next_cursor.clone()}
                            on_turn={on_turn.clone()}
                        />
                    </>
                },
            }) }
        </Card>
    }
}

fn columns(text: &Text) -> Vec<Column<SourceRow>> {
    let (outcome, home, unnamed) = (text.clone(), text.clone(), text.clone());
    vec![
        Column::new("name", t!(text, "coverage-row-name"), move |row: &SourceRow| {
            let name = if row.name.is_empty() {
                t!(unnamed, "coverage-row-unnamed")
            } else {
                row.name.clone().into()
            };
            html! {
                <span class="hf-stacked">
                    <Anchor href={Route::Roster { id: row.roster_id }.href()}>{ name }</Anchor>
                    <span class="hf-quiet">{ &row.filename }</span>
                </span>
            }
        })
        .fixed(),
        Column::new("line", t!(text, "coverage-row-line"), |row: &SourceRow| {
            let sheet = labels::sheet_name(&row.sheet);
            html! {
                <span class="hf-stacked">
                    <span>{ row.line.to_string() }</span>
                    if let Some(sheet) = sheet {
                        <span class="hf-quiet">{ sheet }</span>
                    }
                </span>
            }
        }),
        Column::new("outcome", t!(text, "coverage-outcome"), move |row: &SourceRow| {
            labels::outcome(&outcome, row.outcome)
        }),
        Column::new("household", t!(text, "household"), move |row: &SourceRow| match row.household_id {
            Some(id) => {
                html! { <Anchor href={Route::Household { id }.href()}>{ t!(home, "coverage-open-household") }</Anchor> }
            }
            None => html! { <span class="hf-quiet">{ "—" }</span> },
        }),
    ]
}
