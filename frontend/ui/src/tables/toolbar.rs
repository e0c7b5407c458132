use yew::prelude::*;

use crate::{Button, Icon, IconName, Look};

#[derive(Properties, PartialEq)]
pub struct ToolbarProps {
    pub label: AttrValue,
    /// Search, and filters when they are few.
    pub children: Html,
    /// Filters that a phone keeps folded until one asks for them.
    #[prop_or_default]
    pub filters: Html,
    /// The name of the button that unfolds them; without it there are none.
    #[prop_or_default]
    pub filters_label: Option<AttrValue>,
    /// Export, columns, pager: at the far end.
    #[prop_or_default]
    pub end: Html,
}

/// The line above a list.
#[component]
pub fn Toolbar(props: &ToolbarProps) -> Html {
    let is_open = use_state(|| false);
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    html! {
        <div class="hf-toolbar" role="group" aria-label={props.label.clone()}>
            <div class="hf-toolbar__start">
                { props.children.clone() }
                if let Some(label) = props.filters_label.clone() {
                    <div class="hf-toolbar__unfold">
                        <Button look={Look::Secondary} icon={IconName::Filter} aria_expanded={if *is_open { "true" } else { "false" }} onclick={toggle}>{ label }</Button>
                    </div>
                    <div class={classes!("hf-toolbar__filters", is_open.then_some("hf-toolbar__filters--open"))}>
                        { props.filters.clone() }
                    </div>
                }
            </div>
            <div class="hf-toolbar__end">{ props.end.clone() }</div>
        </div>
    }
}

/// A filter that holds now.
#[derive(Debug, Clone, PartialEq)]
pub struct FilterChip {
    /// "Area: 杨柳青镇".
    pub text: AttrValue,
    /// The button's name: "Remove filter Area: 杨柳青镇".
    pub remove_label: AttrValue,
    pub on_remove: Callback<()>,
}

#[derive(Properties, PartialEq)]
pub struct FilterChipsProps {
    pub label: AttrValue,
    pub chips: Vec<FilterChip>,
}

/// The filters that hold now, each with a way out.
#[component]
pub fn FilterChips(props: &FilterChipsProps) -> Html {
    if props.chips.is_empty() {
        return Html::default();
    }
    let chip = |chip: &FilterChip| {
        html! {
            <li key={chip.text.to_string()} class="hf-chip">
                { &chip.text }
                <button
                    type="button"
                    class="hf-chip__remove"
                    aria-label={chip.remove_label.clone()}
                    onclick={chip.on_remove.reform(|_| ())}
                >
                    <Icon name={IconName::Close} />
                </button>
            </li>
        }
    };
    html! { <ul class="hf-chips" aria-label={props.label.clone()}>{ for props.chips.iter().map(chip) }</ul> }
}
