use api_types::{
    coverage::{EmployerFilter, MoverFilter},
    organisations::OrganisationFilter,
};
use client::{Api, Failure, use_query};
use domain::{
    coverage::Within,
    ids::{AreaId, OrganisationId},
    organisations::OrganisationKind,
};
use ui::{FilterChip, FilterChips};
use yew::prelude::*;

use super::view::CoverageView;
use crate::{
    administration::{OrganisationPicker, PickedOrganisation},
    households::area_picker::{AreaPicker, PickedArea},
    t,
    text::{Text, use_text},
};

/// What changes a view by a choice; an empty choice takes it back.
pub fn choose(
    view: &CoverageView,
    on_view: &Callback<CoverageView>,
    change: fn(&mut CoverageView, Option<String>),
) -> Callback<String> {
    let (on_view, view) = (on_view.clone(), view.clone());
    Callback::from(move |value: String| {
        let mut next = view.clone().at_start();
        change(&mut next, Some(value).filter(|value| !value.is_empty()));
        on_view.emit(next);
    })
}

#[derive(Properties, PartialEq)]
pub struct PlaceProps {
    pub view: CoverageView,
    pub on_view: Callback<CoverageView>,
    pub names: Names,
}

/// In which area, and whose workers: what all lists of coverage are narrowed down by.
#[component]
pub fn PlaceFilters(props: &PlaceProps) -> Html {
    let text = use_text();
    let names = props.names.clone();
    let on_area = {
        let (on_view, view) = (props.on_view.clone(), props.view.clone());
        Callback::from(move |picked: Option<PickedArea>| {
            let area_id = picked.map(|area| area.id);
            if area_id != view.area_id {
                on_view.emit(CoverageView { area_id, within: None, ..view.clone().at_start() });
            }
        })
    };
    let on_employer = {
        let (on_view, view) = (props.on_view.clone(), props.view.clone());
        Callback::from(move |picked: Option<PickedOrganisation>| {
            let employer = picked.map(|picked| EmployerFilter::Organisation(picked.id));
            if employer != view.employer {
                on_view.emit(CoverageView { employer, ..view.clone().at_start() });
            }
        })
    };
    let employers =
        OrganisationFilter { kind: Some(OrganisationKind::Employer), ..OrganisationFilter::default() };
    html! {
        <>
            <AreaPicker
                name={names.area.unwrap_or_default()}
                aria_label={t!(text, "household-area")}
                on_pick={on_area}
            />
            <OrganisationPicker
                name={names.employer.unwrap_or_default()}
                among={employers}
                placeholder={t!(text, "posting-employer")}
                aria_label={t!(text, "posting-employer")}
                on_pick={on_employer}
            />
        </>
    }
}

/// What the list is narrowed down by and no field above it shows.
#[component]
pub fn PlaceChips(props: &PlaceProps) -> Html {
    let text = use_text();
    let names = props.names.clone();
    let view = &props.view;
    let cleared = || view.clone().at_start();
    let mut chips = Vec::new();
    let mut chip = |label: AttrValue, cleared: CoverageView| {
        chips.push(FilterChip {
            remove_label: t!(text, "filter-remove", filter = label.to_string()),
            text: label,
            on_remove: props.on_view.reform(move |()| cleared.clone()),
        });
    };
    if let Some(name) = names.area {
        let here = view.within == Some(Within::Here);
        let label = if here { t!(text, "coverage-here", area = name.to_string()) } else { name };
        chip(label, CoverageView { area_id: None, within: None, ..cleared() });
    }
    let employer = match view.employer {
        Some(EmployerFilter::Nobody) => Some(t!(text, "coverage-employer-none")),
        _ => names.employer,
    };
    if let Some(label) = employer {
        chip(label, CoverageView { employer: None, ..cleared() });
    }
    if let Some(name) = names.mover {
        let label = t!(text, "gap-move-of", name = name.to_string());
        chip(label, CoverageView { mover: None, ..cleared() });
    }
    html! { <FilterChips label={t!(text, "coverage-filter")} {chips} /> }
}

/// The names behind the ids in an address.
#[derive(Clone, PartialEq)]
pub struct Names {
    area: Option<AttrValue>,
    employer: Option<AttrValue>,
    mover: Option<AttrValue>,
}

/// Looks them up.
#[hook]
pub fn use_names(view: &CoverageView) -> Names {
    let employer = match view.employer {
        Some(EmployerFilter::Organisation(id)) => Some(id),
        _ => None,
    };
    let mover = match view.mover {
        Some(MoverFilter::Organisation(id)) => Some(id),
        _ => None,
    };
    let area = use_query(view.area_id, area_name);
    let employer_name = use_query(employer, organisation_name);
    let mover_name = use_query(mover, organisation_name);
    let name = |query: &client::Query<Option<AttrValue>>, is_set: bool| {
        query.remote.ready().and_then(|name| (**name).clone()).filter(|_| is_set)
    };
    Names {
        area: name(&area, view.area_id.is_some()),
        employer: name(&employer_name, employer.is_some()),
        mover: name(&mover_name, mover.is_some()),
    }
}

async fn area_name(api: Api, id: Option<AreaId>) -> Result<Option<AttrValue>, Failure> {
    match id {
        Some(id) => Ok(Some(client::area(&api, id).await?.name.into())),
        None => Ok(None),
    }
}

async fn organisation_name(api: Api, id: Option<OrganisationId>) -> Result<Option<AttrValue>, Failure> {
    match id {
        Some(id) => Ok(Some(client::organisation(&api, id).await?.name.into())),
        None => Ok(None),
    }
}

/// The words of a closed set as choices.
pub fn choices(text: &Text, set: &str, words: impl Iterator<Item = &'static str>) -> Vec<ui::SelectOption> {
    words.map(|word| ui::SelectOption::new(word, text.word(set, word))).collect()
}
