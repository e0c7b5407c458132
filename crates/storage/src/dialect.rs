//! What the two engines say differently and one connection type cannot hide. Nowhere else does code ask for the engine.

pub mod whole;

use diesel::{
    ExpressionMethods as _, QueryDsl as _, RunQueryDsl as _,
    connection::SimpleConnection as _,
    sql_query,
    sql_types::{Array, BigInt, Binary, Uuid},
};
use domain::ids::{EntryId, HouseholdId, OperationId};

use crate::{
    Connection,
    columns::Bind,
    error::StorageError,
    prepared::Prepare as _,
    schema::{households, journal},
};

/// Runs one expression against the engine's own connection, for what `MultiConnection` cannot express: inserting many
/// rows at once, `ON CONFLICT`, `FOR UPDATE`.
macro_rules! on_each_engine {
    ($conn:expr, $own:ident => $body:expr) => {
        match $conn {
            $crate::Connection::Postgres($own) => $body,
            $crate::Connection::Sqlite($own) => $body,
        }
    };
}
pub(crate) use on_each_engine;

/// Inserts many rows with statements that are planned once. `rows` is a `Vec` of tuples such as `(column.eq(value), …)`.
///
/// SQLite takes them one by one, which costs it nothing; for PostgreSQL they go in as few round trips as statements of
/// few texts allow. What follows the values, `ON CONFLICT` for one, stands behind: `insert => insert.on_conflict(…)…`; then
/// no two rows may meet the same conflict.
macro_rules! insert_all {
    ($conn:expr, $table:expr, $rows:expr) => {
        $crate::dialect::insert_all!($conn, $table, $rows, insert => insert)
    };
    ($conn:expr, $table:expr, $rows:expr, $insert:ident => $complete:expr) => {{
        use $crate::prepared::Prepare as _;
        let rows = $rows;
        match $conn {
            $crate::Connection::Sqlite(own) => rows.into_iter().try_for_each(|row| {
                let $insert = diesel::insert_into($table).values(row);
                diesel::RunQueryDsl::execute($complete.prepared(), own).map(drop)
            }),
            $crate::Connection::Postgres(own) => {
                let mut left = rows.len();
                let mut rows = rows.into_iter();
                let mut outcome = Ok(());
                while left > 0 && outcome.is_ok() {
                    let size = $crate::prepared::rows_at_once(left);
                    let chunk: Vec<_> = rows.by_ref().take(size).collect();
                    left -= size;
                    let $insert = diesel::insert_into($table).values(chunk);
                    outcome = diesel::RunQueryDsl::execute($complete.prepared(), own).map(drop);
                }
                outcome
            }
        }
    }};
}
pub(crate) use insert_all;

/// Work of which one transaction of an operation may be doing at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Numbering and chaining journal entries.
    Sealing = 1,
    /// Matching people and writing them: two lists at once could each enter the same person.
    Matching = 2,
    /// Deciding about users and adding areas: two administrators could each lock the other, or take one place twice.
    Administering = 3,
}

/// Waits until no other transaction holds the turn, and holds it until this one ends.
///
/// SQLite has one writer, so there it is always one's turn.
///
/// # Errors
/// [`StorageError::Busy`] after half a minute.
pub fn take_turn(conn: &mut Connection, operation: OperationId, turn: Turn) -> Result<(), StorageError> {
    match conn {
        Connection::Sqlite(_) => Ok(()),
        Connection::Postgres(postgres) => {
            sql_query("SELECT pg_advisory_xact_lock($1)")
                .bind::<BigInt, _>(turn_key(operation, u64::from(turn as u8)))
                .execute(postgres)?;
            Ok(())
        }
    }
}

/// What numbers an entry of the journal and chains it to the one before.
#[derive(Debug, Clone, Copy)]
pub struct Seal {
    /// The entry.
    pub id: EntryId,
    /// Its number.
    pub position: i64,
    /// The hash of the entry before.
    pub previous: [u8; 32],
    /// Its own.
    pub hash: [u8; 32],
}

/// Writes seals: on PostgreSQL in one statement, since an import leaves thousands and each would be a round trip.
///
/// # Errors
/// As any write.
pub fn put_seals(conn: &mut Connection, operation: OperationId, seals: &[Seal]) -> Result<(), StorageError> {
    match conn {
        Connection::Sqlite(sqlite) => {
            for seal in seals {
                diesel::update(journal::table.find((Bind(operation), Bind(seal.id))))
                    .set((
                        journal::position.eq(seal.position),
                        journal::previous_hash.eq(seal.previous.as_slice()),
                        journal::hash.eq(seal.hash.as_slice()),
                    ))
                    .prepared()
                    .execute(sqlite)?;
            }
        }
        Connection::Postgres(postgres) => {
            let ids: Vec<_> = seals.iter().map(|seal| seal.id.as_uuid()).collect();
            let positions: Vec<_> = seals.iter().map(|seal| seal.position).collect();
            let previous: Vec<_> = seals.iter().map(|seal| seal.previous.as_slice()).collect();
            let hashes: Vec<_> = seals.iter().map(|seal| seal.hash.as_slice()).collect();
            sql_query(
                "UPDATE journal SET position = new.position, previous_hash = new.previous_hash, hash = new.hash \
                 FROM unnest($1, $2, $3, $4) AS new (id, position, previous_hash, hash) \
                 WHERE journal.operation_id = $5 AND journal.id = new.id",
            )
            .bind::<Array<Uuid>, _>(ids)
            .bind::<Array<BigInt>, _>(positions)
            .bind::<Array<Binary>, _>(previous)
            .bind::<Array<Binary>, _>(hashes)
            .bind::<Uuid, _>(operation.as_uuid())
            .prepared()
            .execute(postgres)?;
        }
    }
    Ok(())
}

