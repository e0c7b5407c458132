use yew::prelude::*;

use crate::use_words;

/// Work of unknown length, in place of a small thing.
#[component]
pub fn Spinner() -> Html {
    let words = use_words();
    html! {
        <svg class="pf-v6-c-spinner pf-m-lg" role="img" viewBox="0 0 100 100" aria-label={words.loading.clone()}>
            <circle class="pf-v6-c-spinner__path" cx="50" cy="50" r="45" fill="none" />
        </svg>
    }
}

#[derive(Properties, PartialEq)]
pub struct SkeletonProps {
    #[prop_or(3)]
    pub lines: u32,
}

/// The shape of what is being fetched.
#[component]
pub fn Skeleton(props: &SkeletonProps) -> Html {
    let words = use_words();
    html! {
        <div class="hf-skeleton" role="status">
            { for (0..props.lines).map(|key| html! { <div {key} class="pf-v6-c-skeleton" /> }) }
            <span class="pf-v6-screen-reader">{ &words.loading }</span>
        </div>
    }
}
