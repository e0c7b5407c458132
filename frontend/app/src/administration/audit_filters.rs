use api_types::{
    organisations::OrganisationFilter,
    pages::PageQuery,
    users::{User, UserFilter},
};
use client::use_query;
use domain::{
    ids::{OrganisationId, UserId},
    journal::EntryKind,
};
use ui::{Combobox, DateInput, SearchInput, Select, SelectOption, Suggestion};
use yew::prelude::*;

use super::{OrganisationPicker, PickedOrganisation};
use crate::{directory::view::DirectoryView, t, text::use_text};

const OFFERED: u32 = 12;

#[derive(Properties, PartialEq)]
pub struct AuditFiltersProps {
    pub view: DirectoryView,
    pub on_view: Callback<DirectoryView>,
}

/// By whom, what, about what, when and with which organisation.
#[component]
pub fn AuditFilters(props: &AuditFiltersProps) -> Html {
    let text = use_text();
    let view = &props.view;
    let changed = |change: fn(&mut DirectoryView, Option<String>)| {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |value: String| {
            let mut next = view.clone().at_start();
            change(&mut next, Some(value).filter(|value| !value.is_empty()));
            on_view.emit(next);
        })
    };
    let on_actor = {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |actor_id| {
            if actor_id != view.actor_id {
                on_view.emit(DirectoryView { actor_id, ..view.clone().at_start() });
            }
        })
    };
    let on_organisation = {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |picked: Option<PickedOrganisation>| {
            let organisation_id = picked.map(|picked| picked.id);
            if organisation_id != view.organisation_id {
                on_view.emit(DirectoryView { organisation_id, ..view.clone().at_start() });
            }
        })
    };
    let organisation = use_query(view.organisation_id, |api, id: Option<OrganisationId>| async move {
        match id {
            Some(id) => client::organisation(&api, id).await.map(Some),
            None => Ok(None),
        }
    });
    let organisation =
        organisation.remote.ready().and_then(|one| one.as_ref().as_ref().map(|one| one.name.clone()));
    let mut kinds: Vec<(AttrValue, &str)> =
        EntryKind::ALL.iter().map(|kind| (text.word("entry", kind.as_str()), kind.as_str())).collect();
    kinds.sort();
    let kinds: Vec<SelectOption> =
        kinds.into_iter().map(|(name, kind)| SelectOption::new(kind, name)).collect();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    html! {
        <>
            <SearchInput
                value={view.q.clone().unwrap_or_default()}
                label={t!(text, "audit-subject")}
                placeholder={t!(text, "audit-subject")}
                on_search={changed(|view, q| view.q = q)}
            />
            <ActorPicker actor={view.actor_id} on_pick={on_actor} />
            <Select
                aria_label={t!(text, "audit-kind")}
                placeholder={t!(text, "audit-every-kind")}
                value={view.entry.map(EntryKind::as_str).unwrap_or_default()}
                options={kinds}
                on_change={changed(|view, kind| view.entry = kind.and_then(|kind| kind.parse().ok()))}
            />
            <OrganisationPicker
                name={organisation.filter(|_| view.organisation_id.is_some()).unwrap_or_default()}
                among={OrganisationFilter::default()}
                placeholder={t!(text, "audit-organisation")}
                aria_label={t!(text, "audit-organisation")}
                on_pick={on_organisation}
            />
            <span class="hf-audit__days">
                <DateInput
                    value={day(view.from)}
                    aria_label={t!(text, "audit-from")}
                    on_change={changed(|view, day| view.from = day.and_then(|day| day.parse().ok()))}
                />
                { "–" }
                <DateInput
                    value={day(view.to)}
                    aria_label={t!(text, "audit-to")}
                    on_change={changed(|view, day| view.to = day.and_then(|day| day.parse().ok()))}
                />
            </span>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct ActorPickerProps {
    actor: Option<UserId>,
    on_pick: Callback<Option<UserId>>,
}

/// Finds who did something by their name.
#[component]
fn ActorPicker(props: &ActorPickerProps) -> Html {
    let text = use_text();
    let typed = use_state(String::new);
    let found = use_query((*typed).clone(), |api, q| {
        let filter = UserFilter { q: Some(q).filter(|q| !q.is_empty()), ..UserFilter::default() };
        client::users(&api, &filter, &PageQuery { limit: Some(OFFERED), cursor: None })
    });
    let actor = use_query(props.actor, |api, id: Option<UserId>| async move {
        match id {
            Some(id) => client::user_account(&api, id).await.map(Some),
            None => Ok(None),
        }
    });
    let name = actor.remote.ready().and_then(|one| one.as_ref().as_ref().map(|one| one.display_name.clone()));
    let suggestion = |user: &User| Suggestion {
        value: user.id.to_string().into(),
        label: user.display_name.clone().into(),
        detail: Some(user.organisation.name.clone().into()),
    };
    let suggestions: Vec<Suggestion> =
        found.remote.ready().map(|page| page.items.iter().map(suggestion).collect()).unwrap_or_default();
    let on_pick = props.on_pick.reform(|picked: Option<Suggestion>| picked?.value.parse().ok());
    let on_type = {
        let typed = typed.setter();
        Callback::from(move |text| typed.set(text))
    };
    html! {
        <Combobox
            text={name.filter(|_| props.actor.is_some()).unwrap_or_default()}
            {suggestions}
            busy={found.is_refreshing}
            {on_type}
            {on_pick}
            placeholder={t!(text, "audit-actor")}
            aria_label={t!(text, "audit-actor")}
        />
    }
}
