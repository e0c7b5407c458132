//! The tree of areas.

use actix_web::{HttpRequest, HttpResponse, get, http::header, patch, post};
use api_types::{
    areas::{Area, AreaFilter, AreaNew, AreaPage, AreaPatch, AreaRef, AreaRenewal},
    pages::PageQuery,
};
use domain::{
    access::Permission, administration::DirectoryState, areas::AreaPath, ids::AreaId, text::tidy,
    users::Language,
};
use spreadsheets::{Column, Value};
use storage::areas::{self as stored, AreaChanges, AreaFacts, AreaRow};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{Format, Id, IfMatch, Json, Paging, Query, Tabular, Versioned, fresh, list, tag, text_column},
    openapi::{TextTable, Workbook},
    problem::{Result, or_current},
    scope::{AreasRead, AreasWrite, Scope, Writing},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(index).service(create).service(show).service(change);
}

/// List areas
///
/// In the order of the official list. Everyone in the operation sees the whole tree: a household may live in any of it.
#[utoipa::path(
    tag = "areas",
    operation_id = "list_areas",
    params(AreaFilter, PageQuery),
    extensions(("x-permission" = json!("areas.read"))),
    responses((status = OK, description = "A page of areas, or all that fit the filter as a table.",
        content((AreaPage = "application/json"), (TextTable = "text/csv"),
            (Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))))
)]
#[get("/areas")]
pub async fn index(
    scope: Scope<AreasRead>,
    format: Format,
    filter: Query<AreaFilter>,
    paging: Paging<AreaPath>,
) -> Result<HttpResponse> {
    let Query(AreaFilter { parent_id, level, state, q }) = filter;
    let state = Some(state.unwrap_or(DirectoryState::Active));
    let filter = stored::AreaFilter { parent_id, level, words: q, state };
    let writing = Writing::of(&scope, Permission::AreasWrite);
    let wire = |row| wire(row, writing);
    let key = |row: &AreaRow| row.path.clone();
    list(format, scope.language(), paging, key, wire, |slice| scope.areas(filter.clone(), slice)).await
}

/// Show an area
#[utoipa::path(
    tag = "areas",
    operation_id = "show_area",
    params(("id" = AreaId, Path, description = "The area.")),
    extensions(("x-permission" = json!("areas.read"))),
    responses((status = OK, description = "The area.", body = Area,
        headers(("ETag" = String, description = "The version."))))
)]
#[get("/areas/{id}")]
pub async fn show(scope: Scope<AreasRead>, request: HttpRequest, Id(id): Id<AreaId>) -> Result<HttpResponse> {
    let writing = Writing::of(&scope, Permission::AreasWrite);
    Ok(fresh(&request, &wire(scope.area(id).await?, writing)))
}

/// Add an area
///
/// Below an area of one's own, one level deeper, behind its siblings.
#[utoipa::path(
    tag = "areas",
    operation_id = "add_area",
    extensions(("x-permission" = json!("areas.write"))),
    responses((status = CREATED, description = "The area.", body = Area,
        headers(("ETag" = String, description = "The version."), ("Location" = String, description = "Where it is."))))
)]
#[post("/areas")]
pub async fn create(scope: Scope<AreasWrite>, body: Json<AreaNew>) -> Result<HttpResponse> {
    let Json(AreaNew { parent_id, code, name }) = body;
    let facts = AreaFacts { parent_id, code: tidy(&code), name: tidy(&name) };
    let added = wire(scope.add_area(facts, scope.today()).await??, Writing::Allowed);
    let mut response = HttpResponse::Created();
    response
        .insert_header((header::LOCATION, format!("/api/v1/areas/{}", added.id)))
        .insert_header((header::ETAG, tag(added.revision)));
    Ok(response.json(added))
}

/// Change an area
///
/// A merge patch. One that has ended keeps its households and its history, and takes nothing new. One that goes to another
/// parent takes along all that lies in it: those who see households by their area see them by where it is from then on, and
/// figures of days gone by stay where they were counted. Where many households lie in it, `renewal` says how far they have
/// followed, and offices that would see half of them get 503 `area_moving` until that is done.
#[utoipa::path(
    tag = "areas",
    operation_id = "change_area",
    params(("id" = AreaId, Path, description = "The area."),
        ("If-Match" = String, Header, description = "The version that was read.")),
    request_body = AreaPatch,
    extensions(("x-permission" = json!("areas.write"))),
    responses(
        (status = OK, description = "The area as changed.", body = Area,
            headers(("ETag" = String, description = "The version."))),
        (status = CONFLICT, description = "Areas in use lie below it.",
            body = api_types::problems::Problem, content_type = "application/problem+json")
    )
)]
#[patch("/areas/{id}")]
pub async fn change(
    scope: Scope<AreasWrite>,
    request: HttpRequest,
    Id(id): Id<AreaId>,
    IfMatch(revision): IfMatch,
    body: Json<AreaPatch>,
) -> Result<HttpResponse> {
    let Json(AreaPatch { name, state, parent_id }) = body;
    let changes = AreaChanges { name: name.as_deref().map(tidy), state, parent_id };
    let changed = scope.change_area(id, revision, changes, scope.today()).await;
    let current = async { Ok(wire(scope.area(id).await?, Writing::Allowed)) };
    Ok(fresh(&request, &wire(or_current(changed, current).await??, Writing::Allowed)))
}

fn wire(row: AreaRow, writing: Writing) -> Area {
    let AreaRow {
        id,
        code,
        name,
        level,
        parent_id,
        parent_code,
        ancestors,
        has_children,
        state,
        renewal,
        revision,
        ..
    } = row;
    let may_change = writing == Writing::Allowed && row.within_reach;
    let renewal =
        renewal.map(|stored::Renewal { job, done, total }| AreaRenewal { job_id: job, done, total });
    Area {
        id,
        code,
        name,
        level,
        parent_id,
        parent_code,
        ancestors,
        has_children,
        state,
        may_change,
        renewal,
        revision,
    }
}

impl Versioned for Area {
    fn revision(&self) -> i64 {
        self.revision
    }
}

/// An area where another thing refers to it.
pub fn wire_ref(area: stored::AreaRef) -> AreaRef {
    let stored::AreaRef { id, name, level, ancestors } = area;
    AreaRef { id, name, level, ancestors }
}

impl Tabular for Area {
    fn title(language: Language) -> &'static str {
        match language {
            Language::Chinese => "区域",
            Language::English => "areas",
        }
    }

    fn columns(language: Language) -> Vec<Column> {
        let headers = match language {
            Language::Chinese => [("代码", 16), ("名称", 32), ("级别", 10), ("上级代码", 16), ("上级", 32)],
            Language::English => {
                [("Code", 16), ("Name", 32), ("Level", 10), ("Parent code", 16), ("Within", 32)]
            }
        };
        headers.into_iter().map(text_column).collect()
    }

    fn row(self, _: Language) -> Vec<Value> {
        vec![
            Value::Text(self.code),
            Value::Text(self.name),
            Value::Text(self.level.to_string()),
            self.parent_code.map_or(Value::Empty, Value::Text),
            Value::Text(self.ancestors.join(" / ")),
        ]
    }
}
