use client::{Api, ApiProvider};
use ui::{Navigation, ToastProvider, WordsProvider};
use yew::prelude::*;
use yew_router::{
    BrowserRouter,
    history::{BrowserHistory, History},
};

use crate::{
    preferences::{PreferencesProvider, use_preferences},
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
    #[cfg(debug_assertions)]
    if yew_router::hooks::use_route() == Some(crate::route::Route::Gallery) {
        return html! { <crate::gallery::Gallery /> };
    }
    html! { <SessionGate><Shell /></SessionGate> }
}
