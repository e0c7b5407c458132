//! What is written about persons, in the history of the household that they live in.

use diesel::prelude::*;
use domain::{
    ids::{OperationId, PersonId, PhoneId},
    journal::{Change, EntryKind, SubjectKind},
    problems::ProblemCode,
    text::name_key,
};

use super::{
    facts::{KeptIdentity, PersonFacts, PersonRecord},
    identity,
    read::load,
};
use crate::{
    ConflictKind, Connection, StorageError,
    columns::Bind,
    dialect::insert_all,
    ids,
    journal::Entry,
    ledger::{Home, Ledger, Saved, Subject, reversed},
    prepared::Prepare as _,
    schema::{persons, phones},
};

/// Enters a person, for a household that they are about to join.
///
/// # Errors
/// [`ProblemCode::IdentityNumberTaken`] where somebody has this identity number.
pub fn create(ledger: &mut Ledger<'_>, home: &Home, facts: &PersonFacts) -> Result<PersonId, StorageError> {
    let id = ids::new(PersonId::from_uuid, ledger.now);
    let identity = identity::keep(ledger, id, facts, None)?;
    diesel::insert_into(persons::table)
        .values((
            persons::operation_id.eq(Bind(ledger.operation())),
            persons::id.eq(Bind(id)),
            persons::name.eq(&facts.name),
            persons::name_key.eq(name_key(&facts.name)),
            persons::sex.eq(facts.sex.map(Bind)),
            persons::birth_date.eq(facts.birth_date.map(Bind)),
            persons::identity_digest.eq(identity.as_ref().and_then(KeptIdentity::held)),
            persons::claimed_digest.eq(identity.as_ref().and_then(KeptIdentity::claimed)),
            persons::identity_id.eq(identity.as_ref().map(|identity| Bind(identity.id))),
            persons::identity_masked.eq(identity.as_ref().map(|identity| &identity.masked)),
            persons::school_grade.eq(facts.school_grade.map(Bind)),
            persons::limited_mobility.eq(facts.limitations.limited_mobility),
            persons::pregnant.eq(facts.limitations.pregnant),
            persons::disability.eq(facts.limitations.disability),
            persons::chronic_illness.eq(facts.limitations.chronic_illness),
            persons::note.eq(facts.note.as_deref()),
            persons::revision.eq(1_i64),
            persons::created_at.eq(Bind(ledger.now)),
            persons::updated_at.eq(Bind(ledger.now)),
        ))
        .execute(ledger.conn)
        .map_err(taken)?;
    insert_phones(ledger, id, facts)?;
    let mut changes = facts.changes(None);
    changes.extend(renumbered(None, identity.as_ref()));
    note(ledger, EntryKind::PersonCreated, home, id, changes);
    Ok(id)
}

/// Saves what was changed about a person; their revision rises.
///
/// # Errors
/// [`ProblemCode::IdentityNumberTaken`] where somebody else has this identity number.
pub fn save(
    ledger: &mut Ledger<'_>,
    home: &Home,
    before: &PersonRecord,
    after: &PersonFacts,
) -> Result<Saved, StorageError> {
    let kept = before.facts.kept();
    let identity = identity::keep(ledger, before.id, after, kept)?;
    let mut changes = after.changes(Some(&before.facts));
    changes.extend(renumbered(kept, identity.as_ref()));
    if changes.is_empty() {
        return Ok(Saved::Unchanged);
    }
    diesel::update(persons::table.find((Bind(ledger.operation()), Bind(before.id))))
        .set((
            persons::name.eq(&after.name),
            persons::name_key.eq(name_key(&after.name)),
            persons::sex.eq(after.sex.map(Bind)),
            persons::birth_date.eq(after.birth_date.map(Bind)),
            persons::identity_digest.eq(identity.as_ref().and_then(KeptIdentity::held)),
            persons::claimed_digest.eq(identity.as_ref().and_then(KeptIdentity::claimed)),
            persons::identity_id.eq(identity.as_ref().map(|identity| Bind(identity.id))),
            persons::identity_masked.eq(identity.as_ref().map(|identity| &identity.masked)),
            persons::school_grade.eq(after.school_grade.map(Bind)),
            persons::limited_mobility.eq(after.limitations.limited_mobility),
            persons::pregnant.eq(after.limitations.pregnant),
            persons::disability.eq(after.limitations.disability),
            persons::chronic_illness.eq(after.limitations.chronic_illness),
            persons::note.eq(after.note.as_deref()),
        ))
        .prepared()
        .execute(ledger.conn)
        .map_err(taken)?;
    if kept.map(|kept| &kept.digest) != identity.as_ref().map(|identity| &identity.digest) {
        identity::let_go(ledger, kept)?;
    }
    if before.facts.phones != after.phones {
        delete_phones(ledger, before.id)?;
        insert_phones(ledger, before.id, after)?;
    }
    touch(ledger, before.id)?;
    note(ledger, EntryKind::PersonUpdated, home, before.id, changes);
    Ok(Saved::Changed)
}

