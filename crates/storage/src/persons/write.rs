//! What is written about persons, each change with its journal entry in the history of the household they live in.

use diesel::prelude::*;
use domain::{
    ids::{OperationId, PersonId, PhoneId},
    journal::{Change, EntryKind, SubjectKind},
    text::name_key,
};

use super::{facts::{PersonFacts, PersonRecord}, read};
use crate::{
    Author, Connection, StorageError,
    households::{Home, Saved},
    ids,
    journal::{self, Entry},
    schema::{persons, phones},
};

/// Enters a person, for a household that they are about to join.
///
/// # Errors
/// [`crate::ConflictKind::Taken`] where somebody has this identity number.
pub fn create(
    conn: &mut Connection,
    author: &Author,
    home: &Home,
    facts: &PersonFacts,
) -> Result<PersonRecord, StorageError> {
    let id = ids::new(PersonId::from_uuid, author.at);
    let identity = facts.identity.as_ref();
    diesel::insert_into(persons::table)
        .values((
            persons::operation_id.eq(author.operation_id),
            persons::id.eq(id),
            persons::name.eq(&facts.name),
            persons::name_key.eq(name_key(&facts.name)),
            persons::sex.eq(facts.sex),
            persons::birth_date.eq(facts.birth_date),
            persons::identity_digest.eq(identity.map(|identity| identity.digest.as_slice())),
            persons::identity_sealed.eq(identity.map(|identity| identity.sealed.as_slice())),
            persons::identity_masked.eq(identity.map(|identity| identity.masked.as_str())),
            persons::school_grade.eq(facts.school_grade),
            persons::limited_mobility.eq(facts.limitations.limited_mobility),
            persons::pregnant.eq(facts.limitations.pregnant),
            persons::disability.eq(facts.limitations.disability),
            persons::chronic_illness.eq(facts.limitations.chronic_illness),
            persons::note.eq(facts.note.as_deref()),
            persons::revision.eq(1_i64),
            persons::created_at.eq(author.at),
            persons::updated_at.eq(author.at),
        ))
        .execute(conn)?;
    let phone_ids = insert_phones(conn, author, id, facts)?;
    journal::append(conn, author, &entry(EntryKind::PersonCreated, home, id, facts.changes(None)))?;
    Ok(PersonRecord { id, facts: facts.clone(), phone_ids, revision: 1, updated_at: author.at })
}

/// Saves what was changed about a person; their revision rises.
///
/// # Errors
/// [`crate::ConflictKind::Taken`] where somebody else has this identity number.
pub fn save(
    conn: &mut Connection,
    author: &Author,
    home: &Home,
    before: &PersonRecord,
    after: &PersonFacts,
) -> Result<Saved, StorageError> {
    let changes = after.changes(Some(&before.facts));
    if changes.is_empty() {
        return Ok(Saved::Unchanged);
    }
    let identity = after.identity.as_ref();
    diesel::update(persons::table.find((author.operation_id, before.id)))
        .set((
            persons::name.eq(&after.name),
            persons::name_key.eq(name_key(&after.name)),
            persons::sex.eq(after.sex),
            persons::birth_date.eq(after.birth_date),
            persons::identity_digest.eq(identity.map(|identity| identity.digest.as_slice())),
            persons::identity_sealed.eq(identity.map(|identity| identity.sealed.as_slice())),
            persons::identity_masked.eq(identity.map(|identity| identity.masked.as_str())),
            persons::school_grade.eq(after.school_grade),
            persons::limited_mobility.eq(after.limitations.limited_mobility),
            persons::pregnant.eq(after.limitations.pregnant),
            persons::disability.eq(after.limitations.disability),
            persons::chronic_illness.eq(after.limitations.chronic_illness),
            persons::note.eq(after.note.as_deref()),
        ))
        .execute(conn)?;
    if before.facts.phones != after.phones {
        diesel::delete(phones_of(author.operation_id, before.id)).execute(conn)?;
        insert_phones(conn, author, before.id, after)?;
    }
    touch(conn, author, before.id)?;
    journal::append(conn, author, &entry(EntryKind::PersonUpdated, home, before.id, changes))?;
    Ok(Saved::Changed)
}

/// Takes a person out of the ledger: only the undoing of what brought them does this.
///
/// # Errors
/// [`crate::ConflictKind::Reference`] while they have memberships or postings.
pub fn remove(
    conn: &mut Connection,
    author: &Author,
    home: &Home,
    before: &PersonRecord,
) -> Result<(), StorageError> {
    diesel::delete(phones_of(author.operation_id, before.id)).execute(conn)?;
    diesel::delete(persons::table.find((author.operation_id, before.id))).execute(conn)?;
    let was = before.facts.changes(None);
    let changes = was.into_iter().map(|change| Change { before: change.after, after: change.before, ..change });
    journal::append(conn, author, &entry(EntryKind::PersonRemoved, home, before.id, changes.collect()))
}

/// Proves that nobody changed a person since the caller read them, and keeps others from it until this transaction is
/// over.
///
/// # Errors
/// [`StorageError::StaleVersion`], [`StorageError::NotFound`].
pub fn claim(
    conn: &mut Connection,
    operation: OperationId,
    id: PersonId,
    revision: i64,
) -> Result<PersonRecord, StorageError> {
    let row = persons::table.find((operation, id));
    diesel::update(row).set(persons::revision.eq(persons::revision)).execute(conn)?;
    let person = read::load(conn, operation, id)?;
    if person.revision == revision { Ok(person) } else { Err(StorageError::StaleVersion { current: person.revision }) }
}

/// Raises a person's revision, because something that is shown with them changed.
///
/// # Errors
/// As any write.
pub(crate) fn touch(conn: &mut Connection, author: &Author, id: PersonId) -> Result<(), StorageError> {
    diesel::update(persons::table.find((author.operation_id, id)))
        .set((persons::revision.eq(persons::revision + 1), persons::updated_at.eq(author.at)))
        .execute(conn)?;
    Ok(())
}

#[diesel::dsl::auto_type]
fn phones_of(operation: OperationId, person: PersonId) -> _ {
    phones::table.filter(phones::operation_id.eq(operation)).filter(phones::person_id.eq(person))
}

fn insert_phones(
    conn: &mut Connection,
    author: &Author,
    person: PersonId,
    facts: &PersonFacts,
) -> Result<Vec<PhoneId>, StorageError> {
    let phones = (0_i32..).zip(&facts.phones);
    phones
        .map(|(position, phone)| {
            let id = ids::new(PhoneId::from_uuid, author.at);
            diesel::insert_into(phones::table)
                .values((
                    phones::operation_id.eq(author.operation_id),
                    phones::id.eq(id),
                    phones::person_id.eq(person),
                    phones::number.eq(phone.number.as_str()),
                    phones::label.eq(phone.label.as_deref()),
                    phones::position.eq(position),
                ))
                .execute(conn)?;
            Ok(id)
        })
        .collect()
}

fn entry(kind: EntryKind, home: &Home, id: PersonId, changes: Vec<Change>) -> Entry {
    Entry {
        kind,
        subject_kind: SubjectKind::Person,
        subject_id: id.as_uuid(),
        household_id: Some(home.household_id),
        area_path: home.area_path.clone(),
        changes,
    }
}
