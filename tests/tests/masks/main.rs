//! What is kept from whom: identity numbers from whoever steals the database, the rest by who reads.
#![cfg(test)]

mod keys;
mod openings;
mod reveals;
mod sight;
mod stolen;
mod support;
#[path = "../tools/mod.rs"]
mod tools;
