//! The sealed numbers of rows that wait, for whoever changes the keys.

use diesel::prelude::*;
use domain::ids::{OperationId, RosterId};

use super::rows::Kept;
use crate::{
    Connection, StorageError,
    columns::{Bind, Json},
    schema::roster_rows,
};

/// Shows each sealed number of a roster's rows to `see`.
///
/// # Errors
/// As any read.
pub(crate) fn look(
    conn: &mut Connection,
    operation: OperationId,
    roster: RosterId,
    mut see: impl FnMut(&[u8]),
) -> Result<(), StorageError> {
    let records: Vec<Json<Option<Kept>>> = roster_rows::table
        .filter(roster_rows::operation_id.eq(Bind(operation)))
        .filter(roster_rows::roster_id.eq(Bind(roster)))
        .select(roster_rows::record)
        .load(conn)?;
    records.iter().filter_map(|Json(kept)| kept.as_ref()?.number.as_deref()).for_each(&mut see);
    Ok(())
}

/// Hands each sealed number of a roster's rows to `reseal`, keeps what it gives in its place, and counts those.
///
/// # Errors
/// What `reseal` returns.
pub(crate) fn rows(
    conn: &mut Connection,
    operation: OperationId,
    roster: RosterId,
    mut reseal: impl FnMut(&[u8]) -> Result<Option<Vec<u8>>, StorageError>,
) -> Result<usize, StorageError> {
    let query = roster_rows::table
        .filter(roster_rows::operation_id.eq(Bind(operation)))
        .filter(roster_rows::roster_id.eq(Bind(roster)))
        .order(roster_rows::row_no)
        .select((roster_rows::row_no, roster_rows::record));
    // Nobody may decide on a row between the look at it and its change.
    let rows: Vec<(i32, Json<Option<Kept>>)> = match conn {
        Connection::Postgres(postgres) => query.for_update().load(postgres)?,
        Connection::Sqlite(sqlite) => query.load(sqlite)?,
    };
    let mut resealed = 0;
    for (row_no, Json(kept)) in rows {
        let Some(mut kept) = kept else { continue };
        let Some(sealed) = kept.number.as_deref() else { continue };
        let Some(fresh) = reseal(sealed)? else { continue };
        kept.number = Some(fresh);
        diesel::update(roster_rows::table.find((Bind(operation), Bind(roster), row_no)))
            .set(roster_rows::record.eq(Bind(Some(kept))))
            .execute(conn)?;
        resealed += 1;
    }
    Ok(resealed)
}
