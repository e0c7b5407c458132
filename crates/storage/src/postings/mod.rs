//! 一线岗位: the postings of workers to the front line.

mod edit;
mod facts;
mod write;

pub use facts::{PostingFacts, PostingRecord};
pub(crate) use write::{bring, by_ids, load, of_persons};
pub use write::{create, remove, save};
