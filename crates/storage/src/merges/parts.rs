//! What merges of either kind do with single rows.

use domain::{
    ids::{HouseholdId, PersonId},
    merges::Fate,
};

use crate::{
    Home, Ledger, StorageError,
    columns::IdValue as _,
    households::members::{self, MembershipFacts, MembershipRecord},
};

/// Gives `person` the membership that was another's or in another household; where they are a present member already,
/// only what is not known of it. The membership keeps its id.
pub(super) fn take_over(
    ledger: &mut Ledger<'_>,
    from: &Home,
    to: &Home,
    member: &MembershipRecord,
    person: PersonId,
    theirs: &[MembershipRecord],
) -> Result<Fate, StorageError> {
    members::remove(ledger, from, member)?;
    let known = theirs.iter().find(|other| {
        other.household_id == to.household_id
            && other.person_id == person
            && other.facts.to.is_none()
            && member.facts.to.is_none()
    });
    match known {
        Some(known) => {
            if known.facts.relation.is_none() {
                let facts = MembershipFacts { relation: member.facts.relation, ..known.facts };
                members::save(ledger, to, known, &facts)?;
            }
            Ok(Fate::LeftOut(person.any().as_uuid()))
        }
        None => {
            put(ledger, to, member, person)?;
            Ok(Fate::Moved)
        }
    }
}

/// Takes a membership from where it is and puts it where it belongs, as it is now.
pub(super) fn transfer(
    ledger: &mut Ledger<'_>,
    from: &Home,
    to: &Home,
    member: &MembershipRecord,
    person: PersonId,
) -> Result<(), StorageError> {
    members::remove(ledger, from, member)?;
    put(ledger, to, member, person)
}

fn put(
    ledger: &mut Ledger<'_>,
    to: &Home,
    member: &MembershipRecord,
    person: PersonId,
) -> Result<(), StorageError> {
    let household_id: HouseholdId = to.household_id;
    members::bring(ledger, to, &MembershipRecord { household_id, person_id: person, ..*member })
}
