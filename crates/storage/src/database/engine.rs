//! The two engines behind one set of calls.

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

impl<C: Connect> ManageConnection for Connector<C> {
    type Connection = Connection;
    type Error = StorageError;

    fn connect(&self) -> Result<Connection, StorageError> {
        self.0.connect()
    }

    fn is_valid(&self, conn: &mut Connection) -> Result<(), StorageError> {
        C::TRY_BEFORE_USE.map_or(Ok(()), |question| Ok(conn.batch_execute(question)?))
    }

    fn has_broken(&self, conn: &mut Connection) -> bool {
        std::thread::panicking() || conn.is_broken()
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
