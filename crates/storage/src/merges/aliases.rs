//! What the losers of merges leave behind: their ids, references and names still lead to the winner.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::{
    households::ReferenceCode,
    identity_number::IdentityNumber,
    ids::{BatchId, HouseholdId, IdentityNumberId, OperationId, PersonId},
    phone::PhoneNumber,
    rosters::record::RosterRecord,
    text::name_key,
};

use crate::{
    Connection, Scoped, StorageError,
    columns::{AnyId, Bind, IdValue, Json},
    households::HouseholdRecord,
    persons::{self, PersonRecord},
    prepared::{Prepare as _, padded},
    schema::aliases,
};

/// A household that became part of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Its id, which still opens the other.
    pub id: HouseholdId,
    /// Its reference, which still finds the other.
    pub reference: ReferenceCode,
}

/// What is left of a household.
pub(super) fn of_household(
    conn: &mut Connection,
    operation: OperationId,
    loser: &HouseholdRecord,
    winner: HouseholdId,
    merge: BatchId,
) -> Result<(), StorageError> {
    diesel::insert_into(aliases::table)
        .values((
            aliases::operation_id.eq(Bind(operation)),
            aliases::id.eq(Bind(loser.id)),
            aliases::target_id.eq(Bind(winner)),
            aliases::merge_id.eq(Bind(merge)),
            aliases::reference.eq(Some(loser.reference.as_str())),
            aliases::phones.eq(Bind(Vec::<PhoneNumber>::new())),
        ))
        .execute(conn)?;
    Ok(())
}

