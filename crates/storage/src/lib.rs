//! Where the ledger is kept: one set of queries for SQLite and PostgreSQL, and nobody above knows diesel.
//!
//! Start at [`Database`]; every query of a signed-in person starts at a [`Store`]. What has no signed-in person (signing
//! in, the command line, background work) is in [`unscoped`].

pub mod anonymising;
pub mod areas;
pub mod audit;
pub mod backup;
pub mod blockers;
pub mod columns;
pub mod connection;
pub mod coverage;
pub mod database;
pub mod dialect;
pub mod duplicates;
pub mod error;
pub mod history;
pub mod households;
pub mod ids;
pub mod invitations;
pub mod jobs;
pub mod journal;
pub mod ledger;
pub mod merges;
pub mod migrations;
pub mod openings;
pub mod operations;
pub mod organisations;
pub mod paging;
pub mod persons;
pub mod postings;
mod prepared;
pub mod presence;
pub mod refusal;
pub mod reveals;
pub mod rosters;
pub mod schema;
pub mod search;
pub mod second_factor;
pub mod sessions;
pub mod store;
pub mod summary;
pub mod text;
mod unindexed;
pub mod unscoped;
pub mod users;
pub mod vault;
mod visibility;

pub use connection::{AnyConnection as Connection, Engine};
pub use database::{Database, DatabaseUrl, PoolOptions};
pub use error::{ConflictKind, StorageError};
pub use ledger::{Home, Ledger, Saved};
pub use paging::Slice;
pub use store::{Scoped, Store};
pub use vault::{KeyId, KeyRing, SecretKey, Vault};
