//! The whole ledger out of one database and into another, whichever engines they run on.
//!
//! A [`Snapshot`] is one moment of the database, read while others write. [`restore()`] makes the schema of that moment
//! anew, fills it, brings it up to date and proves it, all in one transaction: a restore that fails leaves what was there.

mod restore;
mod snapshot;

pub use self::{
    restore::{Given, Lines, Replacing, RestoreError, Restored, restore},
    snapshot::{Journal, KeysNamed, Snapshot},
};
pub use crate::dialect::whole::Table;
