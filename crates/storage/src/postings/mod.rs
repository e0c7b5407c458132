//! 一线岗位: the postings of workers to the front line.

mod facts;
mod write;

pub use facts::{PostingFacts, PostingRecord};
pub use write::{claim, create, load, of_persons, remove, save};