/// What is left of a person: enough for a list that still has them as they were.
pub(super) fn of_person(
    conn: &mut Connection,
    operation: OperationId,
    loser: &PersonRecord,
    winner: PersonId,
    merge: BatchId,
) -> Result<(), StorageError> {
    let numbers: Vec<PhoneNumber> = loser.facts.phones.iter().map(|phone| phone.number.clone()).collect();
    let identity = loser.facts.kept().map(|kept| Bind(kept.id));
    diesel::insert_into(aliases::table)
        .values((
            aliases::operation_id.eq(Bind(operation)),
            aliases::id.eq(Bind(loser.id)),
            aliases::target_id.eq(Bind(winner)),
            aliases::merge_id.eq(Bind(merge)),
            aliases::name_key.eq(Some(name_key(&loser.facts.name))),
            aliases::identity_id.eq(identity),
            aliases::phones.eq(Bind(numbers)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes back what a merge left.
pub(super) fn remove(
    conn: &mut Connection,
    operation: OperationId,
    loser: impl IdValue,
) -> Result<(), StorageError> {
    diesel::delete(aliases::table.find((Bind(operation), Bind(loser.any())))).execute(conn)?;
    Ok(())
}

/// Who or what an id leads to now; itself where it never was merged.
pub(crate) fn resolve(
    conn: &mut Connection,
    operation: OperationId,
    id: impl IdValue,
) -> Result<AnyId, StorageError> {
    let mut at = id.any();
    loop {
        let alias = aliases::table.find((Bind(operation), Bind(at)));
        match alias.select(aliases::target_id).first(conn).optional()? {
            Some(target) => at = target,
            None => return Ok(at),
        }
    }
}

/// Whether a reference is that of a household which became part of another.
pub(crate) fn has_reference(
    conn: &mut Connection,
    operation: OperationId,
    reference: &ReferenceCode,
) -> Result<bool, StorageError> {
    let found: i64 = aliases::table
        .filter(aliases::operation_id.eq(Bind(operation)))
        .filter(aliases::reference.eq(reference.as_str()))
        .count()
        .get_result(conn)?;
    Ok(found > 0)
}

/// The households that became part of these, directly or through others.
pub(crate) fn of_households(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[HouseholdId],
) -> Result<BTreeMap<HouseholdId, Vec<Alias>>, StorageError> {
    let mut found: BTreeMap<HouseholdId, Vec<Alias>> = BTreeMap::new();
    let mut winner_of: BTreeMap<HouseholdId, HouseholdId> = ids.iter().map(|id| (*id, *id)).collect();
    let mut asked: Vec<HouseholdId> = ids.to_vec();
    while !asked.is_empty() {
        let rows: Vec<(HouseholdId, HouseholdId, Option<String>)> = aliases::table
            .filter(aliases::operation_id.eq(Bind(operation)))
            .filter(aliases::target_id.eq_any(padded(asked.iter().copied())))
            .select((aliases::id, aliases::target_id, aliases::reference))
            .prepared()
            .load(conn)?;
        asked.clear();
        for (id, target, reference) in rows {
            let (Some(winner), Some(reference)) = (winner_of.get(&target).copied(), reference) else {
                continue;
            };
            let reference = reference.parse().map_err(StorageError::internal)?;
            found.entry(winner).or_default().push(Alias { id, reference });
            winner_of.insert(id, winner);
            asked.push(id);
        }
    }
    Ok(found)
}

/// What became one of these, directly or through others.
///
/// # Errors
/// As any read.
pub(crate) fn leading_to(
    conn: &mut Connection,
    operation: OperationId,
    ids: Vec<AnyId>,
) -> Result<BTreeSet<AnyId>, StorageError> {
    let (mut found, mut asked) = (BTreeSet::new(), ids);
    while !asked.is_empty() {
        let rows: Vec<AnyId> = aliases::table
            .filter(aliases::operation_id.eq(Bind(operation)))
            .filter(aliases::target_id.eq_any(asked.into_iter().map(Bind)))
            .select(aliases::id)
            .load(conn)?;
        asked = rows.into_iter().filter(|id| found.insert(*id)).collect();
    }
    Ok(found)
}

/// A person who was merged, as lists may still have them.
struct Former {
    name_key: String,
    identity: Option<IdentityNumber>,
    phones: Vec<PhoneNumber>,
    now: PersonRecord,
}

impl Scoped<'_> {
    /// What a list says about somebody who was merged is meant for whom they became: it has their old name, with a phone
    /// or the identity number that they had.
    pub(crate) fn as_merged(&mut self, records: &mut [RosterRecord]) -> Result<(), StorageError> {
        let names: BTreeSet<String> = records.iter().map(|record| name_key(&record.name)).collect();
        let formers = self.formers(names)?;
        if formers.is_empty() {
            return Ok(());
        }
        for record in records {
            let key = name_key(&record.name);
            let identity = record.identity_number.clone();
            let is_meant = |former: &&Former| {
                former.name_key == key
                    && (identity.is_some() && identity == former.identity
                        || record.phones.iter().any(|phone| former.phones.contains(phone)))
            };
            if let Some(former) = formers.iter().find(is_meant) {
                record.name.clone_from(&former.now.facts.name);
                if identity.is_some() && identity == former.identity {
                    record.identity_number = None;
                }
                if former.now.facts.birth_date.is_some() {
                    record.birth_date = former.now.facts.birth_date;
                }
                record.phones.retain(|phone| !former.phones.contains(phone));
                record.phones.extend(former.now.facts.phones.iter().map(|phone| phone.number.clone()));
            }
        }
        Ok(())
    }

    fn formers(&mut self, names: BTreeSet<String>) -> Result<Vec<Former>, StorageError> {
        type Row = (AnyId, Option<String>, Option<IdentityNumberId>, Json<Vec<PhoneNumber>>);
        let operation = self.operation();
        let rows: Vec<Row> = aliases::table
            .filter(aliases::operation_id.eq(Bind(operation)))
            .filter(aliases::name_key.eq_any(names))
            .select((aliases::id, aliases::name_key, aliases::identity_id, aliases::phones))
            .load(self.conn)?;
        let mut formers = Vec::with_capacity(rows.len());
        for (id, name_key, identity, Json(phones)) in rows {
            let now = PersonId::from_uuid(resolve(self.conn, operation, id)?.as_uuid());
            let now = persons::load(self.conn, operation, now)?;
            let identity = match identity {
                Some(number) => self.identity_number(PersonId::from_uuid(id.as_uuid()), number)?,
                None => None,
            };
            formers.push(Former { name_key: name_key.unwrap_or_default(), identity, phones, now });
        }
        Ok(formers)
    }
}
