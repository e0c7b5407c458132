//! Who lives in a household: memberships with their intervals.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    ids::{HouseholdId, MembershipId, OperationId, PersonId},
    journal::{Change, EntryKind, SubjectKind},
    persons::Relation,
    problems::ProblemCode,
};

use crate::{
    ConflictKind, Connection, StorageError,
    columns::Bind,
    connection::MultiBackend,
    ids,
    journal::Entry,
    ledger::{Home, Ledger, Saved, Subject, reversed},
    prepared::{Prepare as _, padded},
    schema::memberships,
};

/// What is entered about a membership.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MembershipFacts {
    /// What the person is to the worker, where known.
    pub relation: Option<Relation>,
    /// Since when, where known.
    pub from: Option<NaiveDate>,
    /// Until when; none for a present member.
    pub to: Option<NaiveDate>,
}

impl MembershipFacts {
    /// A present member.
    pub const fn as_(relation: Option<Relation>) -> Self {
        Self { relation, from: None, to: None }
    }

    fn changes(&self, before: &Self) -> Vec<Change> {
        [
            Change::between("relation", &before.relation, &self.relation),
            Change::between("from", &before.from, &self.from),
            Change::between("to", &before.to, &self.to),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A membership as its row has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MembershipRecord {
    /// The membership.
    pub id: MembershipId,
    /// The household.
    pub household_id: HouseholdId,
    /// The person.
    pub person_id: PersonId,
    /// What is entered.
    pub facts: MembershipFacts,
}

impl MembershipRecord {
    /// All that is known, as changes against nothing.
    pub(crate) fn all(&self) -> Vec<Change> {
        let mut changes: Vec<Change> = Change::set("person_id", &self.person_id).into_iter().collect();
        changes.extend(self.facts.changes(&MembershipFacts::default()));
        changes
    }
}

#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = memberships, check_for_backend(MultiBackend))]
struct Row {
    id: MembershipId,
    household_id: HouseholdId,
    person_id: PersonId,
    relation: Option<Relation>,
    from_date: Option<NaiveDate>,
    to_date: Option<NaiveDate>,
}

impl From<Row> for MembershipRecord {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            household_id: row.household_id,
            person_id: row.person_id,
            facts: MembershipFacts { relation: row.relation, from: row.from_date, to: row.to_date },
        }
    }
}

/// Reads a membership of the operation, whoever may see it.
///
/// # Errors
/// [`StorageError::NotFound`].
pub(crate) fn load(
    conn: &mut Connection,
    operation: OperationId,
    id: MembershipId,
) -> Result<MembershipRecord, StorageError> {
    let row: Row =
        memberships::table.find((Bind(operation), Bind(id))).select(Row::as_select()).first(conn)?;
    Ok(row.into())
}

/// Memberships of the operation, whoever may see them; those that are not there are left out.
///
/// # Errors
/// As any read.
pub(crate) fn by_ids(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[MembershipId],
) -> Result<Vec<MembershipRecord>, StorageError> {
    let rows: Vec<Row> = memberships::table
        .filter(memberships::operation_id.eq(Bind(operation)))
        .filter(memberships::id.eq_any(padded(ids.iter().copied())))
        .select(Row::as_select())
        .prepared()
        .load(conn)?;
    Ok(in_order(rows))
}

/// Every membership of some persons, present and past, in the order in which they were entered.
///
/// # Errors
/// As any read.
pub(crate) fn of_persons(
    conn: &mut Connection,
    operation: OperationId,
    persons: &[PersonId],
) -> Result<Vec<MembershipRecord>, StorageError> {
    let rows: Vec<Row> = memberships::table
        .filter(memberships::operation_id.eq(Bind(operation)))
        .filter(memberships::person_id.eq_any(padded(persons.iter().copied())))
        .select(Row::as_select())
        .prepared()
        .load(conn)?;
    Ok(in_order(rows))
}

/// Every membership of some households, present and past, in the order in which they were entered.
///
/// # Errors
/// As any read.
pub(crate) fn of_households(
    conn: &mut Connection,
    operation: OperationId,
    households: &[HouseholdId],
) -> Result<Vec<MembershipRecord>, StorageError> {
    let rows: Vec<Row> = memberships::table
        .filter(memberships::operation_id.eq(Bind(operation)))
        .filter(memberships::household_id.eq_any(padded(households.iter().copied())))
        .select(Row::as_select())
        .prepared()
        .load(conn)?;
    Ok(in_order(rows))
}

/// Asking the database for this order would make SQLite walk along the ids instead of looking up the few rows.
fn in_order(rows: Vec<Row>) -> Vec<MembershipRecord> {
    let mut records: Vec<MembershipRecord> = rows.into_iter().map(Into::into).collect();
    records.sort_by_key(|record| record.id);
    records
}

/// Lets a person join a household.
///
/// # Errors
/// [`ProblemCode::AlreadyMember`] where the person lives there at present.
pub fn join(
    ledger: &mut Ledger<'_>,
    home: &Home,
    person: PersonId,
    facts: &MembershipFacts,
) -> Result<MembershipId, StorageError> {
    not_present(ledger, home, person)?;
    let id = ids::new(MembershipId::from_uuid, ledger.now);
    let record = MembershipRecord { id, household_id: home.household_id, person_id: person, facts: *facts };
    bring(ledger, home, &record)?;
    Ok(id)
}

/// Enters a membership under an id that it has, or had before it was removed.
///
/// # Errors
/// As any write.
pub(crate) fn bring(
    ledger: &mut Ledger<'_>,
    home: &Home,
    record: &MembershipRecord,
) -> Result<(), StorageError> {
    diesel::insert_into(memberships::table)
        .values((
            memberships::operation_id.eq(Bind(ledger.operation())),
            memberships::id.eq(Bind(record.id)),
            memberships::household_id.eq(Bind(record.household_id)),
            memberships::person_id.eq(Bind(record.person_id)),
            memberships::relation.eq(record.facts.relation.map(Bind)),
            memberships::from_date.eq(record.facts.from),
            memberships::to_date.eq(record.facts.to),
        ))
        .execute(ledger.conn)?;
    note(ledger, EntryKind::MemberJoined, home, record, record.all());
    Ok(())
}

fn not_present(ledger: &mut Ledger<'_>, home: &Home, person: PersonId) -> Result<(), StorageError> {
    let present: i64 = memberships::table
        .filter(memberships::operation_id.eq(Bind(ledger.operation())))
        .filter(memberships::household_id.eq(Bind(home.household_id)))
        .filter(memberships::person_id.eq(Bind(person)))
        .filter(memberships::to_date.is_null())
        .count()
        .get_result(ledger.conn)?;
    if present > 0 { Err(ConflictKind::Rule(ProblemCode::AlreadyMember).into()) } else { Ok(()) }
}

/// Saves what was changed about a membership.
///
/// # Errors
/// [`ProblemCode::AlreadyMember`] where an ended one is opened again though the person has come back since.
pub fn save(
    ledger: &mut Ledger<'_>,
    home: &Home,
    before: &MembershipRecord,
    after: &MembershipFacts,
) -> Result<Saved, StorageError> {
    let changes = after.changes(&before.facts);
    if changes.is_empty() {
        return Ok(Saved::Unchanged);
    }
    if before.facts.to.is_some() && after.to.is_none() {
        not_present(ledger, home, before.person_id)?;
    }
    diesel::update(memberships::table.find((Bind(ledger.operation()), Bind(before.id))))
        .set((
            memberships::relation.eq(after.relation.map(Bind)),
            memberships::from_date.eq(after.from),
            memberships::to_date.eq(after.to),
        ))
        .prepared()
        .execute(ledger.conn)?;
    note(ledger, EntryKind::MemberUpdated, home, before, changes);
    Ok(Saved::Changed)
}

/// Takes a membership back, as if it had not been: only the undoing of what brought it does this.
///
/// # Errors
/// As any write.
pub fn remove(ledger: &mut Ledger<'_>, home: &Home, before: &MembershipRecord) -> Result<(), StorageError> {
    diesel::delete(memberships::table.find((Bind(ledger.operation()), Bind(before.id))))
        .execute(ledger.conn)?;
    note(ledger, EntryKind::MemberRemoved, home, before, reversed(before.all()));
    Ok(())
}

fn note(
    ledger: &mut Ledger<'_>,
    kind: EntryKind,
    home: &Home,
    membership: &MembershipRecord,
    changes: Vec<Change>,
) {
    let entry = Entry::new(kind, SubjectKind::Membership, membership.id);
    ledger.note(entry, home, Subject::Person(membership.person_id), changes);
}
