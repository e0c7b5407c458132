//! What the operation is: its words, its rules and its state machines.
//!
//! No I/O, no clock, no SQL. The same code validates in the browser (wasm) and on the server.

pub mod access;
pub mod administration;
pub mod anonymising;
pub mod area_lists;
pub mod areas;
pub mod coverage;
pub mod dates;
pub mod duplicates;
pub mod history;
pub mod households;
pub mod identity_number;
pub mod ids;
pub mod jobs;
pub mod journal;
pub mod masking;
pub mod merges;
pub mod organisations;
pub mod persons;
pub mod phone;
pub mod postings;
pub mod presence;
pub mod problems;
pub mod rosters;
pub mod text;
pub mod users;
pub mod words;
