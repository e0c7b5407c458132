//! Households that the ledger may have already: search before create.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use domain::{
    dates::PartialDate,
    duplicates::DuplicateReason,
    ids::{AreaId, HouseholdId, PersonId},
    text::{address_key, name_key},
};

use super::members;
use crate::{
    Scoped, StorageError,
    columns::Bind,
    persons::{Identity, PersonFacts},
    prepared::{Prepare as _, padded_texts},
    refusal::DuplicateCandidate,
    schema::{households, persons, phones},
};

/// Rows that one kind of reason is asked for: more are no help to whoever must choose.
const AT_MOST: i64 = 50;

/// What is about to be entered.
pub(crate) struct Wanted<'a> {
    /// The people.
    pub persons: Vec<&'a PersonFacts>,
    /// Where they live, where that is known.
    pub home: Option<(AreaId, &'a str)>,
    /// The household that they are entered into: its own members are no duplicates of it.
    pub within: Option<HouseholdId>,
    /// Themselves, where they are in the ledger and are edited.
    pub except: Option<PersonId>,
}

/// What may be the same.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Which of the wanted persons have an identity number that somebody has whom the actor sees. Of others they are told
    /// nothing: the two become a possible duplicate for those who see both.
    pub taken: BTreeSet<usize>,
    /// What the actor may see, the strongest reason first.
    pub candidates: Vec<DuplicateCandidate>,
}

/// Looks for people and households that are alike.
pub(crate) fn find(scoped: &mut Scoped<'_>, wanted: &Wanted<'_>) -> Result<Found, StorageError> {
    let mut alike: BTreeMap<PersonId, DuplicateReason> = BTreeMap::new();
    let mut note = |person: PersonId, reason: DuplicateReason| {
        if wanted.except != Some(person) {
            let strongest = alike.entry(person).or_insert(reason);
            *strongest = (*strongest).min(reason);
        }
    };
    let holders = holders(scoped, &wanted.persons)?;
    let seen = scoped.seen(holders.iter().map(|(_, holder)| *holder))?;
    let mut taken = BTreeSet::new();
    for (index, holder) in holders {
        if wanted.except != Some(holder) && seen.contains(&holder) {
            taken.insert(index);
            note(holder, DuplicateReason::SameIdentityNumber);
        }
    }
    with_phones(scoped, &wanted.persons)?
        .into_iter()
        .for_each(|person| note(person, DuplicateReason::SamePhone));
    namesakes(scoped, &wanted.persons)?
        .into_iter()
        .for_each(|person| note(person, DuplicateReason::SameNameAndBirthDate));
    let candidates = candidates(scoped, wanted, &alike)?;
    Ok(Found { taken, candidates })
}

fn candidates(
    scoped: &mut Scoped<'_>,
    wanted: &Wanted<'_>,
    alike: &BTreeMap<PersonId, DuplicateReason>,
) -> Result<Vec<DuplicateCandidate>, StorageError> {
    let ids: Vec<PersonId> = alike.keys().copied().collect();
    let operation = scoped.operation();
    let mut found: Vec<(HouseholdId, Option<PersonId>, DuplicateReason)> =
        members::of_persons(scoped.conn, operation, &ids)?
            .iter()
            .filter_map(|one| Some((one.household_id, Some(one.person_id), *alike.get(&one.person_id)?)))
            .collect();
    let at_address = same_address(scoped, wanted)?;
    found.extend(at_address.into_iter().map(|household| (household, None, DuplicateReason::SameAddress)));
    found.retain(|(household, ..)| wanted.within != Some(*household));
    found.sort_by_key(|(household, person, reason)| (*reason, *household, *person));
    let visible: HashMap<_, _> = scoped.visible(found.iter().map(|(household, ..)| *household))?;
    let mut seen = BTreeSet::new();
    found.retain(|(household, ..)| seen.insert(*household));
    let candidate = |(household_id, person_id, reason)| {
        let (reference, name) = visible.get(&household_id)?.clone();
        Some(DuplicateCandidate { household_id, reference, name, person_id, reason })
    };
    Ok(found.into_iter().filter_map(candidate).collect())
}

/// Who has the identity numbers, with the index of the wanted person.
fn holders(scoped: &mut Scoped<'_>, wanted: &[&PersonFacts]) -> Result<Vec<(usize, PersonId)>, StorageError> {
    if wanted.iter().all(|facts| facts.identity.is_none()) {
        return Ok(Vec::new());
    }
    let operation = scoped.operation();
    let keys = scoped.vault.keys(scoped.conn)?;
    let digests: HashMap<Vec<u8>, usize> = (0..)
        .zip(wanted)
        .filter_map(|(index, facts)| match facts.identity.as_ref()? {
            Identity::Given(number) => Some((keys.digest(operation, number), index)),
            Identity::Kept(kept) => Some((kept.digest.clone(), index)),
            Identity::Noted(_) => None,
        })
        .collect();
    type Row = (Option<Vec<u8>>, Option<Vec<u8>>, PersonId);
    let all = || padded_texts(digests.keys());
    let has_one = persons::identity_digest.eq_any(all()).or(persons::claimed_digest.eq_any(all()));
    let rows: Vec<Row> = persons::table
        .filter(persons::operation_id.eq(Bind(operation)))
        .filter(has_one)
        .select((persons::identity_digest, persons::claimed_digest, persons::id))
        .prepared()
        .load(scoped.conn)?;
    let holder = |(held, claimed, person): Row| Some((*digests.get(&held.or(claimed)?)?, person));
    Ok(rows.into_iter().filter_map(holder).collect())
}

fn with_phones(scoped: &mut Scoped<'_>, wanted: &[&PersonFacts]) -> Result<Vec<PersonId>, StorageError> {
    let numbers: BTreeSet<&str> =
        wanted.iter().flat_map(|facts| &facts.phones).map(|phone| phone.number.as_str()).collect();
    Ok(phones::table
        .filter(phones::operation_id.eq(Bind(scoped.operation())))
        .filter(phones::number.eq_any(padded_texts(numbers)))
        .select(phones::person_id)
        .limit(AT_MOST)
        .prepared()
        .load(scoped.conn)?)
}

fn namesakes(scoped: &mut Scoped<'_>, wanted: &[&PersonFacts]) -> Result<Vec<PersonId>, StorageError> {
    let mut found = Vec::new();
    for facts in wanted {
        let Some(birth_date) = facts.birth_date.filter(|date| matches!(date, PartialDate::Full(_))) else {
            continue;
        };
        let rows: Vec<PersonId> = persons::table
            .filter(persons::operation_id.eq(Bind(scoped.operation())))
            .filter(persons::name_key.eq(name_key(&facts.name)))
            .filter(persons::birth_date.eq(Bind(birth_date)))
            .select(persons::id)
            .limit(AT_MOST)
            .load(scoped.conn)?;
        found.extend(rows);
    }
    Ok(found)
}

fn same_address(scoped: &mut Scoped<'_>, wanted: &Wanted<'_>) -> Result<Vec<HouseholdId>, StorageError> {
    let Some((area, address)) = wanted.home else { return Ok(Vec::new()) };
    Ok(households::table
        .filter(households::operation_id.eq(Bind(scoped.operation())))
        .filter(households::area_id.eq(Bind(area)))
        .filter(households::address_key.eq(address_key(address)))
        .select(households::id)
        .limit(AT_MOST)
        .load(scoped.conn)?)
}
