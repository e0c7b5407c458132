//! Sealing: numbering entries after their transactions are over, so that readers miss none, and chaining them.

use diesel::prelude::*;
use domain::ids::OperationId;

use super::{EntryRow, chain};
use crate::{
    Connection, Database, StorageError,
    columns::Bind,
    dialect::{Seal, Turn, put_seals, take_turn},
    schema::journal,
};

/// Entries sealed in one transaction: few enough that other writers hardly wait.
const AT_ONCE: i64 = 500;

/// Seals the next entries of an operation, in one transaction, and counts them. Zero: all are sealed.
///
/// Only committed entries are seen here, and only one process at a time has its turn: so a position that a reader sees
/// never has an unsealed one before it, and whatever is committed later gets a later position.
///
/// # Errors
/// As the engine's.
pub fn seal(conn: &mut Connection, operation: OperationId) -> Result<usize, StorageError> {
    take_turn(conn, operation, Turn::Sealing)?;
    let last: Option<(Option<i64>, Option<Vec<u8>>)> = journal::table
        .filter(journal::operation_id.eq(Bind(operation)))
        .filter(journal::position.is_not_null())
        .order(journal::position.desc())
        .select((journal::position, journal::hash))
        .first(conn)
        .optional()?;
    let (mut position, mut previous) = match last {
        None => (0, chain::origin(operation)),
        Some((Some(position), Some(hash))) => (
            position,
            hash.try_into().map_err(|_| StorageError::internal("a hash in the journal has an odd length"))?,
        ),
        Some(_) => return Err(StorageError::internal("a numbered journal entry has no hash")),
    };
    let waiting = journal::table
        .filter(journal::operation_id.eq(Bind(operation)))
        .filter(journal::position.is_null())
        // One that was sealed and lost its number is for `verify` to find, not to be sealed anew.
        .filter(journal::hash.is_null())
        .order(journal::id.asc())
        .limit(AT_ONCE)
        .select(EntryRow::as_select())
        .load(conn)?;
    let seal = |entry: &EntryRow| {
        position += 1;
        let hash = chain::hash(&previous, position, entry);
        let previous = std::mem::replace(&mut previous, hash);
        Seal { id: entry.id, position, previous, hash }
    };
    let seals: Vec<Seal> = waiting.iter().map(seal).collect();
    put_seals(conn, operation, &seals)?;
    Ok(waiting.len())
}

/// Seals whatever waits, in all operations, and counts it. The server does this every second, and before it verifies.
///
/// # Errors
/// As the engine's.
pub async fn seal_all(database: &Database) -> Result<usize, StorageError> {
    let operations: Vec<OperationId> = database
        .read_async(|conn| {
            Ok(journal::table
                .filter(journal::position.is_null())
                .select(journal::operation_id)
                .distinct()
                .load(conn)?)
        })
        .await?;
    let mut sealed = 0;
    for operation in operations {
        loop {
            match database.write_async(move |tx| seal(tx, operation)).await? {
                0 => break,
                count => sealed += count,
            }
        }
    }
    Ok(sealed)
}
