use yew::prelude::*;

use crate::TextInput;

#[derive(Properties, PartialEq)]
pub struct DateInputProps {
    /// `YYYY-MM-DD`, or empty.
    pub value: AttrValue,
    #[prop_or_default]
    pub on_change: Callback<String>,
    #[prop_or_default]
    pub aria_label: Option<AttrValue>,
    #[prop_or_default]
    pub disabled: bool,
}

/// A whole calendar day, in the browser's own picker. Dates of which only a part is known are typed into a text input.
#[component]
pub fn DateInput(props: &DateInputProps) -> Html {
    html! {
        <TextInput
            kind="date"
            value={props.value.clone()}
            on_change={props.on_change.clone()}
            aria_label={props.aria_label.clone()}
            disabled={props.disabled}
        />
    }
}
