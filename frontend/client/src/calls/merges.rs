use api_types::{
    households::Household,
    merges::{HouseholdMerge, HouseholdSplit, MergeUndone, PersonMerge},
    persons::Person,
};
use domain::ids::{BatchId, HouseholdId, PersonId};

use crate::{
    Api, Versioned,
    call::{Call, Fetch},
};

pub fn merge_households(
    api: &Api,
    winner: HouseholdId,
    etag: &str,
    merge: &HouseholdMerge,
) -> Fetch<Versioned<Household>> {
    Call::post(api, format!("/households/{winner}/merge")).if_match(etag).json(merge).read()
}

pub fn merge_persons(
    api: &Api,
    winner: PersonId,
    etag: &str,
    merge: &PersonMerge,
) -> Fetch<Versioned<Person>> {
    Call::post(api, format!("/persons/{winner}/merge")).if_match(etag).json(merge).read()
}

/// Gives the new household.
pub fn split_household(
    api: &Api,
    id: HouseholdId,
    etag: &str,
    split: &HouseholdSplit,
) -> Fetch<Versioned<Household>> {
    Call::post(api, format!("/households/{id}/split")).if_match(etag).json(split).read()
}

/// Takes a merge or a split back; the failure names what stands in the way.
pub fn undo_merge(api: &Api, merge: BatchId) -> Fetch<MergeUndone> {
    Call::post(api, format!("/merges/{merge}/undo")).value()
}
