use client::{Api, ApiProvider};
use ui::{Navigation, ToastProvider, WordsProvider};
use yew::prelude::*;
use yew_router::{
    BrowserRouter,
    history::{BrowserHistory, History},
    hooks::use_route,
};

use crate::{
    lazy::{Lazy, Part},
    preferences::{PreferencesProvider, use_preferences},
    route::Route,
    session::SessionGate,
    shell::Shell,
    text::{self, TextProvider, use_text},
};

/// The whole application.
#[component]
pub fn App() -> Html {
    let api = use_memo((), |()| Api::default());
    html! {
        <PreferencesProvider>
            <ApiProvider api={(*api).clone()}>
                <BrowserRouter><Inside /></BrowserRouter>
            </ApiProvider>
        </PreferencesProvider>
    }
}

#[component]
fn Inside() -> Html {
    let preferences = use_preferences();
    html! {
        <TextProvider language={preferences.language}><Worded /></TextProvider>
    }
}

#[component]
fn Worded() -> Html {
    let text = use_text();
    let words = use_memo(text.clone(), text::words);
    let navigation = use_memo((), |()| {
        Navigation(Callback::from(|href: AttrValue| BrowserHistory::new().push(href.as_str())))
    });
    html! {
        <WordsProvider {words}>
            <ContextProvider<Navigation> context={(*navigation).clone()}>
                <ToastProvider><Pages /></ToastProvider>
            </ContextProvider<Navigation>>
        </WordsProvider>
    }
}

#[component]
fn Pages() -> Html {
    match use_route() {
        #[cfg(debug_assertions)]
        Some(Route::Gallery) => html! { <crate::gallery::Gallery /> },
        Some(route @ Route::Invitation) => html! { <Lazy part={Part::Account} {route} /> },
        _ => html! { <SessionGate><Shell /></SessionGate> },
    }
}
