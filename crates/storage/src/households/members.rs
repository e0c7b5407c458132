//! Who lives in a household: memberships with their intervals.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    ids::{HouseholdId, MembershipId, OperationId, PersonId},
    journal::{Change, EntryKind, SubjectKind},
    persons::Relation,
    problems::ProblemCode,
};
use serde_json::{Value, json};

use super::write::{Home, Saved};
use crate::{
    Author, Connection, ConflictKind, StorageError, ids,
    journal::{self, Entry},
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

    fn changes(&self, before: Option<&Self>) -> Vec<Change> {
        let nothing = Self::default();
        let before = before.unwrap_or(&nothing);
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

#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = memberships)]
pub(crate) struct Row {
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

/// Reads a membership.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn load(conn: &mut Connection, operation: OperationId, id: MembershipId) -> Result<MembershipRecord, StorageError> {
    let row: Row = memberships::table.find((operation, id)).select(Row::as_select()).first(conn)?;
    Ok(row.into())
}

/// Every membership of some persons, present and past.
///
/// # Errors
/// As any read.
pub fn of_persons(
    conn: &mut Connection,
    operation: OperationId,
    persons: &[PersonId],
) -> Result<Vec<MembershipRecord>, StorageError> {
    let rows: Vec<Row> = memberships::table
        .filter(memberships::operation_id.eq(operation))
        .filter(memberships::person_id.eq_any(persons))
        .order(memberships::id)
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Every membership of some households, present and past, in the order in which they were entered.
///
/// # Errors
/// As any read.
pub fn of_households(
    conn: &mut Connection,
    operation: OperationId,
    households: &[HouseholdId],
) -> Result<Vec<MembershipRecord>, StorageError> {
    let rows: Vec<Row> = memberships::table
        .filter(memberships::operation_id.eq(operation))
        .filter(memberships::household_id.eq_any(households))
        .order(memberships::id)
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Lets a person join a household.
///
/// # Errors
/// [`ProblemCode::AlreadyMember`] where the person lives there at present.
pub fn join(
    conn: &mut Connection,
    author: &Author,
    home: &Home,
    person: PersonId,
    facts: &MembershipFacts,
) -> Result<MembershipRecord, StorageError> {
    let present: Option<MembershipId> = memberships::table
        .filter(memberships::operation_id.eq(author.operation_id))
        .filter(memberships::household_id.eq(home.household_id))
        .filter(memberships::person_id.eq(person))
        .filter(memberships::to_date.is_null())
        .select(memberships::id)
        .first(conn)
        .optional()?;
    if present.is_some() {
        return Err(StorageError::Conflict(ConflictKind::Rule(ProblemCode::AlreadyMember)));
    }
    let id = ids::new(MembershipId::from_uuid, author.at);
    diesel::insert_into(memberships::table)
        .values((
            memberships::operation_id.eq(author.operation_id),
            memberships::id.eq(id),
            memberships::household_id.eq(home.household_id),
            memberships::person_id.eq(person),
            memberships::relation.eq(facts.relation),
            memberships::from_date.eq(facts.from),
            memberships::to_date.eq(facts.to),
        ))
        .execute(conn)?;
    let record = MembershipRecord { id, household_id: home.household_id, person_id: person, facts: *facts };
    let mut changes = vec![Change { field: "person_id".to_owned(), before: Value::Null, after: json!(person) }];
    changes.extend(facts.changes(None));
    journal::append(conn, author, &entry(EntryKind::MemberJoined, home, &record, changes))?;
    Ok(record)
}

/// Saves what was changed about a membership.
///
/// # Errors
/// As any write.
pub fn save(
    conn: &mut Connection,
    author: &Author,
    home: &Home,
    before: &MembershipRecord,
    after: &MembershipFacts,
) -> Result<Saved, StorageError> {
    let changes = after.changes(Some(&before.facts));
    if changes.is_empty() {
        return Ok(Saved::Unchanged);
    }
    diesel::update(memberships::table.find((author.operation_id, before.id)))
        .set((
            memberships::relation.eq(after.relation),
            memberships::from_date.eq(after.from),
            memberships::to_date.eq(after.to),
        ))
        .execute(conn)?;
    journal::append(conn, author, &entry(EntryKind::MemberUpdated, home, before, changes))?;
    Ok(Saved::Changed)
}

/// Takes a membership back, as if it had not been: only the undoing of what brought it does this.
///
/// # Errors
/// As any write.
pub fn remove(
    conn: &mut Connection,
    author: &Author,
    home: &Home,
    before: &MembershipRecord,
) -> Result<(), StorageError> {
    diesel::delete(memberships::table.find((author.operation_id, before.id))).execute(conn)?;
    let mut changes = vec![Change { field: "person_id".to_owned(), before: json!(before.person_id), after: Value::Null }];
    changes.extend(MembershipFacts::default().changes(Some(&before.facts)));
    journal::append(conn, author, &entry(EntryKind::MemberRemoved, home, before, changes))
}

fn entry(kind: EntryKind, home: &Home, record: &MembershipRecord, changes: Vec<Change>) -> Entry {
    Entry {
        kind,
        subject_kind: SubjectKind::Membership,
        subject_id: record.id.as_uuid(),
        household_id: Some(home.household_id),
        area_path: home.area_path.clone(),
        changes,
    }
}
