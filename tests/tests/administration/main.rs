//! Administration over HTTP: who may decide about whom, one-time links, one's own account, several operations.
#![cfg(test)]

mod account;
mod area_lists;
mod areas;
mod audit;
mod invitations;
mod moving;
mod operations;
mod organisations;
mod second_factor;
#[path = "../ledger/support.rs"]
#[expect(dead_code, reason = "the ledger's tests use the rest")]
mod support;
mod users;
