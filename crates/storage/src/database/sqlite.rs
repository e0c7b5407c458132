//! SQLite: many connections read one moment each, one thread writes.

use std::{
    fs::OpenOptions,
    path::{Path, PathBuf},
};

use diesel::{
    Connection as _, SqliteConnection,
    connection::{SimpleConnection as _, TransactionManager as _},
    r2d2::{Pool, PooledConnection},
};
use tokio::sync::oneshot;

use super::{
    PoolOptions,
    engine::{Connect, Connector, pool},
    writer::{self, Writer},
};
use crate::{Connection, error::StorageError};

pub struct Sqlite {
    file: File,
    readers: Pool<Connector<Reader>>,
    writer: Writer,
}

#[derive(Debug, Clone)]
struct File {
    path: PathBuf,
}

/// The file holds families' data: only its owner may read it. SQLite gives the files beside it the same rights.
#[cfg(unix)]
fn create(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().create(true).append(true).mode(0o600).open(path).map(drop)
}

#[cfg(not(unix))]
fn create(path: &Path) -> std::io::Result<()> {
    OpenOptions::new().create(true).append(true).open(path).map(drop)
}

impl File {
    fn connect(&self, settings: &str) -> Result<Connection, StorageError> {
        let path = self
            .path
            .to_str()
            .ok_or_else(|| StorageError::internal("the path of the database is not UTF-8"))?;
        // A leading `./` keeps a file named like a URI or `:memory:` a file.
        let path = if self.path.is_relative() { format!("./{path}") } else { path.to_owned() };
        let mut conn = SqliteConnection::establish(&path).map_err(StorageError::internal)?;
        conn.batch_execute("PRAGMA busy_timeout = 10000")?;
        conn.batch_execute(settings)?;
        Ok(Connection::Sqlite(conn))
    }

    /// What was acknowledged survives a power cut: each COMMIT waits for the disk (`synchronous = FULL`).
    fn connect_writer(&self) -> Result<Connection, StorageError> {
        self.connect(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY",
        )
    }
}

#[derive(Debug)]
pub struct Reader(File);

impl Connect for Reader {
    const TRY_BEFORE_USE: Option<&str> = None;

    fn connect(&self) -> Result<Connection, StorageError> {
        self.0.connect("PRAGMA query_only = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY")
    }
}

impl Sqlite {
    pub fn open(path: &Path, options: PoolOptions) -> Result<Self, StorageError> {
        create(path).map_err(StorageError::internal)?;
        let file = File { path: path.to_owned() };
        let connect = {
            let file = file.clone();
            move || file.connect_writer()
        };
        let writer = Writer::start(connect, options.queue)?;
        let readers = pool(Reader(file.clone()), options)?;
        Ok(Self { file, readers, writer })
    }

    pub fn read<T>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let mut conn = self.readers.get()?;
        (*conn).transaction(job)
    }

    /// One statement sees one moment by itself.
    pub fn read_one<T>(
        &self,
        statement: impl FnOnce(&mut Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        statement(&mut *self.readers.get()?)
    }

    /// A reading connection that is free at this moment.
    pub fn free_reader(&self) -> Option<PooledConnection<Connector<Reader>>> {
        self.readers.try_get()
    }

    pub fn write<T: Send + 'static>(
        &self,
        job: impl FnMut(&mut Connection) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.writer.write(job)
    }

    pub fn submit<T: Send + 'static>(
        &self,
        job: impl FnMut(&mut Connection) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T, StorageError>>, StorageError> {
        let (answer, answered) = oneshot::channel();
        self.writer.submit(job, move |outcome| drop(answer.send(outcome)))?;
        Ok(answered)
    }

    /// On a second writing connection that checks no references: tables that refer to each other can come and go.
    pub fn rebuild<T, E: From<StorageError>>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = self.file.connect_writer()?;
        conn.batch_execute("PRAGMA foreign_keys = OFF").map_err(StorageError::from)?;
        writer::begin(&mut conn).map_err(StorageError::from)?;
        let outcome = job(&mut conn);
        // What is not committed goes with the connection.
        if outcome.is_ok() {
            <Connection as diesel::Connection>::TransactionManager::commit_transaction(&mut conn)
                .map_err(StorageError::from)?;
        }
        outcome
    }

    /// A second writing connection: the writer thread waits for it as another process's would.
    pub fn maintain<T>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        job(&mut self.file.connect_writer()?)
    }
}
