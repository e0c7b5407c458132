//! Takes a split back: the new household becomes part of the old one, as if it had not been.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    ids::{BatchId, HouseholdId, MembershipId},
    journal::{Change, EntryKind, SubjectKind},
    merges::{InTheWay, Parted, Rejoining, Stay, Stays, plan_rejoining},
};

use super::{
    aliases,
    parts::take_over,
    record::{self, Record},
    undo::Undone,
};
use crate::{
    Home, Ledger, Scoped, StorageError,
    blockers::UndoBlocked,
    columns::Bind,
    households::{
        self, HouseholdFacts, HouseholdRecord,
        members::{self, MembershipFacts, MembershipRecord},
    },
    ids,
    journal::{Entry, EntryRow},
    ledger::{Batch, Subject},
    rosters::revert::Step,
    schema::journal,
};

impl Scoped<'_> {
    /// The caller has proved that the actor sees the old household, that it is there and open, and waits for nobody.
    pub(super) fn undo_split(
        &mut self,
        today: NaiveDate,
        id: BatchId,
        record: &Record,
    ) -> Result<Result<Undone, UndoBlocked>, StorageError> {
        let operation = self.operation();
        let now = aliases::resolve(self.conn, operation, record.loser)?;
        if now != record.loser {
            return self.blocked(id, vec![InTheWay(record.loser.as_uuid())]).map(Err);
        }
        let [old, new] = [record.winner, record.loser].map(|id| HouseholdId::from_uuid(id.as_uuid()));
        self.see(new)?;
        let (old, new) =
            (households::load(self.conn, operation, old)?, households::load(self.conn, operation, new)?);
        households::must_be_open(&new)?;
        let parted = self.parted(id)?;
        let of_old = members::of_households(self.conn, operation, &[old.id])?;
        let of_new = members::of_households(self.conn, operation, &[new.id])?;
        let plan = match plan_rejoining(&parted, &stays(&of_old), &stays(&of_new)) {
            Ok(plan) => plan,
            Err(in_the_way) => return self.blocked(id, in_the_way).map(Err),
        };
        let undone_in = ids::new(BatchId::from_uuid, self.now);
        self.ledger_of_batch(today, Some(Batch::of_its_own(undone_in)), |ledger| {
            rejoin(ledger, id, (&old, &of_old), (&new, &of_new), &plan)?;
            record::note_undone(ledger.conn, operation, id, record, undone_in)
        })?;
        Ok(Ok(Undone { kind: record.kind, winner: record.winner, loser: record.loser }))
    }

    /// What the split did, as its entries tell it: each membership that ended is followed by the one that began.
    fn parted(&mut self, id: BatchId) -> Result<Vec<Parted>, StorageError> {
        let rows: Vec<EntryRow> = journal::table
            .filter(journal::operation_id.eq(Bind(self.operation())))
            .filter(journal::batch_id.eq(Bind(id)))
            .filter(journal::kind.eq_any([EntryKind::MemberUpdated, EntryKind::MemberJoined].map(Bind)))
            .order(journal::id)
            .select(EntryRow::as_select())
            .load(self.conn)?;
        let (ended, begun): (Vec<Step>, Vec<Step>) =
            rows.into_iter().map(Step::from).partition(|step| step.kind == EntryKind::MemberUpdated);
        let parted = ended.iter().zip(&begun).map(|(ended, begun)| {
            Ok(Parted {
                left: ended.subject.as_uuid(),
                to: ended.after("to")?,
                joined: begun.subject.as_uuid(),
                relation: begun.after("relation")?,
            })
        });
        parted.collect()
    }
}

fn stays(members: &[MembershipRecord]) -> Stays {
    let stay = |member: &MembershipRecord| {
        let MembershipFacts { relation, from, to } = member.facts;
        (member.id.as_uuid(), Stay { person: member.person_id.as_uuid(), relation, from, to })
    };
    members.iter().map(stay).collect()
}

fn rejoin(
    ledger: &mut Ledger<'_>,
    id: BatchId,
    (old, of_old): (&HouseholdRecord, &[MembershipRecord]),
    (new, of_new): (&HouseholdRecord, &[MembershipRecord]),
    plan: &Rejoining,
) -> Result<(), StorageError> {
    let operation = ledger.operation();
    let (home, from) = (Home::from(old), Home::from(new));
    let is = |member: &&MembershipRecord, row: &_| member.id == MembershipId::from_uuid(*row);
    for member in of_new.iter().filter(|member| plan.gone.iter().any(|row| is(member, row))) {
        members::remove(ledger, &from, member)?;
    }
    for (row, stay) in &plan.resumed {
        let member = of_old.iter().find(|member| is(member, row)).ok_or(StorageError::NotFound)?;
        let facts = MembershipFacts { relation: stay.relation, from: stay.from, to: stay.to };
        members::save(ledger, &home, member, &facts)?;
    }
    let there = members::of_households(ledger.conn, operation, &[old.id])?;
    for member in of_new.iter().filter(|member| plan.brought.iter().any(|row| is(member, row))) {
        take_over(ledger, &from, &home, member, member.person_id, &there)?;
    }
    households::save(ledger, old, &filled(&old.facts, &new.facts))?;
    households::assign(ledger, old, old.owner_id.or(new.owner_id))?;
    households::remove(ledger, new)?;
    record::rows_go_over(ledger.conn, operation, new.id, old.id)?;
    aliases::of_household(ledger.conn, operation, new, old.id, id)?;
    let entry = Entry::new(EntryKind::HouseholdSplitUndone, SubjectKind::Household, old.id);
    let change = Change::between("reference", &new.reference, &old.reference);
    ledger.note(entry, &home, Subject::Named(new.name.clone()), change.into_iter().collect());
    Ok(())
}

/// What was noted about the family in the new household alone is not lost; where it lived is.
fn filled(old: &HouseholdFacts, new: &HouseholdFacts) -> HouseholdFacts {
    HouseholdFacts {
        preferred_language: old.preferred_language.or(new.preferred_language),
        contact_hours: old.contact_hours.clone().or_else(|| new.contact_hours.clone()),
        difficulties: old.difficulties.clone().or_else(|| new.difficulties.clone()),
        situation_note: old.situation_note.clone().or_else(|| new.situation_note.clone()),
        ..old.clone()
    }
}
