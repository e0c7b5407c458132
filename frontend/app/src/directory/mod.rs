//! Areas, organisations and colleagues, to be looked up.

mod areas;
mod organisations;
mod users;
pub mod view;

use ui::{Tab, Tabs};
use wasm_split_helpers::wasm_split;
use yew::prelude::*;

use self::{
    areas::Areas,
    organisations::Organisations,
    users::Colleagues,
    view::{DirectoryView, Part},
};
use crate::{
    administration::{Audit, Invitations, RetentionCard},
    filters::use_filters,
    lazy::Fetched,
    screen::Screen,
    session::use_session,
    t,
    text::use_text,
};

#[wasm_split(directory, fallible)]
pub fn pages() -> Fetched {
    Ok(|_| html! { <DirectoryPage /> })
}

/// The directory.
#[component]
fn DirectoryPage() -> Html {
    let text = use_text();
    let view = use_filters::<DirectoryView>();
    let Some(session) = use_session() else { return Html::default() };
    let part = view.value.part.filter(|part| session.may(part.needs())).unwrap_or_default();
    let tabs = Part::ALL
        .iter()
        .filter(|part| session.may(part.needs()))
        .map(|part| Tab {
            key: part.as_str().into(),
            label: text.word("directory-part", part.as_str()),
            count: None,
        })
        .collect::<Vec<_>>();
    let on_change = view.set.reform(|key: AttrValue| DirectoryView::of(Part::named(&key)));
    html! {
        <Screen title={t!(text, "directory")} subtitle={html! { t!(text, "directory-subtitle") }}>
            <Tabs label={t!(text, "directory")} {tabs} current={part.as_str()} {on_change}>
                { match part {
                    Part::Areas => html! { <Areas view={view.value.clone()} on_view={view.set.clone()} /> },
                    Part::Organisations => html! { <Organisations view={view.value.clone()} on_view={view.set.clone()} /> },
                    Part::Colleagues => html! { <Colleagues view={view.value.clone()} on_view={view.set.clone()} /> },
                    Part::Invitations => html! { <Invitations /> },
                    Part::Audit => html! { <Audit view={view.value.clone()} on_view={view.set.clone()} /> },
                    Part::Retention => html! { <RetentionCard /> },
                } }
            </Tabs>
        </Screen>
    }
}

/// The closed sets whose words the directory looks up, for the test that every one has a text.
#[cfg(test)]
pub fn sets() -> Vec<(&'static str, Vec<&'static str>)> {
    use domain::{
        areas::AreaLevel,
        organisations::{Line, OrganisationKind},
        users::Duty,
    };
    vec![
        ("area-level", AreaLevel::ALL.iter().map(|level| level.as_str()).collect()),
        ("directory-part", Part::ALL.iter().map(|part| part.as_str()).collect()),
        ("duty", Duty::ALL.iter().map(|duty| duty.as_str()).collect()),
        ("line", Line::ALL.iter().map(|line| line.as_str()).collect()),
        ("organisation-kind", OrganisationKind::ALL.iter().map(|kind| kind.as_str()).collect()),
    ]
}
