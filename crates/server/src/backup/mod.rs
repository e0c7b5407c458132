//! The ledger in one file, and back.
//!
//! A backup is a zip: `tables/NAME.jsonl` has a line for each row (see `storage::dialect::whole`), and `manifest.json`, which
//! is written last, says what must be there. It is the same for both engines, so that a district which outgrows SQLite
//! restores its backup into PostgreSQL, and so that each backup can be tried in a scratch file where it was made. It needs
//! no program of the engine: `pg_dump` must fit the server's version and be installed where Homefront runs.
//!
//! The keys are never in it. Without them nobody reads an identity number in it, its owner included; so it names them, and
//! a restore begins with asking for them.

mod archive;
mod manifest;
mod trial;
mod write;

pub use self::{
    archive::Archive,
    manifest::{KeyNames, Manifest},
    trial::{Proof, lacking, prove, try_out},
    write::write,
};
