//! What a one-time link leads to: joining, or choosing a new password. Nobody need be signed in.

use std::rc::Rc;

use api_types::{
    checks::check,
    invitations::{Acceptance, LinkOffer, LinkToken},
    sessions::SignIn,
};
use client::{Failure, Remote, act, use_act, use_query};
use domain::users::{InvitationPurpose, Language};
use ui::{Alert, Button, ButtonLink, Field, Form, Look, Size, Spinner, TextInput, Tone, use_navigation};
use yew::prelude::*;

use crate::{
    failures::{field_error, invalid, sentence},
    preferences::use_preferences,
    route::Route,
    screen::use_title,
    shell::Brand,
    t,
    text::use_text,
    when::moment,
};

/// The page of a one-time link. Its token stands behind `#`, which browsers keep to themselves.
#[component]
pub fn InvitationPage() -> Html {
    let text = use_text();
    let preferences = use_preferences();
    use_title(t!(text, "invitation-title"));
    let api = client::use_api();
    api.speak(preferences.language.as_str());
    let token = use_memo((), |()| token().unwrap_or_default());
    let offer = use_query((*token).clone(), |api, token| client::link_offer(&api, &LinkToken { token }));
    let content = match &offer.remote {
        Remote::Loading => html! { <Spinner /> },
        Remote::Failed(failure) => html! {
            <>
                <h1 class="hf-sign-in__title">{ t!(text, "invitation-title") }</h1>
                <Alert tone={Tone::Danger} live=true title={sentence(&text, failure)} />
                <p class="hf-quiet">{ t!(text, "invitation-void-help") }</p>
                <ButtonLink href={Route::Home.href()}>{ t!(text, "sign-in") }</ButtonLink>
            </>
        },
        Remote::Ready(offer) => html! { <Accept token={(*token).clone()} offer={offer.clone()} /> },
    };
    html! {
        <main class="hf-sign-in">
            <div class="hf-sign-in__card">
                <div class="hf-sign-in__brand"><Brand /></div>
                { content }
            </div>
        </main>
    }
}

fn token() -> Option<String> {
    let hash = web_sys::window()?.location().hash().ok()?;
    hash.strip_prefix('#').filter(|token| !token.is_empty()).map(str::to_owned)
}

#[derive(Properties, PartialEq)]
struct AcceptProps {
    token: String,
    offer: Rc<LinkOffer>,
}

#[component]
fn Accept(props: &AcceptProps) -> Html {
    let text = use_text();
    let navigation = use_navigation();
    let username = use_state(String::new);
    let password = use_state(String::new);
    let repeated = use_state(String::new);
    let refused = use_state(|| None::<Failure>);
    let differs = use_state(|| false);
    let offer = &props.offer;
    let joins = offer.purpose == InvitationPurpose::Join;
    let accept = use_act(Callback::noop());
    let on_submit = {
        let acceptance = Acceptance {
            token: props.token.clone(),
            username: joins.then(|| username.trim().to_owned()),
            password: (*password).clone(),
        };
        let is_same = *password == *repeated;
        let (run, refused, differs) = (accept.run.clone(), refused.setter(), differs.setter());
        Callback::from(move |()| {
            let checked = check(&acceptance);
            differs.set(checked.is_ok() && !is_same);
            match checked {
                Ok(()) if is_same => {
                    refused.set(None);
                    let (acceptance, navigation) = (acceptance.clone(), navigation.clone());
                    run.emit(act(
                        move |api| enter(api.clone(), acceptance),
                        move |()| navigation.go(Route::Home.href()),
                    ));
                }
                Ok(()) => refused.set(None),
                Err(errors) => refused.set(Some(invalid(errors))),
            }
        })
    };
    let failure = (*refused).clone().or_else(|| accept.failure.clone());
    let error = |pointer: &str| field_error(&text, failure.as_ref(), pointer);
    let general = failure
        .as_ref()
        .filter(|failure| failure.problem().is_none_or(|problem| problem.errors.is_empty()))
        .map(|failure| sentence(&text, failure));
    let operation = match text.language() {
        Language::Chinese => offer.operation_name_zh.clone(),
        Language::English => offer.operation_name_en.clone(),
    };
    let (title, said, action) = if joins {
        (
            t!(text, "invitation-welcome", name = offer.display_name.clone()),
            t!(
                text,
                "invitation-join",
                organisation = offer.organisation_name.clone(),
                operation = operation
            ),
            t!(text, "invitation-join-submit"),
        )
    } else {
        (
            t!(text, "invitation-new-password"),
            t!(text, "invitation-for", username = offer.username.clone().unwrap_or_default()),
            t!(text, "invitation-password-submit"),
        )
    };
    html! {
        <>
            <h1 class="hf-sign-in__title">{ title }</h1>
            <p>{ said }</p>
            if let Some(general) = general {
                <Alert tone={Tone::Danger} live=true title={general} />
            }
            <Form {on_submit} aria_label={action.clone()}>
                if joins {
                    <Field label={t!(text, "sign-in-username")} help={t!(text, "invitation-username-help")} error={error("/username")} required=true>
                        <TextInput name="username" autocomplete="username" value={(*username).clone()} on_change={setter(&username)} />
                    </Field>
                }
                <Field label={t!(text, "password-new")} help={t!(text, "password-help")} error={error("/password")} required=true>
                    <TextInput kind="password" name="password" autocomplete="new-password" value={(*password).clone()} on_change={setter(&password)} />
                </Field>
                <Field
                    label={t!(text, "password-again")}
                    error={differs.then(|| t!(text, "password-differs"))}
                    required=true
                >
                    <TextInput kind="password" autocomplete="new-password" value={(*repeated).clone()} on_change={setter(&repeated)} />
                </Field>
                <Button look={Look::Primary} size={Size::Block} submit=true busy={accept.is_running}>{ action }</Button>
            </Form>
            <p class="hf-quiet">{ t!(text, "link-until", until = moment(offer.expires_at)) }</p>
        </>
    }
}

fn setter(state: &UseStateHandle<String>) -> Callback<String> {
    let setter = state.setter();
    Callback::from(move |value| setter.set(value))
}

/// Uses the link and signs in. Where a second factor is asked for, the sign-in form does that.
fn enter(api: client::Api, acceptance: Acceptance) -> client::Fetch<()> {
    Box::pin(async move {
        let accepted = client::accept_link(&api, &acceptance).await?;
        let credentials = SignIn { username: accepted.username, password: acceptance.password };
        let _second_step = client::sign_in(&api, &credentials).await;
        Ok(())
    })
}
