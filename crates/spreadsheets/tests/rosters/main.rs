//! From the offices' files to the ledger, with a ledger in memory.

mod bad_files;
mod common;
mod decisions;
mod invented;
mod packs;
mod properties;
mod recognition;
