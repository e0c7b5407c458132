//! What is to be worked out anew: by a commit before it ends, by the server in the background for a ledger that is older
//! than its coverage.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{prelude::*, sql_types::Text};
use domain::{
    areas::AreaPath,
    ids::{HouseholdId, OperationId, RosterId},
};

use super::{keep, waiting};
use crate::{
    Connection, Database, Scoped, StorageError,
    columns::{AnyId, Bind, IdValue},
    dialect::{Turn, lock_households, on_each_engine, take_turn},
    households as ledger,
    prepared::{Prepare as _, padded},
    schema::{coverage_due, households, memberships, operations, roster_rows},
};

/// Of the transaction that noted it.
const HOUSEHOLD: &str = "household";
const ROSTER: &str = "roster";
/// A household that the background looks at.
const LATER: &str = "later";

/// Households that are worked out together.
const AT_ONCE: i64 = 250;

/// Notes households whose coverage changes.
///
/// # Errors
/// As any write.
pub(crate) fn mark_households(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[HouseholdId],
) -> Result<(), StorageError> {
    mark(conn, operation, HOUSEHOLD, ids.iter().map(|id| id.any()).collect())
}

/// Notes a roster whose rows change, and the households of the people on it.
///
/// # Errors
/// As any write.
pub(crate) fn mark_roster(
    conn: &mut Connection,
    operation: OperationId,
    roster: RosterId,
) -> Result<(), StorageError> {
    mark(conn, operation, ROSTER, vec![roster.any()])?;
    let homes: Vec<HouseholdId> = roster_rows::table
        .inner_join(
            memberships::table.on(memberships::operation_id
                .eq(roster_rows::operation_id)
                .and(memberships::person_id.nullable().eq(roster_rows::person_id))),
        )
        .filter(roster_rows::operation_id.eq(Bind(operation)))
        .filter(roster_rows::roster_id.eq(Bind(roster)))
        .select(memberships::household_id)
        .distinct()
        .load(conn)?;
    mark_households(conn, operation, &homes)
}

fn mark(
    conn: &mut Connection,
    operation: OperationId,
    kind: &str,
    ids: Vec<AnyId>,
) -> Result<(), StorageError> {
    const ROWS: usize = 1_000;
    for ids in ids.chunks(ROWS) {
        let rows: Vec<_> = ids
            .iter()
            .map(|id| {
                (
                    coverage_due::operation_id.eq(Bind(operation)),
                    coverage_due::kind.eq(kind.to_owned()),
                    coverage_due::subject_id.eq(Bind(*id)),
                )
            })
            .collect();
        on_each_engine!(conn, own => {
            diesel::insert_into(coverage_due::table)
                .values(rows)
                .on_conflict((coverage_due::operation_id, coverage_due::kind, coverage_due::subject_id))
                .do_nothing()
                .execute(own)
        })?;
    }
    Ok(())
}

impl Scoped<'_> {
    /// Notes the households of an area whose gaps may be another's move now that an office there is new, another or gone.
    ///
    /// # Errors
    /// As any write.
    pub(crate) fn movers_changed(&mut self, area: &AreaPath) -> Result<(), StorageError> {
        let (operation, from, to) = (self.operation(), area.as_str().to_owned(), area.end_of_subtree());
        on_each_engine!(self.conn, own => {
            households::table
                .filter(households::operation_id.eq(Bind(operation)))
                .filter(households::area_path.ge(from))
                .filter(households::area_path.lt(to))
                .select((households::operation_id, LATER.into_sql::<Text>(), households::id))
                .insert_into(coverage_due::table)
                .into_columns((coverage_due::operation_id, coverage_due::kind, coverage_due::subject_id))
                .on_conflict_do_nothing()
                .execute(own)
        })?;
        Ok(())
    }

    /// Works out the coverage of everything that this transaction noted.
    ///
    /// # Errors
    /// As any write.
    pub(crate) fn settle_coverage(&mut self, today: NaiveDate) -> Result<(), StorageError> {
        let (operation, now) = (self.operation(), self.now);
        while settle_some(self.conn, operation, HOUSEHOLD, now, today)? > 0 {}
        Ok(())
    }
}

/// Works out what an older version of the software or a change of the organisations left, some at a time; says how much
/// that was.
///
/// # Errors
/// As [`Database::write_async`].
pub async fn settle_the_old(
    database: &Database,
    now: DateTime<Utc>,
    today: impl Fn(&str) -> NaiveDate + Clone + Send + 'static,
) -> Result<usize, StorageError> {
    let first = |conn: &mut Connection| -> Result<Option<OperationId>, StorageError> {
        Ok(coverage_due::table.select(coverage_due::operation_id).first(conn).optional()?)
    };
    let Some(operation) = database.read_async(first).await? else { return Ok(0) };
    database
        .write_async(move |conn| {
            let zone: String = operations::table
                .filter(operations::id.eq(Bind(operation)))
                .select(operations::time_zone)
                .first(conn)?;
            // What is noted by a commit is worked out by it, so two of them never meet over one household.
            take_turn(conn, operation, Turn::Matching)?;
            settle_some(conn, operation, LATER, now, today(&zone))
        })
        .await
}

fn settle_some(
    conn: &mut Connection,
    operation: OperationId,
    noted: &'static str,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<usize, StorageError> {
    let of_kind = |kind: &'static str| {
        coverage_due::table
            .filter(coverage_due::operation_id.eq(Bind(operation)))
            .filter(coverage_due::kind.eq(kind))
    };
    let rosters: Vec<RosterId> =
        of_kind(ROSTER).select(coverage_due::subject_id).load(conn)?.into_iter().map(as_roster).collect();
    for roster in &rosters {
        waiting::keep(conn, operation, *roster, now, today)?;
    }
    diesel::delete(of_kind(ROSTER)).prepared().execute(conn)?;
    let households: Vec<HouseholdId> = of_kind(noted)
        .order(coverage_due::subject_id)
        .limit(AT_ONCE)
        .select(coverage_due::subject_id)
        .load::<AnyId>(conn)?
        .into_iter()
        .map(|id| HouseholdId::from_uuid(id.as_uuid()))
        .collect();
    lock_households(conn, operation, &households)?;
    let standings = ledger::standings(conn, operation, today, &households)?;
    keep::keep(conn, operation, now, today, &households, &standings)?;
    diesel::delete(
        of_kind(noted).filter(coverage_due::subject_id.eq_any(padded(households.iter().copied()))),
    )
    .prepared()
    .prepared()
    .execute(conn)?;
    Ok(rosters.len() + households.len())
}

fn as_roster(id: AnyId) -> RosterId {
    RosterId::from_uuid(id.as_uuid())
}
