//! What stands in the way of taking something back.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    households::ReferenceCode,
    ids::{HouseholdId, RosterId},
    journal::EntryKind,
};

use crate::{Scoped, StorageError, columns::Bind, journal::EntryRow, schema::households as household_table};

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

/// It cannot be taken back: this builds on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoBlocked(pub Vec<Blocker>);

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
