use ui::{ButtonLink, EmptyState, IconName};
use yew::prelude::*;

use crate::{
    home::HomePage,
    households::{HouseholdPage, HouseholdsPage},
    lazy::{Lazy, Part},
    route::Route,
    screen::Screen,
    t,
    text::use_text,
};

/// The page that an address shows. What every user sees each day is in the first load, the others are parts of their own.
pub fn of(route: &Route) -> Html {
    let part = |part: Part| html! { <Lazy key={part as usize} {part} route={route.clone()} /> };
    match route {
        Route::Home => html! { <HomePage /> },
        Route::Households => html! { <HouseholdsPage /> },
        Route::HouseholdNew => part(Part::HouseholdNew),
        Route::Household { id } => html! { <HouseholdPage key={id.to_string()} id={*id} /> },
        Route::Duplicates
        | Route::HouseholdMerge { .. }
        | Route::HouseholdSplit { .. }
        | Route::PersonMerge { .. } => part(Part::Merges),
        Route::Rosters | Route::RosterNew | Route::Roster { .. } => part(Part::Rosters),
        Route::Coverage => part(Part::Coverage),
        Route::Directory => part(Part::Directory),
        Route::Account => part(Part::Account),
        #[cfg(debug_assertions)]
        Route::Gallery => html! { <crate::gallery::GalleryPage /> },
        _ => html! { <NotFoundPage /> },
    }
}

/// An address that leads nowhere, or to something that is not the reader's to see.
#[component]
fn NotFoundPage() -> Html {
    let text = use_text();
    let actions = html! { <ButtonLink href={Route::Home.href()}>{ t!(text, "not-found-home") }</ButtonLink> };
    html! {
        <Screen title={t!(text, "not-found")}>
            <EmptyState title={t!(text, "not-found-title")} icon={IconName::Search} {actions}>
                <p>{ t!(text, "not-found-text") }</p>
            </EmptyState>
        </Screen>
    }
}
