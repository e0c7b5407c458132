//! The kinds of front-line work that the operation knows.

use actix_web::{get, web};
use api_types::postings::{WorkerCategory, WorkerCategoryList};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    problem::Result,
    scope::{LedgerRead, Scope},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(index);
}

/// List worker categories
///
/// In the order of the operation's lists. Categories are data: each operation has its own.
#[utoipa::path(
    tag = "operation",
    operation_id = "list_worker_categories",
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "All categories.", body = WorkerCategoryList))
)]
#[get("/worker_categories")]
pub async fn index(scope: Scope<LedgerRead>) -> Result<web::Json<WorkerCategoryList>> {
    let rows = scope.worker_categories().await?;
    let items = rows.into_iter().map(|row| WorkerCategory {
        code: row.code,
        name_zh: row.name_zh,
        name_en: row.name_en,
    });
    Ok(web::Json(WorkerCategoryList { items: items.collect() }))
}
