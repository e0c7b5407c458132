//! The ledger over HTTP: who sees what, how one finds a household, what becomes of a change.
#![cfg(test)]

mod changes;
mod duplicates;
mod entering;
mod export;
mod history;
mod life;
mod lists;
mod merges;
mod plans;
mod scope;
mod search;
mod splits;
mod summary;
mod support;
