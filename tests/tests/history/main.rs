//! What the journal is for: the page as of any earlier day, and proof that it is as it was written.
#![cfg(test)]

mod anonymising;
mod as_of;
mod proof;

#[allow(dead_code, clippy::allow_attributes, reason = "the ledger's tests use all of it")]
#[path = "../ledger/support.rs"]
mod support;

#[allow(dead_code, clippy::allow_attributes, reason = "the rosters' tests use all of it")]
#[path = "../rosters/client.rs"]
mod client;
