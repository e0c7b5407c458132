//! Rosters over HTTP.

use actix_web::{HttpRequest, HttpResponse, delete, get, http::header, patch, post, web};
use api_types::{
    jobs::Job,
    pages::PageQuery,
    rosters::{Roster, RosterPage, RosterPatch, RosterUpload, SourceList},
};
use chrono::{DateTime, Utc};
use domain::{
    ids::{JobId, RosterId},
    jobs::JobKind,
    problems::ProblemCode,
};
use storage::{Store, rosters::RosterSummary};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{rows, uploads, wire};
use crate::{
    http::{Id, IfMatch, Json, Paging, Query, Upload, fresh, page, tag},
    jobs,
    masking::Masks,
    problem::{Problem, Result, or_current},
    scope::{RostersRead, RostersWrite, Scope},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(sources)
        .service(index)
        .service(create)
        .service(show)
        .service(change)
        .service(discard)
        .service(preview)
        .service(commit)
        .service(undo)
        .configure(rows::configure);
}

/// List sources
///
/// The offices whose lists were uploaded before, for naming the next upload's.
#[utoipa::path(
    tag = "rosters",
    operation_id = "list_sources",
    extensions(("x-permission" = json!("rosters.read"))),
    responses((status = OK, description = "All sources, by name.", body = SourceList))
)]
#[get("/sources")]
pub async fn sources(scope: Scope<RostersRead>) -> Result<web::Json<SourceList>> {
    let sources = scope.read(|scoped| scoped.roster_sources()).await?;
    Ok(web::Json(SourceList { items: sources.into_iter().map(wire::source).collect() }))
}

/// List rosters
///
/// The latest first: those of one's own organisation and, for an area office, of the offices below it.
#[utoipa::path(
    tag = "rosters",
    operation_id = "list_rosters",
    params(PageQuery),
    extensions(("x-permission" = json!("rosters.read"))),
    responses((status = OK, description = "A page of rosters.", body = RosterPage))
)]
#[get("/rosters")]
pub async fn index(
    scope: Scope<RostersRead>,
    paging: Paging<(DateTime<Utc>, RosterId)>,
) -> Result<web::Json<RosterPage>> {
    let limit = paging.limit;
    let slice = paging.slice();
    let rows = scope.read(move |scoped| scoped.rosters(&slice)).await?;
    let key = |row: &RosterSummary| (row.created_at, row.id);
    Ok(web::Json(page(rows, limit, key, wire::summary).into()))
}

/// Upload a roster
///
/// The file itself is the body: a workbook (.xlsx) or a text table (.csv in UTF-8, GB18030 or UTF-16) of at most 20 MB. Its
/// sheets and columns are recognised from their words and values, and from what was corrected in earlier lists of this
/// source. Nothing of it is in the ledger yet.
#[utoipa::path(
    tag = "rosters",
    operation_id = "upload_roster",
    params(RosterUpload),
    request_body(content = inline(crate::openapi::Workbook), content_type = "application/octet-stream",
        description = "The file's bytes."),
    extensions(("x-permission" = json!("rosters.write"))),
    responses((status = CREATED, description = "The roster as recognised.", body = Roster,
        headers(("ETag" = String, description = "The version."), ("Location" = String, description = "Where it is."))))
)]
#[post("/rosters")]
pub async fn create(
    scope: Scope<RostersWrite>,
    upload: Query<RosterUpload>,
    body: Upload,
) -> Result<HttpResponse> {
    let (Query(upload), Upload(bytes)) = (upload, body);
    let id = uploads::keep(&scope, upload, bytes.to_vec()).await?;
    let roster = load(&scope, id).await?;
    Ok(HttpResponse::Created()
        .insert_header((header::ETAG, tag(roster.revision)))
        .insert_header((header::LOCATION, format!("/api/v1/rosters/{id}")))
        .json(roster))
}

/// A roster
///
/// What was recognised in it and how far it is.
#[utoipa::path(
    tag = "rosters",
    operation_id = "show_roster",
    params(("id" = RosterId, Path, description = "The roster.")),
    extensions(("x-permission" = json!("rosters.read"))),
    responses((status = OK, description = "The roster.", body = Roster,
        headers(("ETag" = String, description = "The version."))))
)]
#[get("/rosters/{id}")]
pub async fn show(
    scope: Scope<RostersRead>,
    request: HttpRequest,
    Id(id): Id<RosterId>,
) -> Result<HttpResponse> {
    Ok(fresh(&request, &load(&scope, id).await?))
}

