//! Pages whose code is fetched when one of them is first asked for. Each [`Part`] is a file of its own beside the wasm:
//! what only its pages use is not in the first load. `crates/xtask/README.md` says how a page becomes part of one.

use std::cell::RefCell;

use ui::{ErrorState, Skeleton};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::SplitLoaderError;
use yew::prelude::*;

use crate::{
    account, coverage, directory, households, merges, rosters, route::Route, screen::Screen, t,
    text::use_text,
};

/// A part's pages by their addresses.
pub type Pages = fn(&Route) -> Html;
/// What a part answers when it is asked for its pages.
pub type Fetched = Result<Pages, SplitLoaderError>;

/// The parts of the application beside the one that comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Account,
    Coverage,
    Directory,
    HouseholdForms,
    HouseholdNew,
    HouseholdPast,
    Merges,
    Rosters,
}

impl Part {
    const ALL: [Self; 8] = [
        Self::Coverage,
        Self::Directory,
        Self::HouseholdForms,
        Self::HouseholdNew,
        Self::Rosters,
        Self::HouseholdPast,
        Self::Merges,
        Self::Account,
    ];

    async fn fetch(self) -> Fetched {
        let pages = match self {
            Self::Account => account::pages().await,
            Self::Coverage => coverage::pages().await,
            Self::Directory => directory::pages().await,
            Self::HouseholdForms => households::form_pages().await,
            Self::HouseholdNew => households::create_pages().await,
            Self::HouseholdPast => households::past_pages().await,
            Self::Merges => merges::pages().await,
            Self::Rosters => rosters::pages().await,
        }?;
        if self.here().is_none() {
            HERE.with_borrow_mut(|here| here.push((self, pages)));
        }
        Ok(pages)
    }

    fn here(self) -> Option<Pages> {
        HERE.with_borrow(|here| here.iter().find(|(part, _)| *part == self).map(|(_, pages)| *pages))
    }
}

thread_local! {
    static HERE: RefCell<Vec<(Part, Pages)>> = const { RefCell::new(Vec::new()) };
}

/// Fetches every part, one after the other, so that the pages open at once when they are asked for. `boot.js` calls it
/// when the browser has nothing else to do.
#[wasm_bindgen]
pub fn fetch_parts() {
    spawn_local(async {
        for part in Part::ALL {
            if part.here().is_none() && part.fetch().await.is_err() {
                return;
            }
        }
    });
}

#[derive(Properties, PartialEq)]
pub struct LazyProps {
    pub part: Part,
    pub route: Route,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Fetching,
    Here,
    Failed,
}

/// The page of a part, once its code is here.
#[component]
pub fn Lazy(props: &LazyProps) -> Html {
    let part = props.part;
    let state = use_state(|| State::Fetching);
    let fetch = {
        let state = state.setter();
        use_callback(part, move |(), part| {
            let (state, part) = (state.clone(), *part);
            state.set(State::Fetching);
            spawn_local(async move {
                state.set(if part.fetch().await.is_ok() { State::Here } else { State::Failed });
            });
        })
    };
    {
        let fetch = fetch.clone();
        use_effect_with(part, move |part| {
            if part.here().is_none() {
                fetch.emit(());
            }
        });
    }
    match (part.here(), *state) {
        (Some(pages), _) => pages(&props.route),
        (None, State::Failed) => html! { <NotFetched on_retry={fetch} /> },
        (None, State::Fetching | State::Here) => html! { <Skeleton lines={8} /> },
    }
}

#[derive(Properties, PartialEq)]
struct NotFetchedProps {
    on_retry: Callback<()>,
}

/// The connection broke off, or the server has been given a newer version since the application was opened.
#[component]
fn NotFetched(props: &NotFetchedProps) -> Html {
    let text = use_text();
    html! {
        <Screen title={t!(text, "part-missing")}>
            <ErrorState
                title={t!(text, "part-missing-title")}
                detail={t!(text, "part-missing-text")}
                on_retry={props.on_retry.clone()}
            >
                // Loads the newest version.
                <a class="pf-v6-c-button pf-m-link" href="">{ t!(text, "part-reload") }</a>
            </ErrorState>
        </Screen>
    }
}
