//! Persons as the tables have them.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use domain::{
    ids::{OperationId, PersonId, PhoneId},
    phone::PhoneNumber,
};

use super::facts::{PersonRecord, PhoneFacts, Row};
use crate::{
    Connection, StorageError,
    columns::Bind,
    ledger::KEYS,
    prepared::{Prepare as _, padded},
    schema::{persons, phones},
};

/// Reads a person of the operation, whoever may see them: for writes whose subject was resolved before.
///
/// # Errors
/// [`StorageError::NotFound`].
pub(crate) fn load(
    conn: &mut Connection,
    operation: OperationId,
    id: PersonId,
) -> Result<PersonRecord, StorageError> {
    load_many(conn, operation, &[id])?.into_iter().next().ok_or(StorageError::NotFound)
}

/// Reads persons of the operation in two statements; those who are not there are left out.
///
/// # Errors
/// As any read.
pub(crate) fn load_many(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[PersonId],
) -> Result<Vec<PersonRecord>, StorageError> {
    let rows: Vec<Row> = persons::table
        .filter(persons::operation_id.eq(Bind(operation)))
        .filter(persons::id.eq_any(padded(ids.iter().copied())))
        .order(persons::id)
        .select(Row::as_select())
        .prepared()
        .load(conn)?;
    let mut phones = phones(conn, operation, ids)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let phones = phones.remove(&row.id).unwrap_or_default();
            row.with_phones(phones)
        })
        .collect())
}

/// The phones of persons, each person's in their order.
pub(crate) fn phones(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, Vec<(PhoneId, PhoneFacts)>>, StorageError> {
    let rows: Vec<(PersonId, PhoneId, String, Option<String>)> = phones::table
        .filter(phones::operation_id.eq(Bind(operation)))
        .filter(phones::person_id.eq_any(padded(ids.iter().copied())))
        .order((phones::person_id, phones::position))
        .select((phones::person_id, phones::id, phones::number, phones::label))
        .prepared()
        .load(conn)?;
    let mut by_person: HashMap<PersonId, Vec<_>> = HashMap::new();
    for (person, id, number, label) in rows {
        let number = PhoneNumber::parse(&number).map_err(StorageError::internal)?;
        by_person.entry(person).or_default().push((id, PhoneFacts { number, label }));
    }
    Ok(by_person)
}

/// The names of persons.
pub(crate) fn names(
    conn: &mut Connection,
    operation: OperationId,
    ids: &BTreeSet<PersonId>,
) -> Result<HashMap<PersonId, String>, StorageError> {
    let ids: Vec<PersonId> = ids.iter().copied().collect();
    let mut names = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(KEYS) {
        let rows: Vec<(PersonId, String)> = persons::table
            .filter(persons::operation_id.eq(Bind(operation)))
            .filter(persons::id.eq_any(padded(ids.iter().copied())))
            .select((persons::id, persons::name))
            .prepared()
            .load(conn)?;
        names.extend(rows);
    }
    Ok(names)
}
