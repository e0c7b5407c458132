//! The rosters' pages.

use yew::prelude::*;

use crate::{screen::Screen, t, text::use_text};

/// The rosters that were uploaded.
#[component]
pub fn RostersPage() -> Html {
    let text = use_text();
    html! { <Screen title={t!(text, "rosters")} /> }
}
