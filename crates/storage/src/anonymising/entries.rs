//! What is left of the journal's entries.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::{
    anonymising::left_of,
    ids::{BatchId, OperationId, PersonId},
    journal::{Change, EntryKind, SubjectKind},
};

use super::{
    reach::{Reach, person_in},
    rosters::Lists,
};
use crate::{
    Connection, StorageError,
    columns::Bind,
    households,
    journal::{Emptying, EntryRow},
    merges::aliases,
    persons,
    schema::journal,
};

/// Takes from the entries what tells who it was: from those of the household and its people everything, from those of
/// others the names.
pub fn empty_entries(
    conn: &mut Connection,
    operation: OperationId,
    reach: &mut Reach,
    lists: &Lists,
    emptying: &mut Emptying,
) -> Result<(), StorageError> {
    let mut of_gone = BTreeSet::new();
    for entry in of_lists(conn, operation, reach, lists)? {
        if !matches!(entry.subject_kind, SubjectKind::Roster) {
            of_gone.insert(entry.id);
        }
        reach.entries.entry(entry.id).or_insert(entry);
    }
    for entry in reach.entries.values() {
        let goes = reach.loses_everything(entry) || lists.decided(entry) || is_theirs(reach, entry);
        if goes || of_gone.contains(&entry.id) {
            emptying.leave(conn, entry, None, left_of(entry.kind, &entry.changes.0))?;
            continue;
        }
        if reach.owner(entry).is_some() && !is_of_two(entry.kind) {
            // Somebody else's own.
            continue;
        }
        let name = entry.subject_name.as_deref().filter(|name| !reach.names.are_in(name));
        let without = |change: &Change| Change {
            field: change.field.clone(),
            before: without(reach, entry.kind, &change.before),
            after: without(reach, entry.kind, &change.after),
        };
        emptying.leave(conn, entry, name, entry.changes.0.iter().map(without).collect())?;
    }
    Ok(())
}

/// A membership or a posting that was taken back in a household where nothing else of the person stands.
fn is_theirs(reach: &Reach, entry: &EntryRow) -> bool {
    person_in(entry).is_some_and(|person| reach.persons.contains(&person))
}

/// Entries about one that name another.
const fn is_of_two(kind: EntryKind) -> bool {
    matches!(kind, EntryKind::FoundNotTheSame | EntryKind::FoundDuplicateAgain)
}

fn without(reach: &Reach, kind: EntryKind, value: &serde_json::Value) -> serde_json::Value {
    let value = reach.names.out_of(value);
    // Somebody may have searched for a phone or an address; another family may live there, too.
    if kind == EntryKind::ListExported { reach.contacts.out_of(&value) } else { value }
}

/// What was decided about rows that are emptied, and what lists that were taken back had brought: those people and
/// households are not in the ledger any more, and are found again by the name that they had there.
fn of_lists(
    conn: &mut Connection,
    operation: OperationId,
    reach: &Reach,
    lists: &Lists,
) -> Result<Vec<EntryRow>, StorageError> {
    let mut entries = Vec::new();
    for roster in lists.rosters() {
        let own: Vec<EntryRow> = journal::table
            .filter(journal::operation_id.eq(Bind(operation)))
            .filter(journal::subject_id.eq(Bind(roster)))
            .select(EntryRow::as_select())
            .load(conn)?;
        let undone = own.iter().filter(|entry| entry.kind == EntryKind::RosterUndone);
        let undone: Vec<BatchId> = undone.filter_map(|entry| entry.batch_id).collect();
        let brought: Vec<EntryRow> = journal::table
            .filter(journal::operation_id.eq(Bind(operation)))
            .filter(journal::batch_id.eq_any(undone.into_iter().map(Bind)))
            .filter(journal::subject_name.eq_any(reach.names.iter().map(str::to_owned)))
            .select(EntryRow::as_select())
            .load(conn)?;
        entries.extend(own);
        entries.extend(gone(conn, operation, brought)?);
    }
    Ok(entries)
}

/// Those about somebody, or something, that is not in the ledger.
fn gone(
    conn: &mut Connection,
    operation: OperationId,
    entries: Vec<EntryRow>,
) -> Result<Vec<EntryRow>, StorageError> {
    let mut gone = Vec::with_capacity(entries.len());
    for entry in entries {
        let home = entry.household_id.into_iter().collect::<Vec<_>>();
        let person = match entry.subject_kind {
            SubjectKind::Person => Some(PersonId::from_uuid(entry.subject_id.as_uuid())),
            _ => person_in(&entry),
        };
        let is_here = match person {
            Some(person) => {
                let now = aliases::resolve(conn, operation, person)?.as_uuid();
                !persons::load_many(conn, operation, &[PersonId::from_uuid(now)])?.is_empty()
            }
            None => !households::load_many(conn, operation, &home)?.is_empty(),
        };
        if !is_here {
            gone.push(entry);
        }
    }
    Ok(gone)
}
