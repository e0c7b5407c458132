use domain::{access::Permission, users::Language};
use ui::{IconName, Masthead, NavItem, Page, Sidebar};
use yew::prelude::*;
use yew_router::hooks::use_route;

use super::{account::Account, brand::Brand, pages};
use crate::{
    route::Route,
    session::{Session, use_session},
    t,
    text::{Text, use_text},
};

/// The frame around every page.
#[component]
pub fn Shell() -> Html {
    let text = use_text();
    let session = use_session();
    let route = use_route::<Route>().unwrap_or(Route::NotFound);
    let is_nav_open = use_state(|| false);
    {
        let is_nav_open = is_nav_open.setter();
        use_effect_with(route.clone(), move |_| is_nav_open.set(false));
    }
    let Some(session) = session else { return Html::default() };

    let toggle = {
        let is_nav_open = is_nav_open.clone();
        Callback::from(move |()| is_nav_open.set(!*is_nav_open))
    };
    let close = {
        let is_nav_open = is_nav_open.setter();
        Callback::from(move |()| is_nav_open.set(false))
    };
    let operation = match text.language() {
        Language::Chinese => &session.me.operation.name_zh,
        Language::English => &session.me.operation.name_en,
    };
    let masthead = html! {
        <Masthead
            brand={html! { <Brand /> }}
            home={Route::Home.href()}
            context={html! { <span class="hf-operation">{ operation }</span> }}
            tools={html! { <Account /> }}
            is_nav_open={*is_nav_open}
            on_nav_toggle={toggle}
        />
    };
    let footer = html! {
        <p class="hf-sidebar__organisation">{ &session.me.organisation.name }</p>
    };
    let sidebar = html! {
        <Sidebar items={places(&text, &session, &route)} is_open={*is_nav_open} on_close={close} {footer} />
    };
    html! { <Page {masthead} {sidebar}>{ pages::of(&route) }</Page> }
}

fn places(text: &Text, session: &Session, here: &Route) -> Vec<NavItem> {
    let place = |route: Route, label: AttrValue, icon: IconName| NavItem {
        label,
        href: route.href(),
        icon,
        is_current: route.leads_to(here),
        count: None,
    };
    let mut places = vec![place(Route::Home, t!(text, "nav-home"), IconName::Home)];
    if session.may(Permission::LedgerRead) {
        places.push(place(Route::Households, t!(text, "nav-households"), IconName::House));
        places.push(place(Route::Coverage, t!(text, "nav-coverage"), IconName::ShieldCheck));
    }
    if session.may(Permission::RostersRead) && !session.is_of_partner() {
        places.push(place(Route::Rosters, t!(text, "nav-rosters"), IconName::File));
    }
    if session.may(Permission::OrganisationsRead) {
        places.push(place(Route::Directory, t!(text, "nav-directory"), IconName::Building));
    }
    places
}
