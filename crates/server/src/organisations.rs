//! Offices, employers and partners.

use actix_web::{HttpRequest, HttpResponse, get, http::header, patch, post};
use api_types::{
    organisations::{Organisation, OrganisationFilter, OrganisationNew, OrganisationPage, OrganisationPatch},
    pages::PageQuery,
};
use domain::{
    access::Permission, administration::DirectoryState, ids::OrganisationId, text::tidy, users::Language,
};
use spreadsheets::{Column, Value};
use storage::organisations::{
    self as stored, OrganisationChanges, OrganisationFacts, OrganisationKey, OrganisationRow, Reach,
};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    areas::wire_ref,
    http::{Format, Id, IfMatch, Json, Paging, Query, Tabular, Versioned, fresh, list, tag, text_column},
    openapi::{TextTable, Workbook},
    problem::{Result, or_current},
    scope::{OrganisationsRead, OrganisationsWrite, Scope, Writing},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(index).service(create).service(show).service(change);
}

/// List organisations
///
/// By name. The directory is open to everyone in the operation.
#[utoipa::path(
    tag = "organisations",
    operation_id = "list_organisations",
    params(OrganisationFilter, PageQuery),
    extensions(("x-permission" = json!("organisations.read"))),
    responses((status = OK, description = "A page of organisations, or all that fit the filter as a table.",
        content((OrganisationPage = "application/json"), (TextTable = "text/csv"),
            (Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))))
)]
#[get("/organisations")]
pub async fn index(
    scope: Scope<OrganisationsRead>,
    format: Format,
    filter: Query<OrganisationFilter>,
    paging: Paging<OrganisationKey>,
) -> Result<HttpResponse> {
    let Query(OrganisationFilter { kind, line, area_id, state, may_change, q }) = filter;
    let reach = if may_change == Some(true) { Reach::Own } else { Reach::Operation };
    let state = Some(state.unwrap_or(DirectoryState::Active));
    let filter = stored::OrganisationFilter { kind, line, area_id, words: q, state, reach };
    let writing = Writing::of(&scope, Permission::OrganisationsWrite);
    let wire = |row| wire(row, writing);
    let key = |row: &OrganisationRow| (row.name_key.clone(), row.id);
    list(format, scope.language(), paging, key, wire, |slice| scope.organisations(filter.clone(), slice))
        .await
}

/// Show an organisation
#[utoipa::path(
    tag = "organisations",
    operation_id = "show_organisation",
    params(("id" = OrganisationId, Path, description = "The organisation.")),
    extensions(("x-permission" = json!("organisations.read"))),
    responses((status = OK, description = "The organisation.", body = Organisation,
        headers(("ETag" = String, description = "The version."))))
)]
#[get("/organisations/{id}")]
pub async fn show(
    scope: Scope<OrganisationsRead>,
    request: HttpRequest,
    Id(id): Id<OrganisationId>,
) -> Result<HttpResponse> {
    let writing = Writing::of(&scope, Permission::OrganisationsWrite);
    Ok(fresh(&request, &wire(scope.organisation(id).await?, writing)))
}

/// Add an organisation
///
/// At one's own area or below it; only area organisations may.
#[utoipa::path(
    tag = "organisations",
    operation_id = "add_organisation",
    extensions(("x-permission" = json!("organisations.write"))),
    responses((status = CREATED, description = "The organisation.", body = Organisation,
        headers(("ETag" = String, description = "The version."), ("Location" = String, description = "Where it is."))))
)]
#[post("/organisations")]
pub async fn create(scope: Scope<OrganisationsWrite>, body: Json<OrganisationNew>) -> Result<HttpResponse> {
    let Json(OrganisationNew { name, kind, line, area_id }) = body;
    let facts = OrganisationFacts { name: tidy(&name), kind, line, area_id };
    let added = wire(scope.add_organisation(facts).await??, Writing::Allowed);
    let mut response = HttpResponse::Created();
    response
        .insert_header((header::LOCATION, format!("/api/v1/organisations/{}", added.id)))
        .insert_header((header::ETAG, tag(added.revision)));
    Ok(response.json(added))
}

/// Change an organisation
///
/// A merge patch. An area office changes those at its area and below, every organisation's administrators their own. One
/// that has ended keeps its history, and its users cannot sign in.
#[utoipa::path(
    tag = "organisations",
    operation_id = "change_organisation",
    params(("id" = OrganisationId, Path, description = "The organisation."),
        ("If-Match" = String, Header, description = "The version that was read.")),
    request_body = OrganisationPatch,
    extensions(("x-permission" = json!("organisations.write"))),
    responses(
        (status = OK, description = "The organisation as changed.", body = Organisation,
            headers(("ETag" = String, description = "The version."))),
        (status = CONFLICT, description = "It is one's own, or the last administrator's.",
            body = api_types::problems::Problem, content_type = "application/problem+json")
    )
)]
#[patch("/organisations/{id}")]
pub async fn change(
    scope: Scope<OrganisationsWrite>,
    request: HttpRequest,
    Id(id): Id<OrganisationId>,
    IfMatch(revision): IfMatch,
    body: Json<OrganisationPatch>,
) -> Result<HttpResponse> {
    let Json(OrganisationPatch { name, line, area_id, state }) = body;
    let changes = OrganisationChanges { name: name.as_deref().map(tidy), line, area_id, state };
    let changed = scope.change_organisation(id, revision, changes).await;
    let current = async { Ok(wire(scope.organisation(id).await?, Writing::Allowed)) };
    Ok(fresh(&request, &wire(or_current(changed, current).await??, Writing::Allowed)))
}

fn wire(row: OrganisationRow, writing: Writing) -> Organisation {
    Organisation {
        id: row.id,
        name: row.name,
        kind: row.kind,
        line: row.line,
        area: wire_ref(row.area),
        state: row.state,
        may_change: writing == Writing::Allowed && row.within_reach,
        revision: row.revision,
    }
}

impl Versioned for Organisation {
    fn revision(&self) -> i64 {
        self.revision
    }
}

impl Tabular for Organisation {
    fn title(language: Language) -> &'static str {
        match language {
            Language::Chinese => "组织",
            Language::English => "organisations",
        }
    }

    fn columns(language: Language) -> Vec<Column> {
        let headers = match language {
            Language::Chinese => [("名称", 36), ("类别", 12), ("条线", 12), ("区域", 24)],
            Language::English => [("Name", 36), ("Kind", 12), ("Line", 12), ("Area", 24)],
        };
        headers.into_iter().map(text_column).collect()
    }

    fn row(self, _: Language) -> Vec<Value> {
        vec![
            Value::Text(self.name),
            Value::Text(self.kind.to_string()),
            self.line.map_or(Value::Empty, |line| Value::Text(line.to_string())),
            Value::Text(self.area.name),
        ]
    }
}
