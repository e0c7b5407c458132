use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::{Icon, IconName, use_field};

/// One line of a [`Select`].
#[derive(Debug, Clone, PartialEq)]
pub struct SelectOption {
    pub value: AttrValue,
    pub label: AttrValue,
}

impl SelectOption {
    pub fn new(value: impl Into<AttrValue>, label: impl Into<AttrValue>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// Lines of a [`Select`] under a heading of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectGroup {
    pub label: AttrValue,
    pub options: Vec<SelectOption>,
}

#[derive(Properties, PartialEq)]
pub struct SelectProps {
    pub value: AttrValue,
    #[prop_or_default]
    pub options: Vec<SelectOption>,
    /// Stand below `options`, for lists too long to read at once.
    #[prop_or_default]
    pub groups: Vec<SelectGroup>,
    #[prop_or_default]
    pub on_change: Callback<String>,
    /// The first line, for "nothing chosen".
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    #[prop_or_default]
    pub aria_label: Option<AttrValue>,
    #[prop_or_default]
    pub disabled: bool,
}

/// A choice of a few known things, in the browser's own list.
#[component]
pub fn Select(props: &SelectProps) -> Html {
    let field = use_field();
    let onchange = {
        let on_change = props.on_change.clone();
        Callback::from(move |event: Event| {
            on_change.emit(event.target_unchecked_into::<HtmlSelectElement>().value());
        })
    };
    let class = classes!("pf-v6-c-form-control", field.is_invalid.then_some("pf-m-error"));
    let option = |option: &SelectOption| {
        html! {
            <option key={option.value.to_string()} value={option.value.clone()} selected={option.value == props.value}>
                { &option.label }
            </option>
        }
    };
    html! {
        <span {class}>
            <select
                id={field.id}
                disabled={props.disabled}
                aria-label={props.aria_label.clone()}
                aria-describedby={field.described_by}
                aria-invalid={field.is_invalid.then_some("true")}
                aria-required={field.is_required.then_some("true")}
                {onchange}
            >
                if let Some(placeholder) = &props.placeholder {
                    <option value="" selected={props.value.is_empty()}>{ placeholder }</option>
                }
                { for props.options.iter().map(option) }
                { for props.groups.iter().map(|group| html! {
                    <optgroup key={group.label.to_string()} label={group.label.clone()}>
                        { for group.options.iter().map(option) }
                    </optgroup>
                }) }
            </select>
            <span class="pf-v6-c-form-control__utilities">
                <span class="pf-v6-c-form-control__toggle-icon"><Icon name={IconName::ChevronDown} /></span>
            </span>
        </span>
    }
}
