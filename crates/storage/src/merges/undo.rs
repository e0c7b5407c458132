//! Takes a merge or a split back, also after other edits, or names what stands in the way.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    ids::{BatchId, EntryId, HouseholdId, MembershipId, PersonId, PostingId, UserId},
    journal::{Change, EntryKind, SubjectKind},
    merges::{Brought, Fate, InTheWay, Merged, Reshaping, Since, Undoing, divided, plan_undo},
    problems::ProblemCode,
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    aliases,
    parts::transfer,
    record::{self, Record},
};
use crate::{
    ConflictKind, Home, Ledger, Scoped, StorageError, Store,
    blockers::UndoBlocked,
    columns::{AnyId, Bind},
    dialect::{Turn, take_turn},
    households::{self, members},
    ids,
    journal::{Entry, EntryRow},
    ledger::{Batch, Subject},
    persons::{self, PhoneFacts},
    postings::{self, PostingRecord},
    rosters::{
        restore,
        revert::{self, Step},
    },
    schema::journal,
};

/// A merge or a split that was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// What had been done.
    pub kind: Reshaping,
    /// Who or what stayed.
    pub winner: AnyId,
    /// Who or what is back; of a split the household that went.
    pub loser: AnyId,
}

/// What the entries of a merge say.
struct Told {
    steps: Vec<Step>,
    merged: Merged,
    /// The removal of the loser.
    removal: Step,
}

impl Store {
    /// Takes a merge or a split back: what came from the loser goes back as it is now, what was edited about the winner since stays.
    /// `Ok(Err(UndoBlocked))` names what stands in the way; nothing is written then.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], [`ProblemCode::AlreadyUndone`], [`ProblemCode::HouseholdClosed`].
    pub async fn undo_merge(
        &self,
        today: NaiveDate,
        id: BatchId,
    ) -> Result<Result<Undone, UndoBlocked>, StorageError> {
        self.write(move |scoped| scoped.undo_merge(today, id)).await
    }
}

