//! Taking a commit back: what it wrote is undone entry by entry, the last one first, where nothing builds on it.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::{
    ids::{BatchId, EntryId, HouseholdId, MembershipId, OperationId, PersonId, PostingId, RosterId},
    journal::EntryKind,
    problems::ProblemCode,
};

use super::{
    commit::{batch_of, rule},
    decide::{ROW, RowState, STATE},
    restore,
    revert::{self, Step},
    rows,
    standing::still_standing,
    status::RosterStatus,
};
use crate::{
    Ledger, Scoped, StorageError,
    blockers::{Blocker, UndoBlocked},
    columns::{AnyId, Bind, IdValue},
    coverage,
    dialect::{Turn, take_turn},
    households::{self, members},
    journal::EntryRow,
    merges, persons, postings,
    schema::{journal, roster_rows, rosters, users},
};

/// Entries that are taken back before what is kept beside the ledger is brought up to date.
const AT_ONCE: i64 = 1_000;
/// Blockers that are named; more say nothing new.
const NAMED: usize = 20;

diesel::alias!(journal as later: Later);

/// What writes to the ledger, and so can build on what a commit wrote.
const WRITES: [EntryKind; 14] = [
    EntryKind::HouseholdCreated,
    EntryKind::HouseholdUpdated,
    EntryKind::HouseholdStatusChanged,
    EntryKind::HouseholdOwnerChanged,
    EntryKind::HouseholdRemoved,
    EntryKind::PersonCreated,
    EntryKind::PersonUpdated,
    EntryKind::PersonRemoved,
    EntryKind::MemberJoined,
    EntryKind::MemberUpdated,
    EntryKind::MemberRemoved,
    EntryKind::PostingCreated,
    EntryKind::PostingUpdated,
    EntryKind::PostingRemoved,
];

