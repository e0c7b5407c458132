//! What a plan needs to know of the ledger.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{areas::Place, categories::CategoryCode, plan::PlanRow};
use crate::{
    dates::PartialDate,
    ids::{HouseholdId, PersonId, PostingId},
    persons::{Relation, SchoolGrade, Sex},
    phone::PhoneNumber,
    text::{address_key, name_key},
};

/// Stands for an identity number where numbers are compared: a keyed digest, equal for equal numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdentityKey(pub [u8; 32]);

/// A person of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerPerson {
    /// The person.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their sex.
    pub sex: Option<Sex>,
    /// Their birth date.
    pub birth_date: Option<PartialDate>,
    /// Their identity number's digest.
    pub identity: Option<IdentityKey>,
    /// Their phones.
    pub phones: Vec<PhoneNumber>,
    /// Their grade at school.
    pub school_grade: Option<SchoolGrade>,
    /// Whether the ledger knows of limited mobility.
    pub limited_mobility: bool,
    /// The note on them.
    pub note: Option<String>,
    /// Their postings.
    pub postings: Vec<LedgerPosting>,
    /// The households that they are a member of at present, with the relation there.
    pub households: Vec<(HouseholdId, Option<Relation>)>,
}

/// A posting of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerPosting {
    /// The posting.
    pub id: PostingId,
    /// Its category.
    pub category: Option<CategoryCode>,
    /// The employer's name.
    pub employer: Option<String>,
    /// Where the worker was sent.
    pub place: Option<String>,
    /// Its first day.
    pub from: Option<NaiveDate>,
    /// Its last day.
    pub to: Option<NaiveDate>,
}

/// A household of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerHousehold {
    /// The household.
    pub id: HouseholdId,
    /// The area in which it is kept; the operation's own area where nothing is known.
    pub place: Place,
    /// The village's words, where they do not name one village.
    pub area_hint: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// People of 60 or older that a roster reports.
    pub reported_elders: Option<i32>,
    /// Minor children that a roster reports.
    pub reported_minors: Option<i32>,
    /// The family's difficulties.
    pub difficulties: Option<String>,
    /// The note on its situation.
    pub situation_note: Option<String>,
}

/// The part of the ledger that a plan's rows may touch; see [`Wanted`] for which part that is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerView {
    /// People.
    pub persons: Vec<LedgerPerson>,
    /// Households.
    pub households: Vec<LedgerHousehold>,
}

/// What to load for some rows: everybody with one of these identity numbers, phones or names; every household with
/// one of these addresses, and those of the people just named; and all present members of all these households.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Digests of identity numbers.
    pub identities: BTreeSet<IdentityKey>,
    /// Phones.
    pub phones: BTreeSet<PhoneNumber>,
    /// Names, as [`name_key`] has them.
    pub names: BTreeSet<String>,
    /// Addresses, as [`address_key`] has them.
    pub addresses: BTreeSet<String>,
    /// People whom a decision names.
    pub persons: BTreeSet<PersonId>,
    /// Households in which rows of the same roster were entered before.
    pub households: BTreeSet<HouseholdId>,
}

impl Wanted {
    /// What to load for these rows.
    pub fn by(rows: &[PlanRow<'_>]) -> Self {
        let mut wanted = Self::default();
        for row in rows {
            wanted.identities.extend(row.identity);
            wanted.phones.extend(row.record.phones.iter().cloned());
            wanted.names.insert(name_key(&row.record.name));
            wanted.addresses.extend(row.record.address.as_deref().map(address_key));
            wanted.persons.extend(row.decision.and_then(super::plan::Decision::person));
            wanted.households.extend(row.household);
        }
        wanted
    }
}
