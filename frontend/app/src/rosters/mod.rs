//! 花名册: from an office's file to the ledger, a step at a time.

mod columns;
pub mod labels;
mod list;
mod reasons;
mod rows;
#[cfg(test)]
mod sets;
mod steps;
mod upload;
mod view;

pub use rows::PersonSearch;
use wasm_split_helpers::wasm_split;
use yew::prelude::*;

#[cfg(test)]
pub use self::sets::sets;
use self::{list::RostersPage, steps::RosterPage, upload::RosterNewPage};
use crate::{lazy::Fetched, route::Route};

#[wasm_split(rosters, fallible)]
pub fn pages() -> Fetched {
    Ok(|route| match route {
        Route::Roster { id } => html! { <RosterPage id={*id} /> },
        Route::RosterNew => html! { <RosterNewPage /> },
        _ => html! { <RostersPage /> },
    })
}
