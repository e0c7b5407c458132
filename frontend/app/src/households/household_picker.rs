use api_types::{
    households::{HouseholdFilter, HouseholdRow},
    pages::PageQuery,
};
use client::{HouseholdQuery, use_query};
use domain::ids::HouseholdId;
use ui::{Combobox, Suggestion};
use yew::prelude::*;

use crate::{t, text::use_text};

const OFFERED: u32 = 12;

#[derive(Properties, PartialEq)]
pub struct HouseholdPickerProps {
    /// The household itself is not offered.
    pub except: HouseholdId,
    pub on_pick: Callback<Option<HouseholdId>>,
}

/// Finds another household as the list does; its reference and area tell two of one name apart.
#[component]
pub fn HouseholdPicker(props: &HouseholdPickerProps) -> Html {
    let text = use_text();
    let typed = use_state(String::new);
    let picked = use_state(AttrValue::default);
    let households = use_query((*typed).clone(), |api, q| {
        let filter = HouseholdFilter { q: Some(q).filter(|q| !q.is_empty()), ..HouseholdFilter::default() };
        let page = PageQuery { limit: Some(OFFERED), cursor: None };
        client::households(&api, &HouseholdQuery { filter, page })
    });
    let except = props.except;
    let suggestion = |row: &HouseholdRow| Suggestion {
        value: row.id.to_string().into(),
        label: row.name.clone().into(),
        detail: Some(format!("{} · {}", row.reference, row.area_name).into()),
    };
    let others = |rows: &[HouseholdRow]| rows.iter().filter(|row| row.id != except).map(suggestion).collect();
    let suggestions: Vec<Suggestion> =
        households.remote.ready().map(|page| others(&page.items)).unwrap_or_default();
    let on_pick = {
        let (picked, on_pick) = (picked.setter(), props.on_pick.clone());
        Callback::from(move |chosen: Option<Suggestion>| {
            picked.set(chosen.as_ref().map(|chosen| chosen.label.clone()).unwrap_or_default());
            on_pick.emit(chosen.and_then(|chosen| chosen.value.parse().ok()));
        })
    };
    let on_type = {
        let typed = typed.setter();
        Callback::from(move |text| typed.set(text))
    };
    html! {
        <Combobox
            text={(*picked).clone()}
            {suggestions}
            busy={households.is_refreshing}
            {on_type}
            {on_pick}
            placeholder={t!(text, "household-picker")}
        />
    }
}
