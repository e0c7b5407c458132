//! The dialogs in which a household and its people are changed. Their code is a part of its own: it is fetched in an idle
//! moment, or when the first of them is opened.

use std::cell::Cell;

use ui::{Toast, use_toasts};
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use yew::prelude::*;

use super::{
    edit::{EditDialog, EditDialogProps},
    person::{AddMemberDialog, AddMemberDialogProps, EditPersonDialog, EditPersonDialogProps},
    posting::{PostingDialog, PostingDialogProps},
};
use crate::{lazy::Fetched, t, text::use_text};

/// Which of them.
#[derive(Clone, PartialEq)]
pub enum Opened {
    Household(EditDialogProps),
    NewMember(AddMemberDialogProps),
    Person(EditPersonDialogProps),
    Posting(PostingDialogProps),
}

impl Opened {
    const fn on_close(&self) -> &Callback<()> {
        match self {
            Self::Household(props) => &props.on_close,
            Self::NewMember(props) => &props.on_close,
            Self::Person(props) => &props.on_close,
            Self::Posting(props) => &props.on_close,
        }
    }
}

type Show = fn(&Opened) -> Html;

#[wasm_split(household_forms, fallible)]
fn show() -> Result<Show, SplitLoaderError> {
    Ok(|opened| match opened.clone() {
        Opened::Household(props) => html! { <EditDialog ..props /> },
        Opened::NewMember(props) => html! { <AddMemberDialog ..props /> },
        Opened::Person(props) => html! { <EditPersonDialog ..props /> },
        Opened::Posting(props) => html! { <PostingDialog ..props /> },
    })
}

/// Fetches them before they are asked for. No address leads to them.
pub async fn pages() -> Fetched {
    let fetched = show().await?;
    HERE.set(Some(fetched));
    Ok(|_| Html::default())
}

thread_local! {
    static HERE: Cell<Option<Show>> = const { Cell::new(None) };
}

#[derive(Properties, PartialEq)]
pub struct FormDialogProps {
    pub opened: Opened,
}

/// A dialog, once its code is here.
#[component]
pub fn FormDialog(props: &FormDialogProps) -> Html {
    let text = use_text();
    let toasts = use_toasts();
    let here = use_state(|| HERE.get());
    {
        let (here, on_close) = (here.clone(), props.opened.on_close().clone());
        use_effect_with((), move |()| {
            if here.is_some() {
                return;
            }
            spawn_local(async move {
                match pages().await {
                    Ok(_) => here.set(HERE.get()),
                    Err(_) => {
                        toasts.show(Toast::danger(t!(text, "part-missing-title")));
                        on_close.emit(());
                    }
                }
            });
        });
    }
    here.map_or_else(Html::default, |show| show(&props.opened))
}
