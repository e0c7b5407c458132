use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::form::Sent;
use crate::{Icon, IconName, use_id, use_words};

/// What a control needs to know of the field it stands in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FieldContext {
    pub id: Option<AttrValue>,
    pub described_by: Option<AttrValue>,
    pub is_required: bool,
    pub is_invalid: bool,
}

/// The field around a control; outside of a field nothing is known and the control needs a label of its own.
#[hook]
pub fn use_field() -> FieldContext {
    use_context::<FieldContext>().unwrap_or_default()
}

#[derive(Properties, PartialEq)]
pub struct FieldProps {
    pub label: AttrValue,
    #[prop_or_default]
    pub help: Option<AttrValue>,
    /// What is wrong, in words that say how to mend it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    #[prop_or_default]
    pub required: bool,
    pub children: Html,
}

/// A labelled control with its help and its error, tied together for screen readers.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let words = use_words();
    let id = use_id();
    let note_id = AttrValue::from(format!("{id}-note"));
    let has_note = props.help.is_some() || props.error.is_some();
    let context = FieldContext {
        id: Some(id.clone()),
        described_by: has_note.then(|| note_id.clone()),
        is_required: props.required,
        is_invalid: props.error.is_some(),
    };
    let place = use_node_ref();
    let sent = use_context::<Sent>().unwrap_or_default();
    {
        let place = place.clone();
        // Each time that the form is sent, even where the same is still wrong.
        use_effect_with((props.error.clone(), sent), move |(error, _)| {
            if error.is_some() {
                let _elsewhere = focus_if_first(&place);
            }
        });
    }
    html! {
        <div class="pf-v6-c-form__group hf-field" ref={place}>
            <div class="pf-v6-c-form__group-label">
                <label class="pf-v6-c-form__label" for={id}>
                    <span class="pf-v6-c-form__label-text">{ &props.label }</span>
                    if props.required {
                        <span class="pf-v6-c-form__label-required" aria-hidden="true" title={words.required.clone()}>
                            { "*" }
                        </span>
                    }
                </label>
            </div>
            <div class="pf-v6-c-form__group-control">
                <ContextProvider<FieldContext> {context}>{ props.children.clone() }</ContextProvider<FieldContext>>
                <div class="pf-v6-c-form__helper-text" id={note_id} aria-live="polite">
                    { note(props) }
                </div>
            </div>
        </div>
    }
}

/// Takes whoever sent a form to the first field that is wrong; it may be far above the button that was pressed.
fn focus_if_first(place: &NodeRef) -> Option<()> {
    let field = place.cast::<HtmlElement>()?;
    let wrong = field.closest("form").ok()??.query_selector("[aria-invalid=true]").ok()??;
    if field.contains(Some(&wrong)) {
        wrong.dyn_into::<HtmlElement>().ok()?.focus().ok()?;
    }
    Some(())
}

fn note(props: &FieldProps) -> Html {
    match (&props.error, &props.help) {
        (Some(error), _) => html! {
            <div class="pf-v6-c-helper-text">
                <div class="pf-v6-c-helper-text__item pf-m-error">
                    <span class="pf-v6-c-helper-text__item-icon"><Icon name={IconName::DangerCircle} /></span>
                    <span class="pf-v6-c-helper-text__item-text">{ error }</span>
                </div>
            </div>
        },
        (None, Some(help)) => html! {
            <div class="pf-v6-c-helper-text">
                <div class="pf-v6-c-helper-text__item">
                    <span class="pf-v6-c-helper-text__item-text">{ help }</span>
                </div>
            </div>
        },
        (None, None) => Html::default(),
    }
}
