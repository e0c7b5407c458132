//! Two entries that turn out to be one, households that turn out to be two, and either taken back.

use actix_web::{HttpRequest, HttpResponse, post, web};
use api_types::{
    households::Household,
    merges::{HouseholdMerge, HouseholdSplit, MergeUndone, PersonMerge},
    persons::Person,
    problems::Problem as Wire,
};
use domain::ids::{BatchId, HouseholdId, PersonId};
use storage::merges::{Split, SplitMember};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    households::{created, text, wire::Reader},
    http::{Id, IfMatch, Json, fresh},
    problem::{Result, or_current},
    scope::{LedgerWrite, Scope},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(merge_households).service(merge_persons).service(split_household).service(undo);
}

/// Merge a household into this one
///
/// The other's members join this one, and both histories are read here. The other's id and reference lead here from then
/// on, also for lists that still have them. It can be taken back.
#[utoipa::path(
    tag = "households",
    operation_id = "merge_households",
    params(("id" = HouseholdId, Path, description = "The household that stays."),
        ("If-Match" = String, Header, description = "The version that was read.")),
    request_body = HouseholdMerge,
    extensions(("x-permission" = json!("ledger.write"))),
    responses(
        (status = OK, description = "The household with the members of both.", body = Household,
            headers(("ETag" = String, description = "The version."))),
        (status = CONFLICT, description = "The household is closed.", body = Wire,
            content_type = "application/problem+json")
    )
)]
#[post("/households/{id}/merge")]
pub async fn merge_households(
    scope: Scope<LedgerWrite>,
    request: HttpRequest,
    Id(id): Id<HouseholdId>,
    IfMatch(revision): IfMatch,
    body: Json<HouseholdMerge>,
) -> Result<HttpResponse> {
    let (today, Json(HouseholdMerge { loser_id, choices })) = (scope.today(), body);
    let reader = Reader::of(&scope, today);
    let merged = scope.merge_households(today, id, revision, loser_id, choices).await;
    let current = async { Ok(reader.household(scope.household(id).await?)) };
    Ok(fresh(&request, &reader.household(or_current(merged, current).await??)))
}

/// Merge a person into this one
///
/// Memberships, postings and phones of the other go over to this one, and its id leads here from then on, also for lists
/// that still have the other. Two people with different identity numbers are two people, unless one number is a slip of the
/// other. It can be taken back.
#[utoipa::path(
    tag = "persons",
    operation_id = "merge_persons",
    params(("id" = PersonId, Path, description = "The person who stays."),
        ("If-Match" = String, Header, description = "The version that was read.")),
    request_body = PersonMerge,
    extensions(("x-permission" = json!("ledger.write"))),
    responses(
        (status = OK, description = "The person with what both had.", body = Person,
            headers(("ETag" = String, description = "The version."))),
        (status = CONFLICT, description = "They have different identity numbers, or the household is closed.",
            body = Wire, content_type = "application/problem+json")
    )
)]
#[post("/persons/{id}/merge")]
pub async fn merge_persons(
    scope: Scope<LedgerWrite>,
    request: HttpRequest,
    Id(id): Id<PersonId>,
    IfMatch(revision): IfMatch,
    body: Json<PersonMerge>,
) -> Result<HttpResponse> {
    let (today, Json(PersonMerge { loser_id, choices })) = (scope.today(), body);
    let reader = Reader::of(&scope, today);
    let merged = scope.merge_persons(today, id, revision, loser_id, choices).await;
    let current = async { Ok(reader.person(scope.person(id).await?)) };
    Ok(fresh(&request, &reader.person(or_current(merged, current).await??)))
}

/// Split a household
///
/// Some of its members begin a new one, with a reference and a history of its own: their memberships here end on the day
/// before. What is known of this household, its owner and its reports stay here. Somebody must stay, too. The version is that
/// of the household which is split. It can be taken back, as a merge is: the new household's history names it.
#[utoipa::path(
    tag = "households",
    operation_id = "split_household",
    params(("id" = HouseholdId, Path, description = "The household that is split."),
        ("If-Match" = String, Header, description = "The version that was read.")),
    request_body = HouseholdSplit,
    extensions(("x-permission" = json!("ledger.write"))),
    responses(
        (status = CREATED, description = "The new household.", body = Household,
            headers(("ETag" = String, description = "The version."), ("Location" = String, description = "Where it is."))),
        (status = CONFLICT, description = "The household is closed, or one of them has left already.", body = Wire,
            content_type = "application/problem+json")
    )
)]
#[post("/households/{id}/split")]
pub async fn split_household(
    scope: Scope<LedgerWrite>,
    Id(id): Id<HouseholdId>,
    IfMatch(revision): IfMatch,
    body: Json<HouseholdSplit>,
) -> Result<HttpResponse> {
    let (today, Json(HouseholdSplit { from, members, area_id, address })) = (scope.today(), body);
    let reader = Reader::of(&scope, today);
    let members = members
        .iter()
        .map(|one| SplitMember { membership: one.membership_id, relation: one.relation })
        .collect();
    let split = Split { from, members, area: area_id, address: text(address) };
    let new = scope.split_household(today, id, revision, split).await;
    let current = async { Ok(reader.household(scope.household(id).await?)) };
    Ok(created(&reader.household(or_current(new, current).await??)))
}

/// Take a merge or a split back
///
/// Also after other edits. Of a merge, what came from the one that went goes back with it as it is now, and what was edited
/// about the one that stayed stays. Of a split, the new household's people are the old one's again, as they are now, and what
/// was noted there is kept where the old one has nothing. Where that cannot be, the answer names the entries that stand in
/// the way.
#[utoipa::path(
    tag = "households",
    operation_id = "undo_merge",
    params(("id" = BatchId, Path, description = "The merge or split, as its entry in the history names it.")),
    extensions(("x-permission" = json!("ledger.write"))),
    responses(
        (status = OK, description = "What stayed and what is back.", body = MergeUndone),
        (status = CONFLICT, description = "Something stands in the way, the household is closed, or it was taken back.",
            body = Wire, content_type = "application/problem+json")
    )
)]
#[post("/merges/{id}/undo")]
pub async fn undo(scope: Scope<LedgerWrite>, Id(id): Id<BatchId>) -> Result<web::Json<MergeUndone>> {
    let undone = scope.undo_merge(scope.today(), id).await??;
    Ok(web::Json(MergeUndone {
        kind: undone.kind,
        winner_id: undone.winner.as_uuid().to_string(),
        loser_id: undone.loser.as_uuid().to_string(),
    }))
}
