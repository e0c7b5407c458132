//! Two entries that turn out to be one: merged field by field, found by what they were called before, and taken back
//! later.

pub(crate) mod aliases;
mod households;
mod parts;
mod persons;
mod record;
mod undo;

pub use aliases::Alias;
pub(crate) use households::go_over as household_goes_over;
pub(crate) use persons::go_over as person_goes_over;
pub(crate) use record::undone_batches;
pub use undo::Undone;
