use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::use_id;

#[derive(Properties, PartialEq)]
pub struct CheckboxProps {
    pub checked: bool,
    #[prop_or_default]
    pub on_change: Callback<bool>,
    /// Stands beside the box; a box without one (in tables) needs `aria_label`.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    #[prop_or_default]
    pub description: Option<AttrValue>,
    #[prop_or_default]
    pub aria_label: Option<AttrValue>,
    /// Some of what the box stands for is chosen, not all.
    #[prop_or_default]
    pub indeterminate: bool,
    #[prop_or_default]
    pub disabled: bool,
}

#[component]
pub fn Checkbox(props: &CheckboxProps) -> Html {
    let id = use_id();
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(props.indeterminate, move |indeterminate| {
            if let Some(input) = node.cast::<HtmlInputElement>() {
                input.set_indeterminate(*indeterminate);
            }
        });
    }
    let onchange = {
        let on_change = props.on_change.clone();
        Callback::from(move |event: Event| {
            on_change.emit(event.target_unchecked_into::<HtmlInputElement>().checked());
        })
    };
    let description_id = format!("{id}-description");
    let class = classes!("pf-v6-c-check", props.label.is_none().then_some("pf-m-standalone"));
    html! {
        <div {class}>
            <input
                ref={node}
                class="pf-v6-c-check__input"
                type="checkbox"
                id={id.clone()}
                checked={props.checked}
                disabled={props.disabled}
                aria-label={props.aria_label.clone()}
                aria-describedby={props.description.is_some().then(|| description_id.clone())}
                {onchange}
            />
            if let Some(label) = &props.label {
                <label class="pf-v6-c-check__label" for={id}>{ label }</label>
            }
            if let Some(description) = &props.description {
                <span class="pf-v6-c-check__description" id={description_id}>{ description }</span>
            }
        </div>
    }
}
