//! What a person decides about a row that waits, and how a row's states stand in the journal.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    ids::{BatchId, HouseholdId, PersonId, RosterId, UserId},
    journal::{Change, EntryKind, SubjectKind},
    problems::ProblemCode,
    rosters::{
        plan::{Decision, RowOutcome, RowPlan},
        reasons::{Reason, ReasonCode},
    },
};
use serde::{Deserialize, Serialize};

use super::{
    apply::{Context, apply},
    changes::Changes,
    commit::{batch_of, numbers, rule},
    planning::Candidate,
    rows::{self, Applied, RowRecord},
    status::RosterStatus,
};
use crate::{
    Scoped, StorageError,
    columns::Bind,
    dialect::{Turn, take_turn},
    journal::Entry,
    schema::{households, memberships},
    visibility,
};

/// What may be done with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is decided so.
    Decide(Decision),
    /// It waits again, after it was rejected by hand.
    Reopen,
}

/// Why a decision could not be carried out: the row would still wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StillHeld(pub Vec<Reason>);

/// A row's state, as the journal keeps it for the undoing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RowState {
    outcome: RowOutcome,
    reasons: Vec<Reason>,
    applied: bool,
    person_id: Option<PersonId>,
    household_id: Option<HouseholdId>,
    decided_by: Option<UserId>,
    decision: Option<Decision>,
}

impl RowState {
    fn of(row: &RowRecord) -> Self {
        Self {
            outcome: row.outcome,
            reasons: row.reasons.clone(),
            applied: row.applied == Applied::Yes,
            person_id: row.person_id,
            household_id: row.household_id,
            decided_by: row.decided_by,
            decision: row.kept.as_ref().and_then(|kept| kept.decision),
        }
    }

    /// The row as it was in this state.
    pub fn restore(self, row: RowRecord) -> RowRecord {
        let kept = row.kept.map(|kept| rows::Kept { decision: self.decision, ..kept });
        RowRecord {
            outcome: self.outcome,
            reasons: self.reasons,
            applied: self.applied.into(),
            person_id: self.person_id,
            household_id: self.household_id,
            decided_by: self.decided_by,
            kept,
            ..row
        }
    }
}

/// A waiting row, ready to be planned by itself.
pub(super) fn candidate(
    scoped: &Scoped<'_>,
    roster: RosterId,
    row: &RowRecord,
) -> Result<Option<Candidate>, StorageError> {
    let Some(kept) = &row.kept else { return Ok(None) };
    let record = kept.open(scoped, roster)?;
    Ok(Some(Candidate { record, decision: kept.decision, household: row.household_id }))
}

/// The field of the journal entry that holds the row's number, and the one that holds its state.
pub(super) const ROW: &str = "row";
pub(super) const STATE: &str = "state";

/// Saves a row and writes to the journal what it was and what it is.
pub(super) fn save_and_note(
    scoped: &mut Scoped<'_>,
    roster: RosterId,
    batch: BatchId,
    before: &RowRecord,
    after: &RowRecord,
) -> Result<(), StorageError> {
    rows::save(scoped, roster, after)?;
    let entry = Entry::new(EntryKind::RosterRowDecided, SubjectKind::Roster, roster).in_batch(batch, roster);
    let entry = entry.changing([
        Change::set(ROW, &after.row_no),
        Change::between(STATE, &RowState::of(before), &RowState::of(after)),
    ]);
    scoped.record(vec![entry])
}

