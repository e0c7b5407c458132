//! 全覆盖: coverage in numbers, and the rows behind each number.

mod disagreements;
mod table;
mod wire;

use actix_web::{HttpResponse, get, web};
use api_types::{
    coverage::{
        Coverage, CoverageDayFilter, CoverageDayList, CoverageWorkerFilter, CoverageWorkerPage,
        EmployerCoverageList, GapFilter, GapPage, SourceRowFilter, SourceRowPage, TownCoverageList,
    },
    journal::AsOf,
    pages::PageQuery,
};
use chrono::NaiveDate;
use storage::coverage::{self as stored, GapKey, SourceRowKey, WorkerKey};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{Format, Paging, Query, everything, page, table},
    openapi::{TextTable, Workbook},
    problem::{Problem, Result},
    scope::{LedgerExport, LedgerRead, RostersRead, Scope},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(show)
        .service(days)
        .service(by_town)
        .service(by_employer)
        .service(workers)
        .service(gaps)
        .service(source_rows)
        .service(disagreements::list)
        .service(disagreements::settle)
        .service(disagreements::reopen);
}

/// Coverage at a glance
///
/// Who is covered, who lacks which step, how many gaps of which kind there are, and each source against the ledger; as far as
/// one's organisation sees it. With `as_of`, as that day ended where the operation is.
#[utoipa::path(
    tag = "coverage",
    operation_id = "show_coverage",
    params(AsOf),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "The figures.", body = Coverage))
)]
#[get("/coverage")]
pub async fn show(scope: Scope<LedgerRead>, as_of: Query<AsOf>) -> Result<web::Json<Coverage>> {
    let day = day(&scope, as_of)?;
    Ok(web::Json(wire::coverage(scope.coverage(day).await?)))
}

/// The end of the earlier day as of which is read.
fn day(scope: &Scope<LedgerRead>, Query(AsOf { as_of }): Query<AsOf>) -> Result<Option<NaiveDate>> {
    let then = as_of.map(|day| scope.as_of(day)).transpose()?.flatten();
    Ok(then.map(|then| then.day))
}

/// Coverage day by day
///
/// The figures with which each day ended where the operation is, today's as they are. Kept with each change: nothing is
/// missing where nobody was looking.
#[utoipa::path(
    tag = "coverage",
    operation_id = "list_coverage_days",
    params(CoverageDayFilter),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "The days.", body = CoverageDayList))
)]
#[get("/coverage/days")]
pub async fn days(
    scope: Scope<LedgerRead>,
    filter: Query<CoverageDayFilter>,
) -> Result<web::Json<CoverageDayList>> {
    let filter = wire::day_filter(&filter.0, scope.today())?;
    let items = scope.coverage_days(filter, scope.today()).await?.into_iter().map(wire::day).collect();
    Ok(web::Json(CoverageDayList { items }))
}

/// Coverage by town
#[utoipa::path(
    tag = "coverage",
    operation_id = "list_coverage_by_town",
    params(AsOf),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "All towns with workers or gaps.", body = TownCoverageList))
)]
#[get("/coverage/towns")]
pub async fn by_town(scope: Scope<LedgerRead>, as_of: Query<AsOf>) -> Result<web::Json<TownCoverageList>> {
    let day = day(&scope, as_of)?;
    let items = scope.coverage_by_town(day).await?.into_iter().map(wire::town).collect();
    Ok(web::Json(TownCoverageList { items }))
}

/// Coverage by employer
#[utoipa::path(
    tag = "coverage",
    operation_id = "list_coverage_by_employer",
    params(AsOf),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "All employers with workers.", body = EmployerCoverageList))
)]
#[get("/coverage/employers")]
pub async fn by_employer(
    scope: Scope<LedgerRead>,
    as_of: Query<AsOf>,
) -> Result<web::Json<EmployerCoverageList>> {
    let day = day(&scope, as_of)?;
    let items = scope.coverage_by_employer(day).await?.into_iter().map(wire::employer).collect();
    Ok(web::Json(EmployerCoverageList { items }))
}

