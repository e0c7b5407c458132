//! What happens to a household over time: workers come home, members move, the household closes and reopens.

mod anonymise;
mod close;
mod menu;
mod moving;
mod returning;
mod undoing;

use chrono::NaiveDate;
use client::{Failure, Versioned};
use ui::{Alert, Toast, Tone, use_toasts};
use yew::prelude::*;

pub use self::{menu::LifeMenu, undoing::UndoDialog};
use crate::{
    failures::sentence,
    session::use_me,
    t,
    text::{Text, use_text},
};

/// What every dialog of this folder has.
#[derive(Properties, PartialEq)]
pub struct LifeProps {
    pub household: super::Current,
    pub on_close: Callback<()>,
    pub on_done: Callback<()>,
}

/// Today, where the operation is.
#[hook]
fn use_today() -> NaiveDate {
    use_me().map(|me| me.today).unwrap_or_default()
}

/// Says that it is done, closes the dialog and lets the page follow.
#[hook]
fn use_done<T: 'static>(on_done: &Callback<()>) -> Callback<Versioned<T>> {
    use_told(on_done).reform(|_| ())
}

#[hook]
fn use_told(on_done: &Callback<()>) -> Callback<()> {
    let (toasts, text, on_done) = (use_toasts(), use_text(), on_done.clone());
    Callback::from(move |()| {
        toasts.show(Toast::success(t!(text, "saved")));
        on_done.emit(());
    })
}

/// Why it was not done, unless a field says so itself.
fn refusal(text: &Text, failure: Option<&Failure>) -> Html {
    let general = failure.filter(|one| one.problem().is_none_or(|problem| problem.errors.is_empty()));
    match general {
        Some(failure) => html! { <Alert tone={Tone::Danger} live=true title={sentence(text, failure)} /> },
        None => Html::default(),
    }
}
