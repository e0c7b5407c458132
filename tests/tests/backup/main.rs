//! `homefront backup` and `homefront restore`: what comes back is what was there, on either engine, or nothing comes.
#![cfg(test)]

mod damage;
mod keys;
mod support;
#[path = "../tools/mod.rs"]
mod tools;
mod under_load;
mod whole;
