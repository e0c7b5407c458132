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

/// Fails on a standby: a connection that was made before the servers changed places is of no use, and the pool drops it.
const TAKES_WRITES: &str = "SELECT 1 / (CASE WHEN pg_is_in_recovery() THEN 0 ELSE 1 END)";

impl Connect for Server {
    const TRY_BEFORE_USE: Option<&str> = Some(TAKES_WRITES);

    fn connect(&self) -> Result<Connection, StorageError> {
        // libpq's messages name host and user, never the password.
        let mut conn = PgConnection::establish(&self.url).map_err(StorageError::busy)?;
        conn.batch_execute(TAKES_WRITES).map_err(|_| StorageError::busy("the server takes no writes"))?;
        conn.batch_execute(
            "SET TIME ZONE 'UTC'; SET lock_timeout = '30s'; SET client_min_messages = 'warning'",
        )?;
        Ok(Connection::Postgres(conn))
    }
}

/// What libpq does without being told is wait for minutes: for a machine that is gone, and for an answer of it. Of several
/// hosts it takes the first that answers, a standby as well.
fn with_defaults(url: &str) -> String {
    let (address, mut parameters) =
        url.split_once('?').map_or((url, String::new()), |(address, given)| (address, given.to_owned()));
    let has_several = address.contains(',')
        || parameters.split('&').any(|one| one.starts_with("host=") && one.contains(','));
    let mut defaults = vec![
        ("connect_timeout", "3"),
        ("tcp_user_timeout", "10000"),
        ("keepalives_idle", "10"),
        ("keepalives_interval", "5"),
        ("keepalives_count", "3"),
    ];
    if has_several {
        defaults.push(("target_session_attrs", "read-write"));
    }
    for (name, value) in defaults {
        if !parameters.split('&').any(|one| one.split('=').next() == Some(name)) {
            let and = if parameters.is_empty() { "" } else { "&" };
            parameters.push_str(&format!("{and}{name}={value}"));
        }
    }
    format!("{address}?{parameters}")
}

impl Postgres {
    pub fn open(url: &str, options: PoolOptions) -> Result<Self, StorageError> {
        Ok(Self { pool: pool(Server { url: with_defaults(url) }, options)? })
    }

    pub fn read<T>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let mut conn = self.pool.get()?;
        transaction(&mut conn, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", job)
    }

    /// One statement sees one moment by itself.
    pub fn read_one<T>(
        &self,
        statement: impl FnOnce(&mut Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        statement(&mut *self.pool.get()?)
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

    pub fn rebuild<T, E: From<StorageError>>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = self.pool.get().map_err(StorageError::from)?;
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
fn transaction<T, E: From<StorageError>>(
    conn: &mut Connection,
    begin: &str,
    job: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    let Connection::Postgres(postgres) = conn else {
        return Err(StorageError::internal("a PostgreSQL pool holds PostgreSQL connections").into());
    };
    diesel::connection::AnsiTransactionManager::begin_transaction_sql(postgres, begin)
        .map_err(StorageError::from)?;
    match job(conn) {
        Ok(value) => {
            <Connection as diesel::Connection>::TransactionManager::commit_transaction(conn)
                .map_err(StorageError::from)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_hosts_the_one_that_takes_writes_is_asked() {
        let several = with_defaults("postgres://a@one:5432,two:5432/ledger");
        assert!(several.starts_with("postgres://a@one:5432,two:5432/ledger?connect_timeout=3&"), "{several}");
        assert!(several.ends_with("&target_session_attrs=read-write"), "{several}");
        assert!(with_defaults("postgres:///ledger?host=/run/one,/run/two").contains("target_session_attrs"));
        assert!(!with_defaults("postgres://one/ledger").contains("target_session_attrs"));
    }

    #[test]
    fn what_is_given_stays() {
        let given = with_defaults("postgres://one,two/ledger?connect_timeout=60&target_session_attrs=any");
        assert!(given.starts_with(
            "postgres://one,two/ledger?connect_timeout=60&target_session_attrs=any&tcp_user_timeout="
        ));
        assert_eq!(given.matches("connect_timeout").count() + given.matches("session_attrs").count(), 2);
    }
}
