//! When a plan finds that two entries are one: what belonged to the lesser goes over, and the lesser is removed. Each
//! step is in the journal, so that an undoing can go back. The lesser had no more than a name, so it leaves no alias.

use domain::ids::{HouseholdId, PersonId};

use crate::{Home, Ledger, StorageError, households, merges, persons};

/// Lets `into` take the place of a person of whom only the name was known.
pub fn person(ledger: &mut Ledger<'_>, from: PersonId, into: PersonId) -> Result<(), StorageError> {
    let operation = ledger.operation();
    let bare = persons::load(ledger.conn, operation, from)?;
    merges::person_goes_over(ledger, &bare, into).map(drop)
}

/// Lets the members of a household move into another, and removes it.
pub fn household(ledger: &mut Ledger<'_>, from: HouseholdId, into: HouseholdId) -> Result<(), StorageError> {
    let operation = ledger.operation();
    let old = households::load(ledger.conn, operation, from)?;
    let new = Home::from(&households::load(ledger.conn, operation, into)?);
    merges::household_goes_over(ledger, &old, &new)
}
