//! The rows of a source's rosters behind its figures.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use domain::{
    coverage::RowsOutcome,
    ids::{HouseholdId, RosterId, SourceId},
    rosters::plan::RowOutcome,
};
use serde::{Deserialize, Serialize};

use super::gaps::name_in;
use crate::{
    Scoped, Slice, StorageError, Store,
    columns::{Bind, Json},
    rosters::{RosterStatus, RowCell, RowCounts},
    schema::{roster_rows, rosters},
};

/// Which rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceRowFilter {
    /// Of this source's rosters.
    pub source_id: SourceId,
    /// With this outcome.
    pub outcome: RowsOutcome,
}

/// A row's place: its roster and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRowKey {
    roster_id: RosterId,
    row_no: i32,
}

/// A row of a source's rosters.
#[derive(Debug, Clone)]
pub struct SourceRow {
    /// The roster.
    pub roster_id: RosterId,
    /// The name of its file.
    pub filename: String,
    /// Counted from 1 over all sheets.
    pub row_no: i32,
    /// The sheet's name.
    pub sheet: String,
    /// The line in the sheet, from 1.
    pub line: i32,
    /// The name that it says.
    pub name: String,
    /// What became of it.
    pub outcome: RowOutcome,
    /// The household in which it puts them.
    pub household_id: Option<HouseholdId>,
}

impl SourceRow {
    /// The row's place.
    pub const fn key(&self) -> SourceRowKey {
        SourceRowKey { roster_id: self.roster_id, row_no: self.row_no }
    }
}

const fn outcomes(of: RowsOutcome) -> &'static [RowOutcome] {
    match of {
        RowsOutcome::Applied => {
            &[RowOutcome::New, RowOutcome::Same, RowOutcome::Update, RowOutcome::Conflict]
        }
        RowsOutcome::Held => &[RowOutcome::Held],
        RowsOutcome::Rejected => &[RowOutcome::Rejected],
    }
}

/// A committed roster that counts.
struct Current {
    source: SourceId,
    filename: String,
    counts: RowCounts,
}

impl Store {
    /// The rows of a source's rosters, roster by roster.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn coverage_rows(
        &self,
        filter: SourceRowFilter,
        slice: Slice<SourceRowKey>,
    ) -> Result<Vec<SourceRow>, StorageError> {
        self.read(move |scoped| scoped.coverage_rows(filter, &slice)).await
    }
}

impl Scoped<'_> {
    /// How many rows of each source's rosters have which outcome, as far as the actor sees the rosters.
    pub(super) fn rows_by_source(&mut self) -> Result<HashMap<SourceId, RowCounts>, StorageError> {
        let mut counts: HashMap<SourceId, RowCounts> = HashMap::new();
        for roster in self.current_rosters()?.into_values() {
            let sum = counts.entry(roster.source).or_default();
            sum.new += roster.counts.new;
            sum.same += roster.counts.same;
            sum.update += roster.counts.update;
            sum.conflict += roster.counts.conflict;
            sum.held += roster.counts.held;
            sum.rejected += roster.counts.rejected;
        }
        Ok(counts)
    }

    /// The committed rosters that the actor sees; of those with the same content the latest.
    fn current_rosters(&mut self) -> Result<BTreeMap<RosterId, Current>, StorageError> {
        type Row = (RosterId, Vec<u8>, SourceId, String, Json<RowCounts>);
        let visible = self.visible_rosters()?;
        let rows: Vec<Row> = rosters::table
            .filter(visible)
            .filter(rosters::status.eq(RosterStatus::Committed.as_str()))
            .order(rosters::id)
            .select((
                rosters::id,
                rosters::content_digest,
                rosters::source_id,
                rosters::filename,
                rosters::counts,
            ))
            .load(self.conn)?;
        let mut latest: HashMap<Vec<u8>, (RosterId, Current)> = HashMap::new();
        for (id, digest, source, filename, Json(counts)) in rows {
            latest.insert(digest, (id, Current { source, filename, counts }));
        }
        Ok(latest.into_values().collect())
    }

    fn coverage_rows(
        &mut self,
        filter: SourceRowFilter,
        slice: &Slice<SourceRowKey>,
    ) -> Result<Vec<SourceRow>, StorageError> {
        let mut found = Vec::new();
        for (roster_id, roster) in self.current_rosters()? {
            let left = slice.limit - i64::try_from(found.len()).unwrap_or(i64::MAX);
            let is_before = slice.after.is_some_and(|after| after.roster_id > roster_id);
            if roster.source != filter.source_id || is_before || left <= 0 {
                continue;
            }
            let after =
                slice.after.filter(|after| after.roster_id == roster_id).map_or(0, |after| after.row_no);
            let outcomes = outcomes(filter.outcome).iter().map(|outcome| outcome.as_str());
            type Row = (i32, String, i32, Json<Vec<RowCell>>, String, Option<HouseholdId>);
            let rows: Vec<Row> = roster_rows::table
                .filter(roster_rows::operation_id.eq(Bind(self.operation())))
                .filter(roster_rows::roster_id.eq(Bind(roster_id)))
                .filter(roster_rows::outcome.eq_any(outcomes))
                .filter(roster_rows::row_no.gt(after))
                .order(roster_rows::row_no)
                .limit(left)
                .select((
                    roster_rows::row_no,
                    roster_rows::sheet,
                    roster_rows::line,
                    roster_rows::cells,
                    roster_rows::outcome,
                    roster_rows::household_id,
                ))
                .load(self.conn)?;
            for (row_no, sheet, line, Json(cells), outcome, household_id) in rows {
                found.push(SourceRow {
                    roster_id,
                    filename: roster.filename.clone(),
                    row_no,
                    sheet,
                    line,
                    name: name_in(&cells),
                    outcome: outcome.parse().map_err(StorageError::internal)?,
                    household_id,
                });
            }
        }
        Ok(found)
    }
}
