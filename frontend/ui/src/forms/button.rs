use yew::prelude::*;

use crate::{Anchor, Icon, IconName, use_words};

/// How much attention a button asks for. A page has one primary button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    Primary,
    #[default]
    Secondary,
    Tertiary,
    Link,
    Danger,
    /// No frame: icons in bars and tables.
    Plain,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "pf-m-primary",
            Self::Secondary => "pf-m-secondary",
            Self::Tertiary => "pf-m-tertiary",
            Self::Link => "pf-m-link",
            Self::Danger => "pf-m-danger",
            Self::Plain => "pf-m-plain",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    Small,
    #[default]
    Normal,
    /// As wide as what it stands in.
    Block,
}

impl Size {
    const fn class(self) -> Option<&'static str> {
        match self {
            Self::Small => Some("pf-m-small"),
            Self::Normal => None,
            Self::Block => Some("pf-m-block"),
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct ButtonProps {
    #[prop_or_default]
    pub look: Look,
    #[prop_or_default]
    pub size: Size,
    #[prop_or_default]
    pub icon: Option<IconName>,
    #[prop_or_default]
    pub onclick: Callback<MouseEvent>,
    #[prop_or_default]
    pub disabled: bool,
    /// Work is under way: shows it and takes no second press, but keeps the focus.
    #[prop_or_default]
    pub busy: bool,
    /// Sends the form that the button stands in.
    #[prop_or_default]
    pub submit: bool,
    /// The name of a button that shows only an icon.
    #[prop_or_default]
    pub aria_label: Option<AttrValue>,
    #[prop_or_default]
    pub aria_expanded: Option<AttrValue>,
    #[prop_or_default]
    pub aria_haspopup: Option<AttrValue>,
    #[prop_or_default]
    pub aria_controls: Option<AttrValue>,
    #[prop_or_default]
    pub aria_pressed: Option<AttrValue>,
    #[prop_or_default]
    pub id: Option<AttrValue>,
    #[prop_or_default]
    pub class: Classes,
    #[prop_or_default]
    pub node: NodeRef,
    #[prop_or_default]
    pub children: Html,
}

#[component]
pub fn Button(props: &ButtonProps) -> Html {
    let words = use_words();
    let onclick = props.onclick.clone();
    let onclick = if props.busy {
        Callback::from(|event: MouseEvent| event.prevent_default())
    } else {
        Callback::from(move |event: MouseEvent| onclick.emit(event))
    };
    let class = classes!(
        "pf-v6-c-button",
        props.look.class(),
        props.size.class(),
        props.busy.then_some("pf-m-in-progress"),
        props.class.clone()
    );
    html! {
        <button
            ref={props.node.clone()}
            id={props.id.clone()}
            {class}
            {onclick}
            type={if props.submit { "submit" } else { "button" }}
            disabled={props.disabled}
            aria-disabled={props.busy.then_some("true")}
            aria-label={props.aria_label.clone()}
            title={props.aria_label.clone()}
            aria-expanded={props.aria_expanded.clone()}
            aria-haspopup={props.aria_haspopup.clone()}
            aria-controls={props.aria_controls.clone()}
            aria-pressed={props.aria_pressed.clone()}
        >
            if props.busy {
                <span class="pf-v6-c-button__progress">
                    <svg class="pf-v6-c-spinner pf-m-md" role="img" viewBox="0 0 100 100" aria-label={words.loading.clone()}>
                        <circle class="pf-v6-c-spinner__path" cx="50" cy="50" r="45" fill="none" />
                    </svg>
                </span>
            }
            { content(props.icon, &props.children) }
        </button>
    }
}

#[derive(Properties, PartialEq)]
pub struct ButtonLinkProps {
    pub href: AttrValue,
    #[prop_or_default]
    pub look: Look,
    #[prop_or_default]
    pub size: Size,
    #[prop_or_default]
    pub icon: Option<IconName>,
    #[prop_or_default]
    pub aria_label: Option<AttrValue>,
    #[prop_or_default]
    pub children: Html,
}

/// A link that looks like a button: it goes somewhere, it does nothing.
#[component]
pub fn ButtonLink(props: &ButtonLinkProps) -> Html {
    let class = classes!("pf-v6-c-button", props.look.class(), props.size.class());
    html! {
        <Anchor {class} href={props.href.clone()} aria_label={props.aria_label.clone()} title={props.aria_label.clone()}>
            { content(props.icon, &props.children) }
        </Anchor>
    }
}

fn content(icon: Option<IconName>, children: &Html) -> Html {
    let alone = *children == Html::default();
    let place =
        if alone { classes!("pf-v6-c-button__icon") } else { classes!("pf-v6-c-button__icon", "pf-m-start") };
    html! {
        <>
            if let Some(name) = icon {
                <span class={place}><Icon {name} /></span>
            }
            if !alone {
                <span class="pf-v6-c-button__text">{ children.clone() }</span>
            }
        </>
    }
}