/// Takes a person out of the ledger: only the undoing of what brought them does this.
///
/// # Errors
/// [`crate::ConflictKind::Reference`] while they have memberships or postings.
pub fn remove(ledger: &mut Ledger<'_>, home: &Home, before: &PersonRecord) -> Result<(), StorageError> {
    delete_phones(ledger, before.id)?;
    diesel::delete(persons::table.find((Bind(ledger.operation()), Bind(before.id)))).execute(ledger.conn)?;
    identity::let_go(ledger, before.facts.kept())?;
    ledger.remember(before.id, &before.facts.name);
    let entry = Entry::new(EntryKind::PersonRemoved, SubjectKind::Person, before.id);
    ledger.note(entry, home, Subject::Named(before.facts.name.clone()), reversed(before.all()));
    Ok(())
}

/// Proves that nobody changed a person since the caller read them, and keeps others from it until this transaction is
/// over.
///
/// # Errors
/// [`StorageError::StaleVersion`], [`StorageError::NotFound`].
pub(crate) fn claim(
    conn: &mut Connection,
    operation: OperationId,
    id: PersonId,
    revision: i64,
) -> Result<PersonRecord, StorageError> {
    diesel::update(persons::table.find((Bind(operation), Bind(id))))
        .set(persons::revision.eq(persons::revision))
        .prepared()
        .execute(conn)?;
    let person = load(conn, operation, id)?;
    if person.revision == revision {
        Ok(person)
    } else {
        Err(StorageError::StaleVersion { current: person.revision })
    }
}

/// Raises a person's revision, because something that is shown with them changed.
pub(crate) fn touch(ledger: &mut Ledger<'_>, id: PersonId) -> Result<(), StorageError> {
    diesel::update(persons::table.find((Bind(ledger.operation()), Bind(id))))
        .set((persons::revision.eq(persons::revision + 1), persons::updated_at.eq(Bind(ledger.now))))
        .prepared()
        .execute(ledger.conn)?;
    Ok(())
}

/// The identity number is the only thing about a person that must be unique.
fn taken(error: diesel::result::Error) -> StorageError {
    match error.into() {
        StorageError::Conflict(ConflictKind::Taken) => {
            ConflictKind::Rule(ProblemCode::IdentityNumberTaken).into()
        }
        other => other,
    }
}

/// The identity numbers before and after, as the journal names them.
fn renumbered(before: Option<&KeptIdentity>, after: Option<&KeptIdentity>) -> Option<Change> {
    Change::between("identity_number", &before.map(KeptIdentity::noted), &after.map(KeptIdentity::noted))
}

fn delete_phones(ledger: &mut Ledger<'_>, person: PersonId) -> Result<(), StorageError> {
    let of_person = phones::table
        .filter(phones::operation_id.eq(Bind(ledger.operation())))
        .filter(phones::person_id.eq(Bind(person)));
    diesel::delete(of_person).prepared().execute(ledger.conn)?;
    Ok(())
}

fn insert_phones(ledger: &mut Ledger<'_>, person: PersonId, facts: &PersonFacts) -> Result<(), StorageError> {
    let rows: Vec<_> = (0_i32..)
        .zip(&facts.phones)
        .map(|(position, phone)| {
            (
                phones::operation_id.eq(Bind(ledger.operation())),
                phones::id.eq(Bind(ids::new(PhoneId::from_uuid, ledger.now))),
                phones::person_id.eq(Bind(person)),
                phones::number.eq(phone.number.as_str().to_owned()),
                phones::label.eq(phone.label.clone()),
                phones::position.eq(position),
            )
        })
        .collect();
    Ok(insert_all!(ledger.conn, phones::table, rows)?)
}

fn note(ledger: &mut Ledger<'_>, kind: EntryKind, home: &Home, id: PersonId, changes: Vec<Change>) {
    ledger.note(Entry::new(kind, SubjectKind::Person, id), home, Subject::Person(id), changes);
}
