//! What is written about postings, in the history of the worker's household.

use diesel::prelude::*;
use domain::{
    ids::{OperationId, PersonId, PostingId},
    journal::{Change, EntryKind, SubjectKind},
};

use super::facts::{PostingFacts, PostingRecord, Row};
use crate::{
    Connection, StorageError,
    columns::Bind,
    ids,
    journal::Entry,
    ledger::{Home, Ledger, Saved, Subject, reversed},
    persons,
    prepared::{Prepare as _, padded},
    schema::postings,
};

/// Reads a posting of the operation, whoever may see it.
///
/// # Errors
/// [`StorageError::NotFound`].
pub(crate) fn load(
    conn: &mut Connection,
    operation: OperationId,
    id: PostingId,
) -> Result<PostingRecord, StorageError> {
    let row: Row = postings::table.find((Bind(operation), Bind(id))).select(Row::as_select()).first(conn)?;
    Ok(row.into())
}

/// The postings of persons, in the order in which they were entered.
///
/// # Errors
/// As any read.
pub(crate) fn of_persons(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[PersonId],
) -> Result<Vec<PostingRecord>, StorageError> {
    let rows: Vec<Row> = postings::table
        .filter(postings::operation_id.eq(Bind(operation)))
        .filter(postings::person_id.eq_any(padded(ids.iter().copied())))
        .select(Row::as_select())
        .prepared()
        .load(conn)?;
    Ok(in_order(rows))
}

/// Postings of the operation, whoever may see them; those that are not there are left out.
///
/// # Errors
/// As any read.
pub(crate) fn by_ids(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[PostingId],
) -> Result<Vec<PostingRecord>, StorageError> {
    let rows: Vec<Row> = postings::table
        .filter(postings::operation_id.eq(Bind(operation)))
        .filter(postings::id.eq_any(padded(ids.iter().copied())))
        .select(Row::as_select())
        .prepared()
        .load(conn)?;
    Ok(in_order(rows))
}

fn in_order(rows: Vec<Row>) -> Vec<PostingRecord> {
    // Asking the database for this order would make SQLite walk along the ids instead of looking up the few rows.
    let mut records: Vec<PostingRecord> = rows.into_iter().map(Into::into).collect();
    records.sort_by_key(|record| record.id);
    records
}

/// Enters a posting; the worker's revision rises.
///
/// # Errors
/// [`crate::ConflictKind::Reference`] where there is no such category or employer.
pub fn create(
    ledger: &mut Ledger<'_>,
    home: &Home,
    worker: PersonId,
    facts: &PostingFacts,
) -> Result<PostingId, StorageError> {
    let id = ids::new(PostingId::from_uuid, ledger.now);
    let record = PostingRecord { id, person_id: worker, facts: facts.clone(), revision: 1 };
    bring(ledger, home, &record)?;
    Ok(id)
}

/// Enters a posting under an id that it has, or had before it was removed.
///
/// # Errors
/// [`crate::ConflictKind::Reference`] where there is no such category or employer.
pub(crate) fn bring(
    ledger: &mut Ledger<'_>,
    home: &Home,
    record: &PostingRecord,
) -> Result<(), StorageError> {
    let facts = &record.facts;
    diesel::insert_into(postings::table)
        .values((
            postings::operation_id.eq(Bind(ledger.operation())),
            postings::id.eq(Bind(record.id)),
            postings::person_id.eq(Bind(record.person_id)),
            postings::category.eq(facts.category.as_deref()),
            postings::employer_id.eq(facts.employer_id.map(Bind)),
            postings::employer_name.eq(facts.employer_name.as_deref()),
            postings::place.eq(facts.place.as_deref()),
            postings::from_date.eq(facts.from),
            postings::to_date.eq(facts.to),
            postings::state.eq(Bind(facts.state)),
            postings::revision.eq(record.revision),
        ))
        .execute(ledger.conn)?;
    persons::touch(ledger, record.person_id)?;
    note(ledger, EntryKind::PostingCreated, home, record, record.all());
    Ok(())
}

/// Saves what was changed about a posting; its revision and the worker's rise.
///
/// # Errors
/// [`crate::ConflictKind::Reference`] where there is no such category or employer.
pub fn save(
    ledger: &mut Ledger<'_>,
    home: &Home,
    before: &PostingRecord,
    after: &PostingFacts,
) -> Result<Saved, StorageError> {
    let changes = after.changes(Some(&before.facts));
    if changes.is_empty() {
        return Ok(Saved::Unchanged);
    }
    diesel::update(postings::table.find((Bind(ledger.operation()), Bind(before.id))))
        .set((
            postings::category.eq(after.category.as_deref()),
            postings::employer_id.eq(after.employer_id.map(Bind)),
            postings::employer_name.eq(after.employer_name.as_deref()),
            postings::place.eq(after.place.as_deref()),
            postings::from_date.eq(after.from),
            postings::to_date.eq(after.to),
            postings::state.eq(Bind(after.state)),
            postings::revision.eq(postings::revision + 1),
        ))
        .prepared()
        .execute(ledger.conn)?;
    persons::touch(ledger, before.person_id)?;
    note(ledger, EntryKind::PostingUpdated, home, before, changes);
    Ok(Saved::Changed)
}

/// Takes a posting back, as if it had not been: only the undoing of what brought it does this.
///
/// # Errors
/// As any write.
pub fn remove(ledger: &mut Ledger<'_>, home: &Home, before: &PostingRecord) -> Result<(), StorageError> {
    diesel::delete(postings::table.find((Bind(ledger.operation()), Bind(before.id)))).execute(ledger.conn)?;
    persons::touch(ledger, before.person_id)?;
    note(ledger, EntryKind::PostingRemoved, home, before, reversed(before.all()));
    Ok(())
}

/// Proves that nobody changed a posting since the caller read it, and keeps others from it until this transaction is
/// over.
///
/// # Errors
/// [`StorageError::StaleVersion`], [`StorageError::NotFound`].
pub(crate) fn claim(
    conn: &mut Connection,
    operation: OperationId,
    id: PostingId,
    revision: i64,
) -> Result<PostingRecord, StorageError> {
    diesel::update(postings::table.find((Bind(operation), Bind(id))))
        .set(postings::revision.eq(postings::revision))
        .prepared()
        .execute(conn)?;
    let posting = load(conn, operation, id)?;
    if posting.revision == revision {
        Ok(posting)
    } else {
        Err(StorageError::StaleVersion { current: posting.revision })
    }
}

fn note(
    ledger: &mut Ledger<'_>,
    kind: EntryKind,
    home: &Home,
    posting: &PostingRecord,
    changes: Vec<Change>,
) {
    let entry = Entry::new(kind, SubjectKind::Posting, posting.id);
    ledger.note(entry, home, Subject::Person(posting.person_id), changes);
}
