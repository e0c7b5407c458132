//! 人: the people of the ledger.

mod facts;
mod read;
mod write;

pub use facts::{PersonFacts, PersonRecord, PhoneFacts, SealedIdentity};
pub(crate) use read::phones;
pub use read::{load, load_many};
pub(crate) use write::touch;
pub use write::{claim, create, remove, save};
