use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::use_field;

#[derive(Properties, PartialEq)]
pub struct TextInputProps {
    pub value: AttrValue,
    #[prop_or_default]
    pub on_change: Callback<String>,
    /// `text`, `tel`, `password`, `number` …
    #[prop_or(AttrValue::Static("text"))]
    pub kind: AttrValue,
    #[prop_or_default]
    pub name: Option<AttrValue>,
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    #[prop_or_default]
    pub autocomplete: Option<AttrValue>,
    #[prop_or_default]
    pub inputmode: Option<AttrValue>,
    #[prop_or_default]
    pub maxlength: Option<AttrValue>,
    /// Needed where no [`crate::Field`] stands around the input.
    #[prop_or_default]
    pub aria_label: Option<AttrValue>,
    #[prop_or_default]
    pub disabled: bool,
    #[prop_or_default]
    pub node: NodeRef,
}

/// One line of text.
#[component]
pub fn TextInput(props: &TextInputProps) -> Html {
    let field = use_field();
    let oninput = {
        let on_change = props.on_change.clone();
        Callback::from(move |event: InputEvent| {
            on_change.emit(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let class = classes!(
        "pf-v6-c-form-control",
        field.is_invalid.then_some("pf-m-error"),
        props.disabled.then_some("pf-m-disabled")
    );
    html! {
        <span {class}>
            <input
                ref={props.node.clone()}
                id={field.id}
                type={props.kind.clone()}
                name={props.name.clone()}
                value={props.value.clone()}
                placeholder={props.placeholder.clone()}
                autocomplete={props.autocomplete.clone()}
                inputmode={props.inputmode.clone()}
                maxlength={props.maxlength.clone()}
                disabled={props.disabled}
                aria-label={props.aria_label.clone()}
                aria-describedby={field.described_by}
                aria-invalid={field.is_invalid.then_some("true")}
                aria-required={field.is_required.then_some("true")}
                {oninput}
            />
        </span>
    }
}
