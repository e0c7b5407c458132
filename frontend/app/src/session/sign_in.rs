use std::rc::Rc;

use api_types::{
    checks::check,
    problems::FieldError,
    sessions::{Me, SignIn},
};
use client::use_mutation;
use domain::users::Language;
use ui::{Alert, Button, Field, Form, Icon, IconName, Look, Size, TextInput, Tone};
use yew::prelude::*;

use crate::{
    failures::sentence, preferences::use_preferences, screen::use_title, shell::Brand, t, text::use_text,
};

#[derive(Properties, PartialEq)]
pub struct SignInPageProps {
    pub on_signed_in: Callback<Rc<Me>>,
}

/// The way in.
#[component]
pub fn SignInPage(props: &SignInPageProps) -> Html {
    let text = use_text();
    let preferences = use_preferences();
    let username = use_state(String::new);
    let password = use_state(String::new);
    let mistakes = use_state(Vec::<FieldError>::new);
    use_title(t!(text, "sign-in"));

    let sign_in = use_mutation(
        |api, credentials: SignIn| async move { client::sign_in(&api, &credentials).await },
        props.on_signed_in.clone(),
    );
    let on_submit = {
        let (username, password, mistakes, run) =
            (username.clone(), password.clone(), mistakes.clone(), sign_in.run.clone());
        Callback::from(move |()| {
            let credentials = SignIn { username: username.trim().to_owned(), password: (*password).clone() };
            match check(&credentials) {
                Ok(()) => {
                    mistakes.set(Vec::new());
                    run.emit(credentials);
                }
                Err(found) => mistakes.set(found),
            }
        })
    };
    let error = |pointer: &str| {
        let mistake = mistakes.iter().find(|mistake| mistake.pointer == pointer)?;
        Some(text.word("problem", mistake.code.as_str()))
    };
    let (other, other_name) = match preferences.language {
        Language::Chinese => (Language::English, "English"),
        Language::English => (Language::Chinese, "简体中文"),
    };
    let switch = preferences.set_language.reform(move |_: MouseEvent| other);
    html! {
        <main class="hf-sign-in">
            <div class="hf-sign-in__card">
                <div class="hf-sign-in__brand"><Brand /></div>
                <h1 class="hf-sign-in__title">{ t!(text, "sign-in") }</h1>
                if let Some(failure) = &sign_in.failure {
                    <Alert tone={Tone::Danger} live=true title={sentence(&text, failure)} />
                }
                <Form {on_submit} aria_label={t!(text, "sign-in")}>
                    <Field label={t!(text, "sign-in-username")} error={error("/username")}>
                        <TextInput
                            name="username"
                            autocomplete="username"
                            value={(*username).clone()}
                            on_change={setter(&username)}
                        />
                    </Field>
                    <Field label={t!(text, "sign-in-password")} error={error("/password")}>
                        <TextInput
                            kind="password"
                            name="password"
                            autocomplete="current-password"
                            value={(*password).clone()}
                            on_change={setter(&password)}
                        />
                    </Field>
                    <Button look={Look::Primary} size={Size::Block} submit=true busy={sign_in.is_running}>
                        { t!(text, "sign-in-submit") }
                    </Button>
                </Form>
                <p class="hf-quiet">{ t!(text, "sign-in-help") }</p>
            </div>
            <button type="button" class="hf-sign-in__language" lang={other.as_str()} onclick={switch}>
                <Icon name={IconName::Globe} />{ other_name }
            </button>
        </main>
    }
}

fn setter(state: &UseStateHandle<String>) -> Callback<String> {
    let setter = state.setter();
    Callback::from(move |value| setter.set(value))
}
