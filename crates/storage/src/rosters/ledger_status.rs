//! What the ledger holds, in the figures of a command line or a test.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use domain::{
    households::Situation,
    ids::{OperationId, PersonId, RosterId},
    rosters::{plan::RowOutcome, reasons::ReasonCode},
};

use super::{rows::has_reason, status::RosterStatus};
use crate::{
    Connection, StorageError,
    columns::Bind,
    coverage,
    schema::{households, postings, roster_rows, rosters, search_terms},
    search::terms::facet,
};

/// What the ledger of an operation holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerStatus {
    /// People with a posting.
    pub workers: i64,
    /// Households.
    pub households: i64,
    /// Households with two or more people on the front line.
    pub dual_frontline_households: i64,
    /// Workers by the category of their latest posting.
    pub by_category: BTreeMap<String, i64>,
    /// Workers whose category no source has said.
    pub without_category: i64,
    /// Rows with a mistyped identity number.
    pub mistyped_ids: i64,
    /// Rows that wait.
    pub held: i64,
    /// Rows that could not be used.
    pub rejected: i64,
    /// Workers whom one source alone has on its rosters, by the source's name.
    pub only_in_source: BTreeMap<String, i64>,
    /// Workers whom every source with a committed roster has.
    pub in_all_sources: i64,
}

/// Counts the ledger of an operation, whoever may see it: for the command line.
///
/// # Errors
/// As any read.
pub fn ledger_status(conn: &mut Connection, operation: OperationId) -> Result<LedgerStatus, StorageError> {
    let in_operation = || households::table.filter(households::operation_id.eq(Bind(operation)));
    let mut status = LedgerStatus {
        households: in_operation().count().get_result(conn)?,
        dual_frontline_households: search_terms::table
            .filter(search_terms::operation_id.eq(Bind(operation)))
            .filter(search_terms::term.eq(facet("situation", Situation::BothOnTheFrontLine.as_str())))
            .count()
            .get_result(conn)?,
        ..LedgerStatus::default()
    };
    let categories: Vec<(PersonId, Option<String>)> = postings::table
        .filter(postings::operation_id.eq(Bind(operation)))
        .order(postings::id)
        .select((postings::person_id, postings::category))
        .load(conn)?;
    let mut latest: HashMap<PersonId, Option<String>> = HashMap::with_capacity(categories.len());
    for (person, category) in categories {
        let known = latest.entry(person).or_default();
        if category.is_some() {
            *known = category;
        }
    }
    status.workers = i64::try_from(latest.len()).map_err(StorageError::internal)?;
    let workers: Vec<PersonId> = latest.keys().copied().collect();
    (status.only_in_source, status.in_all_sources) = coverage::source_figures(conn, operation, &workers)?;
    for category in latest.into_values() {
        match category {
            Some(category) => *status.by_category.entry(category).or_default() += 1,
            None => status.without_category += 1,
        }
    }
    let current = current_rosters(conn, operation)?;
    let rows = || {
        roster_rows::table
            .filter(roster_rows::operation_id.eq(Bind(operation)))
            .filter(roster_rows::roster_id.eq_any(current.iter().copied().map(Bind)))
    };
    let with_outcome = |outcome: RowOutcome| rows().filter(roster_rows::outcome.eq(outcome.as_str())).count();
    status.held = with_outcome(RowOutcome::Held).get_result(conn)?;
    status.rejected = with_outcome(RowOutcome::Rejected).get_result(conn)?;
    let mistyped = has_reason(conn, ReasonCode::IdentityNumberMistyped);
    status.mistyped_ids = rows().filter(mistyped).count().get_result(conn)?;
    Ok(status)
}

/// Committed rosters; of those with the same content the latest.
fn current_rosters(conn: &mut Connection, operation: OperationId) -> Result<Vec<RosterId>, StorageError> {
    let committed: Vec<(Vec<u8>, RosterId)> = rosters::table
        .filter(rosters::operation_id.eq(Bind(operation)))
        .filter(rosters::status.eq(RosterStatus::Committed.as_str()))
        .order(rosters::id)
        .select((rosters::content_digest, rosters::id))
        .load(conn)?;
    let latest: HashMap<Vec<u8>, RosterId> = committed.into_iter().collect();
    Ok(latest.into_values().collect())
}
