//! Households over HTTP.

use actix_web::{HttpRequest, HttpResponse, get, http::header, patch, post, web};
use api_types::{
    households::{
        Household, HouseholdCount, HouseholdFilter, HouseholdNew, HouseholdPage, HouseholdPatch,
        HouseholdStep, OwnerAssigned, OwnerAssignment,
    },
    journal::{AsOf, JournalPage, OpeningPage},
    pages::PageQuery,
    problems::Problem as Wire,
};
use domain::{
    ids::{EntryId, HouseholdId},
    masking::conceal_identity_numbers,
    problems::ProblemCode,
    users::Language,
};
use storage::{
    Store,
    households::{Assigned, Counted, HouseholdKey, HouseholdRow},
};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{
    facts, history,
    table::Line,
    wire::{self, Reader},
};
use crate::{
    http::{Format, Id, IfMatch, Json, Paging, Query, TableFormat, fresh, page, table, tag},
    middleware::Limiter,
    openapi::{TextTable, Workbook},
    problem::{Problem, Result, or_current},
    scope::{LedgerAssign, LedgerExport, LedgerRead, LedgerWrite, Scope},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(index)
        .service(count)
        .service(create)
        .service(assign_owner)
        .service(show)
        .service(change)
        .service(step)
        .service(journal)
        .service(openings);
}

/// List households
///
/// Those that one's organisation sees. Search finds part of a Chinese name, pinyin or its initials (`wf` for 王芳), the last
/// four or more digits of a phone, parts of the address, the area and the reference; several words must all be found. Of
/// phones and addresses that one sees masked, only what is shown finds anything. A whole identity number finds its household
/// for those who may reveal one. A table has the whole view in its order, asks for `ledger.export`, and is noted in the journal.
#[utoipa::path(
    tag = "households",
    operation_id = "list_households",
    params(HouseholdFilter, PageQuery),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "A page of households, or all that fit the filter as a table.",
        content((HouseholdPage = "application/json"), (TextTable = "text/csv"),
            (Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))))
)]
#[get("/households")]
pub async fn index(
    scope: Scope<LedgerRead>,
    export: Result<Scope<LedgerExport>>,
    limiter: web::Data<Limiter>,
    format: Format,
    filter: Query<HouseholdFilter>,
    paging: Paging<HouseholdKey>,
) -> Result<HttpResponse> {
    let Query(filter) = filter;
    limiter.search(&scope, filter.q.as_deref()).await?;
    match format {
        Format::Json => Ok(HttpResponse::Ok().json(list(&scope, filter, paging).await?)),
        Format::Table(format) => leave(&export?, filter, format).await,
    }
}

/// Count households
///
/// As many as the list has with the same filter; beyond 10,000 it says only that there are more.
#[utoipa::path(
    tag = "households",
    operation_id = "count_households",
    params(HouseholdFilter),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "How many households fit the filter.", body = HouseholdCount,
        example = json!({"households": 457, "or_more": false})))
)]
#[get("/households/count")]
pub async fn count(
    scope: Scope<LedgerRead>,
    limiter: web::Data<Limiter>,
    filter: Query<HouseholdFilter>,
) -> Result<web::Json<HouseholdCount>> {
    let Query(filter) = filter;
    limiter.search(&scope, filter.q.as_deref()).await?;
    let counted = scope.count_households(wire::filter(filter)).await?;
    Ok(web::Json(match counted {
        Counted::Exactly(households) => HouseholdCount { households, or_more: false },
        Counted::OrMore(households) => HouseholdCount { households, or_more: true },
    }))
}

async fn list(
    scope: &Scope<LedgerRead>,
    filter: HouseholdFilter,
    paging: Paging<HouseholdKey>,
) -> Result<HouseholdPage> {
    let order = wire::order(filter.sort.unwrap_or_default());
    if paging.after.as_ref().is_some_and(|after| after.order != order) {
        return Err(Problem::parameter("cursor", ProblemCode::BadCursor));
    }
    let limit = paging.limit;
    let rows = scope.households(wire::filter(filter), order, paging.slice()).await?;
    let reader = reader(scope, scope.today());
    Ok(page(rows, limit, |row| row.key.clone(), |row| reader.row(row)).into())
}

/// The filter for the journal, which keeps no identity number that somebody searched for.
fn described(filter: &HouseholdFilter) -> HouseholdFilter {
    let q = filter.q.as_deref().map(|typed| conceal_identity_numbers(typed).into_owned());
    HouseholdFilter { q, ..filter.clone() }
}

