//! An official list of areas: looked at, and taken over as a whole.

mod file;

pub use file::{AreaList, Chosen, read};

use actix_web::{HttpResponse, post, web};
use api_types::area_lists::{
    AreaListColumn, AreaListCounts, AreaListImport, AreaListImported, AreaListLine, AreaListPreview,
    AreaListQuery, MissingArea,
};
use domain::{
    area_lists::{AreaListPlan, AreaOutcome, PlannedLine},
    users::Language,
};
use spreadsheets::{Column, Value};
use storage::areas as stored;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{Format, Query, Tabular, Upload, table, text_column},
    jobs,
    openapi::{TextTable, Workbook},
    problem::Result,
    rosters::apart,
    scope::{AreasWrite, Scope},
};

/// Lines of a preview that are shown; all of them leave as a table.
const SHOWN: usize = 500;

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(preview).service(import);
}

/// Look at a list of areas
///
/// A workbook or a text table with columns for code, name, level and the code of the area above, as `GET /areas` gives it
/// as a table. What a list does not say follows from the codes. Nothing is kept of it, and nothing changes: the answer
/// says what would become of each line, and which areas in use the list does not have. As a table it has every line.
#[utoipa::path(
    tag = "areas",
    operation_id = "preview_area_list",
    params(AreaListQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream",
        description = "The file: .xlsx, or .csv in UTF-8, GB18030 or UTF-16."),
    extensions(("x-permission" = json!("areas.write"))),
    responses((status = OK, description = "What would become of the list.",
        content((AreaListPreview = "application/json"), (TextTable = "text/csv"),
            (Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))))
)]
#[post("/area_list_previews")]
pub async fn preview(
    scope: Scope<AreasWrite>,
    format: Format,
    query: Query<AreaListQuery>,
    upload: Upload,
) -> Result<HttpResponse> {
    let list = list_of(query, upload).await?;
    let lines = list.lines.clone();
    let (plan, missing) = scope.compare_areas(lines, SHOWN).await?;
    match format {
        Format::Json => Ok(HttpResponse::Ok().json(wire(list, plan, missing))),
        Format::Table(format) => table(format, scope.language(), plan.lines.into_iter().map(line).collect()),
    }
}

/// Take over a list of areas
///
/// All of it or nothing, if it still comes to what the preview said. Nothing is removed: what the list does not have stays.
#[utoipa::path(
    tag = "areas",
    operation_id = "import_area_list",
    params(AreaListQuery, AreaListImport),
    request_body(content = Vec<u8>, content_type = "application/octet-stream",
        description = "The file that was looked at."),
    extensions(("x-permission" = json!("areas.write"))),
    responses(
        (status = OK, description = "What became of it.", body = AreaListImported),
        (status = CONFLICT, description = "A line cannot be taken over, or something else would come of the list than the preview said.",
            body = api_types::problems::Problem, content_type = "application/problem+json")
    )
)]
#[post("/area_lists")]
pub async fn import(
    scope: Scope<AreasWrite>,
    query: Query<AreaListQuery>,
    Query(AreaListImport { plan }): Query<AreaListImport>,
    upload: Upload,
) -> Result<web::Json<AreaListImported>> {
    let list = list_of(query, upload).await?;
    let stored::ImportedAreas { plan, job } =
        scope.import_areas(list.lines, Some(plan), scope.today()).await?;
    if job.is_some() {
        jobs::wake();
    }
    Ok(web::Json(AreaListImported { counts: counts(&plan), job_id: job }))
}

async fn list_of(Query(query): Query<AreaListQuery>, Upload(bytes): Upload) -> Result<AreaList> {
    let AreaListQuery { code_column, name_column, level_column, parent_column } = query;
    let chosen = Chosen { code: code_column, name: name_column, level: level_column, parent: parent_column };
    apart(move || read(&bytes, chosen)).await
}

/// How many lines end how.
pub fn counts(plan: &AreaListPlan) -> AreaListCounts {
    let of = |outcome| plan.count(outcome);
    AreaListCounts {
        new: of(AreaOutcome::New),
        same: of(AreaOutcome::Same),
        renamed: of(AreaOutcome::Renamed),
        moved: of(AreaOutcome::Moved),
        invalid: of(AreaOutcome::Invalid),
        missing: plan.missing.len(),
    }
}

fn wire(list: AreaList, plan: AreaListPlan, missing: Vec<stored::MissingArea>) -> AreaListPreview {
    let (fingerprint, counts) = (plan.fingerprint(), counts(&plan));
    let mut told: Vec<PlannedLine> =
        plan.lines.into_iter().filter(|line| line.outcome != AreaOutcome::Same).collect();
    // What stands against it first.
    told.sort_by_key(|line| (line.outcome != AreaOutcome::Invalid, line.listed.line));
    let columns = list.columns.into_iter().map(|column| AreaListColumn {
        index: column.index,
        header: column.header,
        field: column.meaning,
    });
    let missing =
        missing.into_iter().map(|stored::MissingArea { id, code, name }| MissingArea { id, code, name });
    AreaListPreview {
        plan: fingerprint,
        columns: columns.collect(),
        counts,
        lines: told.into_iter().take(SHOWN).map(line).collect(),
        missing: missing.collect(),
    }
}

fn line(planned: PlannedLine) -> AreaListLine {
    AreaListLine {
        line: planned.listed.line,
        code: planned.listed.code,
        name: planned.listed.name,
        level: planned.level,
        parent_code: planned.parent,
        outcome: planned.outcome,
        fault: planned.fault,
        name_before: planned.name_before,
        parent_code_before: planned.parent_before,
    }
}

impl Tabular for AreaListLine {
    fn title(language: Language) -> &'static str {
        match language {
            Language::Chinese => "区划清单核对",
            Language::English => "area list",
        }
    }

    fn columns(language: Language) -> Vec<Column> {
        let headers = match language {
            Language::Chinese => [
                ("行", 8),
                ("代码", 16),
                ("名称", 32),
                ("级别", 10),
                ("上级代码", 16),
                ("结果", 12),
                ("原因", 20),
                ("原名称", 32),
                ("原上级代码", 16),
            ],
            Language::English => [
                ("Line", 8),
                ("Code", 16),
                ("Name", 32),
                ("Level", 10),
                ("Parent code", 16),
                ("Outcome", 12),
                ("Why", 20),
                ("Name before", 32),
                ("Parent code before", 16),
            ],
        };
        headers.into_iter().map(text_column).collect()
    }

    fn row(self, _: Language) -> Vec<Value> {
        let text = |value: Option<String>| value.map_or(Value::Empty, Value::Text);
        vec![
            Value::Text(self.line.to_string()),
            Value::Text(self.code),
            Value::Text(self.name),
            text(self.level.map(|level| level.to_string())),
            text(self.parent_code),
            Value::Text(self.outcome.to_string()),
            text(self.fault.map(|fault| fault.to_string())),
            text(self.name_before),
            text(self.parent_code_before),
        ]
    }
}
