use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::use_field;

#[derive(Properties, PartialEq)]
pub struct TextAreaProps {
    pub value: AttrValue,
    #[prop_or_default]
    pub on_change: Callback<String>,
    #[prop_or(3)]
    pub rows: u32,
    #[prop_or_default]
    pub maxlength: Option<AttrValue>,
    #[prop_or_default]
    pub aria_label: Option<AttrValue>,
    #[prop_or_default]
    pub disabled: bool,
}

/// Several lines of text.
#[component]
pub fn TextArea(props: &TextAreaProps) -> Html {
    let field = use_field();
    let oninput = {
        let on_change = props.on_change.clone();
        Callback::from(move |event: InputEvent| {
            on_change.emit(event.target_unchecked_into::<HtmlTextAreaElement>().value());
        })
    };
    let class = classes!(
        "pf-v6-c-form-control",
        "pf-m-textarea",
        "pf-m-resize-vertical",
        field.is_invalid.then_some("pf-m-error")
    );
    html! {
        <span {class}>
            <textarea
                id={field.id}
                rows={props.rows.to_string()}
                value={props.value.clone()}
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
