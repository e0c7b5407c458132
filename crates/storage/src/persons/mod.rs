//! 人: the people of the ledger.

mod facts;
mod read;
mod write;

pub use facts::{Identity, PersonFacts, PersonRecord, PhoneFacts, SealedIdentity};
pub(crate) use read::{load, load_many, names, phones};
pub(crate) use write::touch;
pub use write::{claim, create, remove, save};