/// Correct a roster
///
/// Which sheets are read, where their header is, what their columns mean, who sent the list and for which day. What is
/// corrected about columns is remembered for the next list of the source. The preview, if there was one, is void.
#[utoipa::path(
    tag = "rosters",
    operation_id = "correct_roster",
    params(("id" = RosterId, Path, description = "The roster."), ("If-Match" = String, Header, description = "The version that was read.")),
    request_body = RosterPatch,
    extensions(("x-permission" = json!("rosters.write"))),
    responses(
        (status = OK, description = "The roster as recognised now.", body = Roster,
            headers(("ETag" = String, description = "The version."))),
        (status = CONFLICT, description = "It is being worked on, or part of the ledger.",
            body = api_types::problems::Problem, content_type = "application/problem+json")
    )
)]
#[patch("/rosters/{id}")]
pub async fn change(
    scope: Scope<RostersWrite>,
    request: HttpRequest,
    Id(id): Id<RosterId>,
    IfMatch(revision): IfMatch,
    body: Json<RosterPatch>,
) -> Result<HttpResponse> {
    let Json(patch) = body;
    match uploads::correct(&scope, id, revision, patch).await {
        Err(problem) if problem.code() == ProblemCode::Stale => {
            return Err(Problem::stale(&load(&scope, id).await?));
        }
        outcome => outcome?,
    }
    Ok(fresh(&request, &load(&scope, id).await?))
}

/// Discard a roster
///
/// Throws away a list that is not part of the ledger.
#[utoipa::path(
    tag = "rosters",
    operation_id = "discard_roster",
    params(("id" = RosterId, Path, description = "The roster."), ("If-Match" = String, Header, description = "The version that was read.")),
    extensions(("x-permission" = json!("rosters.write"))),
    responses(
        (status = NO_CONTENT, description = "It is gone."),
        (status = CONFLICT, description = "It is being worked on, or part of the ledger.",
            body = api_types::problems::Problem, content_type = "application/problem+json")
    )
)]
#[delete("/rosters/{id}")]
pub async fn discard(
    scope: Scope<RostersWrite>,
    Id(id): Id<RosterId>,
    IfMatch(revision): IfMatch,
) -> Result<HttpResponse> {
    let discarded = scope.write(move |scoped| scoped.discard_roster(id, revision)).await;
    or_current(discarded, load(&scope, id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Preview a roster
///
/// Works out, row by row, what would become of it and why. Nothing changes in the ledger.
#[utoipa::path(
    tag = "rosters",
    operation_id = "preview_roster",
    params(("id" = RosterId, Path, description = "The roster.")),
    extensions(("x-permission" = json!("rosters.write"))),
    responses((status = ACCEPTED, description = "The job to follow.", body = Job))
)]
#[post("/rosters/{id}/preview")]
pub async fn preview(scope: Scope<RostersWrite>, Id(id): Id<RosterId>) -> Result<HttpResponse> {
    begin(&scope, id, JobKind::RosterPreview).await
}

/// Commit a roster
///
/// Makes it part of the ledger, all or nothing, as the ledger is at that moment. Rows that wait for a decision stay
/// waiting; those of earlier lists are looked at again.
#[utoipa::path(
    tag = "rosters",
    operation_id = "commit_roster",
    params(("id" = RosterId, Path, description = "The roster.")),
    extensions(("x-permission" = json!("rosters.write"))),
    responses((status = ACCEPTED, description = "The job to follow.", body = Job))
)]
#[post("/rosters/{id}/commit")]
pub async fn commit(scope: Scope<RostersWrite>, Id(id): Id<RosterId>) -> Result<HttpResponse> {
    begin(&scope, id, JobKind::RosterCommit).await
}

/// Undo a roster
///
/// Takes back exactly what the commit wrote, if nothing builds on it; otherwise the job fails with `undo_blocked`, and
/// `current` names what does.
#[utoipa::path(
    tag = "rosters",
    operation_id = "undo_roster",
    params(("id" = RosterId, Path, description = "The roster.")),
    extensions(("x-permission" = json!("rosters.write"))),
    responses((status = ACCEPTED, description = "The job to follow.", body = Job))
)]
#[post("/rosters/{id}/undo")]
pub async fn undo(scope: Scope<RostersWrite>, Id(id): Id<RosterId>) -> Result<HttpResponse> {
    begin(&scope, id, JobKind::RosterUndo).await
}

async fn begin(store: &Store, id: RosterId, kind: JobKind) -> Result<HttpResponse> {
    if kind != JobKind::RosterUndo {
        store.read(move |scoped| scoped.roster(id)).await?.recognised.recognition.check()?;
    }
    let job: JobId = store.write(move |scoped| scoped.begin_roster_work(id, kind)).await?;
    jobs::wake();
    let job = jobs::wire(store.job(job).await?);
    Ok(HttpResponse::Accepted()
        .insert_header((header::LOCATION, format!("/api/v1/jobs/{}", job.id)))
        .json(job))
}

async fn load(store: &Store, id: RosterId) -> Result<Roster> {
    let masks = Masks::of(store.actor());
    Ok(wire::roster(masks, store.read(move |scoped| scoped.roster(id)).await?))
}
