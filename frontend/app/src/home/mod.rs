//! The home page: what needs a hand.

mod figures;

use api_types::summary::Summary;
use client::use_query;
use yew::prelude::*;

use crate::{failures, screen::Screen, session::use_me, t, text::use_text};

/// What needs a hand, each figure with the list behind it.
#[component]
pub fn HomePage() -> Html {
    let text = use_text();
    let summary = use_query((), |api, ()| async move { client::summary(&api).await });
    let name = use_me().map(|me| me.display_name.clone()).unwrap_or_default();
    html! {
        <Screen title={t!(text, "home")} subtitle={html! { t!(text, "home-greeting", name = name) }}>
            { failures::show(&summary.remote, &summary.reload, |summary: &std::rc::Rc<Summary>| figures::show(&text, summary)) }
        </Screen>
    }
}
