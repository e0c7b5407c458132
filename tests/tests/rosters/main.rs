//! 花名册, from outside: offices' lists over HTTP and from the command line, on both engines.
#![cfg(test)]

mod bad_files;
mod client;
mod command_line;
mod corrections;
mod coverage;
mod decisions;
mod disagreements;
mod dump;
mod invented;
mod packs;
mod scope;
#[path = "../tools/mod.rs"]
mod tools;
mod undo;
mod work;
