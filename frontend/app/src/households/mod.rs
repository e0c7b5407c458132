//! The ledger's pages.

use yew::prelude::*;

use crate::{screen::Screen, t, text::use_text};

/// The ledger.
#[component]
pub fn HouseholdsPage() -> Html {
    let text = use_text();
    html! { <Screen title={t!(text, "households")} /> }
}
