use yew::prelude::*;

use crate::{Button, EmptyState, IconName, use_words};

#[derive(Properties, PartialEq)]
pub struct ErrorStateProps {
    pub title: AttrValue,
    #[prop_or_default]
    pub detail: Option<AttrValue>,
    /// By which the server's log knows this failure.
    #[prop_or_default]
    pub request_id: Option<AttrValue>,
    #[prop_or_default]
    pub on_retry: Option<Callback<()>>,
    /// Other ways out, beside trying again.
    #[prop_or_default]
    pub children: Html,
}

/// Something could not be fetched: what, what to do, and the number to tell those who look after the server.
#[component]
pub fn ErrorState(props: &ErrorStateProps) -> Html {
    let words = use_words();
    let actions = match &props.on_retry {
        Some(on_retry) => html! {
            <>
                <Button icon={IconName::Refresh} onclick={on_retry.reform(|_| ())}>{ &words.retry }</Button>
                { props.children.clone() }
            </>
        },
        None => props.children.clone(),
    };
    html! {
        <div role="alert">
            <EmptyState title={props.title.clone()} icon={IconName::WarningTriangle} {actions}>
                if let Some(detail) = &props.detail {
                    <p>{ detail }</p>
                }
                if let Some(request_id) = &props.request_id {
                    <p class="hf-quiet">{ &words.request_number }{ " " }<code>{ request_id }</code></p>
                }
            </EmptyState>
        </div>
    }
}
