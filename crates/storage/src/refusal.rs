//! Why something was not entered. Nothing is written then.

use domain::{
    duplicates::DuplicateReason,
    households::ReferenceCode,
    ids::{HouseholdId, PersonId},
    problems::ProblemCode,
};

use crate::StorageError;

/// What a write of the ledger answers: done, refused with reasons that the caller can mend, or failed.
pub type Answer<T> = Result<Result<T, Refusal>, StorageError>;

/// Why something was not entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// These fields need another look.
    Fields(Vec<Fault>),
    /// The ledger may have it already.
    PossibleDuplicate(Vec<DuplicateCandidate>),
    /// Somebody has this identity number; those whom the actor may see are named.
    IdentityNumberTaken {
        /// Where the number stands in the request.
        fields: Vec<Fault>,
        /// Who has it.
        holders: Vec<DuplicateCandidate>,
    },
}

/// One field that needs another look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands in what was to be entered, as a JSON pointer.
    pub pointer: String,
    /// What is wrong.
    pub code: ProblemCode,
}

impl Fault {
    /// A fault of the field at `pointer`, within `place`.
    pub(crate) fn at(place: &str, pointer: &str, code: ProblemCode) -> Self {
        Self { pointer: format!("{place}{pointer}"), code }
    }
}

/// A household that may be the one about to be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateCandidate {
    /// The household.
    pub household_id: HouseholdId,
    /// Its reference.
    pub reference: ReferenceCode,
    /// Its name.
    pub name: String,
    /// The person of that household who is alike.
    pub person_id: Option<PersonId>,
    /// Why it may be the same.
    pub reason: DuplicateReason,
}

/// Nothing stands against it, or these fields do.
pub(crate) fn unless(faults: Vec<Fault>) -> Result<(), Refusal> {
    if faults.is_empty() { Ok(()) } else { Err(Refusal::Fields(faults)) }
}
