//! The home page: what needs a hand.

mod figures;
mod shares;

use api_types::summary::Summary;
use client::use_query;
use yew::prelude::*;

use crate::{failures, households::use_categories, screen::Screen, session::use_me, t, text::use_text};

/// What needs a hand, each figure with the list behind it.
#[component]
pub fn HomePage() -> Html {
    let text = use_text();
    let categories = use_categories();
    let summary = use_query((), |api, ()| client::summary(&api));
    let me = use_me();
    let name = me.as_ref().map(|me| me.display_name.clone()).unwrap_or_default();
    html! {
        <Screen title={t!(text, "home")} subtitle={html! { t!(text, "home-greeting", name = name) }}>
            { failures::show(&summary.remote, &summary.reload, |summary: &std::rc::Rc<Summary>| html! {
                <div class="hf-stack">
                    { figures::to_do(&text, summary) }
                    <h2 class="hf-home__title">{ t!(text, "home-ledger") }</h2>
                    { figures::ledger(&text, summary, me.as_ref().map(|me| me.id)) }
                    { shares::show(&text, summary, &categories) }
                </div>
            }) }
        </Screen>
    }
}
