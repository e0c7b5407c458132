//! Two entries that turn out to be one, and households that turn out to be two: merged field by field, found by what they
//! were called before, divided, and taken back later.

pub(crate) mod aliases;
mod households;
mod parts;
mod persons;
mod record;
mod rejoin;
mod split;
mod undo;

pub use aliases::Alias;
pub(crate) use households::go_over as household_goes_over;
pub(crate) use persons::go_over as person_goes_over;
pub(crate) use record::undone_batches;
pub use split::{Split, SplitMember};
pub use undo::Undone;
