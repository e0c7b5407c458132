//! The two engines behind one set of calls.

use std::{
    ops::{Deref, DerefMut},
    time::{Duration, Instant},
};

use diesel::{
    connection::SimpleConnection as _,
    r2d2::{HandleError, ManageConnection, Pool, R2D2Connection as _},
};

use super::{DatabaseUrl, PoolOptions, postgres::Postgres, sqlite::Sqlite};
use crate::{Connection, connection::Engine, error::StorageError};

pub enum EngineHandle {
    Postgres(Postgres),
    Sqlite(Sqlite),
}

impl EngineHandle {
    pub fn open(url: &DatabaseUrl, options: PoolOptions) -> Result<Self, StorageError> {
        Ok(match url {
            DatabaseUrl::Postgres(url) => Self::Postgres(Postgres::open(url, options)?),
            DatabaseUrl::Sqlite(path) => Self::Sqlite(Sqlite::open(path, options)?),
        })
    }

    pub const fn engine(&self) -> Engine {
        match self {
            Self::Postgres(_) => Engine::Postgres,
            Self::Sqlite(_) => Engine::Sqlite,
        }
    }

    pub fn read<T>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        match self {
            Self::Postgres(postgres) => postgres.read(job),
            Self::Sqlite(sqlite) => sqlite.read(job),
        }
    }

    pub fn read_one<T>(
        &self,
        statement: impl FnOnce(&mut Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        match self {
            Self::Postgres(postgres) => postgres.read_one(statement),
            Self::Sqlite(sqlite) => sqlite.read_one(statement),
        }
    }

    pub fn write<T: Send + 'static>(
        &self,
        job: impl FnMut(&mut Connection) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        match self {
            Self::Postgres(postgres) => postgres.write(job),
            Self::Sqlite(sqlite) => sqlite.write(job),
        }
    }

    pub fn rebuild<T, E: From<StorageError>>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Self::Postgres(postgres) => postgres.rebuild(job),
            Self::Sqlite(sqlite) => sqlite.rebuild(job),
        }
    }

    pub fn maintain<T>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        match self {
            Self::Postgres(postgres) => postgres.maintain(job),
            Self::Sqlite(sqlite) => sqlite.maintain(job),
        }
    }
}

/// How a pool makes its connections. (diesel's own manager would try each engine in turn on a `MultiConnection`, and
/// SQLite takes any text for the name of a file.)
pub trait Connect: std::fmt::Debug + Send + Sync + 'static {
    /// What a connection must be able to answer each time before it is used, where it can go away while it lies in the pool.
    const TRY_BEFORE_USE: Option<&str>;

    fn connect(&self) -> Result<Connection, StorageError>;
}

#[derive(Debug)]
pub struct Connector<C>(pub C);

/// A connection, and when it was last known to be good. To ask it each time would be a third of what a short read costs.
pub struct Pooled {
    conn: Connection,
    good: Instant,
}

/// So soon after its last use a connection is not asked whether it is still there.
const STILL_GOOD: Duration = Duration::from_millis(500);

impl Deref for Pooled {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.conn
    }
}

impl DerefMut for Pooled {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.conn
    }
}

impl<C: Connect> ManageConnection for Connector<C> {
    type Connection = Pooled;
    type Error = StorageError;

    fn connect(&self) -> Result<Pooled, StorageError> {
        Ok(Pooled { conn: self.0.connect()?, good: Instant::now() })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), StorageError> {
        match C::TRY_BEFORE_USE {
            Some(question) if pooled.good.elapsed() > STILL_GOOD => {
                Ok(pooled.conn.batch_execute(question)?)
            }
            _ => Ok(()),
        }
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        let broken = std::thread::panicking() || pooled.conn.is_broken();
        pooled.good = Instant::now();
        broken
    }
}

#[derive(Debug)]
struct LogFailures;

impl HandleError<StorageError> for LogFailures {
    fn handle_error(&self, error: StorageError) {
        tracing::warn!(error = &error as &dyn std::error::Error, "a database connection failed");
    }
}

pub fn pool<C: Connect>(connect: C, options: PoolOptions) -> Result<Pool<Connector<C>>, StorageError> {
    Ok(Pool::builder()
        .max_size(options.connections.max(1))
        .min_idle(Some(1))
        .connection_timeout(options.patience)
        .test_on_check_out(C::TRY_BEFORE_USE.is_some())
        .error_handler(Box::new(LogFailures))
        .build(Connector(connect))?)
}
