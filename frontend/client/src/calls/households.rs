use api_types::{
    households::{
        Household, HouseholdFilter, HouseholdNew, HouseholdPage, HouseholdPatch, HouseholdStep, MemberNew,
        MembershipPatch, OwnerAssigned, OwnerAssignment,
    },
    journal::JournalPage,
    pages::PageQuery,
};
use domain::ids::{HouseholdId, MembershipId};

use crate::{Api, Download, Failure, FileKind, Versioned, call::Call};

/// Which households and which page of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HouseholdQuery {
    pub filter: HouseholdFilter,
    pub page: PageQuery,
}

pub async fn households(api: &Api, query: &HouseholdQuery) -> Result<HouseholdPage, Failure> {
    Call::get(api, "/households").query(&query.filter).query(&query.page).read().await.map(|page| page.value)
}

/// Exactly the rows of the filtered list, as a file.
pub async fn export_households(
    api: &Api,
    filter: &HouseholdFilter,
    kind: FileKind,
) -> Result<Download, Failure> {
    Call::get(api, "/households").query(filter).file(kind).await
}

pub async fn household(api: &Api, id: HouseholdId) -> Result<Versioned<Household>, Failure> {
    Call::get(api, format!("/households/{id}")).read().await
}

pub async fn create_household(api: &Api, new: &HouseholdNew) -> Result<Versioned<Household>, Failure> {
    Call::post(api, "/households").json(new).read().await
}

/// Changes a household that is still at `etag`; otherwise the failure carries what is there now.
pub async fn update_household(
    api: &Api,
    id: HouseholdId,
    etag: &str,
    patch: &HouseholdPatch,
) -> Result<Versioned<Household>, Failure> {
    Call::patch(api, format!("/households/{id}")).if_match(etag).json(patch).read().await
}

/// Takes the household a step on in its life.
pub async fn move_household(
    api: &Api,
    id: HouseholdId,
    etag: &str,
    step: HouseholdStep,
) -> Result<Versioned<Household>, Failure> {
    Call::post(api, format!("/households/{id}/status")).if_match(etag).json(&step).read().await
}

pub async fn assign_owner(api: &Api, assignment: &OwnerAssignment) -> Result<OwnerAssigned, Failure> {
    Call::post(api, "/households/assign_owner").json(assignment).read().await.map(|answer| answer.value)
}

pub async fn add_member(
    api: &Api,
    id: HouseholdId,
    member: &MemberNew,
) -> Result<Versioned<Household>, Failure> {
    Call::post(api, format!("/households/{id}/members")).json(member).read().await
}

/// Changes a stay; `etag` is the household's.
pub async fn update_membership(
    api: &Api,
    id: MembershipId,
    etag: &str,
    patch: &MembershipPatch,
) -> Result<Versioned<Household>, Failure> {
    Call::patch(api, format!("/memberships/{id}")).if_match(etag).json(patch).read().await
}

/// What happened to a household, the newest first.
pub async fn household_journal(api: &Api, id: HouseholdId, page: &PageQuery) -> Result<JournalPage, Failure> {
    Call::get(api, format!("/households/{id}/journal")).query(page).read().await.map(|page| page.value)
}
