//! What happened behind a moment, by what it happened to.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use domain::{
    history::{self, Edit, Fields},
    ids::{EntryId, HouseholdId, OperationId},
    journal::{Change, SubjectKind},
};
use serde_json::Value;

use super::Then;
use crate::{
    Connection, StorageError,
    columns::{AnyId, Bind, IdValue},
    journal::EntryRow,
    schema::journal,
};

/// The entries behind a moment, as far as they were asked for.
#[derive(Debug)]
pub struct Later {
    operation: OperationId,
    bound: EntryId,
    households: BTreeSet<HouseholdId>,
    by_subject: BTreeMap<AnyId, BTreeMap<EntryId, EntryRow>>,
}

impl Later {
    pub fn than(operation: OperationId, then: Then) -> Self {
        Self { operation, bound: then.bound(), households: BTreeSet::new(), by_subject: BTreeMap::new() }
    }

    /// Reads what stands in the histories of households.
    pub fn read_households(
        &mut self,
        conn: &mut Connection,
        households: impl IntoIterator<Item = HouseholdId>,
    ) -> Result<(), StorageError> {
        let unread: Vec<HouseholdId> =
            households.into_iter().filter(|household| self.households.insert(*household)).collect();
        let rows: Vec<EntryRow> = journal::table
            .filter(journal::operation_id.eq(Bind(self.operation)))
            .filter(journal::household_id.eq_any(unread.into_iter().map(Bind)))
            .filter(journal::id.ge(Bind(self.bound)))
            .select(EntryRow::as_select())
            .load(conn)?;
        self.keep(rows);
        Ok(())
    }

    /// Reads what happened to some subjects, in whichever household's history it stands.
    pub fn read_subjects(
        &mut self,
        conn: &mut Connection,
        subjects: impl IntoIterator<Item = impl IdValue>,
    ) -> Result<(), StorageError> {
        let subjects: Vec<Bind<AnyId>> = subjects.into_iter().map(|subject| Bind(subject.any())).collect();
        let rows: Vec<EntryRow> = journal::table
            .filter(journal::operation_id.eq(Bind(self.operation)))
            .filter(journal::subject_id.eq_any(subjects))
            .filter(journal::id.ge(Bind(self.bound)))
            .select(EntryRow::as_select())
            .load(conn)?;
        self.keep(rows);
        Ok(())
    }

    fn keep(&mut self, rows: Vec<EntryRow>) {
        for row in rows {
            self.by_subject.entry(row.subject_id).or_default().insert(row.id, row);
        }
    }

    /// What was read of subjects of a kind, with the household in whose history the first of it stands.
    pub fn subjects(&self, kind: SubjectKind) -> impl Iterator<Item = (AnyId, Option<HouseholdId>)> {
        self.by_subject.iter().filter_map(move |(subject, entries)| {
            let first = entries.values().next()?;
            (first.subject_kind == kind).then_some((*subject, first.household_id))
        })
    }

    /// A subject at that moment.
    pub fn before(&self, subject: impl IdValue, present: Option<Vec<Change>>) -> Option<Known> {
        let entries = self.by_subject.get(&subject.any());
        let edits: Vec<Edit<'_>> = entries
            .into_iter()
            .flat_map(|entries| entries.values().rev())
            .map(|entry| Edit { step: entry.kind.step(), changes: &entry.changes.0 })
            .collect();
        history::before(present.map(known), &edits).map(Known)
    }
}

fn known(all: Vec<Change>) -> Fields {
    all.into_iter()
        .filter(|change| !change.after.is_null())
        .map(|change| (change.field, change.after))
        .collect()
}

/// What was known of a subject.
#[derive(Debug)]
pub struct Known(Fields);

impl Known {
    /// One field, and that it is none of the facts.
    pub fn take<T: serde::de::DeserializeOwned>(&mut self, field: &str) -> Result<Option<T>, StorageError> {
        match self.0.remove(field) {
            None => Ok(None),
            Some(value) => serde_json::from_value(value).map_err(StorageError::internal),
        }
    }

    /// The rest, as changes whose `before` it is.
    pub fn facts(self) -> Vec<Change> {
        let fact = |(field, before)| Change { field, before, after: Value::Null };
        self.0.into_iter().map(fact).collect()
    }
}
