//! What is written about postings, each change with its journal entry in the history of the worker's household.

use diesel::prelude::*;
use domain::{
    ids::{OperationId, PersonId, PostingId},
    journal::{Change, EntryKind, SubjectKind},
};

use super::facts::{PostingFacts, PostingRecord, Row};
use crate::{
    Author, Connection, StorageError,
    households::{Home, Saved},
    ids,
    journal::{self, Entry},
    persons,
    schema::postings,
};

/// Reads a posting of the operation, whoever may see it.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn load(conn: &mut Connection, operation: OperationId, id: PostingId) -> Result<PostingRecord, StorageError> {
    let row: Row = postings::table.find((operation, id)).select(Row::as_select()).first(conn)?;
    Ok(row.into())
}

/// The postings of persons, in the order in which they were entered.
///
/// # Errors
/// As any read.
pub fn of_persons(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[PersonId],
) -> Result<Vec<PostingRecord>, StorageError> {
    let rows: Vec<Row> = postings::table
        .filter(postings::operation_id.eq(operation))
        .filter(postings::person_id.eq_any(ids))
        .order(postings::id)
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Enters a posting; the worker's revision rises.
///
/// # Errors
/// [`crate::ConflictKind::Reference`] where there is no such category or employer.
pub fn create(
    conn: &mut Connection,
    author: &Author,
    home: &Home,
    worker: PersonId,
    facts: &PostingFacts,
) -> Result<PostingRecord, StorageError> {
    let id = ids::new(PostingId::from_uuid, author.at);
    diesel::insert_into(postings::table)
        .values((
            postings::operation_id.eq(author.operation_id),
            postings::id.eq(id),
            postings::person_id.eq(worker),
            postings::category.eq(facts.category.as_deref()),
            postings::employer_id.eq(facts.employer_id),
            postings::employer_name.eq(facts.employer_name.as_deref()),
            postings::place.eq(facts.place.as_deref()),
            postings::from_date.eq(facts.from),
            postings::to_date.eq(facts.to),
            postings::state.eq(facts.state),
            postings::revision.eq(1_i64),
        ))
        .execute(conn)?;
    persons::touch(conn, author, worker)?;
    let mut changes: Vec<Change> = Change::set("person_id", &worker).into_iter().collect();
    changes.extend(facts.changes(None));
    journal::append(conn, author, &entry(EntryKind::PostingCreated, home, id, changes))?;
    Ok(PostingRecord { id, person_id: worker, facts: facts.clone(), revision: 1 })
}

/// Saves what was changed about a posting; its revision and the worker's rise.
///
/// # Errors
/// [`crate::ConflictKind::Reference`] where there is no such category or employer.
pub fn save(
    conn: &mut Connection,
    author: &Author,
    home: &Home,
    before: &PostingRecord,
    after: &PostingFacts,
) -> Result<Saved, StorageError> {
    let changes = after.changes(Some(&before.facts));
    if changes.is_empty() {
        return Ok(Saved::Unchanged);
    }
    diesel::update(postings::table.find((author.operation_id, before.id)))
        .set((
            postings::category.eq(after.category.as_deref()),
            postings::employer_id.eq(after.employer_id),
            postings::employer_name.eq(after.employer_name.as_deref()),
            postings::place.eq(after.place.as_deref()),
            postings::from_date.eq(after.from),
            postings::to_date.eq(after.to),
            postings::state.eq(after.state),
            postings::revision.eq(postings::revision + 1),
        ))
        .execute(conn)?;
    persons::touch(conn, author, before.person_id)?;
    journal::append(conn, author, &entry(EntryKind::PostingUpdated, home, before.id, changes))?;
    Ok(Saved::Changed)
}

/// Takes a posting back, as if it had not been: only the undoing of what brought it does this.
///
/// # Errors
/// As any write.
pub fn remove(
    conn: &mut Connection,
    author: &Author,
    home: &Home,
    before: &PostingRecord,
) -> Result<(), StorageError> {
    diesel::delete(postings::table.find((author.operation_id, before.id))).execute(conn)?;
    persons::touch(conn, author, before.person_id)?;
    let mut was: Vec<Change> = Change::set("person_id", &before.person_id).into_iter().collect();
    was.extend(before.facts.changes(None));
    let changes = was.into_iter().map(|change| Change { before: change.after, after: change.before, ..change });
    journal::append(conn, author, &entry(EntryKind::PostingRemoved, home, before.id, changes.collect()))
}

/// Proves that nobody changed a posting since the caller read it, and keeps others from it until this transaction is
/// over.
///
/// # Errors
/// [`StorageError::StaleVersion`], [`StorageError::NotFound`].
pub fn claim(
    conn: &mut Connection,
    operation: OperationId,
    id: PostingId,
    revision: i64,
) -> Result<PostingRecord, StorageError> {
    let row = postings::table.find((operation, id));
    diesel::update(row).set(postings::revision.eq(postings::revision)).execute(conn)?;
    let posting = load(conn, operation, id)?;
    if posting.revision == revision { Ok(posting) } else { Err(StorageError::StaleVersion { current: posting.revision }) }
}

fn entry(kind: EntryKind, home: &Home, id: PostingId, changes: Vec<Change>) -> Entry {
    Entry {
        kind,
        subject_kind: SubjectKind::Posting,
        subject_id: id.as_uuid(),
        household_id: Some(home.household_id),
        area_path: home.area_path.clone(),
        changes,
    }
}
