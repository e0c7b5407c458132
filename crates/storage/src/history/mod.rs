//! Households and persons as of an earlier day: the present, walked back through the journal.

mod household;
mod later;
mod person;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::{EntryId, HouseholdId, PersonId},
    problems::ProblemCode,
};
use uuid::Uuid;

use crate::{ConflictKind, StorageError, Store, households::HouseholdView, persons::PersonView};

/// The end of an earlier day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Then {
    /// The day, from which ages follow.
    pub day: NaiveDate,
    /// The moment at which it ended where the operation is: the first that is not part of it.
    pub end: DateTime<Utc>,
}

impl Then {
    /// An id that lies between the entries up to that moment and those behind it.
    fn bound(self) -> EntryId {
        let milliseconds = u128::try_from(self.end.timestamp_millis()).unwrap_or_default();
        EntryId::from_uuid(Uuid::from_u128(milliseconds << 80))
    }
}

impl Store {
    /// A household's page as it was at the end of a day. Names of areas, employers, users and other households are those
    /// of today; its revision is the present one, and 0 where it has left the ledger.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where the actor sees no such household today, nor saw it before it left the ledger;
    /// [`ProblemCode::NotInLedgerThen`] where it was not in the ledger on that day.
    pub async fn household_as_of(&self, id: HouseholdId, then: Then) -> Result<HouseholdView, StorageError> {
        self.read(move |scoped| scoped.household_as_of(id, then)).await
    }

    /// A person as they were at the end of a day, as [`Store::household_as_of`].
    ///
    /// # Errors
    /// As [`Store::household_as_of`].
    pub async fn person_as_of(&self, id: PersonId, then: Then) -> Result<PersonView, StorageError> {
        self.read(move |scoped| scoped.person_as_of(id, then)).await
    }
}

fn not_then() -> StorageError {
    ConflictKind::Rule(ProblemCode::NotInLedgerThen).into()
}
