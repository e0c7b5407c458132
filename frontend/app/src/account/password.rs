use api_types::{checks::check, sessions::PasswordChange};
use client::{Failure, act, use_act};
use ui::{Alert, Button, Card, Field, Form, TextInput, Tone};
use yew::prelude::*;

use crate::{
    administration::use_told,
    failures::{field_error, invalid, sentence},
    session::use_me,
    t,
    text::use_text,
};

/// Changes one's password.
#[component]
pub fn Password() -> Html {
    let text = use_text();
    let me = use_me();
    let current = use_state(String::new);
    let new = use_state(String::new);
    let refused = use_state(|| None::<Failure>);
    let empty = {
        let (current, new) = (current.setter(), new.setter());
        Callback::from(move |()| {
            current.set(String::new());
            new.set(String::new());
        })
    };
    let done = use_told(&empty);
    let change = use_act(done);
    let on_submit = {
        let body = PasswordChange { current_password: (*current).clone(), new_password: (*new).clone() };
        let (run, refused) = (change.run.clone(), refused.setter());
        Callback::from(move |()| match check(&body) {
            Ok(()) => {
                refused.set(None);
                let body = body.clone();
                run.emit(act(move |api| client::change_password(api, &body), drop));
            }
            Err(errors) => refused.set(Some(invalid(errors))),
        })
    };
    let typed = |state: &UseStateHandle<String>| {
        let state = state.setter();
        Callback::from(move |value| state.set(value))
    };
    let failure = (*refused).clone().or_else(|| change.failure.clone());
    let error = |pointer: &str| field_error(&text, failure.as_ref(), pointer);
    let general = failure
        .as_ref()
        .filter(|failure| failure.problem().is_none_or(|problem| problem.errors.is_empty()))
        .map(|failure| sentence(&text, failure));
    html! {
        <Card title={t!(text, "password-change")}>
            <p class="hf-quiet">{ t!(text, "password-change-text") }</p>
            if let Some(general) = general {
                <Alert tone={Tone::Danger} live=true title={general} />
            }
            <Form {on_submit} aria_label={t!(text, "password-change")}>
                // For the browser's own store of passwords.
                <input type="text" autocomplete="username" hidden=true readonly=true value={me.map(|me| me.username.clone()).unwrap_or_default()} />
                <div class="hf-fields">
                    <Field label={t!(text, "password-current")} error={error("/current_password")}>
                        <TextInput kind="password" autocomplete="current-password" value={(*current).clone()} on_change={typed(&current)} />
                    </Field>
                    <Field label={t!(text, "password-new")} help={t!(text, "password-help")} error={error("/new_password")}>
                        <TextInput kind="password" autocomplete="new-password" value={(*new).clone()} on_change={typed(&new)} />
                    </Field>
                </div>
                <div><Button submit=true busy={change.is_running}>{ t!(text, "password-change") }</Button></div>
            </Form>
        </Card>
    }
}
