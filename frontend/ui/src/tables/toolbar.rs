use yew::prelude::*;

use crate::{Icon, IconName};

#[derive(Properties, PartialEq)]
pub struct ToolbarProps {
    pub label: AttrValue,
    /// Search and filters.
    pub children: Html,
    /// Export, columns, pager: at the far end.
    #[prop_or_default]
    pub end: Html,
}

/// The line above a list.
#[component]
pub fn Toolbar(props: &ToolbarProps) -> Html {
    html! {
        <div class="hf-toolbar" role="group" aria-label={props.label.clone()}>
            <div class="hf-toolbar__start">{ props.children.clone() }</div>
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
