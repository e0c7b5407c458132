use ui::{ButtonLink, EmptyState, IconName};
use yew::prelude::*;

use crate::{
    directory::DirectoryPage,
    home::HomePage,
    households::{HouseholdNewPage, HouseholdPage, HouseholdsPage},
    rosters::{RosterNewPage, RosterPage, RostersPage},
    route::Route,
    screen::Screen,
    t,
    text::use_text,
};

/// The page that an address shows.
pub fn of(route: &Route) -> Html {
    match route {
        Route::Home => html! { <HomePage /> },
        Route::Households => html! { <HouseholdsPage /> },
        Route::HouseholdNew => html! { <HouseholdNewPage /> },
        Route::Household { id } => html! { <HouseholdPage key={id.to_string()} id={*id} /> },
        Route::Rosters => html! { <RostersPage /> },
        Route::RosterNew => html! { <RosterNewPage /> },
        Route::Roster { id } => html! { <RosterPage id={*id} /> },
        Route::Directory => html! { <DirectoryPage /> },
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
