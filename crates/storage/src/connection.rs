//! One connection type over both engines, so that a query is written once.
#![expect(missing_docs, reason = "diesel's derive makes public items without documentation")]

use diesel::{PgConnection, SqliteConnection};

/// A connection to either engine, [`crate::Connection`] elsewhere: here that name is the trait's. Where SQL differs between them, see [`crate::dialect`].
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// More than one machine.
    Postgres(PgConnection),
    /// One file.
    Sqlite(SqliteConnection),
}

impl std::fmt::Debug for AnyConnection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.engine().fmt(f)
    }
}

/// The database engine behind a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL 15 or later.
    Postgres,
    /// SQLite, linked into the binary.
    Sqlite,
}

impl AnyConnection {
    /// Which engine answers.
    pub const fn engine(&self) -> Engine {
        match self {
            Self::Postgres(_) => Engine::Postgres,
            Self::Sqlite(_) => Engine::Sqlite,
        }
    }
}
