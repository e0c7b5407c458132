//! Entries that may be one: a worklist, and what people decide about each pair.

use actix_web::{HttpResponse, get, post, web};
use api_types::{
    duplicates::{
        DuplicateDecision, DuplicateFilter, HouseholdDuplicate, HouseholdDuplicatePage, PersonDuplicate,
        PersonDuplicatePage,
    },
    pages::PageQuery,
    problems::Problem as Wire,
};
use domain::{duplicates::DuplicateState, ids::DuplicateId};
use storage::{
    duplicates::{Decided, Duplicate, DuplicateKey},
    households::HouseholdRow,
    persons::PersonView,
};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    households::wire::{Reader, owner},
    http::{Id, Paging, Query, page},
    problem::Result,
    scope::{LedgerRead, LedgerWrite, Scope},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(of_persons).service(of_households).service(tell_apart).service(reconsider);
}

/// Persons who may be one
///
/// Pairs both of whose sides one sees, with why, the strongest reason first, then area by area. The ledger keeps them as it
/// is written: a merge, or a change after which nothing speaks for it, takes a pair off the list.
#[utoipa::path(
    tag = "duplicates",
    operation_id = "list_person_duplicates",
    params(DuplicateFilter, PageQuery),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "A page of pairs.", body = PersonDuplicatePage))
)]
#[get("/person_duplicates")]
pub async fn of_persons(
    scope: Scope<LedgerRead>,
    filter: Query<DuplicateFilter>,
    paging: Paging<DuplicateKey>,
) -> Result<web::Json<PersonDuplicatePage>> {
    let (state, limit) = (filter.0.state.unwrap_or(DuplicateState::Open), paging.limit);
    let found = scope.duplicates::<PersonView>(state, paging.slice()).await?;
    let reader = Reader::of(&scope, scope.today());
    let pair = |pair: Duplicate<PersonView>| PersonDuplicate {
        id: pair.key.id,
        reasons: pair.reasons,
        state: pair.state,
        found_at: pair.found_at,
        decision: pair.decided.map(decision),
        persons: pair.sides.into_iter().map(|view| reader.person(view)).collect(),
    };
    Ok(web::Json(page(found, limit, |pair| pair.key.clone(), pair).into()))
}

/// Households that may be one
///
/// As for persons.
#[utoipa::path(
    tag = "duplicates",
    operation_id = "list_household_duplicates",
    params(DuplicateFilter, PageQuery),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "A page of pairs.", body = HouseholdDuplicatePage))
)]
#[get("/household_duplicates")]
pub async fn of_households(
    scope: Scope<LedgerRead>,
    filter: Query<DuplicateFilter>,
    paging: Paging<DuplicateKey>,
) -> Result<web::Json<HouseholdDuplicatePage>> {
    let (state, limit) = (filter.0.state.unwrap_or(DuplicateState::Open), paging.limit);
    let found = scope.duplicates::<HouseholdRow>(state, paging.slice()).await?;
    let reader = Reader::of(&scope, scope.today());
    let pair = |pair: Duplicate<HouseholdRow>| HouseholdDuplicate {
        id: pair.key.id,
        reasons: pair.reasons,
        state: pair.state,
        found_at: pair.found_at,
        decision: pair.decided.map(decision),
        households: pair.sides.into_iter().map(|row| reader.row(row)).collect(),
    };
    Ok(web::Json(page(found, limit, |pair| pair.key.clone(), pair).into()))
}

fn decision(decided: Decided) -> DuplicateDecision {
    DuplicateDecision { by: decided.by.map(owner), at: decided.at }
}

/// Say that two are not the same
///
/// The pair leaves the list, and comes back when something new speaks for it. Two with one identity number cannot be two:
/// one of the numbers is wrong and must be corrected first.
#[utoipa::path(
    tag = "duplicates",
    operation_id = "tell_duplicates_apart",
    params(("id" = DuplicateId, Path, description = "The pair.")),
    extensions(("x-permission" = json!("ledger.write"))),
    responses(
        (status = NO_CONTENT, description = "It is noted."),
        (status = CONFLICT, description = "They have one identity number.", body = Wire,
            content_type = "application/problem+json")
    )
)]
#[post("/duplicates/{id}/tell_apart")]
pub async fn tell_apart(scope: Scope<LedgerWrite>, Id(id): Id<DuplicateId>) -> Result<HttpResponse> {
    scope.decide_duplicate(id, DuplicateState::NotTheSame).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Put a pair back on the list
///
/// After somebody said that the two are not the same.
#[utoipa::path(
    tag = "duplicates",
    operation_id = "reconsider_duplicates",
    params(("id" = DuplicateId, Path, description = "The pair.")),
    extensions(("x-permission" = json!("ledger.write"))),
    responses((status = NO_CONTENT, description = "It is open again."))
)]
#[post("/duplicates/{id}/reconsider")]
pub async fn reconsider(scope: Scope<LedgerWrite>, Id(id): Id<DuplicateId>) -> Result<HttpResponse> {
    scope.decide_duplicate(id, DuplicateState::Open).await?;
    Ok(HttpResponse::NoContent().finish())
}
