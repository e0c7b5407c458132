use std::rc::Rc;

use api_types::{
    coverage::{CoverageWorker, SourceCoverage},
    journal::AsOf,
    pages::PageQuery,
};
use client::use_query;
use domain::coverage::{Listing, State, Step};
use ui::{Card, Column, DataTable, EmptyState, IconName, RowIdentity, Select, SelectOption, Toolbar};
use yew::prelude::*;

use super::{
    cells,
    export::{Export, KIND, Take},
    filters::{PlaceChips, PlaceFilters, choices, choose, use_names},
    view::CoverageView,
};
use crate::{
    failures,
    paging::{PAGE, Turner},
    t,
    text::{Text, use_text},
};

#[derive(Properties, PartialEq)]
pub struct WorkersProps {
    pub view: CoverageView,
    pub on_view: Callback<CoverageView>,
    pub may_export: bool,
}

/// The workers of the ledger, by how far they are and by who has them on a roster.
#[component]
pub fn Workers(props: &WorkersProps) -> Html {
    let text = use_text();
    let view = &props.view;
    let names = use_names(view);
    let place = view.place();
    let coverage = use_query((), |api, ()| client::coverage(&api, &AsOf::default()));
    let workers = use_query((view.workers(), place.cursor.clone()), |api, (filter, cursor)| {
        client::coverage_workers(&api, &filter, &PageQuery { limit: Some(PAGE), cursor })
    });
    let take: Take = {
        let filter = view.workers();
        Rc::new(move |api| client::export_coverage_workers(api, &filter, KIND))
    };
    let sources: Vec<SourceCoverage> =
        coverage.remote.ready().map(|coverage| coverage.sources.clone()).unwrap_or_default();
    let on_turn = {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |place| on_view.emit(view.clone().turned(place)))
    };
    // How far a worker is: covered, not covered, or the one step that is missing first.
    let progress = view.missing.map(Step::as_str).or(view.state.map(State::as_str)).unwrap_or_default();
    let mut steps = choices(&text, "coverage-state", State::ALL.iter().map(|state| state.as_str()));
    let lacking = Step::ALL.iter().filter(|step| **step != Step::InLedger);
    steps.extend(choices(&text, "coverage-step", lacking.map(|step| step.as_str())));
    let end = html! { if props.may_export { <Export {take} /> } };
    html! {
        <Card flush=true>
            <Toolbar label={t!(text, "coverage-filter")} {end}>
                <Select
                    aria_label={t!(text, "coverage-progress")}
                    placeholder={t!(text, "coverage-every-progress")}
                    value={progress}
                    options={steps}
                    on_change={choose(view, &props.on_view, |view, word| {
                        view.state = word.as_deref().and_then(|word| word.parse().ok());
                        view.missing = word.and_then(|word| word.parse().ok());
                    })}
                />
                { source_filter(&text, view, &props.on_view, &sources) }
                <PlaceFilters view={view.clone()} on_view={props.on_view.clone()} names={names.clone()} />
            </Toolbar>
            <PlaceChips view={view.clone()} on_view={props.on_view.clone()} {names} />
            { failures::show(&workers.remote, &workers.reload, |page| {
                if page.items.is_empty() {
                    return html! {
                        <EmptyState title={t!(text, "coverage-no-workers")} icon={IconName::Search}>
                            <p>{ t!(text, "coverage-no-workers-text") }</p>
                        </EmptyState>
                    };
                }
                html! {
                    <>
                        <DataTable<CoverageWorker>
                            label={t!(text, "coverage-part-workers")}
                            columns={columns(&text)}
                            rows={Rc::new(page.items.clone())}
                            identity={RowIdentity { key: |worker: &CoverageWorker| worker.person_id.to_string(), label: |worker: &CoverageWorker| AttrValue::from(worker.name.clone()) }}
                            refreshing={workers.is_refreshing}
                        />
                        <Turner
                            place={place.clone()}
                            shown={page.items.len()}
                            next_cursor={page.next_cursor.clone()}
                            on_turn={on_turn.clone()}
                        />
                    </>
                }
            }) }
        </Card>
    }
}

/// Which source has them: how it is meant, and which it is.
fn source_filter(
    text: &Text,
    view: &CoverageView,
    on_view: &Callback<CoverageView>,
    sources: &[SourceCoverage],
) -> Html {
    let named =
        |source: &SourceCoverage| SelectOption::new(source.source.id.to_string(), source.source.name.clone());
    let is_of_one = view.listing.is_some_and(|listing| listing != Listing::Everywhere);
    html! {
        <>
            <Select
                aria_label={t!(text, "coverage-listing")}
                placeholder={t!(text, "coverage-every-listing")}
                value={view.listing.map(Listing::as_str).unwrap_or_default()}
                options={choices(text, "listing", Listing::ALL.iter().map(|listing| listing.as_str()))}
                on_change={choose(view, on_view, |view, listing| {
                    view.listing = listing.and_then(|listing| listing.parse().ok());
                    if view.listing.is_none_or(|listing| listing == Listing::Everywhere) {
                        view.source_id = None;
                    }
                })}
            />
            if is_of_one {
                <Select
                    aria_label={t!(text, "coverage-source")}
                    placeholder={t!(text, "coverage-choose-source")}
                    value={view.source_id.map(|id| id.to_string()).unwrap_or_default()}
                    options={sources.iter().map(named).collect::<Vec<_>>()}
                    on_change={choose(view, on_view, |view, id| view.source_id = id.and_then(|id| id.parse().ok()))}
                />
            }
        </>
    }
}

fn columns(text: &Text) -> Vec<Column<CoverageWorker>> {
    let progress = text.clone();
    vec![
        Column::new("name", t!(text, "coverage-worker"), |worker: &CoverageWorker| {
            cells::household(&worker.name, worker.household_id, &worker.reference)
        })
        .fixed(),
        Column::new("progress", t!(text, "coverage-progress"), move |worker: &CoverageWorker| {
            cells::progress(&progress, worker.missing)
        }),
        Column::new("area", t!(text, "household-area"), |worker: &CoverageWorker| cells::area(&worker.area)),
        Column::new("employer", t!(text, "posting-employer"), |worker: &CoverageWorker| {
            cells::or_dash(worker.employer_name.as_deref())
        }),
        Column::new("sources", t!(text, "coverage-sources"), |worker: &CoverageWorker| {
            if worker.sources.is_empty() {
                cells::or_dash(None)
            } else {
                html! { worker.sources.join("、") }
            }
        }),
    ]
}
