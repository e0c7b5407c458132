//! When a plan finds that two entries are one: what belonged to the lesser goes over, and the lesser is removed. Each
//! step is in the journal, so that an undoing can go back.

use domain::{
    ids::{HouseholdId, PersonId},
    rosters::effects::HouseholdRef,
};

use super::apply::{home_of, homes, memberships};
use crate::{
    Home, Ledger, StorageError, households,
    households::members::{self, MembershipFacts, MembershipRecord},
    persons,
};

/// Lets `into` take the place of a person of whom only the name was known.
pub fn person(ledger: &mut Ledger<'_>, from: PersonId, into: PersonId) -> Result<(), StorageError> {
    let operation = ledger.operation();
    let bare = persons::load(ledger.conn, operation, from)?;
    let theirs = memberships(ledger, [from, into].into_iter())?;
    let lived = theirs.values().flatten().map(|member| HouseholdRef::Existing(member.household_id));
    let homes = homes(ledger, lived)?;
    let home_of_bare = home_of(from, &theirs, &homes)?.clone();
    for member in theirs.get(&from).into_iter().flatten() {
        let home = homes.get(&member.household_id).ok_or(StorageError::NotFound)?;
        members::remove(ledger, home, member)?;
        take_over(ledger, home, member, into, theirs.get(&into).map(Vec::as_slice).unwrap_or_default())?;
    }
    persons::remove(ledger, &home_of_bare, &bare)
}

/// Lets the members of a household move into another, and removes it.
pub fn household(ledger: &mut Ledger<'_>, from: HouseholdId, into: HouseholdId) -> Result<(), StorageError> {
    let operation = ledger.operation();
    let old = households::load(ledger.conn, operation, from)?;
    let new = Home::from(&households::load(ledger.conn, operation, into)?);
    let movers = members::of_households(ledger.conn, operation, &[from])?;
    let there = members::of_households(ledger.conn, operation, &[into])?;
    for member in &movers {
        members::remove(ledger, &Home::from(&old), member)?;
        take_over(ledger, &new, member, member.person_id, &there)?;
    }
    households::remove(ledger, &old)
}

/// Gives `person` the membership that was another's or in another household; where they are a member already, only what
/// is not known of it.
fn take_over(
    ledger: &mut Ledger<'_>,
    home: &Home,
    member: &MembershipRecord,
    person: PersonId,
    theirs: &[MembershipRecord],
) -> Result<(), StorageError> {
    let known = theirs.iter().find(|other| {
        other.household_id == home.household_id && other.person_id == person && other.facts.to.is_none()
    });
    match known {
        Some(known) if known.facts.relation.is_none() => {
            let facts = MembershipFacts { relation: member.facts.relation, ..known.facts };
            members::save(ledger, home, known, &facts)?;
        }
        Some(_) => {}
        None => {
            members::join(ledger, home, person, &member.facts)?;
        }
    }
    Ok(())
}
