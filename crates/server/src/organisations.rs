//! Offices, employers and partners.

use actix_web::{HttpResponse, get, web};
use api_types::{
    organisations::{Organisation, OrganisationFilter, OrganisationPage},
    pages::PageQuery,
};
use domain::{ids::OrganisationId, users::Language};
use spreadsheets::{Column, Value};
use storage::organisations::{self as stored, OrganisationKey, OrganisationRow};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    areas::wire_ref,
    http::{Format, Id, Paging, Query, Tabular, list, text_column},
    openapi::{TextTable, Workbook},
    problem::Result,
    scope::{OrganisationsRead, Scope},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(index).service(show);
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
    let Query(OrganisationFilter { kind, line, area_id, q }) = filter;
    let filter = stored::OrganisationFilter { kind, line, area_id, words: q };
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
    responses((status = OK, description = "The organisation.", body = Organisation))
)]
#[get("/organisations/{id}")]
pub async fn show(
    scope: Scope<OrganisationsRead>,
    Id(id): Id<OrganisationId>,
) -> Result<web::Json<Organisation>> {
    Ok(web::Json(wire(scope.organisation(id).await?)))
}

fn wire(row: OrganisationRow) -> Organisation {
    Organisation { id: row.id, name: row.name, kind: row.kind, line: row.line, area: wire_ref(row.area) }
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
