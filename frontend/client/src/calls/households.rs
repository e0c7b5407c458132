use api_types::{
    households::{
        Household, HouseholdAnonymising, HouseholdCount, HouseholdFilter, HouseholdNew, HouseholdPage,
        HouseholdPatch, HouseholdStep, MemberMove, MemberNew, MembershipPatch, OwnerAssigned,
        OwnerAssignment,
    },
    journal::{AsOf, JournalPage, OpeningPage},
    pages::PageQuery,
    reveals::{AddressReveal, AddressRevealed},
};
use domain::ids::{HouseholdId, MembershipId};
use futures::{FutureExt, TryFutureExt};

use crate::{
    Api, Download, FileKind, Versioned,
    call::{Call, Fetch},
};

/// Which households and which page of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HouseholdQuery {
    pub filter: HouseholdFilter,
    pub page: PageQuery,
}

pub fn households(api: &Api, query: &HouseholdQuery) -> Fetch<HouseholdPage> {
    Call::get(api, "/households").query(&query.filter).query(&query.page).value()
}

/// How many rows the filtered list has.
pub fn count_households(api: &Api, filter: &HouseholdFilter) -> Fetch<HouseholdCount> {
    Call::get(api, "/households/count").query(filter).value()
}

/// Exactly the rows of the filtered list, as a file.
pub fn export_households(api: &Api, filter: &HouseholdFilter, kind: FileKind) -> Fetch<Download> {
    Call::get(api, "/households").query(filter).file(kind)
}

pub fn household(api: &Api, id: HouseholdId) -> Fetch<Versioned<Household>> {
    Call::get(api, format!("/households/{id}")).read()
}

/// A household as it was at the end of an earlier day.
pub fn household_as_of(api: &Api, id: HouseholdId, as_of: &AsOf) -> Fetch<Versioned<Household>> {
    Call::get(api, format!("/households/{id}")).query(as_of).read()
}

pub fn create_household(api: &Api, new: &HouseholdNew) -> Fetch<Versioned<Household>> {
    Call::post(api, "/households").json(new).read()
}

/// Changes a household that is still at `etag`; otherwise the failure carries what is there now.
pub fn update_household(
    api: &Api,
    id: HouseholdId,
    etag: &str,
    patch: &HouseholdPatch,
) -> Fetch<Versioned<Household>> {
    Call::patch(api, format!("/households/{id}")).if_match(etag).json(patch).read()
}

/// Takes the household a step on in its life.
pub fn move_household(
    api: &Api,
    id: HouseholdId,
    etag: &str,
    step: &HouseholdStep,
) -> Fetch<Versioned<Household>> {
    Call::post(api, format!("/households/{id}/status")).if_match(etag).json(step).read()
}

/// Takes from a closed household, for good, what tells who it was.
pub fn anonymise_household(
    api: &Api,
    id: HouseholdId,
    etag: &str,
    wish: &HouseholdAnonymising,
) -> Fetch<Versioned<Household>> {
    Call::post(api, format!("/households/{id}/anonymise")).if_match(etag).json(wish).read()
}

pub fn assign_owner(api: &Api, assignment: &OwnerAssignment) -> Fetch<OwnerAssigned> {
    Call::post(api, "/households/assign_owner").json(assignment).value()
}

pub fn add_member(api: &Api, id: HouseholdId, member: &MemberNew) -> Fetch<Versioned<Household>> {
    Call::post(api, format!("/households/{id}/members")).json(member).read()
}

/// Changes a stay; `etag` is the household's.
pub fn update_membership(
    api: &Api,
    id: MembershipId,
    etag: &str,
    patch: &MembershipPatch,
) -> Fetch<Versioned<Household>> {
    Call::patch(api, format!("/memberships/{id}")).if_match(etag).json(patch).read()
}

/// Lets a member move to another household; `etag` is that of the one they leave.
pub fn move_member(api: &Api, id: MembershipId, etag: &str, to: &MemberMove) -> Fetch<Versioned<Household>> {
    Call::post(api, format!("/memberships/{id}/move")).if_match(etag).json(to).read()
}

/// What happened to a household, the newest first.
pub fn household_journal(api: &Api, id: HouseholdId, page: &PageQuery) -> Fetch<JournalPage> {
    Call::get(api, format!("/households/{id}/journal")).query(page).value()
}

/// Who opened a household, the latest first.
pub fn household_openings(api: &Api, id: HouseholdId, page: &PageQuery) -> Fetch<OpeningPage> {
    Call::get(api, format!("/households/{id}/openings")).query(page).value()
}

/// The whole address, this once.
pub fn reveal_address(api: &Api, id: HouseholdId, reveal: &AddressReveal) -> Fetch<Vec<String>> {
    let revealed: Fetch<AddressRevealed> =
        Call::post(api, format!("/households/{id}/reveal")).json(reveal).value();
    revealed.map_ok(|revealed| vec![revealed.address]).boxed_local()
}
