//! 人: the people of the ledger.

mod edit;
mod facts;
mod read;
mod view;
mod write;

pub use facts::{Identity, PersonFacts, PersonRecord, PhoneFacts, SealedIdentity};
pub(crate) use read::{load, load_many, names, phones};
pub(crate) use write::touch;
pub use view::{HouseholdOfPerson, PersonView, PostingView};
pub use write::{create, remove, save};
