use yew::prelude::*;

use crate::{Icon, IconName};

/// A line of a menu.
#[derive(Debug, Clone, PartialEq)]
pub enum MenuItem {
    Action {
        label: AttrValue,
        icon: Option<IconName>,
        on_pick: Callback<()>,
    },
    /// An action that takes something away.
    Danger {
        label: AttrValue,
        icon: Option<IconName>,
        on_pick: Callback<()>,
    },
    /// One of several of which one holds.
    Choice {
        label: AttrValue,
        is_chosen: bool,
        on_pick: Callback<()>,
    },
    /// The name of the lines below it.
    Heading(AttrValue),
    Divider,
}

impl MenuItem {
    pub fn action(label: impl Into<AttrValue>, icon: IconName, on_pick: Callback<()>) -> Self {
        Self::Action { label: label.into(), icon: Some(icon), on_pick }
    }

    pub(super) const fn pickable(&self) -> Option<&Callback<()>> {
        match self {
            Self::Action { on_pick, .. } | Self::Danger { on_pick, .. } | Self::Choice { on_pick, .. } => {
                Some(on_pick)
            }
            Self::Heading(_) | Self::Divider => None,
        }
    }

    pub(super) fn render(&self, key: usize, close: &Callback<()>) -> Html {
        match self {
            Self::Heading(label) => {
                html! { <li {key} class="hf-menu__heading" role="presentation">{ label }</li> }
            }
            Self::Divider => html! { <li {key} class="hf-menu__divider" role="separator" /> },
            Self::Action { label, icon, on_pick } => {
                button(key, "menuitem", None, label, *icon, on_pick, close)
            }
            Self::Danger { label, icon, on_pick } => {
                html! { <li {key} role="none" class="hf-menu__danger">{ control("menuitem", None, label, *icon, on_pick, close) }</li> }
            }
            Self::Choice { label, is_chosen, on_pick } => {
                let icon = is_chosen.then_some(IconName::Check);
                let checked = Some(if *is_chosen { "true" } else { "false" });
                button(key, "menuitemradio", checked, label, icon, on_pick, close)
            }
        }
    }
}

fn button(
    key: usize,
    role: &'static str,
    checked: Option<&'static str>,
    label: &AttrValue,
    icon: Option<IconName>,
    on_pick: &Callback<()>,
    close: &Callback<()>,
) -> Html {
    html! { <li {key} role="none">{ control(role, checked, label, icon, on_pick, close) }</li> }
}

fn control(
    role: &'static str,
    checked: Option<&'static str>,
    label: &AttrValue,
    icon: Option<IconName>,
    on_pick: &Callback<()>,
    close: &Callback<()>,
) -> Html {
    let onclick = {
        let (on_pick, close) = (on_pick.clone(), close.clone());
        Callback::from(move |_: MouseEvent| {
            close.emit(());
            on_pick.emit(());
        })
    };
    html! {
        <button type="button" class="hf-menu__item" {role} aria-checked={checked} tabindex="-1" {onclick}>
            <span class="hf-menu__icon">
                if let Some(name) = icon {
                    <Icon {name} />
                }
            </span>
            <span>{ label }</span>
        </button>
    }
}