impl Scoped<'_> {
    /// Takes a committed roster back.
    ///
    /// # Errors
    /// [`ProblemCode::RosterNotCommitted`]. `Ok(Err(UndoBlocked))` where later changes build on it; nothing is written then.
    pub fn undo_roster(
        &mut self,
        roster: RosterId,
        today: NaiveDate,
        done: &dyn Fn(usize),
    ) -> Result<Result<(), UndoBlocked>, StorageError> {
        take_turn(self.conn, self.operation(), Turn::Matching)?;
        if self.stage(roster)?.0 != RosterStatus::Committed {
            return Err(rule(ProblemCode::RosterNotCommitted));
        }
        let batch = batch_of(self, roster)?;
        if let Some(blocked) = UndoBlocked::by_anonymising(self, batch)? {
            return Ok(Err(blocked));
        }
        let blockers = self.blockers(roster, batch)?;
        if !blockers.is_empty() {
            return Ok(Err(UndoBlocked::BuiltOn(blockers)));
        }
        let mut before: Option<EntryId> = None;
        let mut taken = 0;
        let mut others = BTreeSet::new();
        loop {
            let steps = self.steps(batch, before)?;
            let Some(last) = steps.last() else { break };
            before = Some(last.id);
            self.ledger_of_batch(today, Some((batch, roster).into()), |ledger| {
                steps.iter().try_for_each(|step| take_back(ledger, step))
            })?;
            for step in steps.iter().filter(|step| step.kind == EntryKind::RosterRowDecided) {
                others.insert(self.restore_row(step)?);
            }
            taken += steps.len();
            done(taken);
        }
        for other in others {
            let counts = rows::count(self, other)?;
            self.set_counts(other, counts)?;
        }
        // Those on the roster lose it, also where nothing else of theirs changes.
        coverage::mark_roster(self.conn, self.actor.operation_id, roster)?;
        self.leave_ledger(roster)?;
        let counts = rows::count(self, roster)?;
        self.set_status(roster, RosterStatus::Undone, counts)?;
        self.note_roster(EntryKind::RosterUndone, roster, batch, counts)?;
        self.settle_coverage(today)?;
        Ok(Ok(()))
    }

    /// How many journal entries a committed roster wrote: the units of its undoing.
    ///
    /// # Errors
    /// As any read.
    pub fn undo_units(&mut self, roster: RosterId) -> Result<i64, StorageError> {
        let batch = batch_of(self, roster)?;
        Ok(journal::table
            .filter(journal::operation_id.eq(Bind(self.operation())))
            .filter(journal::batch_id.eq(Bind(batch)))
            .count()
            .get_result(self.conn)?)
    }

    fn steps(&mut self, batch: BatchId, before: Option<EntryId>) -> Result<Vec<Step>, StorageError> {
        let mut query = journal::table
            .filter(journal::operation_id.eq(Bind(self.operation())))
            .filter(journal::batch_id.eq(Bind(batch)))
            .order(journal::id.desc())
            .limit(AT_ONCE)
            .select(EntryRow::as_select())
            .into_boxed();
        if let Some(before) = before {
            query = query.filter(journal::id.lt(Bind(before)));
        }
        Ok(query.load(self.conn)?.into_iter().map(Step::from).collect())
    }

    /// A row of another roster waits again.
    fn restore_row(&mut self, step: &Step) -> Result<RosterId, StorageError> {
        let roster = RosterId::from_uuid(step.subject.as_uuid());
        let row_no: i32 = step.after(ROW)?.ok_or(StorageError::NotFound)?;
        let state: RowState = step.before(STATE)?.ok_or(StorageError::NotFound)?;
        let row = rows::load(self, roster, row_no)?;
        let before = state.restore(row);
        rows::save(self, roster, &before)?;
        Ok(roster)
    }

    /// The roster's own rows are no longer part of the ledger.
    fn leave_ledger(&mut self, roster: RosterId) -> Result<(), StorageError> {
        let rows = roster_rows::table
            .filter(roster_rows::operation_id.eq(Bind(self.operation())))
            .filter(roster_rows::roster_id.eq(Bind(roster)));
        diesel::update(rows)
            .set((
                roster_rows::applied.eq(false),
                roster_rows::person_id.eq(None::<Bind<PersonId>>),
                roster_rows::household_id.eq(None::<Bind<HouseholdId>>),
            ))
            .execute(self.conn)?;
        Ok(())
    }

    /// What has to be undone before: rosters, the last one first, so that each can be taken back in its turn, and then what
    /// was changed by hand.
    fn blockers(&mut self, roster: RosterId, batch: BatchId) -> Result<Vec<Blocker>, StorageError> {
        let harmless = self.harmless(batch)?;
        let (mut entries, mut batches) = self.later_on_same_subjects(batch, &harmless)?;
        let (others, more) = self.later_in_new_households(batch, &harmless)?;
        entries.extend(others);
        batches.extend(more);
        entries.extend(self.later_about_new_persons(batch)?);
        entries.extend(self.later_about_own_rows(roster, batch, &harmless)?);
        batches.extend(entries.iter().filter_map(|entry| entry.batch_id));
        let mut seen = HashSet::new();
        entries.retain(|entry| entry.batch_id.is_none() && seen.insert(entry.id));
        entries.sort_by_key(|entry| entry.id);
        let mut entries = still_standing(self, batch, entries)?;
        entries.extend(self.merges_of(&batches)?);
        let mut rosters = self.rosters_of(batches)?;
        rosters.extend(self.rosters_with_new_persons(roster, batch)?);
        let mut blockers = self.named_rosters(rosters)?;
        blockers.extend(self.named(entries)?);
        blockers.truncate(NAMED);
        Ok(blockers)
    }

    /// The entries that tell of merges and splits by these batches, one of each.
    fn merges_of(&mut self, batches: &BTreeSet<BatchId>) -> Result<Vec<EntryRow>, StorageError> {
        let mut entries: Vec<EntryRow> = journal::table
            .filter(journal::operation_id.eq(Bind(self.operation())))
            .filter(journal::batch_id.eq_any(batches.iter().copied().map(Bind)))
            .filter(journal::kind.eq_any(EntryKind::RESHAPING.map(Bind)))
            .order((journal::batch_id, journal::id))
            .select(EntryRow::as_select())
            .load(self.conn)?;
        entries.dedup_by_key(|entry| entry.batch_id);
        Ok(entries)
    }

    /// The rosters that were committed by these batches.
    fn rosters_of(&mut self, batches: BTreeSet<BatchId>) -> Result<BTreeSet<RosterId>, StorageError> {
        let subjects: Vec<AnyId> = journal::table
            .filter(journal::operation_id.eq(Bind(self.operation())))
            .filter(journal::batch_id.eq_any(batches.into_iter().map(Bind)))
            .filter(journal::kind.eq(Bind(EntryKind::RosterCommitted)))
            .select(journal::subject_id)
            .load(self.conn)?;
        Ok(subjects.into_iter().map(|subject| RosterId::from_uuid(subject.as_uuid())).collect())
    }

    /// This commit itself, and those that were taken back: they changed nothing in the end.
    fn harmless(&mut self, batch: BatchId) -> Result<Vec<BatchId>, StorageError> {
        let mut harmless: Vec<BatchId> = journal::table
            .filter(journal::operation_id.eq(Bind(self.operation())))
            .filter(journal::kind.eq(Bind(EntryKind::RosterUndone)))
            .filter(journal::batch_id.is_not_null())
            .select(journal::batch_id.assume_not_null())
            .load(self.conn)?;
        harmless.extend(merges::undone_batches(self.conn, self.actor.operation_id)?);
        harmless.push(batch);
        Ok(harmless)
    }

    fn later_on_same_subjects(
        &mut self,
        batch: BatchId,
        harmless: &[BatchId],
    ) -> Result<Since, StorageError> {
        let operation = self.operation();
        let by_hand = on_same_subjects(operation, batch)
            .filter(later.field(journal::batch_id).is_null())
            .select(later.field(journal::id))
            .distinct()
            .load(self.conn)?;
        let batches: Vec<BatchId> = on_same_subjects(operation, batch)
            .filter(foreign(harmless))
            .select(later.field(journal::batch_id).assume_not_null())
            .distinct()
            .load(self.conn)?;
        Ok((self.entries(&by_hand)?, batches.into_iter().collect()))
    }

    fn later_in_new_households(
        &mut self,
        batch: BatchId,
        harmless: &[BatchId],
    ) -> Result<Since, StorageError> {
        let operation = self.operation();
        let by_hand = in_new_households(operation, batch)
            .filter(later.field(journal::batch_id).is_null())
            .select(later.field(journal::id))
            .distinct()
            .load(self.conn)?;
        let batches: Vec<BatchId> = in_new_households(operation, batch)
            .filter(foreign(harmless))
            .select(later.field(journal::batch_id).assume_not_null())
            .distinct()
            .load(self.conn)?;
        Ok((self.entries(&by_hand)?, batches.into_iter().collect()))
    }

    /// Postings and memberships that others gave to people whom the commit brought.
    fn later_about_new_persons(&mut self, batch: BatchId) -> Result<Vec<EntryRow>, StorageError> {
        use crate::schema::{memberships, postings};
        let created = || {
            journal::table
                .filter(journal::operation_id.eq(Bind(self.actor.operation_id)))
                .filter(journal::batch_id.eq(Bind(batch)))
                .filter(journal::kind.eq(Bind(EntryKind::PersonCreated)))
                .select(journal::subject_id)
        };
        let own = || {
            journal::table
                .filter(journal::operation_id.eq(Bind(self.actor.operation_id)))
                .filter(journal::batch_id.eq(Bind(batch)))
                .select(journal::subject_id)
        };
        let foreign_postings: Vec<PostingId> = postings::table
            .filter(postings::operation_id.eq(Bind(self.actor.operation_id)))
            .filter(postings::person_id.eq_any(created()))
            .filter(diesel::dsl::not(postings::id.eq_any(own())))
            .select(postings::id)
            .limit(i64::try_from(NAMED).unwrap_or(i64::MAX))
            .load(self.conn)?;
        let foreign_memberships: Vec<MembershipId> = memberships::table
            .filter(memberships::operation_id.eq(Bind(self.actor.operation_id)))
            .filter(memberships::person_id.eq_any(created()))
            .filter(diesel::dsl::not(memberships::id.eq_any(own())))
            .select(memberships::id)
            .limit(i64::try_from(NAMED).unwrap_or(i64::MAX))
            .load(self.conn)?;
        let subjects: Vec<AnyId> = foreign_postings
            .into_iter()
            .map(IdValue::any)
            .chain(foreign_memberships.into_iter().map(IdValue::any))
            .collect();
        Ok(journal::table
            .filter(journal::operation_id.eq(Bind(self.operation())))
            .filter(journal::subject_id.eq_any(subjects.into_iter().map(Bind)))
            .filter(journal::kind.eq_any([Bind(EntryKind::PostingCreated), Bind(EntryKind::MemberJoined)]))
            .select(EntryRow::as_select())
            .load(self.conn)?)
    }

    /// Rows of this roster that waited and were settled by a later commit.
    fn later_about_own_rows(
        &mut self,
        roster: RosterId,
        batch: BatchId,
        harmless: &[BatchId],
    ) -> Result<Vec<EntryRow>, StorageError> {
        let rows: Vec<EntryRow> = journal::table
            .filter(journal::operation_id.eq(Bind(self.operation())))
            .filter(journal::subject_id.eq(Bind(roster)))
            .filter(journal::kind.eq(Bind(EntryKind::RosterRowDecided)))
            .filter(journal::batch_id.ne(Bind(batch)))
            .order(journal::id.desc())
            .limit(500)
            .select(EntryRow::as_select())
            .load(self.conn)?;
        let committed_since = journal::table
            .filter(journal::operation_id.eq(Bind(self.operation())))
            .filter(journal::batch_id.eq(Bind(batch)))
            .order(journal::id)
            .select(journal::id)
            .first::<EntryId>(self.conn)
            .optional()?;
        Ok(rows
            .into_iter()
            .filter(|row| committed_since.is_some_and(|since| row.id > since))
            .filter(|row| row.batch_id.is_none_or(|batch| !harmless.contains(&batch)))
            .collect())
    }

    /// Other rosters whose rows are about people whom the commit brought: without them those rows would hang in the air.
    fn rosters_with_new_persons(
        &mut self,
        roster: RosterId,
        batch: BatchId,
    ) -> Result<Vec<RosterId>, StorageError> {
        let created = journal::table
            .filter(journal::operation_id.eq(Bind(self.actor.operation_id)))
            .filter(journal::batch_id.eq(Bind(batch)))
            .filter(journal::kind.eq(Bind(EntryKind::PersonCreated)))
            .select(journal::subject_id);
        let settled_here = journal::table
            .filter(journal::operation_id.eq(Bind(self.actor.operation_id)))
            .filter(journal::batch_id.eq(Bind(batch)))
            .filter(journal::kind.eq(Bind(EntryKind::RosterRowDecided)))
            .select(EntryRow::as_select())
            .load(self.conn)?;
        let mut settled_rows = HashSet::new();
        for step in settled_here.into_iter().map(Step::from) {
            settled_rows.extend(step.after::<i32>(ROW)?.map(|row_no| (step.subject.as_uuid(), row_no)));
        }
        let rows: Vec<(RosterId, i32)> = roster_rows::table
            .filter(roster_rows::operation_id.eq(Bind(self.actor.operation_id)))
            .filter(roster_rows::person_id.assume_not_null().eq_any(created))
            .filter(roster_rows::person_id.is_not_null())
            .filter(roster_rows::roster_id.ne(Bind(roster)))
            .filter(roster_rows::applied.eq(true))
            .order((roster_rows::roster_id, roster_rows::row_no))
            .select((roster_rows::roster_id, roster_rows::row_no))
            .limit(i64::try_from(settled_rows.len() + NAMED).unwrap_or(i64::MAX))
            .load(self.conn)?;
        let mut others: Vec<RosterId> = rows
            .into_iter()
            .filter(|(roster, row_no)| !settled_rows.contains(&(roster.as_uuid(), *row_no)))
            .map(|(roster, _)| roster)
            .collect();
        others.dedup();
        Ok(others)
    }

    /// Rosters as blockers, the last committed first.
    fn named_rosters(&mut self, rosters: BTreeSet<RosterId>) -> Result<Vec<Blocker>, StorageError> {
        type Row = (RosterId, String, String, Option<DateTime<Utc>>);
        let found: Vec<Row> = rosters::table
            .inner_join(
                users::table
                    .on(users::operation_id.eq(rosters::operation_id).and(users::id.eq(rosters::created_by))),
            )
            .filter(rosters::operation_id.eq(Bind(self.operation())))
            .filter(rosters::id.eq_any(rosters.into_iter().map(Bind)))
            .order((rosters::committed_at.desc(), rosters::id.desc()))
            .select((rosters::id, rosters::filename, users::display_name, rosters::committed_at))
            .load(self.conn)?;
        let now = self.now;
        Ok(found
            .into_iter()
            .map(|(id, filename, by, at)| Blocker {
                kind: EntryKind::RosterCommitted,
                subject: Some(filename),
                household_id: None,
                household: None,
                roster_id: Some(id),
                by,
                at: at.unwrap_or(now),
            })
            .collect())
    }

    fn entries(&mut self, ids: &[EntryId]) -> Result<Vec<EntryRow>, StorageError> {
        Ok(journal::table
            .filter(journal::operation_id.eq(Bind(self.operation())))
            .filter(journal::id.eq_any(ids.iter().copied().map(Bind)))
            .select(EntryRow::as_select())
            .load(self.conn)?)
    }
}

