//! Disagreements between sources: a worklist, and whose word is chosen to stand.

use actix_web::{HttpResponse, get, post};
use api_types::{
    disagreements::{self as wire, Disagreement, DisagreementFilter, DisagreementPage, Said, SettlementNew},
    pages::PageQuery,
    problems::Problem as Wire,
    rosters::Source,
};
use domain::{
    coverage::{DisagreementState, Matter},
    ids::SettlementId,
};
use storage::coverage::{self as stored, Choice, DisagreementKey, Settlement, Whom};

use super::wire::{employer_filter, mover_filter, organisation, place};
use crate::{
    areas::wire_ref,
    households::{facts::text, wire::owner},
    http::{Format, Id, Json, Paging, Query, everything, page, table},
    masking::Masks,
    openapi::{TextTable, Workbook},
    problem::{Problem, Result},
    scope::{LedgerExport, LedgerWrite, RostersRead, Scope},
};

/// List disagreements between sources
///
/// Where committed rosters name another category or employer for a worker, or another address for a household, than the
/// ledger has, and nobody has chosen yet whose word stands. Who says what, and when. With `state=settled` those that were
/// settled. A table has the whole view, asks for `ledger.export`, and is noted in the journal.
#[utoipa::path(
    tag = "coverage",
    operation_id = "list_disagreements",
    params(DisagreementFilter, PageQuery),
    extensions(("x-permission" = json!("rosters.read"))),
    responses((status = OK, description = "A page of disagreements, or all that fit the filter as a table.",
        content((DisagreementPage = "application/json"), (TextTable = "text/csv"),
            (Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))))
)]
#[get("/coverage/disagreements")]
pub async fn list(
    scope: Scope<RostersRead>,
    export: Result<Scope<LedgerExport>>,
    format: Format,
    filter: Query<DisagreementFilter>,
    paging: Paging<DisagreementKey>,
) -> Result<HttpResponse> {
    let Query(said) = filter;
    let (filter, masks) = (stored_filter(&said), Masks::of(scope.actor()));
    let key = |row: &stored::Disagreement| row.key.clone();
    match format {
        Format::Json => {
            let limit = paging.limit;
            let rows = scope.disagreements(filter, paging.slice()).await?;
            let page = page(rows, limit, key, |row| disagreement(row, masks));
            Ok(HttpResponse::Ok().json(DisagreementPage::from(page)))
        }
        Format::Table(format) => {
            let export = export?;
            let rows = everything(key, |slice| export.disagreements(filter.clone(), slice)).await?;
            let described = serde_json::to_value(&said).map_err(Problem::internal)?;
            export.note_export("disagreements", described, rows.len()).await?;
            let categories = export.worker_categories().await?;
            let rows = rows.into_iter().map(|row| disagreement(row, masks));
            let named = rows.map(|row| super::table::Named::of(row, &categories, export.language()));
            table(format, export.language(), named.collect())
        }
    }
}

/// Settle a disagreement
///
/// One word stands: that of a roster's row, which the ledger takes over, or that of the ledger, which needs a reason. What
/// was said is remembered, so that it opens again only when a source says something new.
#[utoipa::path(
    tag = "coverage",
    operation_id = "settle_disagreement",
    request_body = SettlementNew,
    extensions(("x-permission" = json!("ledger.write"))),
    responses(
        (status = NO_CONTENT, description = "It is settled."),
        (status = NOT_FOUND, description = "There is no such disagreement, it is not yours to see, or the row says \
            nothing of it.", body = Wire, content_type = "application/problem+json"),
        (status = CONFLICT, description = "Somebody settled it already, or something else is weighed now than you saw.",
            body = Wire, content_type = "application/problem+json")
    )
)]
#[post("/coverage/settlements")]
pub async fn settle(scope: Scope<LedgerWrite>, body: Json<SettlementNew>) -> Result<HttpResponse> {
    let Json(new) = body;
    scope.settle_disagreement(scope.today(), settlement(new)).await??;
    Ok(HttpResponse::NoContent().finish())
}

/// Take a settlement back
///
/// The ledger has again what it had before, and the disagreement is open.
#[utoipa::path(
    tag = "coverage",
    operation_id = "reopen_disagreement",
    params(("id" = SettlementId, Path, description = "The settlement.")),
    extensions(("x-permission" = json!("ledger.write"))),
    responses(
        (status = NO_CONTENT, description = "It is open again."),
        (status = CONFLICT, description = "Somebody changed since what the ledger took over.", body = Wire,
            content_type = "application/problem+json")
    )
)]
#[post("/coverage/settlements/{id}/reopen")]
pub async fn reopen(scope: Scope<LedgerWrite>, Id(id): Id<SettlementId>) -> Result<HttpResponse> {
    scope.reopen_disagreement(scope.today(), id).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn stored_filter(filter: &DisagreementFilter) -> stored::DisagreementFilter {
    stored::DisagreementFilter {
        state: filter.state.unwrap_or(DisagreementState::Open),
        matter: filter.matter,
        mover: filter.mover.map(mover_filter),
        place: place(filter.area_id, filter.within),
        employer: filter.employer.map(employer_filter),
        source_id: filter.source_id,
    }
}

/// A disagreement as a reader with these masks sees it.
fn disagreement(row: stored::Disagreement, masks: Masks) -> Disagreement {
    let shown = |value: String| match row.matter {
        Matter::Address => masks.address(value),
        Matter::Category | Matter::Employer => Some(value),
    };
    let said = |one: stored::Said| Said {
        source: source(one.word.source),
        roster_id: one.word.roster_id,
        filename: one.word.filename,
        row_no: one.word.row_no,
        value: shown(one.value),
        stands: one.stands,
        as_of: one.word.as_of,
        committed_at: one.word.committed_at,
    };
    let settlement = |by: stored::SettledBy| wire::Settlement {
        id: by.id,
        by: by.by.map(owner),
        at: by.at,
        source: by.source.map(source),
        reason: by.reason,
    };
    let (id, reference, area) = row.household;
    Disagreement {
        matter: row.matter,
        person_id: row.person_id,
        name: row.name,
        household: api_types::coverage::GapHousehold { id, reference, area: wire_ref(area) },
        mover: row.mover.map(organisation),
        known: row.known.and_then(shown),
        said: row.said.into_iter().map(said).collect(),
        version: row.version,
        since: row.since,
        settlement: row.settled.map(settlement),
    }
}

fn source((id, name): (domain::ids::SourceId, String)) -> Source {
    Source { id, name }
}

fn settlement(new: SettlementNew) -> Settlement {
    let SettlementNew { matter, household_id, person_id, row, reason, version } = new;
    Settlement {
        whom: Whom { matter, household_id, person_id },
        choice: row.map_or(Choice::Ledgers, |row| Choice::Row(row.roster_id, row.row_no)),
        reason: text(reason),
        version,
    }
}
