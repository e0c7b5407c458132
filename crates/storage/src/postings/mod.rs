//! 一线岗位: the postings of workers to the front line.

mod edit;
mod facts;
mod write;

pub use facts::{PostingFacts, PostingRecord};
pub use write::{create, remove, save};
pub(crate) use write::{load, of_persons};
