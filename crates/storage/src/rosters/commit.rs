//! From rows that were read to rows that are settled: worked out for the preview, applied by the commit, and looked at
//! again when later lists bring what they waited for.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    identity_number::IdentityNumber,
    ids::{BatchId, HouseholdId, OrganisationId, RosterId},
    journal::{Change, EntryKind, SubjectKind},
    problems::ProblemCode,
    rosters::{
        areas::AreaIndex,
        effects::{HouseholdRef, PersonRef},
        plan::{Plan, RowOutcome, RowPlan},
        reasons::Reason,
        record::RosterRecord,
    },
};
use uuid::Uuid;

use super::{
    apply::{Context, Written, apply},
    changes::Changes,
    decide,
    planning::Candidate,
    rows::{self, Applied, Kept, RowCell, RowRecord},
    status::{RosterStatus, RowCounts},
};
use crate::{
    ConflictKind, KeyId, Scoped, StorageError,
    columns::Bind,
    coverage,
    dialect::{Turn, take_turn},
    ids,
    journal::Entry,
    schema::{roster_rows, rosters},
};

/// A row of a file, read.
#[derive(Debug, Clone)]
pub struct FileRow {
    /// Counted from 1 over all sheets.
    pub row_no: u32,
    /// The sheet's name.
    pub sheet: String,
    /// The line in the sheet, from 1.
    pub line: u32,
    /// Its cells; identity numbers are masked.
    pub cells: Vec<RowCell>,
    /// What it says; nothing where it cannot be used.
    pub record: Option<RosterRecord>,
    /// What is wrong with it.
    pub reasons: Vec<Reason>,
}

/// What a commit is done with.
pub struct CommitOf<'a> {
    /// The roster.
    pub roster: RosterId,
    /// Its rows.
    pub rows: &'a [FileRow],
    /// Today in the operation's time zone.
    pub today: NaiveDate,
    /// Hears how far the writing is: units done.
    pub done: &'a dyn Fn(usize),
}

/// What became of the people and households of some planned rows.
struct Settled<'a> {
    plans: HashMap<u32, RowPlan>,
    written: Option<&'a Written>,
    homes: HashMap<u32, HouseholdId>,
}