/// Who may say where areas lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// Those who rely on it: together.
    Stay,
    /// One who changes it, or what areas are called: alone.
    Change,
}

/// Keeps areas where they are, or everybody away from them, until this transaction ends. Without it a household could be
/// entered where its village was a moment ago.
///
/// SQLite has one writer.
///
/// # Errors
/// [`StorageError::Busy`] when one who relies on the areas goes on for seconds.
pub fn hold_places(
    conn: &mut Connection,
    operation: OperationId,
    places: Places,
) -> Result<(), StorageError> {
    /// Behind the last [`Turn`].
    const PLACES: u64 = 8;
    match conn {
        Connection::Sqlite(_) => Ok(()),
        Connection::Postgres(postgres) => {
            let key = turn_key(operation, PLACES);
            match places {
                Places::Stay => {
                    sql_query("SELECT pg_advisory_xact_lock_shared($1)")
                        .bind::<BigInt, _>(key)
                        .execute(postgres)?;
                }
                Places::Change => {
                    // While this one waits, everybody who comes later does, too.
                    postgres.batch_execute("SET LOCAL lock_timeout = '2s'")?;
                    sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(key).execute(postgres)?;
                    postgres.batch_execute("SET LOCAL lock_timeout = '30s'")?;
                }
            }
            Ok(())
        }
    }
}

/// The random end of the UUIDv7, with what is locked in its lowest bits.
fn turn_key(operation: OperationId, what: u64) -> i64 {
    let (_, random) = operation.as_uuid().as_u64_pair();
    ((random & !0xf) | what).cast_signed()
}

/// Holds households as they are until this transaction ends: what is read of them from here on is what the last writer left.
///
/// SQLite has one writer, so there nobody changes them anyway.
///
/// # Errors
/// As any write.
pub fn lock_households(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[HouseholdId],
) -> Result<(), StorageError> {
    match conn {
        Connection::Sqlite(_) => Ok(()),
        Connection::Postgres(postgres) => {
            let _locked: Vec<HouseholdId> = households::table
                .filter(households::operation_id.eq(Bind(operation)))
                .filter(households::id.eq_any(ids.iter().copied().map(Bind)))
                .order(households::id)
                .select(households::id)
                .for_update()
                .load(postgres)?;
            Ok(())
        }
    }
}

/// Lets PostgreSQL count the ledger's tables in the middle of a long transaction.
///
/// Its plans for checking references were made when the transaction began. On tables that were nearly empty then and were
/// never counted, all indexes look alike to the planner, and it may read every row of the operation for each check.
/// SQLite has its figures from the migrations.
///
/// # Errors
/// As any write.
pub fn count_anew(conn: &mut Connection) -> Result<(), StorageError> {
    match conn {
        Connection::Sqlite(_) => Ok(()),
        Connection::Postgres(postgres) => {
            // Another operation's import may be counting: its figures serve as well, so nobody waits.
            sql_query("ANALYZE (SKIP_LOCKED) households, persons, memberships, postings")
                .execute(postgres)?;
            Ok(())
        }
    }
}

/// Lets this connection overwrite with zeros what it deletes or replaces. PostgreSQL keeps the old version of a row until
/// [`clear_what_went`].
///
/// # Errors
/// As the engine's.
pub fn overwrite_what_goes(conn: &mut Connection) -> Result<(), StorageError> {
    match conn {
        Connection::Sqlite(sqlite) => Ok(sqlite.batch_execute("PRAGMA secure_delete = ON")?),
        Connection::Postgres(_) => Ok(()),
    }
}

/// Lets SQLite's log, in which old pages stand, begin anew. Outside of a transaction.
///
/// # Errors
/// As the engine's.
pub fn checkpoint(conn: &mut Connection) -> Result<(), StorageError> {
    match conn {
        Connection::Sqlite(sqlite) => Ok(sqlite.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?),
        Connection::Postgres(_) => Ok(()),
    }
}

/// Ends [`overwrite_what_goes`].
///
/// # Errors
/// As the engine's.
pub fn leave_what_goes(conn: &mut Connection) -> Result<(), StorageError> {
    match conn {
        Connection::Sqlite(sqlite) => Ok(sqlite.batch_execute("PRAGMA secure_delete = OFF")?),
        Connection::Postgres(_) => Ok(()),
    }
}

/// Clears what was replaced from the files: SQLite's log, PostgreSQL's old versions of rows. Outside of a transaction.
///
/// # Errors
/// As the engine's.
pub fn clear_what_went(conn: &mut Connection) -> Result<(), StorageError> {
    match conn {
        Connection::Sqlite(_) => checkpoint(conn),
        Connection::Postgres(postgres) => {
            Ok(postgres.batch_execute(
            "VACUUM persons, phones, identity_numbers, aliases, households, search_terms, roster_files, roster_rows,
                rosters, journal, coverage_settlements, idempotency_keys, jobs",
        )?)
        }
    }
}
