use api_types::{
    areas::{Area, AreaFilter},
    pages::PageQuery,
};
use client::use_query;
use domain::{areas::AreaLevel, ids::AreaId};
use ui::{Combobox, Suggestion};
use yew::prelude::*;

use crate::{t, text::use_text};

const OFFERED: u32 = 12;

/// An area that was picked.
#[derive(Debug, Clone, PartialEq)]
pub struct PickedArea {
    pub id: AreaId,
    pub name: AttrValue,
}

#[derive(Properties, PartialEq)]
pub struct AreaPickerProps {
    /// What is picked now.
    #[prop_or_default]
    pub name: AttrValue,
    pub on_pick: Callback<Option<PickedArea>>,
    /// Only areas of this level are offered.
    #[prop_or_default]
    pub level: Option<AreaLevel>,
    #[prop_or_default]
    pub aria_label: Option<AttrValue>,
}

/// Finds a town or village by part of its name; the way to it tells two of one name apart.
#[component]
pub fn AreaPicker(props: &AreaPickerProps) -> Html {
    let text = use_text();
    let typed = use_state(String::new);
    let areas = use_query(((*typed).clone(), props.level), |api, (q, level)| {
        let filter = AreaFilter { q: Some(q).filter(|q| !q.is_empty()), level, ..AreaFilter::default() };
        client::areas(&api, &filter, &PageQuery { limit: Some(OFFERED), cursor: None })
    });
    let suggestion = |area: &Area| Suggestion {
        value: area.id.to_string().into(),
        label: area.name.clone().into(),
        detail: Some(area.ancestors.join(" › ").into()).filter(|way: &AttrValue| !way.is_empty()),
    };
    let suggestions: Vec<Suggestion> =
        areas.remote.ready().map(|page| page.items.iter().map(suggestion).collect()).unwrap_or_default();
    let on_pick = props.on_pick.reform(|picked: Option<Suggestion>| {
        let picked = picked?;
        Some(PickedArea { id: picked.value.parse().ok()?, name: picked.label })
    });
    let on_type = {
        let typed = typed.setter();
        Callback::from(move |text| typed.set(text))
    };
    html! {
        <Combobox
            text={props.name.clone()}
            {suggestions}
            busy={areas.is_refreshing}
            {on_type}
            {on_pick}
            placeholder={t!(text, "area-search")}
            aria_label={props.aria_label.clone()}
        />
    }
}
