//! Following others' changes: the journal for programs, events for open pages, and who else is there.
#![cfg(test)]

mod changes;
mod events;
mod feed;
mod presence;

#[allow(dead_code, clippy::allow_attributes, reason = "the ledger's tests use all of it")]
#[path = "../ledger/support.rs"]
mod support;
