use yew::prelude::*;

use crate::{t, text::use_text};

/// The product's mark and name.
#[component]
pub fn Brand() -> Html {
    let text = use_text();
    html! {
        <span class="hf-brand">
            <svg class="hf-brand__mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
                <rect width="32" height="32" rx="8" />
                <path d="M16 6.5 5.5 15h2.8v10h15.4V15h2.8z" />
                <path class="hf-brand__heart" d="M16 22.5s-4.6-2.5-4.6-5.6a2.450 2.450 0 0 1 4.6-1.2 2.450 2.450 0 0 1 4.6 1.2c0 3.1-4.6 5.6-4.6 5.6z" />
            </svg>
            <span class="hf-brand__name">{ t!(text, "brand") }</span>
            <span class="hf-brand__second">{ t!(text, "brand-second") }</span>
        </span>
    }
}