/// What was written since: entries of no commit, and commits.
type Since = (Vec<EntryRow>, BTreeSet<BatchId>);

/// Later entries about what a commit changed.
#[diesel::dsl::auto_type(no_type_alias)]
fn on_same_subjects(operation: OperationId, batch: BatchId) -> _ {
    let operation: Bind<OperationId> = Bind(operation);
    let batch: Bind<BatchId> = Bind(batch);
    let kinds: [Bind<EntryKind>; 14] = WRITES.map(Bind);
    journal::table
        .inner_join(
            later.on(later
                .field(journal::operation_id)
                .eq(journal::operation_id)
                .and(later.field(journal::subject_id).eq(journal::subject_id))
                .and(later.field(journal::id).gt(journal::id))),
        )
        .filter(journal::operation_id.eq(operation))
        .filter(journal::batch_id.eq(batch))
        .filter(journal::kind.eq_any(kinds))
        .filter(later.field(journal::kind).eq_any(kinds))
}

/// Later entries about households that a commit brought.
#[diesel::dsl::auto_type(no_type_alias)]
fn in_new_households(operation: OperationId, batch: BatchId) -> _ {
    let operation: Bind<OperationId> = Bind(operation);
    let batch: Bind<BatchId> = Bind(batch);
    let created: Bind<EntryKind> = Bind(EntryKind::HouseholdCreated);
    let kinds: [Bind<EntryKind>; 14] = WRITES.map(Bind);
    journal::table
        .inner_join(
            later.on(later
                .field(journal::operation_id)
                .eq(journal::operation_id)
                .and(later.field(journal::household_id).eq(journal::household_id))
                .and(later.field(journal::id).gt(journal::id))),
        )
        .filter(journal::operation_id.eq(operation))
        .filter(journal::batch_id.eq(batch))
        .filter(journal::kind.eq(created))
        .filter(later.field(journal::kind).eq_any(kinds))
}

