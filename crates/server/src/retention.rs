//! 匿名化: how long closed households are kept as they are, and what the rule says today.

use actix_web::{HttpRequest, HttpResponse, get, patch, post};
use api_types::{
    households::{Household, HouseholdAnonymising},
    problems::Problem as Wire,
    retention::{Retention, RetentionPatch},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    anonymising::{closed_by, due_on},
    ids::HouseholdId,
};
use storage::anonymising::{self as stored, Reckoned, Rule};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    households::wire::Reader,
    http::{Id, IfMatch, Json, Versioned, current, fresh},
    problem::{Result, or_current},
    scope::{LedgerAnonymise, OperationWrite, Scope},
    tokens::{end_of, time_zone},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show).service(change).service(anonymise);
}

/// What an operation's rule says at a moment.
pub fn reckoned(rule: &Rule, now: DateTime<Utc>) -> Reckoned {
    let zone = time_zone(&rule.time_zone);
    let today = now.with_timezone(&zone).date_naive();
    Reckoned { today, closed_before: end_of(closed_by(today, rule.after_days), zone) }
}

/// The day on which the rule anonymises a household that was closed at a moment.
pub fn day_of(rule: &Rule, closed_at: DateTime<Utc>) -> NaiveDate {
    let closed_on = closed_at.with_timezone(&time_zone(&rule.time_zone)).date_naive();
    due_on(closed_on, rule.after_days)
}

/// How long closed households are kept
///
/// Until then a closed household is as it was, and can be reopened. After it, what tells who it was is taken away.
#[utoipa::path(
    tag = "operation",
    operation_id = "show_retention",
    extensions(("x-permission" = json!("operation.write"))),
    responses((status = OK, description = "How long.", body = Retention,
        headers(("ETag" = String, description = "The version."))))
)]
#[get("/retention")]
pub async fn show(scope: Scope<OperationWrite>) -> Result<HttpResponse> {
    Ok(current(&wire(scope.retention().await?)))
}

/// Decide how long closed households are kept
///
/// For the whole operation, so only an office that sees all of it decides. It holds at once, also for those that are closed
/// already.
#[utoipa::path(
    tag = "operation",
    operation_id = "change_retention",
    params(("If-Match" = String, Header, description = "The version that was read.")),
    request_body = RetentionPatch,
    extensions(("x-permission" = json!("operation.write"))),
    responses(
        (status = OK, description = "How long from now on.", body = Retention,
            headers(("ETag" = String, description = "The version."))),
        (status = CONFLICT, description = "One's organisation sees a part of the operation only.", body = Wire,
            content_type = "application/problem+json")
    )
)]
#[patch("/retention")]
pub async fn change(
    scope: Scope<OperationWrite>,
    request: HttpRequest,
    IfMatch(revision): IfMatch,
    body: Json<RetentionPatch>,
) -> Result<HttpResponse> {
    let Json(RetentionPatch { anonymise_after_days }) = body;
    let changed = scope.change_retention(revision, anonymise_after_days).await;
    let current = async { Ok(wire(scope.retention().await?)) };
    Ok(fresh(&request, &wire(or_current(changed, current).await?)))
}

/// Anonymise a closed household
///
/// At once and for good, before its day comes: names, phones, addresses, identity numbers, birth dates and whatever was
/// written in words go everywhere, also from its history and from the lists on which it came. Its reference stays, its
/// village, and every figure. People who live in another household that is open, or could be reopened, keep their names.
#[utoipa::path(
    tag = "households",
    operation_id = "anonymise_household",
    params(("id" = HouseholdId, Path, description = "The household."),
        ("If-Match" = String, Header, description = "The version that was read.")),
    request_body = HouseholdAnonymising,
    extensions(("x-permission" = json!("ledger.anonymise"))),
    responses(
        (status = OK, description = "What is left of the household.", body = Household,
            headers(("ETag" = String, description = "The version."))),
        (status = CONFLICT, description = "It is not closed, was anonymised already, or a list of its is being worked on.",
            body = Wire, content_type = "application/problem+json")
    )
)]
#[post("/households/{id}/anonymise")]
pub async fn anonymise(
    scope: Scope<LedgerAnonymise>,
    request: HttpRequest,
    Id(id): Id<HouseholdId>,
    IfMatch(revision): IfMatch,
    body: Json<HouseholdAnonymising>,
) -> Result<HttpResponse> {
    let (today, Json(HouseholdAnonymising { reference })) = (scope.today(), body);
    let reader = Reader::of(&scope, today);
    // What this process has not written yet would bring the name back.
    scope.settle_openings().await;
    let anonymised = scope.anonymise_household(today, id, revision, reference).await;
    let current = async { Ok(reader.household(scope.household(id).await?)) };
    Ok(fresh(&request, &reader.household(or_current(anonymised, current).await??)))
}

fn wire(retention: stored::Retention) -> Retention {
    Retention { anonymise_after_days: retention.after_days, revision: retention.revision }
}

impl Versioned for Retention {
    fn revision(&self) -> i64 {
        self.revision
    }
}
