//! A database of one's own for each test.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};
use storage::{Database, DatabaseUrl, Engine, PoolOptions};
use tempfile::TempDir;

use crate::postgres::{self, ClonedDatabase};

/// A migrated, empty database that goes away with the value.
pub struct TestDatabase {
    // Fields are dropped in this order: connections first.
    database: Database,
    url: DatabaseUrl,
    home: Home,
}

/// What holds the data.
#[expect(dead_code, reason = "held for what dropping them does")]
enum Home {
    Folder(TempDir),
    Server(ClonedDatabase),
}

impl std::fmt::Debug for TestDatabase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.url.fmt(f)
    }
}

impl TestDatabase {
    /// A copy of an empty database on which every migration ran.
    ///
    /// # Panics
    /// When the engine is not to be had; the message says how to get it.
    pub fn new(engine: Engine) -> Self {
        match Self::try_new(engine) {
            Ok(database) => database,
            #[expect(clippy::panic, reason = "a test without its database cannot go on")]
            Err(error) => panic!("no {engine:?} database to test with: {error:#}"),
        }
    }

    fn try_new(engine: Engine) -> Result<Self> {
        let (url, home) = match engine {
            Engine::Sqlite => {
                let folder = tempfile::Builder::new().prefix("homefront-test-").tempdir()?;
                let path = folder.path().join("homefront.db");
                fs::copy(sqlite_template()?, &path)?;
                (DatabaseUrl::sqlite(path), Home::Folder(folder))
            }
            Engine::Postgres => {
                let clone = postgres::clone_of_template(&migrations_digest()?)?;
                (clone.url().parse()?, Home::Server(clone))
            }
        };
        let database = Database::open(&url, PoolOptions { connections: 4, ..PoolOptions::default() })?;
        Ok(Self { database, url, home })
    }

    /// The open database.
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// Where it is, for a server of its own.
    pub const fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Which engine it runs on.
    pub fn engine(&self) -> Engine {
        self.database.engine()
    }

    /// The folder that goes away with the test, on SQLite.
    pub fn folder(&self) -> Option<&Path> {
        match &self.home {
            Home::Folder(folder) => Some(folder.path()),
            Home::Server(_) => None,
        }
    }
}

/// Where test runs keep what they share.
pub fn shared_folder() -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/test-databases");
    fs::create_dir_all(&folder).context("making target/test-databases")?;
    Ok(folder)
}

/// Changes with every change of a migration, so that no test starts from an old schema.
fn migrations_digest() -> Result<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut files = Vec::new();
    for engine in ["sqlite", "postgres"] {
        for migration in fs::read_dir(root.join(engine)).context("reading migrations/")? {
            files.push(migration?.path().join("up.sql"));
        }
    }
    files.sort();
    let mut digest = Sha256::new();
    for file in files {
        digest.update(file.to_string_lossy().as_bytes());
        digest.update(fs::read(&file)?);
    }
    Ok(digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

/// A migrated file, made by whichever test comes first.
fn sqlite_template() -> Result<PathBuf> {
    let folder = shared_folder()?;
    let template = folder.join(format!("template-{}.db", migrations_digest()?));
    let lock = fs::File::create(folder.join("sqlite.lock"))?;
    lock.lock()?;
    if !template.exists() {
        let workshop = tempfile::tempdir_in(&folder)?;
        let path = workshop.path().join("template.db");
        let database = Database::open(
            &DatabaseUrl::sqlite(&path),
            PoolOptions { connections: 1, ..PoolOptions::default() },
        )?;
        database.migrate()?;
        // The last connection to close brings the write-ahead log into the file.
        database.maintain(|conn| {
            use diesel::connection::SimpleConnection as _;
            Ok(conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?)
        })?;
        drop(database);
        fs::rename(&path, &template)?;
    }
    Ok(template)
}
