use yew::prelude::*;

use crate::{Button, IconName, Look, use_words};

#[derive(Properties, PartialEq)]
pub struct PagerProps {
    /// "1–50 of 457 households", or what is known of it.
    pub text: AttrValue,
    /// Nothing on the first page.
    #[prop_or_default]
    pub on_previous: Option<Callback<()>>,
    /// Nothing on the last page.
    #[prop_or_default]
    pub on_next: Option<Callback<()>>,
}

/// Turns the pages of a list whose pages have cursors, not numbers.
#[component]
pub fn Pager(props: &PagerProps) -> Html {
    let words = use_words();
    let turn =
        |on_turn: &Option<Callback<()>>| on_turn.clone().unwrap_or_default().reform(|_: MouseEvent| ());
    html! {
        <nav class="hf-pager" aria-label={props.text.clone()}>
            <span class="hf-pager__text">{ &props.text }</span>
            <Button
                look={Look::Plain}
                icon={IconName::ChevronLeft}
                aria_label={words.previous_page.clone()}
                disabled={props.on_previous.is_none()}
                onclick={turn(&props.on_previous)}
            />
            <Button
                look={Look::Plain}
                icon={IconName::ChevronRight}
                aria_label={words.next_page.clone()}
                disabled={props.on_next.is_none()}
                onclick={turn(&props.on_next)}
            />
        </nav>
    }
}

#[derive(Properties, PartialEq)]
pub struct LoadMoreProps {
    pub on_more: Callback<()>,
    #[prop_or_default]
    pub busy: bool,
}

/// Adds the next page below the present one: histories and pickers.
#[component]
pub fn LoadMore(props: &LoadMoreProps) -> Html {
    let words = use_words();
    html! {
        <div class="hf-load-more">
            <Button look={Look::Tertiary} busy={props.busy} onclick={props.on_more.reform(|_| ())}>{ &words.load_more }</Button>
        </div>
    }
}