impl Scoped<'_> {
    /// Works out what would become of a roster's rows.
    ///
    /// # Errors
    /// As any read.
    pub fn preview_rows(
        &mut self,
        roster: RosterId,
        rows: &[FileRow],
    ) -> Result<Vec<RowRecord>, StorageError> {
        let (_, organisation) = self.stage(roster)?;
        let areas = self.area_index()?;
        let plan = self.plan_file(organisation, &areas, rows)?;
        self.settled_rows(roster, rows, plan, None)
    }

    /// Begins to keep the rows of a preview.
    ///
    /// # Errors
    /// [`ProblemCode::RosterCommitted`].
    pub fn clear_preview(&mut self, roster: RosterId) -> Result<(), StorageError> {
        if self.stage(roster)?.0 == RosterStatus::Committed {
            return Err(rule(ProblemCode::RosterCommitted));
        }
        rows::clear(self, roster)
    }

    /// Keeps rows of a preview.
    ///
    /// # Errors
    /// As any write; [`StorageError::Busy`] where the keys were changed since the rows were sealed.
    pub fn add_preview_rows(&mut self, roster: RosterId, rows: Vec<RowRecord>) -> Result<(), StorageError> {
        let sealing = self.vault.keys(self.conn)?.sealing();
        let numbers = rows.iter().filter_map(|row| row.kept.as_ref()?.number.as_deref());
        if numbers.into_iter().any(|number| KeyId::of_sealed(number) != Some(sealing)) {
            return Err(StorageError::busy("the vault's keys were changed"));
        }
        rows::insert(self, roster, rows)
    }

    /// Notes that a roster's preview is complete.
    ///
    /// # Errors
    /// As any write.
    pub fn complete_preview(&mut self, roster: RosterId) -> Result<RowCounts, StorageError> {
        let counts = rows::count(self, roster)?;
        self.set_status(roster, RosterStatus::Previewed, counts)?;
        Ok(counts)
    }

    /// Applies a roster to the ledger as it is now, all or nothing, and looks at waiting rows of earlier rosters again.
    ///
    /// # Errors
    /// [`ProblemCode::RosterCommitted`], [`ProblemCode::RosterNotPreviewed`]; [`ConflictKind::Taken`] where somebody
    /// entered the same identity number at the same time.
    pub fn commit_roster(&mut self, commit: &CommitOf<'_>) -> Result<RowCounts, StorageError> {
        let roster = commit.roster;
        take_turn(self.conn, self.operation(), Turn::Matching)?;
        let (status, organisation) = self.stage(roster)?;
        match status {
            RosterStatus::Previewed => {}
            RosterStatus::Committed => return Err(rule(ProblemCode::RosterCommitted)),
            RosterStatus::Recognised | RosterStatus::Undone => {
                return Err(rule(ProblemCode::RosterNotPreviewed));
            }
        }
        let batch = ids::new(BatchId::from_uuid, self.now);
        let areas = self.area_index()?;
        let mut plan = self.plan_file(organisation, &areas, commit.rows)?;
        let changes = Changes::of(std::mem::take(&mut plan.effects));
        let numbers = numbers(commit.rows.iter().filter_map(|row| row.record.as_ref()));
        let context =
            Context { batch: (batch, roster), today: commit.today, numbers: &numbers, written: commit.done };
        let written = apply(self, changes, &context)?;
        let settled = self.settled_rows(roster, commit.rows, plan, Some(&written))?;
        rows::clear(self, roster)?;
        rows::insert(self, roster, settled)?;
        let counts = rows::count(self, roster)?;
        self.set_status(roster, RosterStatus::Committed, counts)?;
        self.note_roster(EntryKind::RosterCommitted, roster, batch, counts)?;
        self.look_again(batch, &areas, commit.today)?;
        self.settle_coverage(commit.today)?;
        Ok(counts)
    }

    fn plan_file(
        &mut self,
        organisation: OrganisationId,
        areas: &AreaIndex,
        rows: &[FileRow],
    ) -> Result<Plan, StorageError> {
        let sender = self.sender(organisation)?;
        let candidates: Vec<Candidate> = rows
            .iter()
            .filter_map(|row| row.record.clone())
            .map(|record| Candidate { record, decision: None, household: None })
            .collect();
        self.plan(&sender, areas, &candidates)
    }

    fn settled_rows(
        &mut self,
        roster: RosterId,
        rows: &[FileRow],
        plan: Plan,
        written: Option<&Written>,
    ) -> Result<Vec<RowRecord>, StorageError> {
        let groups =
            rows.iter().filter_map(|row| row.record.as_ref()).map(|record| (record.row_no, record.group));
        let settled = Settled::of(plan, groups.collect(), written);
        rows.iter().map(|row| settled.row(&mut *self, roster, row)).collect()
    }

    /// How far a roster is, and whose it is.
    pub(super) fn stage(&mut self, roster: RosterId) -> Result<(RosterStatus, OrganisationId), StorageError> {
        let (status, organisation): (String, OrganisationId) = rosters::table
            .find((Bind(self.operation()), Bind(roster)))
            .select((rosters::status, rosters::organisation_id))
            .first(self.conn)?;
        Ok((status.parse().map_err(StorageError::internal)?, organisation))
    }

    pub(super) fn note_roster(
        &mut self,
        kind: EntryKind,
        roster: RosterId,
        batch: BatchId,
        counts: RowCounts,
    ) -> Result<(), StorageError> {
        let filename: String = rosters::table
            .find((Bind(self.operation()), Bind(roster)))
            .select(rosters::filename)
            .first(self.conn)?;
        let entry = Entry::new(kind, SubjectKind::Roster, roster)
            .named(filename)
            .in_batch(batch, roster)
            .changing([Change::set("counts", &counts)]);
        self.record(vec![entry])
    }

    /// Looks again at the rows that wait in committed rosters: what they waited for may be in the ledger now.
    pub(super) fn look_again(
        &mut self,
        batch: BatchId,
        areas: &AreaIndex,
        today: NaiveDate,
    ) -> Result<(), StorageError> {
        /// One row can bring what another waits for; chains are short.
        const ROUNDS: usize = 3;
        for _ in 0..ROUNDS {
            let mut settled = 0;
            for (roster, organisation) in self.waiting_rosters()? {
                settled += self.look_again_at(roster, organisation, batch, areas, today)?;
            }
            if settled == 0 {
                break;
            }
        }
        Ok(())
    }

    fn waiting_rosters(&mut self) -> Result<Vec<(RosterId, OrganisationId)>, StorageError> {
        Ok(rosters::table
            .inner_join(
                roster_rows::table.on(roster_rows::operation_id
                    .eq(rosters::operation_id)
                    .and(roster_rows::roster_id.eq(rosters::id))),
            )
            .filter(rosters::operation_id.eq(Bind(self.operation())))
            .filter(rosters::status.eq(RosterStatus::Committed.as_str()))
            .filter(roster_rows::outcome.eq(RowOutcome::Held.as_str()))
            .order(rosters::id)
            .select((rosters::id, rosters::organisation_id))
            .distinct()
            .load(self.conn)?)
    }

    fn look_again_at(
        &mut self,
        roster: RosterId,
        organisation: OrganisationId,
        batch: BatchId,
        areas: &AreaIndex,
        today: NaiveDate,
    ) -> Result<usize, StorageError> {
        let held = rows::held(self, roster)?;
        let mut candidates = Vec::with_capacity(held.len());
        for row in &held {
            candidates.extend(decide::candidate(self, roster, row)?);
        }
        let sender = self.sender(organisation)?;
        let mut plan = self.plan(&sender, areas, &candidates)?;
        let changes = Changes::of(std::mem::take(&mut plan.effects));
        let settled_now = plan.rows.iter().filter(|row| row.outcome != RowOutcome::Held).count();
        if settled_now == 0 {
            return Ok(0);
        }
        let numbers = numbers(candidates.iter().map(|candidate| &candidate.record));
        let context = Context { batch: (batch, roster), today, numbers: &numbers, written: &|_| {} };
        let written = apply(self, changes, &context)?;
        let groups = candidates.iter().map(|candidate| (candidate.record.row_no, candidate.record.group));
        let settled = Settled::of(plan, groups.collect(), Some(&written));
        for row in held {
            let plan = u32::try_from(row.row_no).ok().and_then(|row_no| settled.plans.get(&row_no));
            let Some(plan) = plan.filter(|plan| plan.outcome != RowOutcome::Held) else { continue };
            let after = settled.resolved(row.clone(), plan);
            decide::save_and_note(self, roster, batch, &row, &after)?;
        }
        let counts = rows::count(self, roster)?;
        self.set_counts(roster, counts)?;
        Ok(settled_now)
    }

    pub(super) fn set_counts(&mut self, roster: RosterId, counts: RowCounts) -> Result<(), StorageError> {
        diesel::update(rosters::table.find((Bind(self.operation()), Bind(roster))))
            .set((rosters::counts.eq(Bind(counts)), rosters::revision.eq(rosters::revision + 1)))
            .execute(self.conn)?;
        coverage::mark_roster(self.conn, self.actor.operation_id, roster)
    }
}

