use std::rc::Rc;

use api_types::households::HouseholdRow;
use ui::{Anchor, Column, DataTable, RowIdentity, Selection, Sort};
use yew::prelude::*;

use crate::{
    households::{categories::Categories, labels},
    route::Route,
    t,
    text::Text,
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
        <div class="hf-ledger">
        <DataTable<HouseholdRow>
            label={t!(text, "households")}
            columns={shown.columns}
            rows={shown.rows}
            identity={RowIdentity { key: |row: &HouseholdRow| row.id.to_string(), label: |row: &HouseholdRow| label_of(row) }}
            sort={shown.sort}
            on_sort={shown.on_sort}
            selection={shown.selection}
            on_select={shown.on_select}
            refreshing={shown.refreshing}
        />
        </div>
    }
}

pub fn columns(text: &Text, categories: &Categories) -> Vec<Column<HouseholdRow>> {
    let each = || text.clone();
    let (situation, clarity, category, owner, members) = (each(), each(), each(), each(), each());
    let names = categories.clone();
    vec![
        Column::new("name", t!(text, "household"), |row: &HouseholdRow| {
            html! {
                <span class="hf-stacked">
                    <Anchor href={Route::Household { id: row.id }.href()}>{ &row.name }</Anchor>
                    // An anonymised one has no other name.
                    if !row.anonymised {
                        <span class="hf-quiet hf-nowrap">{ row.reference.to_string() }</span>
                    }
                </span>
            }
        })
        .fixed()
        .sortable(),
        Column::new("phone", t!(text, "household-phone"), |row: &HouseholdRow| phone(row.phone.as_deref())),
        Column::new("area", t!(text, "household-area"), |row: &HouseholdRow| {
            let town = row.town_name.as_deref().filter(|town| *town != row.area_name);
            let place: Vec<&str> = town.into_iter().chain([row.area_name.as_str()]).collect();
            two_lines(Width::Wide, place.join(" "), row.address.clone())
        })
        .sortable(),
        Column::new("category", t!(text, "posting-category"), move |row: &HouseholdRow| {
            let name = |code: Option<&str>| {
                code.map_or_else(|| "—".to_owned(), |code| names.name(&category, code).to_string())
            };
            // Of a couple each has a line, in the order of their names.
            match row.workers.as_slice() {
                [] => two_lines(Width::Narrow, name(row.category.as_deref()), row.employer_name.clone()),
                workers => html! {
                    { for workers.iter().map(|worker| {
                        two_lines(Width::Narrow, name(worker.category.as_deref()), worker.employer_name.clone())
                    }) }
                },
            }
        }),
        Column::new("away_since", t!(text, "household-away-since"), move |row: &HouseholdRow| {
            let since = row.away_since.map_or_else(|| "—".to_owned(), |day| day.to_string());
            let members = match row.away_count {
                0 | 1 => t!(members, "household-member-count", count = row.member_count),
                away => t!(members, "household-member-count-away", count = row.member_count, away = away),
            };
            html! {
                <span class="hf-stacked hf-nowrap">
                    <span>{ since }</span>
                    <span class="hf-quiet">{ members }</span>
                </span>
            }
        })
        .sortable(),
        Column::new("situation", t!(text, "household-situation"), move |row: &HouseholdRow| {
            labels::situation(&situation, &row.situation)
        }),
        Column::new("clarity", t!(text, "household-clarity"), move |row: &HouseholdRow| {
            match row.anonymised {
                true => html! { <span class="hf-quiet">{ "—" }</span> },
                false => labels::unclear(&clarity, &row.missing),
            }
        }),
        Column::new("owner", t!(text, "household-owner"), move |row: &HouseholdRow| {
            html! {
                <span class="hf-stacked">
                    { match &row.owner {
                        Some(of) => html! { <span title={of.organisation_name.clone()}>{ &of.display_name }</span> },
                        None => html! { <span class="hf-quiet hf-nowrap">{ t!(owner, "owner-none") }</span> },
                    } }
                    <span>
                        { match row.anonymised {
                            true => labels::anonymised(&owner),
                            false => labels::status(&owner, row.status),
                        } }
                    </span>
                </span>
            }
        }),
    ]
}

/// What a row is called where it is read out.
fn label_of(row: &HouseholdRow) -> AttrValue {
    match row.anonymised {
        true => row.reference.to_string().into(),
        false => format!("{} {}", row.reference, row.name).into(),
    }
}

/// How much room a cell of two lines takes on a wide screen.
#[derive(Clone, Copy)]
enum Width {
    Narrow,
    Wide,
}

/// A fact with its detail below it, each on one line; what does not fit shows when one points at it.
fn two_lines(width: Width, fact: String, detail: Option<String>) -> Html {
    let class = match width {
        Width::Wide => "hf-stacked hf-two-lines hf-two-lines--wide",
        Width::Narrow => "hf-stacked hf-two-lines",
    };
    html! {
        <span {class}>
            <span class="hf-one-line" title={fact.clone()}>{ fact }</span>
            if let Some(detail) = detail {
                <span class="hf-quiet hf-one-line" title={detail.clone()}>{ detail }</span>
            }
        </span>
    }
}

/// A number to tap; a masked one is only read.
pub fn phone(number: Option<&str>) -> Html {
    match number {
        None => html! { <span class="hf-quiet">{ "—" }</span> },
        Some(number) if number.contains('*') => html! { <span class="hf-nowrap">{ number }</span> },
        Some(number) => html! { <a class="hf-nowrap" href={format!("tel:{number}")}>{ number }</a> },
    }
}
