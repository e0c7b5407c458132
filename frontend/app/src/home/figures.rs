use api_types::{
    households::{HouseholdFilter, OwnerFilter},
    summary::Summary,
};
use domain::{
    access::Permission,
    households::{Clarity, Situation},
    ids::UserId,
};
use ui::{CardGrid, IconName, StatCard, Tone};
use yew::prelude::*;

use crate::{
    route::Route,
    session::Session,
    t,
    text::{Text, figure},
};

/// What needs a hand: each figure opens its rows, and turns calm when nothing is left.
pub fn to_do(text: &Text, summary: &Summary, session: Option<&Session>) -> Html {
    let sees_rosters = session.is_some_and(|session| session.may(Permission::RostersRead));
    let unclear = |clarity| HouseholdFilter { unclear: Some(clarity), ..HouseholdFilter::default() };
    let without_owner = HouseholdFilter { owner: Some(OwnerFilter::Nobody), ..HouseholdFilter::default() };
    let card = |label: AttrValue, count: i64, unit: AttrValue, href: AttrValue| {
        html! {
            <StatCard
                {label}
                value={figure(count)}
                {unit}
                {href}
                tone={if count > 0 { Tone::Warning } else { Tone::Success }}
                icon={if count > 0 { IconName::WarningTriangle } else { IconName::CheckCircle }}
            />
        }
    };
    let households = |label: AttrValue, count: i64, filter: &HouseholdFilter| {
        card(label, count, t!(text, "unit-households", count = count), Route::Households.href_with(filter))
    };
    let rows = |label: AttrValue, count: i64, href: AttrValue| {
        card(label, count, t!(text, "unit-rows", count = count), href)
    };
    let waiting = |tab: &str| Route::Rosters.href_with(&[("tab", tab)]);
    let moves = Route::Coverage.href_with(&[("part", "gaps"), ("mover", "mine")]);
    let disputed = Route::Coverage.href_with(&[("part", "disagreements"), ("mover", "mine")]);
    html! {
        <CardGrid>
            { households(t!(text, "home-without-owner"), summary.without_owner, &without_owner) }
            { households(t!(text, "home-unclear-situation"), summary.unclear_situation, &unclear(Clarity::Situation)) }
            { households(t!(text, "home-unclear-headcount"), summary.unclear_headcount, &unclear(Clarity::Headcount)) }
            { households(t!(text, "home-unclear-needs"), summary.unclear_needs, &unclear(Clarity::Needs)) }
            { card(t!(text, "home-moves"), summary.moves, t!(text, "unit-gaps", count = summary.moves), moves) }
            if summary.disagreements > 0 {
                { card(t!(text, "home-disagreements"), summary.disagreements, t!(text, "unit-gaps", count = summary.disagreements), disputed) }
            }
            if sees_rosters {
                { rows(t!(text, "home-held-rows"), summary.held_rows, waiting("held")) }
            }
            if summary.open_rosters > 0 {
                { card(t!(text, "home-open-rosters"), summary.open_rosters, t!(text, "unit-rosters", count = summary.open_rosters), Route::Rosters.href()) }
            }
            if sees_rosters {
                { rows(t!(text, "home-mistyped"), summary.mistyped_identity_numbers, waiting("mistyped")) }
            }
        </CardGrid>
    }
}

/// The ledger in numbers.
pub fn ledger(text: &Text, summary: &Summary, me: Option<UserId>) -> Html {
    let card = |label: AttrValue, count: i64, unit: AttrValue, filter: &HouseholdFilter| {
        html! {
            <StatCard {label} value={figure(count)} {unit} href={Route::Households.href_with(filter)} />
        }
    };
    let households = |label: AttrValue, count: i64, filter: &HouseholdFilter| {
        card(label, count, t!(text, "unit-households", count = count), filter)
    };
    let all = HouseholdFilter::default();
    let mine = HouseholdFilter { owner: me.map(OwnerFilter::User), ..HouseholdFilter::default() };
    let both =
        HouseholdFilter { situation: Some(Situation::BothOnTheFrontLine), ..HouseholdFilter::default() };
    html! {
        <CardGrid>
            { households(t!(text, "home-households"), summary.households, &all) }
            { card(t!(text, "home-workers"), summary.workers, t!(text, "unit-persons", count = summary.workers), &all) }
            { households(t!(text, "home-both"), summary.dual_frontline_households, &both) }
            { households(t!(text, "home-mine"), summary.mine, &mine) }
        </CardGrid>
    }
}
