use std::rc::Rc;

use api_types::sessions::Me;
use client::{Failure, LiveProvider, use_api};
use domain::{access::Permission, organisations::OrganisationKind};
use ui::use_navigation;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::sign_in::SignInPage;
use crate::{failures::FailureState, preferences::use_preferences, route::Route};

/// Who is signed in, for the pages behind the gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    pub me: Rc<Me>,
    pub sign_out: Callback<()>,
}

impl Session {
    /// Whether the page may offer something. The server decides again.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.me.permissions.contains(&permission)
    }

    /// Whether the user's organisation only sees what is referred to it: then there is nothing to enter and no list to send.
    #[must_use]
    pub fn is_of_partner(&self) -> bool {
        self.me.organisation.kind == OrganisationKind::Partner
    }
}

/// The session; only behind the gate is there one.
#[hook]
pub fn use_session() -> Option<Session> {
    use_context::<Session>()
}

#[derive(Debug, Clone, PartialEq)]
enum State {
    /// The cookie of an earlier session is tried.
    Starting,
    /// It could not be tried.
    Unreachable(Failure),
    SignedOut,
    SignedIn(Rc<Me>),
}

#[derive(Properties, PartialEq)]
pub struct SessionGateProps {
    pub children: Html,
}

/// Shows the pages to who is signed in and the sign-in form to who is not. The address stays: signing in leads to the
/// page that was asked for.
#[component]
pub fn SessionGate(props: &SessionGateProps) -> Html {
    let api = use_api();
    let navigation = use_navigation();
    let preferences = use_preferences();
    let state = use_state(|| State::Starting);

    api.speak(preferences.language.as_str());
    let begin = {
        let (state, set_language) = (state.setter(), preferences.set_language.clone());
        use_callback((), move |me: Rc<Me>, ()| {
            set_language.emit(me.language);
            state.set(State::SignedIn(me));
        })
    };
    let start = {
        let (api, state, begin) = (api.clone(), state.setter(), begin.clone());
        use_callback((), move |(), ()| {
            let (api, state, begin) = (api.clone(), state.clone(), begin.clone());
            state.set(State::Starting);
            spawn_local(async move {
                match api.refresh().await {
                    Ok(me) => begin.emit(me),
                    Err(Failure::Problem(problem)) if problem.status < 500 => state.set(State::SignedOut),
                    Err(failure) => state.set(State::Unreachable(failure)),
                }
            });
        })
    };
    {
        let (api, state, start) = (api.clone(), state.setter(), start.clone());
        use_effect_with((), move |()| {
            api.on_session_end(Callback::from(move |()| state.set(State::SignedOut)));
            start.emit(());
        });
    }
    let sign_out = {
        let (api, state) = (api.clone(), state.setter());
        Callback::from(move |()| {
            let (api, state, navigation) = (api.clone(), state.clone(), navigation.clone());
            spawn_local(async move {
                // Offline, the cookie lives on until the server hears of it; the page forgets at once all the same.
                let _offline = client::sign_out(&api).await;
                state.set(State::SignedOut);
                navigation.go(Route::Home.href());
            });
        })
    };
    match &*state {
        State::Starting => html! { <div class="hf-gate"><ui::Spinner /></div> },
        State::Unreachable(failure) => html! {
            <div class="hf-gate"><FailureState failure={failure.clone()} on_retry={start} /></div>
        },
        State::SignedOut => html! { <SignInPage on_signed_in={begin} /> },
        State::SignedIn(me) => html! {
            <ContextProvider<Session> context={Session { me: me.clone(), sign_out }}>
                <LiveProvider>{ props.children.clone() }</LiveProvider>
            </ContextProvider<Session>>
        },
    }
}

/// Whoever is signed in. Nothing outside of the gate.
#[hook]
pub fn use_me() -> Option<Rc<Me>> {
    use_session().map(|session| session.me)
}
