//! Where the ledger is kept: one set of queries for SQLite and PostgreSQL, and nobody above knows diesel.
//!
//! Start at [`Database`]; every query of a signed-in person starts at a [`Store`].

pub mod columns;
pub mod connection;
pub mod database;
pub mod error;
pub mod ids;
pub mod migrations;
pub mod schema;

pub use connection::{AnyConnection as Connection, Engine};
pub use database::{Database, DatabaseUrl, PoolOptions};
pub use error::{ConflictKind, StorageError};
