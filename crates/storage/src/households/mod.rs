//! 户: the households of the ledger.

mod facts;
pub mod members;
mod refresh;
mod write;

pub use facts::{HouseholdFacts, HouseholdRecord};
pub(crate) use facts::{load, load_many, names};
pub(crate) use refresh::refresh;
pub use write::{assign, claim, create, remove, save, step};
