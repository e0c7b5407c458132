use std::rc::Rc;

use api_types::households::HouseholdRow;
use ui::{Anchor, Column, DataTable, RowIdentity, Selection, Sort};
use yew::prelude::*;

use crate::{
    households::{categories::Categories, labels},
    route::Route,
    t,
    text::{Text, figure},
    when::moment,
};

/// The rows in sight and what can be done with them.
pub struct Shown {
    pub rows: Rc<Vec<HouseholdRow>>,
    pub columns: Vec<Column<HouseholdRow>>,
    pub sort: Option<Sort>,
    pub on_sort: Callback<Sort>,
    pub selection: Selection,
    pub on_select: Option<Callback<Selection>>,
    pub refreshing: bool,
}

pub fn show(text: &Text, shown: Shown) -> Html {
    html! {
        <DataTable<HouseholdRow>
            label={t!(text, "households")}
            columns={shown.columns}
            rows={shown.rows}
            identity={RowIdentity { key: |row: &HouseholdRow| row.id.to_string(), label: |row: &HouseholdRow| AttrValue::from(format!("{} {}", row.reference, row.name)) }}
            sort={shown.sort}
            on_sort={shown.on_sort}
            selection={shown.selection}
            on_select={shown.on_select}
            refreshing={shown.refreshing}
        />
    }
}

pub fn columns(text: &Text, categories: &Categories) -> Vec<Column<HouseholdRow>> {
    let each = || text.clone();
    let (status, situation, clarity, category, nobody) = (each(), each(), each(), each(), each());
    let names = categories.clone();
    vec![
        Column::new("name", t!(text, "household"), |row: &HouseholdRow| {
            html! {
                <span class="hf-stacked">
                    <Anchor href={Route::Household { id: row.id }.href()}>{ &row.name }</Anchor>
                    <span class="hf-quiet hf-nowrap">{ row.reference.to_string() }</span>
                </span>
            }
        })
        .fixed()
        .sortable(),
        Column::new("area", t!(text, "household-area"), |row: &HouseholdRow| {
            let place: Vec<&str> = [row.town_name.as_deref(), Some(row.area_name.as_str())]
                .into_iter()
                .flatten()
                .collect();
            html! {
                <span class="hf-stacked">
                    <span>{ place.join(" ") }</span>
                    <span class="hf-quiet">{ row.address.clone().unwrap_or_default() }</span>
                </span>
            }
        })
        .sortable(),
        Column::new("phone", t!(text, "household-phone"), |row: &HouseholdRow| phone(row.phone.as_deref())),
        Column::new("category", t!(text, "posting-category"), move |row: &HouseholdRow| {
            html! {
                <span class="hf-stacked">
                    <span>{ row.category.as_deref().map_or_else(|| AttrValue::from("—"), |code| names.name(&category, code)) }</span>
                    <span class="hf-quiet">{ row.employer_name.clone().unwrap_or_default() }</span>
                </span>
            }
        }),
        Column::new("away_since", t!(text, "household-away-since"), |row: &HouseholdRow| {
            html! { <span class="hf-nowrap">{ row.away_since.map_or_else(|| "—".to_owned(), |day| day.to_string()) }</span> }
        })
        .sortable(),
        Column::new("members", t!(text, "household-members"), |row: &HouseholdRow| {
            html! { figure(i64::from(row.member_count)) }
        })
        .figures(),
        Column::new("situation", t!(text, "household-situation"), move |row: &HouseholdRow| {
            labels::situation(&situation, &row.situation)
        }),
        Column::new("clarity", t!(text, "household-clarity"), move |row: &HouseholdRow| {
            labels::clarity(&clarity, &row.missing)
        }),
        Column::new("status", t!(text, "household-status"), move |row: &HouseholdRow| {
            labels::status(&status, row.status)
        }),
        Column::new("owner", t!(text, "household-owner"), move |row: &HouseholdRow| match &row.owner {
            Some(owner) => html! {
                <span class="hf-stacked">
                    <span>{ &owner.display_name }</span>
                    <span class="hf-quiet">{ &owner.organisation_name }</span>
                </span>
            },
            None => html! { <span class="hf-quiet">{ t!(nobody, "owner-none") }</span> },
        }),
        Column::new("updated", t!(text, "household-updated"), |row: &HouseholdRow| {
            html! { <span class="hf-nowrap">{ moment(row.updated_at) }</span> }
        })
        .sortable(),
    ]
}

/// A number to tap; a masked one is only read.
pub fn phone(number: Option<&str>) -> Html {
    match number {
        None => html! { <span class="hf-quiet">{ "—" }</span> },
        Some(number) if number.contains('*') => html! { <span class="hf-nowrap">{ number }</span> },
        Some(number) => html! { <a class="hf-nowrap" href={format!("tel:{number}")}>{ number }</a> },
    }
}
