//! The tree of areas.

use actix_web::{HttpResponse, get, web};
use api_types::{
    areas::{Area, AreaFilter, AreaPage, AreaRef},
    pages::PageQuery,
};
use domain::{areas::AreaPath, ids::AreaId, users::Language};
use spreadsheets::{Column, Value};
use storage::areas::{self as stored, AreaRow};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{Format, Id, Paging, Query, Tabular, list, text_column},
    openapi::{TextTable, Workbook},
    problem::Result,
    scope::{AreasRead, Scope},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(index).service(show);
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
    let Query(AreaFilter { parent_id, level, q }) = filter;
    let filter = stored::AreaFilter { parent_id, level, words: q };
    let key = |row: &AreaRow| row.path.clone();
    list(format, scope.language(), paging, key, wire, |slice| scope.areas(filter.clone(), slice)).await
}

/// Show an area
#[utoipa::path(
    tag = "areas",
    operation_id = "show_area",
    params(("id" = AreaId, Path, description = "The area.")),
    extensions(("x-permission" = json!("areas.read"))),
    responses((status = OK, description = "The area.", body = Area))
)]
#[get("/areas/{id}")]
pub async fn show(scope: Scope<AreasRead>, Id(id): Id<AreaId>) -> Result<web::Json<Area>> {
    Ok(web::Json(wire(scope.area(id).await?)))
}

fn wire(row: AreaRow) -> Area {
    let AreaRow { id, code, name, level, parent_id, ancestors, has_children, .. } = row;
    Area { id, code, name, level, parent_id, ancestors, has_children }
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
            Language::Chinese => [("代码", 16), ("名称", 32), ("级别", 10), ("上级", 32)],
            Language::English => [("Code", 16), ("Name", 32), ("Level", 10), ("Within", 32)],
        };
        headers.into_iter().map(text_column).collect()
    }

    fn row(self, _: Language) -> Vec<Value> {
        vec![
            Value::Text(self.code),
            Value::Text(self.name),
            Value::Text(self.level.to_string()),
            Value::Text(self.ancestors.join(" / ")),
        ]
    }
}
