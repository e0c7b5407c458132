//! The schema's history, embedded in the binary: the same directories for both engines.

use diesel::{
    connection::SimpleConnection as _,
    migration::{Migration as _, MigrationVersion},
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::{Connection, error::StorageError};

const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// A number of ours for PostgreSQL's advisory locks, so that one process migrates while others wait.
const LOCK: i64 = 0x686f_6d65_6672_6f6e;

/// Runs what is pending and names it.
pub(crate) fn run(conn: &mut Connection) -> Result<Vec<String>, StorageError> {
    match conn {
        Connection::Postgres(postgres) => {
            postgres.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))?;
            let ran = postgres.run_pending_migrations(POSTGRES).map(names);
            postgres.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?;
            ran.map_err(StorageError::Internal)
        }
        // The write lock comes before the look at what is pending: another process may be at it.
        Connection::Sqlite(sqlite) => sqlite.immediate_transaction(|sqlite| {
            sqlite.run_pending_migrations(SQLITE).map(names).map_err(StorageError::Internal)
        }),
    }
}

/// Names what is pending.
pub(crate) fn pending(conn: &mut Connection) -> Result<Vec<String>, StorageError> {
    let pending = match conn {
        Connection::Postgres(postgres) => postgres
            .pending_migrations(POSTGRES)
            .map(|all| all.iter().map(|migration| migration.name().to_string()).collect()),
        Connection::Sqlite(sqlite) => sqlite
            .pending_migrations(SQLITE)
            .map(|all| all.iter().map(|migration| migration.name().to_string()).collect()),
    };
    pending.map_err(StorageError::Internal)
}

/// Takes every migration back, newest first. For tests of the migrations only.
#[doc(hidden)]
pub fn revert_all(conn: &mut Connection) -> Result<Vec<String>, StorageError> {
    let reverted = match conn {
        Connection::Postgres(postgres) => postgres.revert_all_migrations(POSTGRES).map(names),
        Connection::Sqlite(sqlite) => sqlite.revert_all_migrations(SQLITE).map(names),
    };
    reverted.map_err(StorageError::Internal)
}

fn names(versions: Vec<MigrationVersion<'_>>) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}