impl<'a> Settled<'a> {
    /// Held rows belong to the household in which other rows of their group were entered.
    fn of(plan: Plan, groups: BTreeMap<u32, u32>, written: Option<&'a Written>) -> Self {
        let mut of_groups: HashMap<u32, HouseholdId> = HashMap::new();
        for row in &plan.rows {
            let home = row.household.and_then(|home| resolve_home(home, written));
            if let (Some(home), Some(group)) = (home, groups.get(&row.row_no)) {
                of_groups.entry(*group).or_insert(home);
            }
        }
        let homes = groups.iter().filter_map(|(row, group)| Some((*row, *of_groups.get(group)?))).collect();
        Self { plans: plan.rows.into_iter().map(|row| (row.row_no, row)).collect(), written, homes }
    }

    fn row(
        &self,
        scoped: &mut Scoped<'_>,
        roster: RosterId,
        row: &FileRow,
    ) -> Result<RowRecord, StorageError> {
        let number = |n: u32| i32::try_from(n).map_err(StorageError::internal);
        let plan = row.record.as_ref().and_then(|_| self.plans.get(&row.row_no));
        let outcome = plan.map_or(RowOutcome::Rejected, |plan| plan.outcome);
        let kept = match &row.record {
            Some(record) if outcome == RowOutcome::Held => {
                Some(Kept::seal(scoped, roster, record.clone(), row.reasons.clone())?)
            }
            _ => None,
        };
        let record = RowRecord {
            row_no: number(row.row_no)?,
            sheet: row.sheet.clone(),
            line: number(row.line)?,
            cells: row.cells.clone(),
            outcome,
            reasons: row.reasons.clone(),
            applied: Applied::No,
            person_id: None,
            household_id: self.homes.get(&row.row_no).copied(),
            decided_by: None,
            kept,
        };
        Ok(match plan {
            Some(plan) => self.resolved(record, plan),
            None => record,
        })
    }

