//! The schema's history, embedded in the binary: the same directories for both engines.

use diesel::{
    RunQueryDsl as _,
    connection::SimpleConnection as _,
    migration::{Migration as _, MigrationSource, MigrationVersion},
    sql_query,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::{Connection, dialect::on_each_engine, error::StorageError};

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

/// The versions of those that ran, in order. Changes nothing, not even where none has run yet.
pub(crate) fn applied(conn: &mut Connection) -> Result<Vec<String>, StorageError> {
    let query = "SELECT version AS version FROM __diesel_schema_migrations ORDER BY version";
    let rows: Vec<Applied> = on_each_engine!(conn, own => sql_query(query).load(own))?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

#[derive(diesel::QueryableByName)]
struct Applied {
    #[diesel(sql_type = diesel::sql_types::Text)]
    version: String,
}

/// Runs these of the pending ones and no others; gives back the versions that are not among them.
pub(crate) fn run_only(conn: &mut Connection, versions: &[String]) -> Result<Vec<String>, StorageError> {
    let left = match conn {
        Connection::Postgres(postgres) => run_chosen(postgres, POSTGRES, versions),
        Connection::Sqlite(sqlite) => run_chosen(sqlite, SQLITE, versions),
    };
    left.map_err(StorageError::Internal)
}

fn run_chosen<DB: diesel::backend::Backend>(
    harness: &mut impl MigrationHarness<DB>,
    source: EmbeddedMigrations,
    versions: &[String],
) -> diesel::migration::Result<Vec<String>>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let mut left = versions.to_vec();
    for migration in harness.pending_migrations(source)? {
        let version = migration.name().version().to_string();
        if left.contains(&version) {
            harness.run_migration(&migration)?;
            left.retain(|other| *other != version);
        }
    }
    Ok(left)
}

/// Runs what is pending within a transaction that is the only one at work, and names it.
pub(crate) fn run_within(conn: &mut Connection) -> Result<Vec<String>, StorageError> {
    let ran = match conn {
        Connection::Postgres(postgres) => postgres.run_pending_migrations(POSTGRES).map(names),
        Connection::Sqlite(sqlite) => sqlite.run_pending_migrations(SQLITE).map(names),
    };
    ran.map_err(StorageError::Internal)
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

/// Takes the newest migration back. For tests of the migrations only.
#[doc(hidden)]
pub fn revert_last(conn: &mut Connection) -> Result<String, StorageError> {
    let reverted = match conn {
        Connection::Postgres(postgres) => postgres.revert_last_migration(POSTGRES),
        Connection::Sqlite(sqlite) => sqlite.revert_last_migration(SQLITE),
    };
    reverted.map(|version| version.to_string()).map_err(StorageError::Internal)
}

fn names(versions: Vec<MigrationVersion<'_>>) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}
