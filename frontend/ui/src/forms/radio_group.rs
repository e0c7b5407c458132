use yew::prelude::*;

use crate::use_id;

/// One answer of a [`RadioGroup`].
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub value: AttrValue,
    pub label: AttrValue,
    pub description: Option<AttrValue>,
}

#[derive(Properties, PartialEq)]
pub struct RadioGroupProps {
    pub legend: AttrValue,
    pub value: AttrValue,
    pub choices: Vec<Choice>,
    #[prop_or_default]
    pub on_change: Callback<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// The answers in one line instead of below each other.
    #[prop_or_default]
    pub inline: bool,
}

/// One of a few answers, all in sight.
#[component]
pub fn RadioGroup(props: &RadioGroupProps) -> Html {
    let id = use_id();
    let choice = |(index, choice): (usize, &Choice)| {
        let onchange = {
            let (on_change, value) = (props.on_change.clone(), choice.value.clone());
            Callback::from(move |_: Event| on_change.emit(value.clone()))
        };
        let input = format!("{id}-{index}");
        html! {
            <div class="pf-v6-c-radio" key={index}>
                <input
                    class="pf-v6-c-radio__input"
                    type="radio"
                    id={input.clone()}
                    name={id.clone()}
                    value={choice.value.clone()}
                    checked={choice.value == props.value}
                    {onchange}
                />
                <label class="pf-v6-c-radio__label" for={input}>{ &choice.label }</label>
                if let Some(description) = &choice.description {
                    <span class="pf-v6-c-radio__description">{ description }</span>
                }
            </div>
        }
    };
    let error_id = format!("{id}-error");
    let class = classes!("hf-choices", props.inline.then_some("hf-choices--inline"));
    html! {
        <fieldset
            {class}
            role="radiogroup"
            aria-invalid={props.error.is_some().then_some("true")}
            aria-describedby={props.error.is_some().then(|| error_id.clone())}
        >
            <legend class="pf-v6-c-form__label-text">{ &props.legend }</legend>
            { for props.choices.iter().enumerate().map(choice) }
            if let Some(error) = &props.error {
                <p class="hf-error" id={error_id}>{ error }</p>
            }
        </fieldset>
    }
}
