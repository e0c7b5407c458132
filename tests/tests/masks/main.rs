//! What is kept from whom: identity numbers from whoever steals the database, the rest by who reads.
#![cfg(test)]

mod sight;
mod stolen;
mod support;
