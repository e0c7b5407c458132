//! Entries that may be one: found when the ledger is written, kept with why, and decided by people.
//!
//! A pair is looked for from the side that changed, by indexed keys: identity number, phone, name with birth date, address.
//! A key that many have (an office's phone, an address without a number) finds nothing.

mod decide;
mod find;
mod keep;
mod known;
mod list;

use domain::journal::EntryKind;

use crate::journal::Entry;

/// What tells one from another, and what decides who sees them.
const TELLING: [&str; 10] = [
    "name",
    "birth_date",
    "phones",
    "identity_number",
    "address",
    "area_id",
    "status",
    "to",
    "employer_id",
    "person_id",
];

/// Whether a change of the ledger can make two alike, or tell them apart.
pub(crate) fn bears(entry: &Entry) -> bool {
    match entry.kind {
        EntryKind::HouseholdUpdated
        | EntryKind::HouseholdStatusChanged
        | EntryKind::PersonUpdated
        | EntryKind::MemberUpdated
        | EntryKind::PostingUpdated => {
            entry.changes.iter().any(|change| TELLING.contains(&change.field.as_str()))
        }
        EntryKind::HouseholdCreated
        | EntryKind::HouseholdRemoved
        | EntryKind::PersonCreated
        | EntryKind::PersonRemoved
        | EntryKind::MemberJoined
        | EntryKind::MemberRemoved
        | EntryKind::PostingCreated
        | EntryKind::PostingRemoved => true,
        _ => false,
    }
}

pub(crate) use keep::{Seen, forget, keep};
pub use list::{Decided, Duplicate, DuplicateKey, DuplicateSides};