impl Scoped<'_> {
    fn undo_merge(
        &mut self,
        today: NaiveDate,
        id: BatchId,
    ) -> Result<Result<Undone, UndoBlocked>, StorageError> {
        let operation = self.operation();
        let record = record::load(self.conn, operation, id)?;
        self.see_merged(&record)?;
        if let Some(blocked) = UndoBlocked::by_anonymising(self, id)?.filter(|_| !record.undone) {
            return Ok(Err(blocked));
        }
        let home = self.home_of_merge(&record)?;
        take_turn(self.conn, operation, Turn::Matching)?;
        // Another may have taken it back while this one waited.
        let record = record::load(self.conn, operation, id)?;
        if record.undone {
            return Err(ConflictKind::Rule(ProblemCode::AlreadyUndone).into());
        }
        let now = aliases::resolve(self.conn, operation, record.winner)?;
        if now != record.winner {
            return self.blocked(id, vec![InTheWay(record.winner.as_uuid())]).map(Err);
        }
        if record.kind == Reshaping::Split {
            return self.undo_split(today, id, &record);
        }
        let told = self.told(id, &record)?;
        let since = self.since(&record, &told)?;
        let undoing = match plan_undo(&told.merged, &since) {
            Ok(undoing) => undoing,
            Err(in_the_way) => return self.blocked(id, in_the_way).map(Err),
        };
        let undone_in = ids::new(BatchId::from_uuid, self.now);
        self.ledger_of_batch(today, Some(Batch::of_its_own(undone_in)), |ledger| {
            aliases::remove(ledger.conn, operation, record.loser)?;
            match record.kind {
                Reshaping::Persons => persons_apart(ledger, &record, &told, &undoing, &home)?,
                Reshaping::Households | Reshaping::Split => {
                    households_apart(ledger, &record, &told, &undoing)?;
                }
            }
            record::note_undone(ledger.conn, operation, id, &record, undone_in)
        })?;
        Ok(Ok(Undone { kind: record.kind, winner: record.winner, loser: record.loser }))
    }

    /// Proves that the actor sees what the merge made.
    fn see_merged(&mut self, record: &Record) -> Result<(), StorageError> {
        let winner = aliases::resolve(self.conn, self.actor.operation_id, record.winner)?.as_uuid();
        match record.kind {
            Reshaping::Persons => self.person(PersonId::from_uuid(winner)).map(drop),
            Reshaping::Households | Reshaping::Split => self.see(HouseholdId::from_uuid(winner)),
        }
    }

    /// Proves that the actor sees what the merge made, and that it may be changed.
    fn home_of_merge(&mut self, record: &Record) -> Result<Home, StorageError> {
        let operation = self.operation();
        let winner = aliases::resolve(self.conn, operation, record.winner)?.as_uuid();
        match record.kind {
            Reshaping::Persons => self.home_of(PersonId::from_uuid(winner)),
            Reshaping::Households | Reshaping::Split => {
                let winner = HouseholdId::from_uuid(winner);
                self.see(winner)?;
                let household = households::load(self.conn, operation, winner)?;
                households::must_be_open(&household)?;
                Ok(Home::from(&household))
            }
        }
    }

    fn told(&mut self, id: BatchId, record: &Record) -> Result<Told, StorageError> {
        let rows: Vec<EntryRow> = journal::table
            .filter(journal::operation_id.eq(Bind(self.operation())))
            .filter(journal::batch_id.eq(Bind(id)))
            .order(journal::id)
            .select(EntryRow::as_select())
            .load(self.conn)?;
        let mut steps: Vec<Step> = rows.into_iter().map(Step::from).collect();
        let entered: BTreeSet<Uuid> = steps
            .iter()
            .filter(|step| matches!(step.kind, EntryKind::MemberJoined | EntryKind::PostingCreated))
            .map(|step| step.subject.as_uuid())
            .collect();
        let mut merged = Merged::default();
        for step in &steps {
            let row = step.subject.as_uuid();
            match step.kind {
                EntryKind::MemberRemoved | EntryKind::PostingRemoved if entered.contains(&row) => {
                    merged.brought.push(Brought { row, fate: Fate::Moved });
                }
                EntryKind::MemberRemoved | EntryKind::PostingRemoved => {
                    let fate = Fate::LeftOut(held_by(record, step)?);
                    merged.brought.push(Brought { row, fate });
                }
                EntryKind::HouseholdUpdated | EntryKind::HouseholdOwnerChanged | EntryKind::PersonUpdated
                    if step.subject == record.winner =>
                {
                    merged.fields.extend(step.changes.iter().filter(|one| one.field != PHONES).cloned());
                }
                _ => {}
            }
        }
        let is_removal = |step: &Step| {
            step.subject == record.loser
                && matches!(step.kind, EntryKind::HouseholdRemoved | EntryKind::PersonRemoved)
        };
        let removal = steps.iter().position(is_removal).map(|at| steps.swap_remove(at));
        Ok(Told { steps, merged, removal: removal.ok_or(StorageError::NotFound)? })
    }

    fn since(&mut self, record: &Record, told: &Told) -> Result<Since, StorageError> {
        let operation = self.operation();
        let winner = record.winner.as_uuid();
        let mut since = Since::default();
        let holders: Vec<Uuid> = told
            .merged
            .brought
            .iter()
            .filter_map(|one| match one.fate {
                Fate::LeftOut(holder) => Some(holder),
                Fate::Moved => None,
            })
            .collect();
        let facts = match record.kind {
            Reshaping::Persons => {
                let winner = PersonId::from_uuid(winner);
                let members = members::of_persons(self.conn, operation, &[winner])?;
                let postings = postings::of_persons(self.conn, operation, &[winner])?;
                since.with_winner.extend(members.iter().map(|member| member.id.as_uuid()));
                since.with_winner.extend(postings.iter().map(|posting| posting.id.as_uuid()));
                let ids: Vec<_> = holders.iter().map(|id| HouseholdId::from_uuid(*id)).collect();
                let there = households::load_many(self.conn, operation, &ids)?;
                since.holders.extend(there.iter().map(|household| household.id.as_uuid()));
                since.holders.insert(record.winner.as_uuid());
                persons::load(self.conn, operation, winner)?.all()
            }
            Reshaping::Households | Reshaping::Split => {
                let winner = HouseholdId::from_uuid(winner);
                let members = members::of_households(self.conn, operation, &[winner])?;
                since.with_winner.extend(members.iter().map(|member| member.id.as_uuid()));
                let ids: Vec<_> = holders.iter().map(|id| PersonId::from_uuid(*id)).collect();
                let there = persons::load_many(self.conn, operation, &ids)?;
                since.holders.extend(there.iter().map(|person| person.id.as_uuid()));
                households::load(self.conn, operation, winner)?.all()
            }
        };
        since.fields = facts.into_iter().map(|change| (change.field, change.after)).collect();
        Ok(since)
    }

    /// The latest that happened to each of these since, or the merge that it was a part of.
    pub(super) fn blocked(
        &mut self,
        id: BatchId,
        in_the_way: Vec<InTheWay>,
    ) -> Result<UndoBlocked, StorageError> {
        let operation = self.operation();
        let last: EntryId = journal::table
            .filter(journal::operation_id.eq(Bind(operation)))
            .filter(journal::batch_id.eq(Bind(id)))
            .order(journal::id.desc())
            .select(journal::id)
            .first(self.conn)?;
        let mut entries = Vec::with_capacity(in_the_way.len());
        for InTheWay(subject) in in_the_way {
            let entry: Option<EntryRow> = journal::table
                .filter(journal::operation_id.eq(Bind(operation)))
                .filter(journal::subject_id.eq(Bind(AnyId::from_uuid(subject))))
                .filter(journal::id.gt(Bind(last)))
                .order(journal::id.desc())
                .select(EntryRow::as_select())
                .first(self.conn)
                .optional()?;
            let Some(entry) = entry else { continue };
            let of_merge: Option<EntryRow> = match entry.batch_id {
                None => None,
                Some(batch) => journal::table
                    .filter(journal::operation_id.eq(Bind(operation)))
                    .filter(journal::batch_id.eq(Bind(batch)))
                    .filter(journal::kind.eq_any(EntryKind::RESHAPING.map(Bind)))
                    .order(journal::id)
                    .select(EntryRow::as_select())
                    .first(self.conn)
                    .optional()?,
            };
            entries.push(of_merge.unwrap_or(entry));
        }
        entries.sort_by_key(|entry| entry.id);
        entries.dedup_by_key(|entry| entry.id);
        self.named(entries).map(UndoBlocked::BuiltOn)
    }
}

