//! Whom and what the keys of changed entries find.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::{
    dates::PartialDate,
    ids::{AreaId, HouseholdId, OperationId, PersonId},
    text::{address_key, name_key, tidy},
};

use super::keep::Seen;
use crate::{
    Connection, StorageError,
    columns::Bind,
    persons::PersonRecord,
    prepared::{Prepare as _, padded, padded_texts},
    schema::{households, persons, phones},
    visibility::Condition,
};

/// What more than so many have tells nobody from another.
const MANY: usize = 10;
/// Keys in one statement.
const AT_ONCE: usize = 50;
/// Rows that one statement gives at most: an office's phone may stand beside thousands.
const ROWS: i64 = 2_000;

/// Two entries that a key has in common.
pub type Link<T> = (T, T);

/// Links, the smaller id first.
#[derive(Debug, Default)]
pub struct Links {
    pub persons: BTreeSet<Link<PersonId>>,
    pub households: BTreeSet<Link<HouseholdId>>,
}

/// The two, the smaller first; nothing for one and the same.
pub fn link<T: Ord>(one: T, other: T) -> Option<Link<T>> {
    match one.cmp(&other) {
        std::cmp::Ordering::Less => Some((one, other)),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some((other, one)),
    }
}

/// Whom the living are linked with, and which households have the address of an open one.
pub fn links(
    conn: &mut Connection,
    operation: OperationId,
    seen: &Seen<'_>,
    living: &BTreeSet<PersonId>,
) -> Result<Links, StorageError> {
    let people: Vec<&PersonRecord> = seen.persons.values().filter(|one| living.contains(&one.id)).collect();
    let mut links = Links::default();
    by_phone(conn, operation, &people, &mut links.persons)?;
    by_number(conn, operation, &people, &mut links.persons)?;
    by_birth(conn, operation, &people, &mut links.persons)?;
    by_address(conn, operation, seen, &mut links.households)?;
    Ok(links)
}

/// Links those who have a key with whoever is found by it.
fn join<K: Ord, T: Ord + Copy>(
    own: &BTreeMap<K, BTreeSet<T>>,
    found: Vec<(K, T)>,
    links: &mut BTreeSet<Link<T>>,
) {
    let mut by_key: BTreeMap<K, BTreeSet<T>> = BTreeMap::new();
    for (key, holder) in found {
        by_key.entry(key).or_default().insert(holder);
    }
    for (key, holders) in by_key {
        let Some(own) = own.get(&key).filter(|_| holders.len() <= MANY) else { continue };
        links.extend(own.iter().flat_map(|one| holders.iter().filter_map(|other| link(*one, *other))));
    }
}

fn keyed<K: Ord, T: Ord>(pairs: impl Iterator<Item = (K, T)>) -> BTreeMap<K, BTreeSet<T>> {
    let mut keyed: BTreeMap<K, BTreeSet<T>> = BTreeMap::new();
    for (key, value) in pairs {
        keyed.entry(key).or_default().insert(value);
    }
    keyed
}

fn by_phone(
    conn: &mut Connection,
    operation: OperationId,
    people: &[&PersonRecord],
    links: &mut BTreeSet<Link<PersonId>>,
) -> Result<(), StorageError> {
    let own = keyed(people.iter().flat_map(|person| {
        person.facts.phones.iter().map(|phone| (phone.number.as_str().to_owned(), person.id))
    }));
    let numbers: Vec<&String> = own.keys().collect();
    for numbers in numbers.chunks(AT_ONCE) {
        let found = phones::table
            .filter(phones::operation_id.eq(Bind(operation)))
            .filter(phones::number.eq_any(padded_texts(numbers.iter().copied())))
            .select((phones::number, phones::person_id))
            .limit(ROWS)
            .prepared()
            .load(conn)?;
        join(&own, found, links);
    }
    Ok(())
}

fn by_number(
    conn: &mut Connection,
    operation: OperationId,
    people: &[&PersonRecord],
    links: &mut BTreeSet<Link<PersonId>>,
) -> Result<(), StorageError> {
    let own =
        keyed(people.iter().filter_map(|person| Some((person.facts.kept()?.digest.clone(), person.id))));
    let digests: Vec<&Vec<u8>> = own.keys().collect();
    for digests in digests.chunks(AT_ONCE) {
        type Row = (Option<Vec<u8>>, Option<Vec<u8>>, PersonId);
        let digests = || padded_texts(digests.iter().copied());
        let rows: Vec<Row> = persons::table
            .filter(persons::operation_id.eq(Bind(operation)))
            .filter(persons::identity_digest.eq_any(digests()).or(persons::claimed_digest.eq_any(digests())))
            .select((persons::identity_digest, persons::claimed_digest, persons::id))
            .prepared()
            .load(conn)?;
        let found = rows.into_iter().filter_map(|(held, claimed, person)| Some((held.or(claimed)?, person)));
        join(&own, found.collect(), links);
    }
    Ok(())
}

fn by_birth(
    conn: &mut Connection,
    operation: OperationId,
    people: &[&PersonRecord],
    links: &mut BTreeSet<Link<PersonId>>,
) -> Result<(), StorageError> {
    let key = |person: &&PersonRecord| {
        let date = person.facts.birth_date.filter(|date| date.full().is_some())?;
        Some(((name_key(&person.facts.name), date), person.id))
    };
    let own = keyed(people.iter().filter_map(key));
    let keys: Vec<&(String, PartialDate)> = own.keys().collect();
    for keys in keys.chunks(AT_ONCE).map(|keys| padded_texts(keys.iter().copied())) {
        let of_one = |(name, date): &(String, PartialDate)| -> Condition<persons::table> {
            let named = persons::operation_id.eq(Bind(operation)).and(persons::name_key.eq(name.clone()));
            Box::new(named.and(persons::birth_date.assume_not_null().eq(Bind(*date))))
        };
        let any = keys.iter().copied().map(of_one).reduce(|one, other| Box::new(one.or(other)));
        let Some(any) = any else { continue };
        let rows: Vec<(String, Option<PartialDate>, PersonId)> = persons::table
            .filter(any)
            .select((persons::name_key, persons::birth_date, persons::id))
            .limit(ROWS)
            .prepared()
            .load(conn)?;
        let found = rows.into_iter().filter_map(|(name, date, person)| Some(((name, date?), person)));
        join(&own, found.collect(), links);
    }
    Ok(())
}

fn by_address(
    conn: &mut Connection,
    operation: OperationId,
    seen: &Seen<'_>,
    links: &mut BTreeSet<Link<HouseholdId>>,
) -> Result<(), StorageError> {
    let own = keyed(seen.open().filter_map(|household| {
        let address = household.facts.address.as_deref()?;
        Some(((household.facts.area_id, address_key(&tidy(address))), household.id))
    }));
    let keys: Vec<&(AreaId, String)> = own.keys().collect();
    for keys in keys.chunks(AT_ONCE) {
        let rows: Vec<(AreaId, String, HouseholdId)> = households::table
            .filter(households::operation_id.eq(Bind(operation)))
            .filter(households::area_id.eq_any(padded(keys.iter().map(|(area, _)| *area))))
            .filter(households::address_key.eq_any(padded_texts(keys.iter().map(|(_, address)| address))))
            .select((households::area_id, households::address_key, households::id))
            .limit(ROWS)
            .prepared()
            .load(conn)?;
        let found = rows.into_iter().map(|(area, address, household)| ((area, address), household));
        join(&own, found.collect(), links);
    }
    Ok(())
}
