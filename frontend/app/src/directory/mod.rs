//! Areas, organisations and colleagues.

use yew::prelude::*;

use crate::{screen::Screen, t, text::use_text};

/// The directory.
#[component]
pub fn DirectoryPage() -> Html {
    let text = use_text();
    html! { <Screen title={t!(text, "directory")} /> }
}
