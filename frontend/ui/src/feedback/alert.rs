use yew::prelude::*;

use crate::{Button, Icon, IconName, Look, Tone, use_words};

#[derive(Properties, PartialEq)]
pub struct AlertProps {
    pub title: AttrValue,
    #[prop_or_default]
    pub tone: Tone,
    /// Shows a cross that takes the alert away.
    #[prop_or_default]
    pub on_close: Option<Callback<()>>,
    /// Read out at once when it appears: for answers to what the reader just did.
    #[prop_or_default]
    pub live: bool,
    #[prop_or_default]
    pub actions: Html,
    #[prop_or_default]
    pub children: Html,
}

/// A message in the page.
#[component]
pub fn Alert(props: &AlertProps) -> Html {
    let words = use_words();
    let role = props.live.then_some(if props.tone == Tone::Danger { "alert" } else { "status" });
    html! {
        <div class={classes!("pf-v6-c-alert", "pf-m-inline", props.tone.status_class())} {role}>
            <div class="pf-v6-c-alert__icon"><Icon name={props.tone.icon()} /></div>
            <p class="pf-v6-c-alert__title">
                <span class="pf-v6-screen-reader">{ props.tone.word(&words) }{ ": " }</span>
                { &props.title }
            </p>
            if let Some(on_close) = &props.on_close {
                <div class="pf-v6-c-alert__action">
                    <Button
                        look={Look::Plain}
                        icon={IconName::Close}
                        aria_label={words.close.clone()}
                        onclick={on_close.reform(|_| ())}
                    />
                </div>
            }
            if props.children != Html::default() {
                <div class="pf-v6-c-alert__description">{ props.children.clone() }</div>
            }
            if props.actions != Html::default() {
                <div class="pf-v6-c-alert__action-group">{ props.actions.clone() }</div>
            }
        </div>
    }
}