async fn leave(
    scope: &Scope<LedgerExport>,
    filter: HouseholdFilter,
    format: TableFormat,
) -> Result<HttpResponse> {
    let language = scope.language();
    let described = serde_json::to_value(described(&filter)).map_err(Problem::internal)?;
    let order = wire::order(filter.sort.unwrap_or_default());
    let rows = scope.export_households(wire::filter(filter), order, described).await?;
    let categories = scope.worker_categories().await?;
    let reader = reader(scope, scope.today());
    let name = |code: &str| {
        let category = categories.iter().find(|category| category.code == code)?;
        Some(match language {
            Language::Chinese => category.name_zh.clone(),
            Language::English => category.name_en.clone(),
        })
    };
    let line = |row: HouseholdRow| {
        let row = reader.row(row);
        let categories = row.workers.iter().map(|worker| worker.category.as_deref().and_then(name)).collect();
        Line { updated_on: scope.day_of(row.updated_at), row, categories }
    };
    table(format, language, rows.into_iter().map(line).collect())
}

/// Enter a household
///
/// With its members and their postings. Where the ledger has somebody with the same identity number, phone, or name and
/// birth date, or a household at the same address, the answer is 409 `possible_duplicate` with them in `current`, unless
/// `duplicates_seen` is true. An identity number belongs to one person, whatever one has seen.
#[utoipa::path(
    tag = "households",
    operation_id = "create_household",
    request_body = HouseholdNew,
    extensions(("x-permission" = json!("ledger.write"))),
    responses(
        (status = CREATED, description = "The household.", body = Household,
            headers(("ETag" = String, description = "The version."), ("Location" = String, description = "Where it is."))),
        (status = CONFLICT, description = "The ledger may have it already: `current` lists the candidates.",
            body = Wire, content_type = "application/problem+json")
    )
)]
#[post("/households")]
pub async fn create(scope: Scope<LedgerWrite>, body: Json<HouseholdNew>) -> Result<HttpResponse> {
    let Json(new) = body;
    let household = scope.create_household(scope.today(), facts::new_household(new)).await??;
    Ok(created(&reader(&scope, scope.today()).household(household)))
}

pub(crate) fn created(household: &Household) -> HttpResponse {
    HttpResponse::Created()
        .insert_header((header::ETAG, tag(household.revision)))
        .insert_header((header::LOCATION, format!("/api/v1/households/{}", household.id)))
        .json(household)
}

/// A household
///
/// With everything on its page: present and past members, their postings, what is missing, who sent it. With `as_of`, as it
/// was at the end of that day where the operation is: rebuilt from the journal, also where it has left the ledger since. Names
/// of areas, employers and users are those of today, and so is the version. That one
/// has opened it is noted, at most once an hour.
#[utoipa::path(
    tag = "households",
    operation_id = "show_household",
    params(("id" = HouseholdId, Path, description = "The household."), AsOf),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "The household.", body = Household,
        headers(("ETag" = String, description = "The version."))),
        (status = NOT_FOUND, description = "There is none, or it is not yours to see; `not_in_ledger_then`: it was not in the \
            ledger on that day.", body = Wire, content_type = "application/problem+json"))
)]
#[get("/households/{id}")]
pub async fn show(
    scope: Scope<LedgerRead>,
    request: HttpRequest,
    Id(id): Id<HouseholdId>,
    as_of: Query<AsOf>,
) -> Result<HttpResponse> {
    let Query(AsOf { as_of }) = as_of;
    let household = match as_of.map(|day| scope.as_of(day)).transpose()?.flatten() {
        None => load(&scope, scope.today(), id).await?,
        Some(then) => reader(&scope, then.day).household(scope.household_as_of(id, then).await?),
    };
    scope.note_opening(id).await;
    Ok(fresh(&request, &household))
}

/// Change a household
///
/// A merge patch: fields that are not named stay, `null` empties one.
#[utoipa::path(
    tag = "households",
    operation_id = "change_household",
    params(("id" = HouseholdId, Path, description = "The household."),
        ("If-Match" = String, Header, description = "The version that was read.")),
    request_body = HouseholdPatch,
    extensions(("x-permission" = json!("ledger.write"))),
    responses(
        (status = OK, description = "The household as changed.", body = Household,
            headers(("ETag" = String, description = "The version."))),
        (status = CONFLICT, description = "It is closed.", body = Wire, content_type = "application/problem+json")
    )
)]
#[patch("/households/{id}")]
pub async fn change(
    scope: Scope<LedgerWrite>,
    request: HttpRequest,
    Id(id): Id<HouseholdId>,
    IfMatch(revision): IfMatch,
    body: Json<HouseholdPatch>,
) -> Result<HttpResponse> {
    let (today, Json(patch)) = (scope.today(), body);
    let changed =
        scope.change_household(today, id, revision, move |facts| facts::patch_household(&patch, facts)).await;
    let household = or_current(changed, load(&scope, today, id)).await??;
    Ok(fresh(&request, &reader(&scope, today).household(household)))
}

