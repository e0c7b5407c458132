//! 人: the people of the ledger.

mod edit;
mod facts;
mod identity;
mod read;
mod search;
mod view;
mod write;

pub(crate) use facts::must_have_a_name;
pub use facts::{Identity, KeptIdentity, NotedIdentity, PersonFacts, PersonRecord, PhoneFacts};
pub(crate) use identity::{hand_on as hand_number_on, keep as keep_identity, sealed as sealed_identity};
pub(crate) use read::{load, load_many, names};
pub use search::{Match, PersonKey};
pub(crate) use view::with_employers;
pub use view::{HouseholdOfPerson, PersonView, PostingView};
pub(crate) use write::{claim, touch};
pub use write::{create, remove, save};
