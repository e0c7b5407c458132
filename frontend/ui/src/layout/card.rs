use yew::prelude::*;

use crate::{Anchor, Icon, IconName, Tone, use_id};

#[derive(Properties, PartialEq)]
pub struct CardProps {
    #[prop_or_default]
    pub title: Option<AttrValue>,
    #[prop_or_default]
    pub actions: Html,
    /// No padding around the body: tables and lists that reach the edge.
    #[prop_or_default]
    pub flush: bool,
    #[prop_or_default]
    pub class: Classes,
    pub children: Html,
}

/// A part of a page, under its own heading.
#[component]
pub fn Card(props: &CardProps) -> Html {
    let id = use_id();
    let labelled = props.title.is_some().then(|| id.clone());
    let body = classes!("hf-card__body", props.flush.then_some("hf-card__body--flush"));
    html! {
        <section class={classes!("hf-card", props.class.clone())} aria-labelledby={labelled}>
            if let Some(title) = &props.title {
                <div class="hf-card__header">
                    <h2 class="hf-card__title" {id}>{ title }</h2>
                    <div class="hf-card__actions">{ props.actions.clone() }</div>
                </div>
            }
            <div class={body}>{ props.children.clone() }</div>
        </section>
    }
}

#[derive(Properties, PartialEq)]
pub struct CardGridProps {
    pub children: Html,
}

/// Cards beside each other, as many as the page is wide for.
#[component]
pub fn CardGrid(props: &CardGridProps) -> Html {
    html! { <div class="hf-card-grid">{ props.children.clone() }</div> }
}

#[derive(Properties, PartialEq)]
pub struct StatCardProps {
    pub label: AttrValue,
    /// The number, already formatted.
    pub value: AttrValue,
    /// What is counted: households, persons, rows.
    pub unit: AttrValue,
    /// The list whose rows are counted.
    pub href: AttrValue,
    #[prop_or_default]
    pub tone: Tone,
    #[prop_or_default]
    pub icon: Option<IconName>,
    #[prop_or_default]
    pub note: Option<AttrValue>,
}

/// One figure, which opens the records behind it.
#[component]
pub fn StatCard(props: &StatCardProps) -> Html {
    html! {
        <Anchor class={classes!("hf-stat", props.tone.modifier("hf-stat"))} href={props.href.clone()}>
            <span class="hf-stat__label">
                if let Some(name) = props.icon {
                    <Icon {name} />
                }
                { &props.label }
            </span>
            <span class="hf-stat__figure">
                <span class="hf-stat__value">{ &props.value }</span>
                <span class="hf-stat__unit">{ &props.unit }</span>
            </span>
            if let Some(note) = &props.note {
                <span class="hf-stat__note">{ note }</span>
            }
        </Anchor>
    }
}
