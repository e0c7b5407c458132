//! The open database: where connections live and transactions begin and end.

mod engine;
mod options;
mod postgres;
mod sqlite;
mod writer;

use std::sync::Arc;

pub use options::{DatabaseUrl, DatabaseUrlError, PoolOptions};

use crate::{Connection, connection::Engine, error::StorageError, summary::Remembered};
use engine::EngineHandle;

/// A handle on one database; clones share its connections. When the last one goes, running writes finish first.
#[derive(Clone)]
pub struct Database {
    handle: Arc<EngineHandle>,
    remembered: Arc<Remembered>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("engine", &self.engine()).finish_non_exhaustive()
    }
}

impl Database {
    /// Opens the database, making the file where SQLite has none yet. Migrations are a step of their own:
    /// [`Database::migrate`].
    ///
    /// # Errors
    /// [`StorageError::Busy`] when the server cannot be reached, [`StorageError::Internal`] when the file cannot be used.
    pub fn open(url: &DatabaseUrl, options: PoolOptions) -> Result<Self, StorageError> {
        Ok(Self { handle: Arc::new(EngineHandle::open(url, options)?), remembered: Arc::default() })
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        self.handle.engine()
    }

    /// What this process keeps of what it has worked out.
    pub(crate) fn remembered(&self) -> &Remembered {
        &self.remembered
    }

    /// Runs queries that see one moment of the database and change nothing. Blocks the thread.
    ///
    /// # Errors
    /// What `job` returns; [`StorageError::Busy`] when no connection comes free in time.
    pub fn read<T>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        self.handle.read(job)
    }

    /// Runs one transaction; when this returns `Ok`, it is on disk. Blocks the thread.
    ///
    /// The transaction may be tried again (PostgreSQL, when others were in its way), so `job` is called once or more and
    /// does nothing but database work. On SQLite all writes run one after the other on one thread: keep `job` short, and
    /// never call `write` from within it.
    ///
    /// # Errors
    /// What `job` returns, and then nothing of it stays; [`StorageError::Busy`] when the database cannot take it now.
    pub fn write<T: Send + 'static>(
        &self,
        job: impl FnMut(&mut Connection) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.handle.write(job)
    }

    /// [`Database::read`] for async code: the work happens on tokio's blocking threads.
    ///
    /// # Errors
    /// As [`Database::read`].
    pub async fn read_async<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let database = self.clone();
        on_blocking_thread(move || database.read(job)).await
    }

    /// Runs one statement that finds a few rows by a key, without a transaction around it. Where the engine is in this
    /// process (SQLite) and a connection is free, that takes less than asking another thread would, so it happens here.
    ///
    /// # Errors
    /// As [`Database::read`].
    pub async fn read_one_async<T: Send + 'static>(
        &self,
        statement: impl FnOnce(&mut Connection) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        if let EngineHandle::Sqlite(sqlite) = &*self.handle
            && let Some(mut conn) = sqlite.free_reader()
        {
            return statement(&mut conn);
        }
        let database = self.clone();
        on_blocking_thread(move || database.handle.read_one(statement)).await
    }

    /// [`Database::write`] for async code: it waits without a thread on SQLite, and on a blocking thread on PostgreSQL.
    ///
    /// A caller that goes away while it waits does not take the write with it.
    ///
    /// # Errors
    /// As [`Database::write`].
    pub async fn write_async<T: Send + 'static>(
        &self,
        job: impl FnMut(&mut Connection) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        match &*self.handle {
            EngineHandle::Sqlite(sqlite) => sqlite.submit(job)?.await.unwrap_or_else(|_| Err(writer::gone())),
            EngineHandle::Postgres(_) => {
                let database = self.clone();
                on_blocking_thread(move || database.write(job)).await
            }
        }
    }

    /// Brings the schema up to date. Several processes may do this at once; one does the work.
    ///
    /// # Errors
    /// [`StorageError::Internal`] names the migration that failed; it left nothing behind.
    pub fn migrate(&self) -> Result<Vec<String>, StorageError> {
        self.handle.maintain(crate::migrations::run)
    }

    /// The migrations that [`Database::migrate`] would run.
    ///
    /// # Errors
    /// As [`Database::read`].
    pub fn pending_migrations(&self) -> Result<Vec<String>, StorageError> {
        self.handle.maintain(crate::migrations::pending)
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`StorageError::Busy`] when it gives none.
    pub fn ping(&self) -> Result<(), StorageError> {
        use diesel::connection::SimpleConnection as _;
        self.read(|conn| Ok(conn.batch_execute("SELECT 1")?))
    }

    /// Runs one transaction that may also change the schema, and take as long as it needs: what fails leaves nothing.
    /// References need not hold on the way (see [`crate::dialect::whole`]). Others wait.
    ///
    /// # Errors
    /// What `job` returns, and [`StorageError::Busy`] where the database cannot take it now.
    pub fn rebuild<T, E: From<StorageError>>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.handle.rebuild(job)
    }

    /// Runs work that manages its own transactions on a connection of its own: migrations and what tests do to a schema.
    ///
    /// # Errors
    /// What `job` returns.
    #[doc(hidden)]
    pub fn maintain<T>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        self.handle.maintain(job)
    }
}

async fn on_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StorageError> + Send + 'static,
) -> Result<T, StorageError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(failure) => Err(StorageError::internal(failure)),
    }
}
