//! Which changes by hand stand against taking a commit back.
//!
//! What a commit brought goes with it, and so does whatever somebody changed of it since: that has to be changed back first.
//! What a commit only filled is emptied again, and changes of other fields can stay as they are.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use domain::{ids::BatchId, journal::EntryKind};
use serde_json::Value;

use crate::{
    Scoped, StorageError,
    columns::{AnyId, Bind},
    journal::EntryRow,
    schema::journal,
};

/// What the commit did to some subjects.
#[derive(Default)]
struct Own {
    brought: HashSet<AnyId>,
    wrote: HashSet<(AnyId, String)>,
}

impl Own {
    fn matters(&self, subject: AnyId, field: &str) -> bool {
        self.brought.contains(&subject) || self.wrote.contains(&(subject, field.to_owned()))
    }
}

/// What became of a field since: what it was before the first change and is after the last.
struct Since<'a> {
    before: &'a Value,
    after: &'a Value,
}

/// Of later entries of no commit, oldest first, those whose changes have not been changed back and touch what the commit wrote.
pub(super) fn still_standing(
    scoped: &mut Scoped<'_>,
    batch: BatchId,
    entries: Vec<EntryRow>,
) -> Result<Vec<EntryRow>, StorageError> {
    let own = own(scoped, batch, &entries)?;
    let mut since: HashMap<(AnyId, &str), Since<'_>> = HashMap::new();
    for entry in &entries {
        for change in &entry.changes.0 {
            let fresh = Since { before: &change.before, after: &change.after };
            since.entry((entry.subject_id, change.field.as_str())).or_insert(fresh).after = &change.after;
        }
    }
    let stands = |entry: &EntryRow| {
        !only_changes(entry.kind)
            || entry.changes.0.iter().any(|change| {
                let since = since.get(&(entry.subject_id, change.field.as_str()));
                own.matters(entry.subject_id, &change.field)
                    && since.is_none_or(|since| since.before != since.after)
            })
    };
    let standing: HashSet<_> = entries.iter().filter(|entry| stands(entry)).map(|entry| entry.id).collect();
    Ok(entries.into_iter().filter(|entry| standing.contains(&entry.id)).collect())
}

/// Whether an entry changes fields of what is there, and neither brings nor takes anything.
const fn only_changes(kind: EntryKind) -> bool {
    matches!(
        kind,
        EntryKind::HouseholdUpdated
            | EntryKind::HouseholdStatusChanged
            | EntryKind::HouseholdOwnerChanged
            | EntryKind::PersonUpdated
            | EntryKind::MemberUpdated
            | EntryKind::PostingUpdated
    )
}

fn own(scoped: &mut Scoped<'_>, batch: BatchId, entries: &[EntryRow]) -> Result<Own, StorageError> {
    let subjects: HashSet<AnyId> = entries.iter().map(|entry| entry.subject_id).collect();
    let rows: Vec<EntryRow> = journal::table
        .filter(journal::operation_id.eq(Bind(scoped.operation())))
        .filter(journal::batch_id.eq(Bind(batch)))
        .filter(journal::subject_id.eq_any(subjects.into_iter().map(Bind)))
        .select(EntryRow::as_select())
        .load(scoped.conn)?;
    let mut own = Own::default();
    for row in rows {
        if !only_changes(row.kind) {
            own.brought.insert(row.subject_id);
        }
        own.wrote.extend(row.changes.0.into_iter().map(|change| (row.subject_id, change.field)));
    }
    Ok(own)
}