/// An entry of another commit that still stands.
#[diesel::dsl::auto_type(no_type_alias)]
fn foreign(harmless: &[BatchId]) -> _ {
    let batches: Vec<Bind<BatchId>> = harmless.iter().copied().map(Bind).collect();
    later
        .field(journal::batch_id)
        .is_not_null()
        .and(later.field(journal::batch_id).assume_not_null().ne_all(batches))
}

fn take_back(ledger: &mut Ledger<'_>, step: &Step) -> Result<(), StorageError> {
    let operation = ledger.operation();
    let subject = step.subject.as_uuid();
    match step.kind {
        EntryKind::HouseholdCreated => {
            let record = households::load(ledger.conn, operation, HouseholdId::from_uuid(subject))?;
            households::remove(ledger, &record)
        }
        EntryKind::HouseholdUpdated => {
            let record = households::load(ledger.conn, operation, HouseholdId::from_uuid(subject))?;
            let before = revert::household(&record.facts, &step.changes)?;
            households::save(ledger, &record, &before).map(drop)
        }
        EntryKind::HouseholdRemoved => restore::household(ledger, step),
        EntryKind::PersonCreated => {
            let record = persons::load(ledger.conn, operation, PersonId::from_uuid(subject))?;
            persons::remove(ledger, step.home()?, &record)
        }
        EntryKind::PersonUpdated => {
            let record = persons::load(ledger.conn, operation, PersonId::from_uuid(subject))?;
            let before = revert::person(&record.facts, &step.changes)?;
            persons::save(ledger, step.home()?, &record, &before).map(drop)
        }
        EntryKind::PersonRemoved => restore::person(ledger, step),
        EntryKind::MemberJoined => {
            let record = members::load(ledger.conn, operation, MembershipId::from_uuid(subject))?;
            members::remove(ledger, step.home()?, &record)
        }
        EntryKind::MemberUpdated => {
            let record = members::load(ledger.conn, operation, MembershipId::from_uuid(subject))?;
            let before = revert::membership(record.facts, &step.changes)?;
            members::save(ledger, step.home()?, &record, &before).map(drop)
        }
        EntryKind::MemberRemoved => restore::membership(ledger, step),
        EntryKind::PostingCreated => {
            let record = postings::load(ledger.conn, operation, PostingId::from_uuid(subject))?;
            postings::remove(ledger, step.home()?, &record)
        }
        EntryKind::PostingUpdated => {
            let record = postings::load(ledger.conn, operation, PostingId::from_uuid(subject))?;
            let before = revert::posting(&record.facts, &step.changes)?;
            postings::save(ledger, step.home()?, &record, &before).map(drop)
        }
        EntryKind::PostingRemoved => restore::posting(ledger, step),
        EntryKind::RosterCommitted | EntryKind::RosterRowDecided => Ok(()),
        other => Err(StorageError::internal(format!("a commit does not write {other}"))),
    }
}
