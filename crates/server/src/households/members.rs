//! Members of households over HTTP.

use actix_web::{HttpRequest, HttpResponse, patch, post};
use api_types::{
    households::{Household, MemberAdd, MemberMove, MembershipPatch},
    problems::Problem as Wire,
};
use domain::ids::{HouseholdId, MembershipId};
use storage::households::Move;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    facts,
    requests::{created, reader},
};
use crate::{
    http::{Id, IfMatch, Json, fresh},
    problem::{Result, or_current},
    scope::{LedgerWrite, Scope},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(add_member).service(change_membership).service(move_member);
}

/// Add a member
///
/// Somebody new to the ledger, or somebody whom it has: a person can live in two households, and one who moves is ended
/// in the old one by its membership.
#[utoipa::path(
    tag = "households",
    operation_id = "add_member",
    params(("id" = HouseholdId, Path, description = "The household.")),
    request_body = MemberAdd,
    extensions(("x-permission" = json!("ledger.write"))),
    responses(
        (status = CREATED, description = "The household with its new member.", body = Household,
            headers(("ETag" = String, description = "The version."), ("Location" = String, description = "Where it is."))),
        (status = CONFLICT, description = "The ledger may have them already, they live there, or it is closed.",
            body = Wire, content_type = "application/problem+json")
    )
)]
#[post("/households/{id}/members")]
pub async fn add_member(
    scope: Scope<LedgerWrite>,
    Id(id): Id<HouseholdId>,
    body: Json<MemberAdd>,
) -> Result<HttpResponse> {
    let Json(new) = body;
    let (member, duplicates) = facts::added_member(new)?;
    let household = scope.add_member(scope.today(), id, member, duplicates).await??;
    Ok(created(&reader(&scope, scope.today()).household(household)))
}

/// Change a membership
///
/// What the person is to the worker, since when they live there, until when. The version is the household's.
#[utoipa::path(
    tag = "households",
    operation_id = "change_membership",
    params(("id" = MembershipId, Path, description = "The membership."),
        ("If-Match" = String, Header, description = "The version of its household that was read.")),
    request_body = MembershipPatch,
    extensions(("x-permission" = json!("ledger.write"))),
    responses(
        (status = OK, description = "The household as changed.", body = Household,
            headers(("ETag" = String, description = "The version."))),
        (status = CONFLICT, description = "The person lives there again.", body = Wire,
            content_type = "application/problem+json")
    )
)]
#[patch("/memberships/{id}")]
pub async fn change_membership(
    scope: Scope<LedgerWrite>,
    request: HttpRequest,
    Id(id): Id<MembershipId>,
    IfMatch(revision): IfMatch,
    body: Json<MembershipPatch>,
) -> Result<HttpResponse> {
    let (today, Json(patch)) = (scope.today(), body);
    let changed = scope
        .change_membership(today, id, revision, move |facts| facts::patch_membership(&patch, facts))
        .await;
    let reader = reader(&scope, today);
    let current = async { Ok(reader.household(scope.household_of_membership(id).await?)) };
    let household = or_current(changed, current).await??;
    Ok(fresh(&request, &reader.household(household)))
}

/// Let a member move
///
/// To another household: the membership here ends on the day before the one there begins, and both histories show it. The
/// address stays, since it is the household's. The version is that of the household which they leave.
#[utoipa::path(
    tag = "households",
    operation_id = "move_member",
    params(("id" = MembershipId, Path, description = "The membership that ends."),
        ("If-Match" = String, Header, description = "The version of its household that was read.")),
    request_body = MemberMove,
    extensions(("x-permission" = json!("ledger.write"))),
    responses(
        (status = OK, description = "The household that they left.", body = Household,
            headers(("ETag" = String, description = "The version."))),
        (status = CONFLICT, description = "They have left already, live there already, or one of the households is closed.",
            body = Wire, content_type = "application/problem+json")
    )
)]
#[post("/memberships/{id}/move")]
pub async fn move_member(
    scope: Scope<LedgerWrite>,
    request: HttpRequest,
    Id(id): Id<MembershipId>,
    IfMatch(revision): IfMatch,
    body: Json<MemberMove>,
) -> Result<HttpResponse> {
    let (today, Json(MemberMove { household_id, from, relation })) = (scope.today(), body);
    let moved = scope.move_member(today, id, revision, Move { to: household_id, from, relation }).await;
    let reader = reader(&scope, today);
    let current = async { Ok(reader.household(scope.household_of_membership(id).await?)) };
    let household = or_current(moved, current).await??;
    Ok(fresh(&request, &reader.household(household)))
}
