use yew::prelude::*;

use crate::{Icon, IconName};

#[derive(Properties, PartialEq)]
pub struct EmptyStateProps {
    pub title: AttrValue,
    #[prop_or(IconName::Inbox)]
    pub icon: IconName,
    /// What to do now.
    #[prop_or_default]
    pub actions: Html,
    #[prop_or_default]
    pub children: Html,
}

/// Says why there is nothing and what to do about it.
#[component]
pub fn EmptyState(props: &EmptyStateProps) -> Html {
    html! {
        <div class="hf-empty">
            <span class="hf-empty__icon"><Icon name={props.icon} /></span>
            <h2 class="hf-empty__title">{ &props.title }</h2>
            if props.children != Html::default() {
                <div class="hf-empty__body">{ props.children.clone() }</div>
            }
            if props.actions != Html::default() {
                <div class="hf-empty__actions">{ props.actions.clone() }</div>
            }
        </div>
    }
}
