use yew::prelude::*;

use crate::{Button, Dialog, DialogWidth, Look, use_words};

/// What saying yes does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Consequence {
    #[default]
    Ordinary,
    /// Something is lost or taken back.
    Grave,
}

#[derive(Properties, PartialEq)]
pub struct ConfirmDialogProps {
    pub title: AttrValue,
    /// What the button does, as a verb: "Undo import", not "Yes".
    pub action: AttrValue,
    #[prop_or_default]
    pub consequence: Consequence,
    pub on_confirm: Callback<()>,
    pub on_close: Callback<()>,
    #[prop_or_default]
    pub busy: bool,
    pub children: Html,
}

/// Asks before something that is not easily taken back.
#[component]
pub fn ConfirmDialog(props: &ConfirmDialogProps) -> Html {
    let words = use_words();
    let look = match props.consequence {
        Consequence::Ordinary => Look::Primary,
        Consequence::Grave => Look::Danger,
    };
    let footer = html! {
        <>
            <Button {look} busy={props.busy} onclick={props.on_confirm.reform(|_| ())}>{ &props.action }</Button>
            <Button look={Look::Link} onclick={props.on_close.reform(|_| ())}>{ &words.cancel }</Button>
        </>
    };
    html! {
        <Dialog title={props.title.clone()} width={DialogWidth::Small} on_close={props.on_close.clone()} {footer}>
            { props.children.clone() }
        </Dialog>
    }
}
