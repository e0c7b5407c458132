//! PostgreSQL: a pool of connections; transactions that stood in each other's way are tried again.

use std::time::Duration;

use diesel::{
    Connection as _, PgConnection,
    connection::{SimpleConnection as _, TransactionManager as _},
    r2d2::Pool,
};

use super::{
    PoolOptions,
    engine::{Connect, Connector, pool},
};
use crate::{Connection, error::StorageError};

/// Tries of a transaction that a deadlock or a serialization failure ended.
const TRIES: u32 = 5;

pub struct Postgres {
    pool: Pool<Connector<Server>>,
}

#[derive(Debug)]
struct Server {
    url: String,
}

impl Connect for Server {
    const TRY_BEFORE_USE: bool = true;

    fn connect(&self) -> Result<Connection, StorageError> {
        // libpq's messages name host and user, never the password.
        let mut conn = PgConnection::establish(&self.url).map_err(StorageError::busy)?;
        conn.batch_execute(
            "SET TIME ZONE 'UTC'; SET lock_timeout = '30s'; SET client_min_messages = 'warning'",
        )?;
        Ok(Connection::Postgres(conn))
    }
}

impl Postgres {
    pub fn open(url: &str, options: PoolOptions) -> Result<Self, StorageError> {
        Ok(Self { pool: pool(Server { url: url.to_owned() }, options)? })
    }

    pub fn read<T>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let mut conn = self.pool.get()?;
        transaction(&mut conn, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", job)
    }

    pub fn write<T>(
        &self,
        mut job: impl FnMut(&mut Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let mut conn = self.pool.get()?;
        for attempt in 1..TRIES {
            match transaction(&mut conn, "BEGIN ISOLATION LEVEL READ COMMITTED", &mut job) {
                Err(StorageError::Busy(reason)) if !is_broken(&mut conn) => {
                    tracing::debug!(
                        attempt,
                        reason = &*reason as &dyn std::error::Error,
                        "trying a transaction again"
                    );
                    std::thread::sleep(pause(attempt));
                }
                outcome => return outcome,
            }
        }
        transaction(&mut conn, "BEGIN ISOLATION LEVEL READ COMMITTED", job)
    }

    pub fn maintain<T>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        job(&mut *self.pool.get()?)
    }
}

/// Longer each time, and not the same for two transactions that met.
fn pause(attempt: u32) -> Duration {
    let jitter = getrandom::u32().unwrap_or_default() % 10;
    Duration::from_millis(u64::from(5 * (1 << attempt) + jitter))
}

fn is_broken(conn: &mut Connection) -> bool {
    diesel::r2d2::R2D2Connection::is_broken(conn)
}

/// A transaction with its own `BEGIN`; a panic inside leaves the connection broken, and the pool drops it.
fn transaction<T>(
    conn: &mut Connection,
    begin: &str,
    job: impl FnOnce(&mut Connection) -> Result<T, StorageError>,
) -> Result<T, StorageError> {
    let Connection::Postgres(postgres) = conn else {
        return Err(StorageError::internal("a PostgreSQL pool holds PostgreSQL connections"));
    };
    diesel::connection::AnsiTransactionManager::begin_transaction_sql(postgres, begin)?;
    match job(conn) {
        Ok(value) => {
            <Connection as diesel::Connection>::TransactionManager::commit_transaction(conn)?;
            Ok(value)
        }
        Err(error) => {
            match <Connection as diesel::Connection>::TransactionManager::rollback_transaction(conn) {
                Ok(()) | Err(diesel::result::Error::BrokenTransactionManager) => Err(error),
                Err(rollback) => {
                    tracing::warn!(
                        error = &rollback as &dyn std::error::Error,
                        "a transaction could not be rolled back"
                    );
                    Err(error)
                }
            }
        }
    }
}
