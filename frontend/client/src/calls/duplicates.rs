use api_types::{
    duplicates::{DuplicateFilter, HouseholdDuplicatePage, PersonDuplicatePage},
    pages::PageQuery,
};
use domain::{duplicates::DuplicateState, ids::DuplicateId};

use crate::{
    Api,
    call::{Call, Fetch},
};

pub fn person_duplicates(
    api: &Api,
    filter: &DuplicateFilter,
    page: &PageQuery,
) -> Fetch<PersonDuplicatePage> {
    Call::get(api, "/person_duplicates").query(filter).query(page).value()
}

pub fn household_duplicates(
    api: &Api,
    filter: &DuplicateFilter,
    page: &PageQuery,
) -> Fetch<HouseholdDuplicatePage> {
    Call::get(api, "/household_duplicates").query(filter).query(page).value()
}

/// Says that two are not the same, or puts them back on the list.
pub fn decide_duplicate(api: &Api, id: DuplicateId, state: DuplicateState) -> Fetch<()> {
    let decision = match state {
        DuplicateState::NotTheSame => "tell_apart",
        DuplicateState::Open => "reconsider",
    };
    Call::post(api, format!("/duplicates/{id}/{decision}")).done()
}
