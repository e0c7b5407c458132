use api_types::{
    pages::PageQuery,
    users::{User, UserFilter},
};
use client::use_query;
use domain::ids::UserId;
use ui::{Combobox, Suggestion};
use yew::prelude::*;

use crate::{t, text::use_text};

const OFFERED: u32 = 12;

#[derive(Properties, PartialEq)]
pub struct OwnerPickerProps {
    pub on_pick: Callback<Option<UserId>>,
}

/// Finds a colleague by part of their name; their organisation tells two of one name apart.
#[component]
pub fn OwnerPicker(props: &OwnerPickerProps) -> Html {
    let text = use_text();
    let typed = use_state(String::new);
    let users = use_query((*typed).clone(), |api, q| {
        let filter = UserFilter { q: Some(q).filter(|q| !q.is_empty()), ..UserFilter::default() };
        client::users(&api, &filter, &PageQuery { limit: Some(OFFERED), cursor: None })
    });
    let suggestion = |user: &User| Suggestion {
        value: user.id.to_string().into(),
        label: user.display_name.clone().into(),
        detail: Some(user.organisation.name.clone().into()),
    };
    let suggestions: Vec<Suggestion> =
        users.remote.ready().map(|page| page.items.iter().map(suggestion).collect()).unwrap_or_default();
    let on_pick = props.on_pick.reform(|picked: Option<Suggestion>| picked?.value.parse().ok());
    let on_type = {
        let typed = typed.setter();
        Callback::from(move |text| typed.set(text))
    };
    html! {
        <Combobox
            {suggestions}
            busy={users.is_refreshing}
            {on_type}
            {on_pick}
            placeholder={t!(text, "owner-search")}
        />
    }
}
