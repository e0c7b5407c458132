//! The home page: what needs a hand.

mod figures;
mod shares;

use api_types::summary::Summary;
use client::{use_following, use_query};
use domain::access::Permission;
use ui::Card;
use yew::prelude::*;

use crate::{
    failures,
    households::{empty_ledger, use_categories},
    screen::Screen,
    session::{use_me, use_session},
    t,
    text::use_text,
};

/// What needs a hand, each figure with the list behind it.
#[component]
pub fn HomePage() -> Html {
    let text = use_text();
    let categories = use_categories();
    let summary = use_query((), |api, ()| client::summary(&api));
    use_following(&summary.reload);
    let me = use_me();
    let session = use_session();
    let may_upload = session.as_ref().is_some_and(|session| session.may(Permission::RostersWrite));
    let name = me.as_ref().map(|me| me.display_name.clone()).unwrap_or_default();
    html! {
        <Screen title={t!(text, "home")} subtitle={html! { t!(text, "home-greeting", name = name) }}>
            { failures::show(&summary.remote, &summary.reload, |summary: &std::rc::Rc<Summary>| if is_empty(summary) {
                html! { <Card>{ empty_ledger(&text, may_upload) }</Card> }
            } else { html! {
                <div class="hf-stack">
                    { figures::to_do(&text, summary, session.as_ref()) }
                    <h2 class="hf-home__title">{ t!(text, "home-ledger") }</h2>
                    { figures::ledger(&text, summary, me.as_ref().map(|me| me.id)) }
                    { shares::show(&text, summary, &categories) }
                </div>
            } }) }
        </Screen>
    }
}

/// Whether nothing has been collected yet: then there is one thing to do, and no figure to read.
const fn is_empty(summary: &Summary) -> bool {
    summary.households == 0 && summary.workers == 0 && summary.open_rosters == 0 && summary.held_rows == 0
}
