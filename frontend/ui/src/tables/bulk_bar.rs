use yew::prelude::*;

use crate::{Button, Look, use_words};

#[derive(Properties, PartialEq)]
pub struct BulkBarProps {
    /// "12 households selected".
    pub text: AttrValue,
    pub on_clear: Callback<()>,
    /// What can be done with all of them.
    pub children: Html,
}

/// What can be done with the chosen rows; stays in sight while one scrolls.
#[component]
pub fn BulkBar(props: &BulkBarProps) -> Html {
    let words = use_words();
    html! {
        <div class="hf-bulk-bar" role="region" aria-label={props.text.clone()}>
            <span class="hf-bulk-bar__text" role="status">{ &props.text }</span>
            <div class="hf-bulk-bar__actions">
                { props.children.clone() }
                <Button look={Look::Link} onclick={props.on_clear.reform(|_| ())}>{ &words.selection_clear }</Button>
            </div>
        </div>
    }
}
