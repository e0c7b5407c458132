use api_types::households::OwnerFilter;
use client::use_query;
use domain::households::{Clarity, HouseholdStatus, Situation};
use ui::{FilterChip, FilterChips, SearchInput, Select, SelectOption, Toolbar};
use yew::prelude::*;

use super::view::ListView;
use crate::{
    households::{
        area_picker::{AreaPicker, PickedArea},
        categories::Categories,
    },
    session::use_me,
    t,
    text::use_text,
};

/// Workers whose category no source has said.
const WITHOUT: &str = "none";
const MINE: &str = "mine";

#[derive(Properties, PartialEq)]
pub struct FiltersProps {
    pub view: ListView,
    pub on_view: Callback<ListView>,
    pub categories: Categories,
    pub end: Html,
}

/// Search and filters above the list; each change stands in the address.
#[component]
pub fn Filters(props: &FiltersProps) -> Html {
    let text = use_text();
    let me = use_me();
    let view = &props.view;
    let area = use_query(view.area_id, |api, id| async move {
        match id {
            Some(id) => client::area(&api, id).await.map(Some),
            None => Ok(None),
        }
    });
    let area_name = area
        .remote
        .ready()
        .and_then(|area| area.as_ref().as_ref().map(|area| AttrValue::from(area.name.clone())))
        .filter(|_| view.area_id.is_some());

    let changed = |change: fn(&mut ListView, Option<String>)| {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |value: String| {
            let mut next = view.clone().at_start();
            change(&mut next, Some(value).filter(|value| !value.is_empty()));
            on_view.emit(next);
        })
    };
    let on_area = {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |picked: Option<PickedArea>| {
            let area_id = picked.map(|area| area.id);
            if area_id != view.area_id {
                on_view.emit(ListView { area_id, ..view.clone().at_start() });
            }
        })
    };
    let my_id = me.map(|me| me.id);
    let on_owner = {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |value: String| {
            let owner = match value.as_str() {
                WITHOUT => Some(OwnerFilter::Nobody),
                MINE => my_id.map(OwnerFilter::User),
                _ => None,
            };
            on_view.emit(ListView { owner, ..view.clone().at_start() });
        })
    };
    let owner = match view.owner {
        Some(OwnerFilter::Nobody) => WITHOUT,
        Some(OwnerFilter::User(id)) if Some(id) == my_id => MINE,
        Some(OwnerFilter::User(_)) | None => "",
    };
    let mut categories = props.categories.options(&text);
    categories.push(SelectOption::new(WITHOUT, t!(text, "category-none")));
    let chip = |label: AttrValue, cleared: ListView| FilterChip {
        remove_label: t!(text, "filter-remove", filter = label.to_string()),
        text: label,
        on_remove: props.on_view.reform(move |()| cleared.clone()),
    };
    let mut chips = Vec::new();
    if let Some(name) = &area_name {
        chips.push(chip(name.clone(), ListView { area_id: None, ..view.clone().at_start() }));
    }
    if view.employer_id.is_some() {
        chips.push(chip(
            t!(text, "filter-employer"),
            ListView { employer_id: None, ..view.clone().at_start() },
        ));
    }
    if let Some(coverage) = view.coverage {
        chips.push(chip(
            text.word("household-coverage", coverage.as_str()),
            ListView { coverage: None, ..view.clone().at_start() },
        ));
    }
    let filters = html! {
        <>
            <AreaPicker
                name={area_name.unwrap_or_default()}
                aria_label={t!(text, "household-area")}
                on_pick={on_area}
            />
            <Select
                aria_label={t!(text, "household-status")}
                placeholder={t!(text, "filter-every-status")}
                value={view.status.map(HouseholdStatus::as_str).unwrap_or_default()}
                options={HouseholdStatus::ALL.iter().map(|status| SelectOption::new(status.as_str(), text.word("household-status", status.as_str()))).collect::<Vec<_>>()}
                on_change={changed(|view, status| view.status = status.and_then(|status| status.parse().ok()))}
            />
            <Select
                aria_label={t!(text, "posting-category")}
                placeholder={t!(text, "filter-every-category")}
                value={view.category.clone().unwrap_or_default()}
                options={categories}
                on_change={changed(|view, category| view.category = category)}
            />
            <Select
                aria_label={t!(text, "household-situation")}
                placeholder={t!(text, "filter-every-situation")}
                value={view.situation.map(Situation::as_str).unwrap_or_default()}
                options={Situation::ALL.iter().map(|situation| SelectOption::new(situation.as_str(), text.word("situation", situation.as_str()))).collect::<Vec<_>>()}
                on_change={changed(|view, situation| view.situation = situation.and_then(|situation| situation.parse().ok()))}
            />
            <Select
                aria_label={t!(text, "household-owner")}
                placeholder={t!(text, "filter-every-owner")}
                value={owner}
                options={vec![SelectOption::new(WITHOUT, t!(text, "owner-none")), SelectOption::new(MINE, t!(text, "owner-me"))]}
                on_change={on_owner}
            />
            <Select
                aria_label={t!(text, "household-clarity")}
                placeholder={t!(text, "filter-every-clarity")}
                value={view.unclear.map(Clarity::as_str).unwrap_or_default()}
                options={Clarity::ALL.iter().map(|clarity| SelectOption::new(clarity.as_str(), text.word("unclear", clarity.as_str()))).collect::<Vec<_>>()}
                on_change={changed(|view, clarity| view.unclear = clarity.and_then(|clarity| clarity.parse().ok()))}
            />
        </>
    };
    let in_use = view.filters_in_use();
    let filters_label = Some(match in_use {
        0 => t!(text, "filters"),
        count => t!(text, "filters-in-use", count = count),
    });
    html! {
        <>
            <Toolbar label={t!(text, "households-filter")} {filters} {filters_label} end={props.end.clone()}>
                <SearchInput
                    value={view.q.clone().unwrap_or_default()}
                    label={t!(text, "households-search")}
                    placeholder={t!(text, "households-search-hint")}
                    on_search={changed(|view, q| view.q = q)}
                />
            </Toolbar>
            <FilterChips label={t!(text, "households-filter")} {chips} />
        </>
    }
}
