//! 户: the households of the ledger.

pub(crate) mod checks;
pub(crate) mod duplicates;
mod edit;
mod enter;
mod export;
mod facts;
mod filter;
mod list;
mod listing;
pub mod members;
mod moving;
mod named;
mod page;
mod refresh;
mod rows;
mod write;

pub use edit::Assigned;
pub(crate) use enter::judge;
pub use enter::{Duplicates, NewHousehold, NewMember, Who};
pub use facts::{HouseholdFacts, HouseholdRecord};
pub(crate) use facts::{load, load_many, names};
pub use filter::{Direction, HouseholdFilter, HouseholdKey, HouseholdOrder, OwnerFilter, SortBy, SortValue};
pub use moving::Move;
pub(crate) use moving::go as move_over;
pub use named::Named;
pub(crate) use page::in_order;
pub use page::{HouseholdView, MemberView, SourceView};
pub(crate) use refresh::{
    Coverage, Standing, StandingWorker, derive, refresh, renew, renew_places, standings,
};
pub use rows::{Counted, HouseholdRow, UserRef, Work};
pub(crate) use rows::{organisation_names, rows_of, user_refs};
pub use write::{assign, create, remove, save, step};
pub(crate) use write::{claim, must_be_open};
