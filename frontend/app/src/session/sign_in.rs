use std::rc::Rc;

use api_types::{
    checks::check,
    problems::FieldError,
    second_factor::{Challenge, SecondStep as Step},
    sessions::{Me, SignIn},
};
use client::{Failure, use_mutation};
use domain::{problems::ProblemCode, users::Language};
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
        |api, credentials: SignIn| client::sign_in(&api, &credentials),
        props.on_signed_in.clone(),
    );
    if let Some(challenge) = challenge_of(sign_in.failure.as_ref()) {
        return html! {
            <SecondStep {challenge} on_signed_in={props.on_signed_in.clone()} on_back={sign_in.reset.clone()} />
        };
    }
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

/// The right password was given, and a code is asked for, too.
fn challenge_of(failure: Option<&Failure>) -> Option<String> {
    let problem = failure?.problem()?;
    let current = problem.current.clone().filter(|_| problem.code == ProblemCode::SecondFactorRequired)?;
    client::json::from_value::<Challenge>(current).map(|current| current.challenge)
}

#[derive(Properties, PartialEq)]
struct SecondStepProps {
    challenge: String,
    on_signed_in: Callback<Rc<Me>>,
    on_back: Callback<()>,
}

/// The code of the authenticator app, or one of those on paper.
#[component]
fn SecondStep(props: &SecondStepProps) -> Html {
    let text = use_text();
    let code = use_state(String::new);
    let step = use_mutation(|api, step: Step| client::second_step(&api, &step), props.on_signed_in.clone());
    let on_submit = {
        let (challenge, code) = (props.challenge.clone(), (*code).clone());
        step.run.reform(move |()| Step { challenge: challenge.clone(), code: code.clone() })
    };
    let on_back = props.on_back.reform(|_: MouseEvent| ());
    html! {
        <main class="hf-sign-in">
            <div class="hf-sign-in__card">
                <div class="hf-sign-in__brand"><Brand /></div>
                <h1 class="hf-sign-in__title">{ t!(text, "second-factor") }</h1>
                <p>{ t!(text, "second-step-text") }</p>
                if let Some(failure) = &step.failure {
                    <Alert tone={Tone::Danger} live=true title={sentence(&text, failure)} />
                }
                <Form {on_submit} aria_label={t!(text, "second-factor")}>
                    <Field label={t!(text, "second-factor-code")} help={t!(text, "second-step-help")}>
                        <TextInput name="code" inputmode="numeric" autocomplete="one-time-code" value={(*code).clone()} on_change={setter(&code)} />
                    </Field>
                    <Button look={Look::Primary} size={Size::Block} submit=true busy={step.is_running}>
                        { t!(text, "sign-in-submit") }
                    </Button>
                </Form>
                <Button look={Look::Link} onclick={on_back}>{ t!(text, "second-step-back") }</Button>
            </div>
        </main>
    }
}

fn setter(state: &UseStateHandle<String>) -> Callback<String> {
    let setter = state.setter();
    Callback::from(move |value| setter.set(value))
}
