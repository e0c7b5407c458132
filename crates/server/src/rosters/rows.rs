//! The rows of a roster over HTTP: what became of each, and what a person decides about those that wait.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, get, post, web};
use api_types::{
    pages::PageQuery,
    rosters::{DecisionKind, RosterRow, RosterRowFilter, RosterRowPage, RowDecision},
};
use domain::{
    ids::RosterId,
    problems::ProblemCode,
    rosters::{plan::Decision, reasons::ReasonCode},
};
use storage::rosters::{RowFilter, RowRecord, Verdict};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{export, wire, words};
use crate::{
    http::{Format, Id, Json, Paging, Query, page},
    masking::Masks,
    openapi::{TextTable, Workbook},
    problem::{Problem, Result},
    scope::{RostersRead, RostersWrite, Scope},
};

/// Registers the rows.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(index).service(decide);
}

/// List a roster's rows
///
/// In the file's order, each with its outcome and every reason; or as a table with the list's own columns, the outcome and
/// the reasons in words: `outcome=rejected` gives the workbook that goes back to the office. On the screen identity numbers
/// are masked; the office that uploaded the list gets its own cells back in the table.
#[utoipa::path(
    tag = "rosters",
    operation_id = "list_roster_rows",
    params(("id" = RosterId, Path, description = "The roster."), RosterRowFilter, PageQuery),
    extensions(("x-permission" = json!("rosters.read"))),
    responses((status = OK, description = "A page of rows, or all that fit the filter as a table.",
        content((RosterRowPage = "application/json"), (TextTable = "text/csv"),
            (Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))))
)]
#[get("/rosters/{id}/rows")]
pub async fn index(
    scope: Scope<RostersRead>,
    Id(id): Id<RosterId>,
    format: Format,
    filter: Query<RosterRowFilter>,
    paging: Paging<i32>,
) -> Result<HttpResponse> {
    let (filter, masks) = (wanted(filter.0)?, Masks::of(scope.actor()));
    match format {
        Format::Json => {
            let (limit, slice) = (paging.limit, paging.slice());
            let (rows, people) = scope
                .read(move |scoped| {
                    let rows = scoped.roster_rows(id, &filter, &slice)?;
                    let people = scoped.people_of_rows(&rows)?;
                    Ok((rows, people))
                })
                .await?;
            let page = page(rows, limit, |row: &RowRecord| row.row_no, |row| wire::row(masks, row, &people));
            Ok(HttpResponse::Ok().json(RosterRowPage::from(page)))
        }
        Format::Table(format) => {
            let roster = scope.read(move |scoped| scoped.roster(id)).await?;
            export::rows(&scope, roster, filter, format, scope.language()).await
        }
    }
}

fn wanted(filter: RosterRowFilter) -> Result<RowFilter> {
    let RosterRowFilter { outcome, reason, sheet, waiting } = filter;
    let reason = reason.map(|code| code.parse::<ReasonCode>()).transpose();
    let reason = reason.map_err(|_| Problem::parameter("reason", ProblemCode::UnknownValue))?;
    Ok(RowFilter { outcome, reason, sheet, waiting })
}

/// Decide on a row
///
/// For a row of a committed roster that waits: enter the person as new, say that it is someone in the ledger, or do not take
/// it. A row rejected so can be reopened.
#[utoipa::path(
    tag = "rosters",
    operation_id = "decide_roster_row",
    params(("id" = RosterId, Path, description = "The roster."),
        ("row_no" = i32, Path, description = "The row, counted from 1.", minimum = 1)),
    request_body = RowDecision,
    extensions(("x-permission" = json!("rosters.write"))),
    responses((status = OK, description = "The row as decided.", body = RosterRow))
)]
#[post("/rosters/{id}/rows/{row_no}/decision")]
pub async fn decide(
    scope: Scope<RostersWrite>,
    Id(id): Id<RosterId>,
    row_no: RowNumber,
    body: Json<RowDecision>,
) -> Result<web::Json<RosterRow>> {
    let Json(RowDecision { decision, person_id }) = body;
    let verdict = match (decision, person_id) {
        (DecisionKind::Create, _) => Verdict::Decide(Decision::Create),
        (DecisionKind::SameAs, Some(person_id)) => Verdict::Decide(Decision::SameAs { person_id }),
        (DecisionKind::SameAs, None) => return Err(Problem::field("/person_id", ProblemCode::Required)),
        (DecisionKind::Reject, _) => Verdict::Decide(Decision::Reject),
        (DecisionKind::Reopen, _) => Verdict::Reopen,
    };
    let (today, masks) = (scope.today(), Masks::of(scope.actor()));
    let RowNumber(row_no) = row_no;
    let decided = scope
        .write(move |scoped| {
            let decided = scoped.decide_row(id, row_no, verdict, today)?;
            let people =
                scoped.people_of_rows(decided.as_ref().map(std::slice::from_ref).unwrap_or_default())?;
            Ok((decided, people))
        })
        .await;
    let (decided, people) = decided.map_err(|error| unknown_person(error.into()))?;
    decided.map(|row| web::Json(wire::row(masks, row, &people))).map_err(|still| {
        Problem::new(ProblemCode::Conflict).with_detail(words::sentence(&still.0, scope.language()))
    })
}

fn unknown_person(problem: Problem) -> Problem {
    match problem.code() {
        ProblemCode::UnknownReference => Problem::field("/person_id", ProblemCode::UnknownReference),
        _ => problem,
    }
}

/// The `{row_no}` of the route. What is no number names no row: 404.
#[derive(Debug)]
pub struct RowNumber(i32);

impl FromRequest for RowNumber {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let number = request.match_info().get("row_no").and_then(|text| text.parse().ok());
        ready(number.map(Self).ok_or_else(|| ProblemCode::NotFound.into()))
    }
}
