//! Entries that may be one: the list of them, and two of them beside each other, with which of each differing fact is kept.
//! And a household that is divided.

mod compare;
mod duplicates;
mod household;
mod page;
mod person;
mod split;

use wasm_split_helpers::wasm_split;
use yew::prelude::*;

use self::{
    duplicates::DuplicatesPage, household::Households, page::MergePage, person::Persons, split::SplitPage,
};
use crate::{lazy::Fetched, route::Route};

#[wasm_split(merges, fallible)]
pub fn pages() -> Fetched {
    Ok(|route| match route {
        Route::PersonMerge { id } => html! { <MergePage<Persons> key={id.to_string()} id={*id} /> },
        Route::HouseholdMerge { id } => {
            html! { <MergePage<Households> key={id.to_string()} id={*id} /> }
        }
        Route::HouseholdSplit { id } => html! { <SplitPage key={id.to_string()} id={*id} /> },
        _ => html! { <DuplicatesPage /> },
    })
}