/// List workers by their coverage
///
/// The workers of the ledger behind each figure. A table has the whole view, asks for `ledger.export`, and is noted in the
/// journal.
#[utoipa::path(
    tag = "coverage",
    operation_id = "list_coverage_workers",
    params(CoverageWorkerFilter, PageQuery),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "A page of workers, or all that fit the filter as a table.",
        content((CoverageWorkerPage = "application/json"), (TextTable = "text/csv"),
            (Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))))
)]
#[get("/coverage/workers")]
pub async fn workers(
    scope: Scope<LedgerRead>,
    export: Result<Scope<LedgerExport>>,
    format: Format,
    filter: Query<CoverageWorkerFilter>,
    paging: Paging<WorkerKey>,
) -> Result<HttpResponse> {
    let Query(said) = filter;
    let filter = wire::worker_filter(&said)?;
    match format {
        Format::Json => {
            let limit = paging.limit;
            let rows = scope.coverage_workers(filter, paging.slice()).await?;
            let page = page(rows, limit, |row| row.key.clone(), wire::worker);
            Ok(HttpResponse::Ok().json(CoverageWorkerPage::from(page)))
        }
        Format::Table(format) => {
            let export = export?;
            let read = |slice| export.coverage_workers(filter.clone(), slice);
            let rows = everything(|row: &stored::WorkerRow| row.key.clone(), read).await?;
            let described = serde_json::to_value(&said).map_err(Problem::internal)?;
            export.note_export("coverage_workers", described, rows.len()).await?;
            table(format, export.language(), rows.into_iter().map(wire::worker).collect())
        }
    }
}

/// List gaps
///
/// What is missing where, whose move it is, and since when. Rows of rosters that wait are among them for those who may see
/// rosters. A table has the whole view, asks for `ledger.export`, and is noted in the journal.
#[utoipa::path(
    tag = "coverage",
    operation_id = "list_coverage_gaps",
    params(GapFilter, PageQuery),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "A page of gaps, or all that fit the filter as a table.",
        content((GapPage = "application/json"), (TextTable = "text/csv"),
            (Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))))
)]
#[get("/coverage/gaps")]
pub async fn gaps(
    scope: Scope<LedgerRead>,
    export: Result<Scope<LedgerExport>>,
    format: Format,
    filter: Query<GapFilter>,
    paging: Paging<GapKey>,
) -> Result<HttpResponse> {
    let Query(said) = filter;
    let filter = wire::gap_filter(&said);
    match format {
        Format::Json => {
            let limit = paging.limit;
            let rows = scope.coverage_gaps(filter, paging.slice()).await?;
            let page = page(rows, limit, |row| row.key.clone(), wire::gap);
            Ok(HttpResponse::Ok().json(GapPage::from(page)))
        }
        Format::Table(format) => {
            let export = export?;
            let read = |slice| export.coverage_gaps(filter.clone(), slice);
            let rows = everything(|row: &stored::GapRow| row.key.clone(), read).await?;
            let described = serde_json::to_value(&said).map_err(Problem::internal)?;
            export.note_export("coverage_gaps", described, rows.len()).await?;
            table(format, export.language(), rows.into_iter().map(wire::gap).collect())
        }
    }
}

/// List the rows of a source's rosters
///
/// Those of its committed rosters that one sees; of rosters with the same content the latest counts.
#[utoipa::path(
    tag = "coverage",
    operation_id = "list_coverage_rows",
    params(SourceRowFilter, PageQuery),
    extensions(("x-permission" = json!("rosters.read"))),
    responses((status = OK, description = "A page of rows.", body = SourceRowPage))
)]
#[get("/coverage/rows")]
pub async fn source_rows(
    scope: Scope<RostersRead>,
    filter: Query<SourceRowFilter>,
    paging: Paging<SourceRowKey>,
) -> Result<web::Json<SourceRowPage>> {
    let Query(SourceRowFilter { source_id, outcome }) = filter;
    let limit = paging.limit;
    let rows = scope.coverage_rows(stored::SourceRowFilter { source_id, outcome }, paging.slice()).await?;
    Ok(web::Json(page(rows, limit, stored::SourceRow::key, wire::source_row).into()))
}