/// Take a step
///
/// In a household's life: registered, verified, supported, closed. While somebody is on the front line it is closed only
/// with a reason. A closed one can be read, and reopens as registered.
#[utoipa::path(
    tag = "households",
    operation_id = "step_household",
    params(("id" = HouseholdId, Path, description = "The household."),
        ("If-Match" = String, Header, description = "The version that was read.")),
    request_body = HouseholdStep,
    extensions(("x-permission" = json!("ledger.write"))),
    responses(
        (status = OK, description = "The household after the step.", body = Household,
            headers(("ETag" = String, description = "The version."))),
        (status = CONFLICT, description = "Its life has no such step, or somebody is still on the front line.", body = Wire,
            content_type = "application/problem+json")
    )
)]
#[post("/households/{id}/status")]
pub async fn step(
    scope: Scope<LedgerWrite>,
    request: HttpRequest,
    Id(id): Id<HouseholdId>,
    IfMatch(revision): IfMatch,
    body: Json<HouseholdStep>,
) -> Result<HttpResponse> {
    let (today, Json(HouseholdStep { to, reason })) = (scope.today(), body);
    let stepped = scope.step_household(today, id, revision, to, facts::text(reason)).await;
    let household = or_current(stepped, load(&scope, today, id)).await?;
    Ok(fresh(&request, &reader(&scope, today).household(household)))
}

/// Give households an owner
///
/// All of them or none. The owner is a colleague whose organisation sees every one of them; `null` takes the owner away.
#[utoipa::path(
    tag = "households",
    operation_id = "assign_owner",
    request_body = OwnerAssignment,
    extensions(("x-permission" = json!("ledger.assign"))),
    responses(
        (status = OK, description = "How many have a new owner.", body = OwnerAssigned),
        (status = NOT_FOUND, description = "One of the households is not there or not yours to see; none was changed.",
            body = Wire, content_type = "application/problem+json")
    )
)]
#[post("/households/assign_owner")]
pub async fn assign_owner(
    scope: Scope<LedgerAssign>,
    body: Json<OwnerAssignment>,
) -> Result<web::Json<OwnerAssigned>> {
    let Json(OwnerAssignment { owner_id, household_ids }) = body;
    let Assigned { assigned, unchanged } =
        scope.assign_owner(scope.today(), owner_id, household_ids).await??;
    Ok(web::Json(OwnerAssigned { assigned, unchanged }))
}

/// A household's history
///
/// What happened to it and its members, the latest first: by whom, and field by field what was and what is; also who saw a
/// masked value whole. Who only opened it is listed apart.
#[utoipa::path(
    tag = "households",
    operation_id = "list_household_journal",
    params(("id" = HouseholdId, Path, description = "The household."), PageQuery),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "A page of the journal.", body = JournalPage))
)]
#[get("/households/{id}/journal")]
pub async fn journal(
    scope: Scope<LedgerRead>,
    Id(id): Id<HouseholdId>,
    paging: Paging<EntryId>,
) -> Result<web::Json<JournalPage>> {
    let limit = paging.limit;
    let rows = scope.household_journal(id, paging.slice()).await?;
    let named = scope.names_in(rows.iter().flat_map(|(row, _)| &row.changes.0)).await?;
    let merges = scope.merges_among(rows.iter().filter_map(|(row, _)| row.batch_id).collect()).await?;
    let reader = reader(&scope, scope.today());
    let entry = |row| history::entry(reader, row, &named, &merges);
    Ok(web::Json(page(rows, limit, |(row, _)| row.id, entry).into()))
}

/// Who opened a household
///
/// The latest first, at most one opening for each user and hour.
#[utoipa::path(
    tag = "households",
    operation_id = "list_household_openings",
    params(("id" = HouseholdId, Path, description = "The household."), PageQuery),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "A page of openings.", body = OpeningPage))
)]
#[get("/households/{id}/openings")]
pub async fn openings(
    scope: Scope<LedgerRead>,
    Id(id): Id<HouseholdId>,
    paging: Paging<EntryId>,
) -> Result<web::Json<OpeningPage>> {
    let limit = paging.limit;
    scope.settle_openings().await;
    let rows = scope.household_openings(id, paging.slice()).await?;
    Ok(web::Json(page(rows, limit, |row| row.id, history::opening).into()))
}

async fn load(store: &Store, today: chrono::NaiveDate, id: HouseholdId) -> Result<Household> {
    Ok(reader(store, today).household(store.household(id).await?))
}

pub(super) fn reader(store: &Store, today: chrono::NaiveDate) -> Reader {
    Reader::of(store, today)
}
