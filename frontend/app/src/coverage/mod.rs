//! 全覆盖: who is covered, what is missing where and whose move it is; each number opens its rows.

mod cells;
mod chart;
mod days;
mod disagreements;
mod export;
mod filters;
mod gaps;
mod overview;
mod rows;
mod settling;
mod shares;
mod sources;
mod view;
mod workers;

use domain::access::Permission;
use ui::{Tab, Tabs};
use wasm_split_helpers::wasm_split;
use yew::prelude::*;

use self::{
    days::Days,
    disagreements::Disagreements,
    gaps::Gaps,
    overview::Overview,
    rows::Rows,
    view::{CoverageView, Part},
    workers::Workers,
};
use crate::{
    filters::use_filters,
    lazy::Fetched,
    screen::Screen,
    session::use_session,
    t,
    text::{bring, use_text},
};

#[wasm_split(coverage, fallible)]
pub fn pages() -> Fetched {
    bring(include_str!(concat!(env!("OUT_DIR"), "/coverage.txt")));
    Ok(|_| html! { <CoveragePage /> })
}

/// Coverage, part by part.
#[component]
fn CoveragePage() -> Html {
    let text = use_text();
    let view = use_filters::<CoverageView>();
    let Some(session) = use_session() else { return Html::default() };
    let sees_rows = session.may(Permission::RostersRead);
    let may_see = |part: &Part| sees_rows || !part.tells_of_rosters();
    let part = view.value.part.filter(may_see).unwrap_or_default();
    let tabs = Part::ALL
        .iter()
        .filter(|part| may_see(part))
        .map(|part| Tab {
            key: part.as_str().into(),
            label: text.word("coverage-part", part.as_str()),
            count: None,
        })
        .collect::<Vec<_>>();
    let on_change = view.set.reform(|key: AttrValue| CoverageView::of(Part::named(&key)));
    let (value, on_view) = (view.value.clone(), view.set.clone());
    let may_export = session.may(Permission::LedgerExport);
    html! {
        <Screen title={t!(text, "coverage")} subtitle={html! { t!(text, "coverage-subtitle") }}>
            <Tabs label={t!(text, "coverage")} {tabs} current={part.as_str()} {on_change}>
                { match part {
                    Part::Overview => html! { <Overview as_of={value.as_of} /> },
                    Part::Gaps => html! { <Gaps view={value} {on_view} {may_export} /> },
                    Part::Disagreements => html! { <Disagreements view={value} {on_view} {may_export} /> },
                    Part::Workers => html! { <Workers view={value} {on_view} {may_export} /> },
                    Part::Days => html! { <Days view={value} {on_view} /> },
                    Part::Rows => html! { <Rows view={value} {on_view} /> },
                } }
            </Tabs>
        </Screen>
    }
}

/// The closed sets whose words coverage looks up, for the test that every one has a text.
#[cfg(test)]
pub fn sets() -> Vec<(&'static str, Vec<&'static str>)> {
    use domain::coverage::{DisagreementState, GapKind, Listing, Matter, RowsOutcome, State, Step};
    vec![
        ("coverage-part", Part::ALL.iter().map(|part| part.as_str()).collect()),
        ("coverage-state", State::ALL.iter().map(|state| state.as_str()).collect()),
        ("coverage-step", Step::ALL.iter().map(|step| step.as_str()).collect()),
        ("disagreement-state", DisagreementState::ALL.iter().map(|state| state.as_str()).collect()),
        ("matter", Matter::ALL.iter().map(|matter| matter.as_str()).collect()),
        ("gap", GapKind::ALL.iter().map(|kind| kind.as_str()).collect()),
        ("listing", Listing::ALL.iter().map(|listing| listing.as_str()).collect()),
        ("rows-outcome", RowsOutcome::ALL.iter().map(|outcome| outcome.as_str()).collect()),
    ]
}
