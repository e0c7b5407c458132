use api_types::{
    households::{HouseholdFilter, OwnerFilter},
    summary::Summary,
};
use domain::households::Clarity;
use ui::{CardGrid, IconName, StatCard, Tone};
use yew::prelude::*;

use crate::{
    route::Route,
    t,
    text::{Text, figure},
};

/// The figures of the summary as cards that open their rows.
pub fn show(text: &Text, summary: &Summary) -> Html {
    let unclear = |clarity| HouseholdFilter { unclear: Some(clarity), ..HouseholdFilter::default() };
    let without_owner = HouseholdFilter { owner: Some(OwnerFilter::Nobody), ..HouseholdFilter::default() };
    let households = |label: AttrValue, count: i64, filter: &HouseholdFilter| {
        html! {
            <StatCard
                {label}
                value={figure(count)}
                unit={t!(text, "unit-households", count = count)}
                href={Route::Households.href_with(filter)}
                tone={if count > 0 { Tone::Warning } else { Tone::Success }}
                icon={if count > 0 { IconName::WarningTriangle } else { IconName::CheckCircle }}
            />
        }
    };
    html! {
        <CardGrid>
            { households(t!(text, "home-without-owner"), summary.without_owner, &without_owner) }
            { households(t!(text, "home-unclear-situation"), summary.unclear_situation, &unclear(Clarity::Situation)) }
            { households(t!(text, "home-unclear-headcount"), summary.unclear_headcount, &unclear(Clarity::Headcount)) }
            { households(t!(text, "home-unclear-needs"), summary.unclear_needs, &unclear(Clarity::Needs)) }
        </CardGrid>
    }
}