impl Scoped<'_> {
    /// Decides on a row of a committed roster that waits.
    ///
    /// # Errors
    /// [`ProblemCode::RosterNotCommitted`], [`ProblemCode::RowNotHeld`], [`ProblemCode::UnknownReference`] for a person
    /// whom the actor does not see. `Ok(Err(StillHeld))` where the row would wait all the same; nothing is written then.
    pub fn decide_row(
        &mut self,
        roster: RosterId,
        row_no: i32,
        verdict: Verdict,
        today: NaiveDate,
    ) -> Result<Result<RowRecord, StillHeld>, StorageError> {
        take_turn(self.conn, self.operation(), Turn::Matching)?;
        self.see_roster(roster)?;
        if self.stage(roster)?.0 != RosterStatus::Committed {
            return Err(rule(ProblemCode::RosterNotCommitted));
        }
        let batch = batch_of(self, roster)?;
        let before = rows::load(self, roster, row_no)?;
        let decided = match verdict {
            Verdict::Reopen => Ok(reopened(&before)?),
            Verdict::Decide(decision) => self.carry_out(roster, batch, &before, decision, today)?,
        };
        let after = match decided {
            Ok(after) => after,
            Err(still) => return Ok(Err(still)),
        };
        save_and_note(self, roster, batch, &before, &after)?;
        let counts = rows::count(self, roster)?;
        self.set_counts(roster, counts)?;
        if after.applied == Applied::Yes {
            let areas = self.area_index()?;
            self.look_again(batch, &areas, today)?;
        }
        self.settle_coverage(today)?;
        Ok(Ok(after))
    }

    fn carry_out(
        &mut self,
        roster: RosterId,
        batch: BatchId,
        before: &RowRecord,
        decision: Decision,
        today: NaiveDate,
    ) -> Result<Result<RowRecord, StillHeld>, StorageError> {
        if before.outcome != RowOutcome::Held {
            return Err(rule(ProblemCode::RowNotHeld));
        }
        if let Some(person) = decision.person() {
            self.see_person(person)?;
        }
        let mut after = before.clone();
        after.decided_by = Some(self.actor.user_id);
        if let Some(kept) = &mut after.kept {
            kept.decision = Some(decision);
        }
        if decision == Decision::Reject {
            after.outcome = RowOutcome::Rejected;
            after.reasons.insert(0, Reason::new(ReasonCode::RejectedByHand));
            return Ok(Ok(after));
        }
        let candidate = candidate(self, roster, &after)?.ok_or_else(|| rule(ProblemCode::RowNotHeld))?;
        // Whoever decides answers for it: what counts is what their organisation may bring.
        let sender = self.sender(self.actor.organisation_id)?;
        let areas = self.area_index()?;
        let plan = self.plan(&sender, &areas, std::slice::from_ref(&candidate))?;
        let Some(settled) = plan.rows.first().filter(|row| row.outcome != RowOutcome::Held).cloned() else {
            return Ok(Err(StillHeld(plan.rows.into_iter().flat_map(|row| row.reasons).collect())));
        };
        let numbers = numbers(std::iter::once(&candidate.record));
        let context = Context { batch: (batch, roster), today, numbers: &numbers, written: &|_| {} };
        let written = apply(self, Changes::of(plan.effects), &context)?;
        let RowPlan { outcome, reasons, person, household, .. } = settled;
        after.outcome = outcome;
        let of_reading = after.kept.iter().flat_map(|kept| kept.reasons.clone());
        after.reasons = reasons.into_iter().chain(of_reading).collect();
        after.person_id = person.and_then(|person| written.person(person));
        after.household_id = household.and_then(|home| written.household(home)).or(after.household_id);
        after.applied = Applied::Yes;
        Ok(Ok(after))
    }

    fn see_person(&mut self, person: PersonId) -> Result<(), StorageError> {
        let lives = memberships::table
            .filter(memberships::operation_id.eq(Bind(self.operation())))
            .filter(memberships::person_id.eq(Bind(person)))
            .select(memberships::household_id);
        let seen: Option<HouseholdId> = households::table
            .filter(visibility::of_households(self.actor))
            .filter(households::id.eq_any(lives))
            .select(households::id)
            .first(self.conn)
            .optional()?;
        seen.map(drop).ok_or_else(|| rule(ProblemCode::UnknownReference))
    }
}

/// A row that was rejected by hand waits again.
fn reopened(before: &RowRecord) -> Result<RowRecord, StorageError> {
    let by_hand = before.kept.as_ref().and_then(|kept| kept.decision) == Some(Decision::Reject);
    if before.outcome != RowOutcome::Rejected || !by_hand {
        return Err(rule(ProblemCode::RowNotHeld));
    }
    let mut after = before.clone();
    after.outcome = RowOutcome::Held;
    after.decided_by = None;
    after.reasons.retain(|reason| reason.code != ReasonCode::RejectedByHand);
    if let Some(kept) = &mut after.kept {
        kept.decision = None;
    }
    Ok(after)
}