    /// A row with what its plan says.
    fn resolved(&self, mut row: RowRecord, plan: &RowPlan) -> RowRecord {
        row.outcome = plan.outcome;
        let of_reading = row.kept.as_ref().map_or_else(|| row.reasons.clone(), |kept| kept.reasons.clone());
        row.reasons = plan.reasons.iter().cloned().chain(of_reading).collect();
        row.person_id = plan.person.and_then(|person| match (person, self.written) {
            (PersonRef::Existing(id), None) => Some(id),
            (PersonRef::New(_), None) => None,
            (person, Some(written)) => written.person(person),
        });
        let home = plan.household.and_then(|home| resolve_home(home, self.written));
        row.household_id = home.or(row.household_id);
        let is_entered = !matches!(plan.outcome, RowOutcome::Held | RowOutcome::Rejected);
        row.applied = (self.written.is_some() && is_entered).into();
        row
    }
}

fn resolve_home(home: HouseholdRef, written: Option<&Written>) -> Option<HouseholdId> {
    match (home, written) {
        (HouseholdRef::Existing(id), None) => Some(id),
        (HouseholdRef::New(_), None) => None,
        (home, Some(written)) => written.household(home),
    }
}

/// The identity numbers of rows.
pub(super) fn numbers<'a>(records: impl Iterator<Item = &'a RosterRecord>) -> HashMap<u32, IdentityNumber> {
    records.filter_map(|record| Some((record.row_no, record.identity_number.clone()?))).collect()
}

/// A rule that stands in the way.
pub(super) fn rule(code: ProblemCode) -> StorageError {
    StorageError::Conflict(ConflictKind::Rule(code))
}

/// The commit by which a roster is part of the ledger.
pub(super) fn batch_of(scoped: &mut Scoped<'_>, roster: RosterId) -> Result<BatchId, StorageError> {
    use crate::schema::journal;
    let batch: Option<BatchId> = journal::table
        .filter(journal::operation_id.eq(Bind(scoped.operation())))
        .filter(journal::subject_id.eq(Bind(roster)))
        .filter(journal::kind.eq(Bind(EntryKind::RosterCommitted)))
        .order(journal::id.desc())
        .select(journal::batch_id)
        .first(scoped.conn)?;
    Ok(batch.unwrap_or_else(|| BatchId::from_uuid(Uuid::nil())))
}
