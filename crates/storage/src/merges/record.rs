//! That a merge or a split was made, and whether it still holds.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::{
    ids::{BatchId, HouseholdId, OperationId, PersonId, RosterId},
    merges::Reshaping,
};

use crate::{
    Connection, StorageError, Store,
    columns::{AnyId, Bind, IdValue as _, Json},
    schema::{merges, roster_rows},
};

/// A row of a roster, by its roster and its number.
type RosterRow = (RosterId, i32);

/// A merge or a split that was made.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub kind: Reshaping,
    /// Who or what stays.
    pub winner: AnyId,
    /// Who or what went; of a split the new household, which goes when it is taken back.
    pub loser: AnyId,
    pub undone: bool,
    /// The roster rows that were about the loser.
    pub rows: Vec<RosterRow>,
}

/// Notes a split, of which roster rows know nothing yet.
pub(super) fn note_split(
    conn: &mut Connection,
    operation: OperationId,
    id: BatchId,
    old: HouseholdId,
    new: HouseholdId,
) -> Result<(), StorageError> {
    insert(conn, operation, id, (Reshaping::Split, old.any(), new.any()), Vec::new())
}

/// Lets the roster rows about one household be about another from now on.
pub(super) fn rows_go_over(
    conn: &mut Connection,
    operation: OperationId,
    from: HouseholdId,
    to: HouseholdId,
) -> Result<(), StorageError> {
    let rows = rows_about(conn, operation, Reshaping::Households, from.any())?;
    point(conn, operation, Reshaping::Households, &rows, from.any(), to.any())
}

/// Notes a merge, and lets the roster rows about the loser be about the winner.
pub(super) fn note(
    conn: &mut Connection,
    operation: OperationId,
    id: BatchId,
    kind: Reshaping,
    winner: AnyId,
    loser: AnyId,
) -> Result<(), StorageError> {
    let rows = rows_about(conn, operation, kind, loser)?;
    point(conn, operation, kind, &rows, loser, winner)?;
    insert(conn, operation, id, (kind, winner, loser), rows)
}

fn insert(
    conn: &mut Connection,
    operation: OperationId,
    id: BatchId,
    (kind, winner, loser): (Reshaping, AnyId, AnyId),
    rows: Vec<RosterRow>,
) -> Result<(), StorageError> {
    diesel::insert_into(merges::table)
        .values((
            merges::operation_id.eq(Bind(operation)),
            merges::id.eq(Bind(id)),
            merges::kind.eq(Bind(kind)),
            merges::winner_id.eq(Bind(winner)),
            merges::loser_id.eq(Bind(loser)),
            merges::roster_rows.eq(Bind(rows)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes that a merge was taken back, and lets its roster rows be about the loser again.
pub(super) fn note_undone(
    conn: &mut Connection,
    operation: OperationId,
    id: BatchId,
    record: &Record,
    undone_in: BatchId,
) -> Result<(), StorageError> {
    point(conn, operation, record.kind, &record.rows, record.winner, record.loser)?;
    diesel::update(merges::table.find((Bind(operation), Bind(id))))
        .set(merges::undone_in.eq(Some(Bind(undone_in))))
        .execute(conn)?;
    Ok(())
}

/// A merge or split of the operation.
pub(super) fn load(
    conn: &mut Connection,
    operation: OperationId,
    id: BatchId,
) -> Result<Record, StorageError> {
    type Row = (Reshaping, AnyId, AnyId, Option<BatchId>, Json<Vec<RosterRow>>);
    let (kind, winner, loser, undone, Json(rows)): Row = merges::table
        .find((Bind(operation), Bind(id)))
        .select((merges::kind, merges::winner_id, merges::loser_id, merges::undone_in, merges::roster_rows))
        .first(conn)?;
    Ok(Record { kind, winner, loser, undone: undone.is_some(), rows })
}

impl Store {
    /// Which of the batches are merges or splits that can be taken back.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn merges_among(&self, batches: Vec<BatchId>) -> Result<BTreeSet<BatchId>, StorageError> {
        self.read(move |scoped| {
            let open: Vec<BatchId> = merges::table
                .filter(merges::operation_id.eq(Bind(scoped.operation())))
                .filter(merges::id.eq_any(batches.into_iter().map(Bind)))
                .filter(merges::undone_in.is_null())
                .select(merges::id)
                .load(scoped.conn)?;
            Ok(open.into_iter().collect())
        })
        .await
    }
}

/// The batches of merges and splits that were taken back and of their undoings: together they changed nothing.
pub(crate) fn undone_batches(
    conn: &mut Connection,
    operation: OperationId,
) -> Result<Vec<BatchId>, StorageError> {
    let pairs: Vec<(BatchId, Option<BatchId>)> = merges::table
        .filter(merges::operation_id.eq(Bind(operation)))
        .filter(merges::undone_in.is_not_null())
        .select((merges::id, merges::undone_in))
        .load(conn)?;
    Ok(pairs.into_iter().flat_map(|(id, undone)| [Some(id), undone]).flatten().collect())
}

fn rows_about(
    conn: &mut Connection,
    operation: OperationId,
    kind: Reshaping,
    loser: AnyId,
) -> Result<Vec<RosterRow>, StorageError> {
    let of_operation = roster_rows::table.filter(roster_rows::operation_id.eq(Bind(operation)));
    let columns = (roster_rows::roster_id, roster_rows::row_no);
    Ok(match kind {
        Reshaping::Persons => of_operation
            .filter(roster_rows::person_id.eq(Bind(PersonId::from_uuid(loser.as_uuid()))))
            .select(columns)
            .load(conn)?,
        Reshaping::Households | Reshaping::Split => of_operation
            .filter(roster_rows::household_id.eq(Bind(HouseholdId::from_uuid(loser.as_uuid()))))
            .select(columns)
            .load(conn)?,
    })
}

fn point(
    conn: &mut Connection,
    operation: OperationId,
    kind: Reshaping,
    rows: &[RosterRow],
    from: AnyId,
    to: AnyId,
) -> Result<(), StorageError> {
    for (roster, row_no) in rows {
        let row = roster_rows::table.find((Bind(operation), Bind(*roster), *row_no));
        match kind {
            Reshaping::Persons => {
                let [from, to] = [from, to].map(|id| PersonId::from_uuid(id.as_uuid()));
                diesel::update(row.filter(roster_rows::person_id.eq(Bind(from))))
                    .set(roster_rows::person_id.eq(Some(Bind(to))))
                    .execute(conn)?;
            }
            Reshaping::Households | Reshaping::Split => {
                let [from, to] = [from, to].map(|id| HouseholdId::from_uuid(id.as_uuid()));
                diesel::update(row.filter(roster_rows::household_id.eq(Bind(from))))
                    .set(roster_rows::household_id.eq(Some(Bind(to))))
                    .execute(conn)?;
            }
        }
    }
    Ok(())
}
