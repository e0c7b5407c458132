use client::Failure;
use ui::{Alert, Button, Dialog, DialogWidth, Form, Look, Toast, Tone, use_toasts};
use yew::prelude::*;

use crate::{failures::sentence, t, text::use_text};

#[derive(Properties, PartialEq)]
pub struct FormDialogProps {
    pub title: AttrValue,
    /// What the button does, as a verb.
    pub action: AttrValue,
    #[prop_or_default]
    pub width: DialogWidth,
    pub busy: bool,
    pub failure: Option<Failure>,
    pub on_submit: Callback<()>,
    pub on_close: Callback<()>,
    /// The fields.
    pub children: Html,
}

/// A few fields and a button in a dialog. What no field is to blame for stands above them.
#[component]
pub fn FormDialog(props: &FormDialogProps) -> Html {
    let text = use_text();
    let general = props
        .failure
        .as_ref()
        .filter(|failure| failure.problem().is_none_or(|problem| problem.errors.is_empty()))
        .map(|failure| sentence(&text, failure));
    let footer = html! {
        <>
            <Button look={Look::Primary} busy={props.busy} onclick={props.on_submit.reform(|_| ())}>{ &props.action }</Button>
            <Button look={Look::Link} onclick={props.on_close.reform(|_| ())}>{ t!(text, "word-cancel") }</Button>
        </>
    };
    html! {
        <Dialog title={props.title.clone()} width={props.width} on_close={props.on_close.clone()} {footer}>
            <div class="hf-stack">
                if let Some(general) = general {
                    <Alert tone={Tone::Danger} live=true title={general} />
                }
                <Form aria_label={props.title.clone()} on_submit={props.on_submit.clone()}>
                    <div class="hf-fields">{ props.children.clone() }</div>
                </Form>
            </div>
        </Dialog>
    }
}

/// Says that it is saved, and then goes on.
#[hook]
pub fn use_told(on_saved: &Callback<()>) -> Callback<()> {
    let (text, toasts, on_saved) = (use_text(), use_toasts(), on_saved.clone());
    Callback::from(move |()| {
        toasts.show(Toast::success(t!(text, "saved")));
        on_saved.emit(());
    })
}