const PHONES: &str = "phones";
const OWNER: &str = "owner_id";

/// What a row that was left out hung on beside the loser.
fn held_by(record: &Record, step: &Step) -> Result<Uuid, StorageError> {
    match (record.kind, step.kind) {
        (Reshaping::Persons, EntryKind::MemberRemoved) => Ok(step.home()?.household_id.as_uuid()),
        (Reshaping::Persons, _) => Ok(record.winner.as_uuid()),
        (Reshaping::Households | Reshaping::Split, _) => {
            let person: Option<PersonId> = step.before("person_id")?;
            person.map(PersonId::as_uuid).ok_or(StorageError::NotFound)
        }
    }
}

fn households_apart(
    ledger: &mut Ledger<'_>,
    record: &Record,
    told: &Told,
    undoing: &Undoing,
) -> Result<(), StorageError> {
    let operation = ledger.operation();
    let winner = households::load(ledger.conn, operation, HouseholdId::from_uuid(record.winner.as_uuid()))?;
    let (owner, facts): (Vec<Change>, Vec<Change>) =
        undoing.fields.iter().cloned().partition(|change| change.field == OWNER);
    households::save(ledger, &winner, &revert::household(&winner.facts, &facts)?)?;
    if let Some(change) = owner.first() {
        let before: Option<UserId> =
            serde_json::from_value(change.before.clone()).map_err(StorageError::internal)?;
        households::assign(ledger, &winner, before)?;
    }
    restore::household(ledger, &told.removal)?;
    let home = told.removal.home()?.clone();
    let of_winner = Home::from(&households::load(ledger.conn, operation, winner.id)?);
    for row in &undoing.back {
        let member = members::load(ledger.conn, operation, MembershipId::from_uuid(*row))?;
        transfer(ledger, &of_winner, &home, &member, member.person_id)?;
    }
    again(ledger, told, undoing)?;
    for at in [&of_winner, &home] {
        let entry = Entry::new(EntryKind::HouseholdMergeUndone, SubjectKind::Household, winner.id);
        ledger.note(entry, at, Subject::Household(home.household_id), Vec::new());
    }
    Ok(())
}

