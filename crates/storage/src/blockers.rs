//! What stands in the way of taking something back.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    households::ReferenceCode,
    ids::{BatchId, HouseholdId, RosterId},
    journal::EntryKind,
};

use crate::{
    Scoped, StorageError,
    columns::Bind,
    journal::{self, EntryRow},
    schema::households as household_table,
};

/// Something that happened since and would be lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    /// What happened.
    pub kind: EntryKind,
    /// To whom or what.
    pub subject: Option<String>,
    /// The household that it touches.
    pub household_id: Option<HouseholdId>,
    /// That household's reference.
    pub household: Option<ReferenceCode>,
    /// The roster that has to be taken back before; none for a change by hand.
    pub roster_id: Option<RosterId>,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// It cannot be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UndoBlocked {
    /// This builds on it.
    BuiltOn(Vec<Blocker>),
    /// What it would bring back was anonymised: the references of the households.
    Anonymised(Vec<ReferenceCode>),
}

impl UndoBlocked {
    /// Whether a batch cannot be taken back because of what was anonymised since.
    pub(crate) fn by_anonymising(
        scoped: &mut Scoped<'_>,
        batch: BatchId,
    ) -> Result<Option<Self>, StorageError> {
        let households = journal::anonymised_in(scoped.conn, scoped.actor.operation_id, batch)?;
        Ok((!households.is_empty()).then_some(Self::Anonymised(households)))
    }
}

impl Scoped<'_> {
    /// Entries with what people know them by.
    pub(crate) fn named(&mut self, entries: Vec<EntryRow>) -> Result<Vec<Blocker>, StorageError> {
        let homes: Vec<HouseholdId> = entries.iter().filter_map(|entry| entry.household_id).collect();
        let references: Vec<(HouseholdId, String)> = household_table::table
            .filter(household_table::operation_id.eq(Bind(self.operation())))
            .filter(household_table::id.eq_any(homes.into_iter().map(Bind)))
            .select((household_table::id, household_table::reference))
            .load(self.conn)?;
        let reference = |id: Option<HouseholdId>| {
            references
                .iter()
                .find(|(known, _)| Some(*known) == id)
                .and_then(|(_, reference)| reference.parse().ok())
        };
        let blocker = |entry: EntryRow| Blocker {
            kind: entry.kind,
            subject: entry.subject_name,
            household_id: entry.household_id,
            household: reference(entry.household_id),
            roster_id: None,
            by: entry.actor_name,
            at: entry.at,
        };
        Ok(entries.into_iter().map(blocker).collect())
    }
}
