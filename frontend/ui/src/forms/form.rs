use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::is_composing;

#[derive(Properties, PartialEq)]
pub struct FormProps {
    pub on_submit: Callback<()>,
    #[prop_or_default]
    pub aria_label: Option<AttrValue>,
    /// Fields beside each other where the page is wide enough.
    #[prop_or_default]
    pub columns: bool,
    pub children: Html,
}

/// How often the form around a field was sent.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Sent(u32);

/// A form: Enter sends it, but not the Enter that ends an input method's composition.
#[component]
pub fn Form(props: &FormProps) -> Html {
    let sent = use_state(Sent::default);
    let onsubmit = {
        let (on_submit, sent) = (props.on_submit.clone(), sent.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            sent.set(Sent(sent.0 + 1));
            on_submit.emit(());
        })
    };
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        let from_input = event.target().is_some_and(|target| target.has_type::<web_sys::HtmlInputElement>());
        if from_input && event.key() == "Enter" && is_composing(&event) {
            event.prevent_default();
        }
    });
    let class = classes!("pf-v6-c-form", "hf-form", props.columns.then_some("hf-form--columns"));
    html! {
        <form {class} novalidate=true aria-label={props.aria_label.clone()} {onsubmit} {onkeydown}>
            <ContextProvider<Sent> context={*sent}>{ props.children.clone() }</ContextProvider<Sent>>
        </form>
    }
}

#[derive(Properties, PartialEq)]
pub struct FormSectionProps {
    pub title: AttrValue,
    pub children: Html,
}

/// Fields that belong together, under their name.
#[component]
pub fn FormSection(props: &FormSectionProps) -> Html {
    html! {
        <fieldset class="hf-form-section">
            <legend class="hf-form-section__title">{ &props.title }</legend>
            { props.children.clone() }
        </fieldset>
    }
}

#[derive(Properties, PartialEq)]
pub struct FormActionsProps {
    pub children: Html,
}

/// The form's buttons, the one that sends it first.
#[component]
pub fn FormActions(props: &FormActionsProps) -> Html {
    html! { <div class="hf-form-actions">{ props.children.clone() }</div> }
}
