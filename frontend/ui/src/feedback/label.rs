use yew::prelude::*;

use crate::{Icon, IconName, Tone};

#[derive(Properties, PartialEq)]
pub struct LabelProps {
    #[prop_or_default]
    pub tone: Tone,
    #[prop_or_default]
    pub icon: Option<IconName>,
    #[prop_or_default]
    pub title: Option<AttrValue>,
    pub children: Html,
}

/// A state or a property in one or two words. The words carry the meaning, the colour only repeats it.
#[component]
pub fn Label(props: &LabelProps) -> Html {
    let colour = match props.tone {
        Tone::Neutral => "",
        Tone::Info => "pf-m-blue",
        Tone::Success => "pf-m-green",
        Tone::Warning => "pf-m-yellow",
        Tone::Danger => "pf-m-red",
    };
    html! {
        <span class={classes!("pf-v6-c-label", "pf-m-compact", "pf-m-filled", colour)} title={props.title.clone()}>
            <span class="pf-v6-c-label__content">
                if let Some(name) = props.icon {
                    <span class="pf-v6-c-label__icon"><Icon {name} /></span>
                }
                <span class="pf-v6-c-label__text">{ props.children.clone() }</span>
            </span>
        </span>
    }
}

#[derive(Properties, PartialEq)]
pub struct BadgeProps {
    pub count: AttrValue,
    /// What is counted, for screen readers.
    pub label: AttrValue,
}

/// A small count beside a name.
#[component]
pub fn Badge(props: &BadgeProps) -> Html {
    html! {
        <span class="hf-badge">
            { &props.count }<span class="pf-v6-screen-reader">{ " " }{ &props.label }</span>
        </span>
    }
}
