use api_types::{
    organisations::{Organisation, OrganisationFilter},
    pages::PageQuery,
};
use client::use_query;
use domain::ids::OrganisationId;
use ui::{Combobox, Suggestion};
use yew::prelude::*;

use crate::{t, text::use_text};

const OFFERED: u32 = 12;

/// An organisation that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct PickedOrganisation {
    pub id: OrganisationId,
    pub name: AttrValue,
}

#[derive(Properties, PartialEq)]
pub struct OrganisationPickerProps {
    pub name: AttrValue,
    /// Those among which it is.
    pub among: OrganisationFilter,
    /// What stands in the empty field.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    #[prop_or_default]
    pub aria_label: Option<AttrValue>,
    pub on_pick: Callback<Option<PickedOrganisation>>,
}

/// Finds an organisation by part of its name.
#[component]
pub fn OrganisationPicker(props: &OrganisationPickerProps) -> Html {
    let text = use_text();
    let typed = use_state(String::new);
    let found = use_query(((*typed).clone(), props.among.clone()), |api, (q, among)| {
        let filter = OrganisationFilter { q: Some(q).filter(|q| !q.is_empty()), ..among };
        client::organisations(&api, &filter, &PageQuery { limit: Some(OFFERED), cursor: None })
    });
    let suggestion = |organisation: &Organisation| Suggestion {
        value: organisation.id.to_string().into(),
        label: organisation.name.clone().into(),
        detail: Some(organisation.area.name.clone().into()),
    };
    let suggestions: Vec<Suggestion> =
        found.remote.ready().map(|page| page.items.iter().map(suggestion).collect()).unwrap_or_default();
    let on_pick = props.on_pick.reform(|picked: Option<Suggestion>| {
        let picked = picked?;
        Some(PickedOrganisation { id: picked.value.parse().ok()?, name: picked.label })
    });
    let on_type = {
        let typed = typed.setter();
        Callback::from(move |text| typed.set(text))
    };
    html! {
        <Combobox
            text={props.name.clone()}
            {suggestions}
            busy={found.is_refreshing}
            {on_type}
            {on_pick}
            placeholder={props.placeholder.clone().unwrap_or_else(|| t!(text, "organisations-search"))}
            aria_label={props.aria_label.clone()}
        />
    }
}