fn persons_apart(
    ledger: &mut Ledger<'_>,
    record: &Record,
    told: &Told,
    undoing: &Undoing,
    home: &Home,
) -> Result<(), StorageError> {
    let operation = ledger.operation();
    let [winner, loser] = [record.winner, record.loser].map(|id| PersonId::from_uuid(id.as_uuid()));
    let now = persons::load(ledger.conn, operation, winner)?;
    let mut after = revert::person(&now.facts, &undoing.fields)?;
    let (own, theirs) = (phones_before(told, record, &now.facts.phones)?, told.removal.before(PHONES)?);
    let theirs: Vec<PhoneFacts> = theirs.unwrap_or_default();
    let numbers = |phones: &[PhoneFacts]| phones.iter().map(|one| one.number.clone()).collect::<Vec<_>>();
    let (stay, back) = divided(&numbers(&own), &numbers(&theirs), &numbers(&now.facts.phones));
    let of = |numbers: &[_]| {
        now.facts.phones.iter().filter(|one| numbers.contains(&one.number)).cloned().collect::<Vec<_>>()
    };
    after.phones = of(&stay);
    persons::save(ledger, home, &now, &after)?;
    restore::person(ledger, &told.removal)?;
    let restored = persons::load(ledger.conn, operation, loser)?;
    let mut facts = restored.facts.clone();
    facts.phones = of(&back);
    let back_home = told.removal.home()?.clone();
    persons::save(ledger, &back_home, &restored, &facts)?;
    for row in &undoing.back {
        give_back(ledger, *row, loser, home)?;
    }
    again(ledger, told, undoing)?;
    for at in [home, &back_home].into_iter().take(if *home == back_home { 1 } else { 2 }) {
        let entry = Entry::new(EntryKind::PersonMergeUndone, SubjectKind::Person, winner);
        ledger.note(entry, at, Subject::Person(loser), Vec::new());
    }
    Ok(())
}

/// The winner's phones before the merge: as now, where it brought none.
fn phones_before(told: &Told, record: &Record, now: &[PhoneFacts]) -> Result<Vec<PhoneFacts>, StorageError> {
    let updates = told.steps.iter().filter(|step| step.subject == record.winner);
    let mut changes = updates.flat_map(|step| &step.changes).filter(|change| change.field == PHONES);
    match changes.next().map(|change| change.before.clone()) {
        None => Ok(now.to_vec()),
        Some(Value::Null) => Ok(Vec::new()),
        Some(before) => serde_json::from_value(before).map_err(StorageError::internal),
    }
}

fn give_back(ledger: &mut Ledger<'_>, row: Uuid, to: PersonId, home: &Home) -> Result<(), StorageError> {
    let operation = ledger.operation();
    match members::load(ledger.conn, operation, MembershipId::from_uuid(row)) {
        Ok(member) => {
            let at = Home::from(&households::load(ledger.conn, operation, member.household_id)?);
            transfer(ledger, &at, &at, &member, to)
        }
        Err(StorageError::NotFound) => {
            let posting = postings::load(ledger.conn, operation, PostingId::from_uuid(row))?;
            postings::remove(ledger, home, &posting)?;
            postings::bring(ledger, home, &PostingRecord { person_id: to, ..posting })
        }
        Err(error) => Err(error),
    }
}

/// Enters again what the merge had left out.
fn again(ledger: &mut Ledger<'_>, told: &Told, undoing: &Undoing) -> Result<(), StorageError> {
    for step in told.steps.iter().filter(|step| undoing.again.contains(&step.subject.as_uuid())) {
        match step.kind {
            EntryKind::MemberRemoved => restore::membership(ledger, step)?,
            EntryKind::PostingRemoved => restore::posting(ledger, step)?,
            _ => {}
        }
    }
    Ok(())
}
