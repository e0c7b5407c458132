//! 一线岗位: the postings of workers to the front line.

use actix_web::{HttpRequest, HttpResponse, http::header, patch, post};
use api_types::{
    persons::Person,
    postings::{Posting, PostingNew, PostingPatch, WorkerReturn},
    problems::Problem as Wire,
};
use domain::ids::{PersonId, PostingId};
use storage::postings::PostingFacts;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    households::{posting_facts, text, wire},
    http::{Id, IfMatch, Json, fresh, tag},
    problem::{Result, or_current},
    scope::{LedgerWrite, Scope},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(create).service(change).service(return_worker);
}

/// Enter a posting
///
/// A worker can have several over time, and two at once.
#[utoipa::path(
    tag = "persons",
    operation_id = "create_posting",
    params(("id" = PersonId, Path, description = "The worker.")),
    request_body = PostingNew,
    extensions(("x-permission" = json!("ledger.write"))),
    responses((status = CREATED, description = "The posting.", body = Posting,
        headers(("ETag" = String, description = "The version."))))
)]
#[post("/persons/{id}/postings")]
pub async fn create(
    scope: Scope<LedgerWrite>,
    Id(id): Id<PersonId>,
    body: Json<PostingNew>,
) -> Result<HttpResponse> {
    let Json(new) = body;
    let posting = wire::posting(scope.add_posting(scope.today(), id, posting_facts(new)).await??);
    Ok(HttpResponse::Created().insert_header((header::ETAG, tag(posting.revision))).json(posting))
}

/// Change a posting
///
/// A merge patch: where the worker is, with whom, until when, and how far the posting's course is.
#[utoipa::path(
    tag = "persons",
    operation_id = "change_posting",
    params(("id" = PostingId, Path, description = "The posting."),
        ("If-Match" = String, Header, description = "The version that was read.")),
    request_body = PostingPatch,
    extensions(("x-permission" = json!("ledger.write"))),
    responses((status = OK, description = "The posting as changed.", body = Posting,
        headers(("ETag" = String, description = "The version."))))
)]
#[patch("/postings/{id}")]
pub async fn change(
    scope: Scope<LedgerWrite>,
    request: HttpRequest,
    Id(id): Id<PostingId>,
    IfMatch(revision): IfMatch,
    body: Json<PostingPatch>,
) -> Result<HttpResponse> {
    let (today, Json(patch)) = (scope.today(), body);
    let changed = scope.change_posting(today, id, revision, move |facts| apply(&patch, facts)).await;
    let current = async { Ok(wire::posting(scope.posting(id).await?)) };
    Ok(fresh(&request, &wire::posting(or_current(changed, current).await??)))
}

/// Let a worker come home
///
/// Every posting of theirs that goes on ends on this day, as returned. The version is the person's.
#[utoipa::path(
    tag = "persons",
    operation_id = "return_worker",
    params(("id" = PersonId, Path, description = "The worker."),
        ("If-Match" = String, Header, description = "The version that was read.")),
    request_body = WorkerReturn,
    extensions(("x-permission" = json!("ledger.write"))),
    responses(
        (status = OK, description = "The person, home again.", body = Person,
            headers(("ETag" = String, description = "The version."))),
        (status = CONFLICT, description = "No posting of theirs goes on, or their household is closed.", body = Wire,
            content_type = "application/problem+json")
    )
)]
#[post("/persons/{id}/return")]
pub async fn return_worker(
    scope: Scope<LedgerWrite>,
    request: HttpRequest,
    Id(id): Id<PersonId>,
    IfMatch(revision): IfMatch,
    body: Json<WorkerReturn>,
) -> Result<HttpResponse> {
    let (today, Json(WorkerReturn { on })) = (scope.today(), body);
    let reader = wire::Reader::of(&scope, today);
    let returned = scope.return_worker(today, id, revision, on).await;
    let current = async { Ok(reader.person(scope.person(id).await?)) };
    Ok(fresh(&request, &reader.person(or_current(returned, current).await??)))
}

fn apply(patch: &PostingPatch, facts: &mut PostingFacts) {
    let set_text = |field: &mut Option<String>, given: &Option<Option<String>>| {
        if let Some(given) = given {
            *field = text(given.clone());
        }
    };
    set_text(&mut facts.category, &patch.category);
    set_text(&mut facts.employer_name, &patch.employer_name);
    set_text(&mut facts.place, &patch.place);
    if let Some(employer) = patch.employer_id {
        facts.employer_id = employer;
    }
    facts.from = patch.from.unwrap_or(facts.from);
    facts.to = patch.to.unwrap_or(facts.to);
    facts.state = patch.state.unwrap_or(facts.state);
}
