//! What is written about households, each change with its journal entry.
//!
//! These functions write facts and history. What is kept beside them (names, counts, situation, what is missing, search
//! terms, the revision) is brought up to date by [`refresh`](super::refresh) once, after all writes of a transaction.

use diesel::prelude::*;
use domain::{
    areas::AreaPath,
    households::{HouseholdStatus, ReferenceCode},
    ids::{AreaId, HouseholdId, OperationId, UserId},
    journal::{Change, EntryKind, SubjectKind},
    problems::ProblemCode,
    text::{address_key, tidy},
};

use super::facts::{HouseholdFacts, HouseholdRecord, Row};
use crate::{
    Author, Connection, ConflictKind, StorageError, ids,
    journal::{self, Entry},
    schema::{areas, households, memberships},
};

/// Whether a save changed anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It did, and the journal says what.
    Changed,
    /// Everything was so already.
    Unchanged,
}

/// The household that an entry about one of its members belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The household.
    pub household_id: HouseholdId,
    /// Where it lies.
    pub area_path: AreaPath,
}

impl From<&HouseholdRecord> for Home {
    fn from(household: &HouseholdRecord) -> Self {
        Self { household_id: household.id, area_path: household.area_path.clone() }
    }
}

/// Reads a household of the operation, whoever may see it: for writes whose subject was resolved before.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn load(conn: &mut Connection, operation: OperationId, id: HouseholdId) -> Result<HouseholdRecord, StorageError> {
    let row: Row = households::table.find((operation, id)).select(Row::as_select()).first(conn)?;
    row.try_into()
}

/// Enters a household without members.
///
/// # Errors
/// [`ConflictKind::Reference`] where there is no such area.
pub fn create(
    conn: &mut Connection,
    author: &Author,
    facts: &HouseholdFacts,
) -> Result<HouseholdRecord, StorageError> {
    let id = ids::new(HouseholdId::from_uuid, author.at);
    let area_path = area_path(conn, author.operation_id, facts.area_id)?;
    let reference = free_reference(conn, author.operation_id)?;
    diesel::insert_into(households::table)
        .values((
            (
                households::operation_id.eq(author.operation_id),
                households::id.eq(id),
                households::reference.eq(reference.as_str()),
                households::name.eq(facts.name.as_deref().unwrap_or_default()),
                households::name_sort.eq(""),
                households::name_by_hand.eq(facts.name.is_some()),
                households::area_id.eq(facts.area_id),
                households::area_path.eq(area_path.as_str()),
                households::address.eq(facts.address.as_deref().unwrap_or_default()),
                households::address_key.eq(key_of(facts)),
                households::area_hint.eq(facts.area_hint.as_deref().unwrap_or_default()),
                households::status.eq(HouseholdStatus::Registered),
                households::situation.eq(0),
                households::missing.eq(0),
            ),
            (
                households::preferred_language.eq(facts.preferred_language.map(|language| language.as_str())),
                households::contact_hours.eq(facts.contact_hours.as_deref()),
                households::difficulties.eq(facts.difficulties.as_deref()),
                households::situation_note.eq(facts.situation_note.as_deref()),
                households::reported_elders.eq(facts.reported_elders),
                households::reported_minors.eq(facts.reported_minors),
                households::member_count.eq(0),
                households::worker_count.eq(0),
                households::dual_frontline.eq(false),
                households::revision.eq(0_i64),
                households::created_at.eq(author.at),
                households::updated_at.eq(author.at),
            ),
        ))
        .execute(conn)?;
    let mut changes = facts.changes(None);
    changes.extend(Change::set("reference", &reference));
    let home = Home { household_id: id, area_path };
    journal::append(conn, author, &entry(EntryKind::HouseholdCreated, &home, changes))?;
    load(conn, author.operation_id, id)
}

/// Saves what was changed about a household.
///
/// # Errors
/// [`ConflictKind::Reference`] where there is no such area.
pub fn save(
    conn: &mut Connection,
    author: &Author,
    before: &HouseholdRecord,
    after: &HouseholdFacts,
) -> Result<Saved, StorageError> {
    let changes = after.changes(Some(&before.facts));
    if changes.is_empty() {
        return Ok(Saved::Unchanged);
    }
    let area_path = if after.area_id == before.facts.area_id {
        before.area_path.clone()
    } else {
        area_path(conn, author.operation_id, after.area_id)?
    };
    diesel::update(households::table.find((author.operation_id, before.id)))
        .set((
            households::name.eq(after.name.as_deref().unwrap_or(&before.name)),
            households::name_by_hand.eq(after.name.is_some()),
            households::area_id.eq(after.area_id),
            households::area_path.eq(area_path.as_str()),
            households::address.eq(after.address.as_deref().unwrap_or_default()),
            households::address_key.eq(key_of(after)),
            households::area_hint.eq(after.area_hint.as_deref().unwrap_or_default()),
            households::preferred_language.eq(after.preferred_language.map(|language| language.as_str())),
            households::contact_hours.eq(after.contact_hours.as_deref()),
            households::difficulties.eq(after.difficulties.as_deref()),
            households::situation_note.eq(after.situation_note.as_deref()),
            households::reported_elders.eq(after.reported_elders),
            households::reported_minors.eq(after.reported_minors),
        ))
        .execute(conn)?;
    let home = Home { household_id: before.id, area_path };
    journal::append(conn, author, &entry(EntryKind::HouseholdUpdated, &home, changes))?;
    Ok(Saved::Changed)
}

/// Takes a step of a household's life.
///
/// # Errors
/// [`ProblemCode::NoSuchStep`] where its life has no such step.
pub fn step(
    conn: &mut Connection,
    author: &Author,
    before: &HouseholdRecord,
    to: HouseholdStatus,
) -> Result<(), StorageError> {
    let to =
        before.status.become_(to).map_err(|_| StorageError::Conflict(ConflictKind::Rule(ProblemCode::NoSuchStep)))?;
    diesel::update(households::table.find((author.operation_id, before.id)))
        .set((
            households::status.eq(to),
            households::closed_at.eq((to == HouseholdStatus::Closed).then_some(author.at)),
        ))
        .execute(conn)?;
    let changes = Change::between("status", &before.status, &to).into_iter().collect();
    journal::append(conn, author, &entry(EntryKind::HouseholdStatusChanged, &before.into(), changes))
}

/// Gives a household an owner, or takes the owner away.
///
/// # Errors
/// [`ConflictKind::Reference`] where there is no such user.
pub fn assign(
    conn: &mut Connection,
    author: &Author,
    before: &HouseholdRecord,
    owner: Option<UserId>,
) -> Result<Saved, StorageError> {
    let Some(change) = Change::between("owner_id", &before.owner_id, &owner) else { return Ok(Saved::Unchanged) };
    diesel::update(households::table.find((author.operation_id, before.id)))
        .set(households::owner_id.eq(owner))
        .execute(conn)?;
    journal::append(conn, author, &entry(EntryKind::HouseholdOwnerChanged, &before.into(), vec![change]))?;
    Ok(Saved::Changed)
}

/// Takes a household out of the ledger: only the undoing of what brought it does this.
///
/// # Errors
/// [`ConflictKind::Reference`] while it has memberships, present or past.
pub fn remove(conn: &mut Connection, author: &Author, before: &HouseholdRecord) -> Result<(), StorageError> {
    let members: i64 = memberships::table
        .filter(memberships::operation_id.eq(author.operation_id))
        .filter(memberships::household_id.eq(before.id))
        .count()
        .get_result(conn)?;
    if members > 0 {
        return Err(StorageError::Conflict(ConflictKind::Reference));
    }
    diesel::delete(households::table.find((author.operation_id, before.id))).execute(conn)?;
    let was = before.facts.changes(None);
    let changes = was.into_iter().map(|change| Change { before: change.after, after: change.before, ..change });
    journal::append(conn, author, &entry(EntryKind::HouseholdRemoved, &before.into(), changes.collect()))
}

/// Proves that nobody changed a household since the caller read it, and keeps others from changing it until this
/// transaction is over.
///
/// # Errors
/// [`StorageError::StaleVersion`], [`StorageError::NotFound`].
pub fn claim(
    conn: &mut Connection,
    operation: OperationId,
    id: HouseholdId,
    revision: i64,
) -> Result<HouseholdRecord, StorageError> {
    let row = households::table.find((operation, id));
    diesel::update(row).set(households::revision.eq(households::revision)).execute(conn)?;
    let household = load(conn, operation, id)?;
    if household.revision == revision {
        Ok(household)
    } else {
        Err(StorageError::StaleVersion { current: household.revision })
    }
}

fn entry(kind: EntryKind, home: &Home, changes: Vec<Change>) -> Entry {
    Entry {
        kind,
        subject_kind: SubjectKind::Household,
        subject_id: home.household_id.as_uuid(),
        household_id: Some(home.household_id),
        area_path: home.area_path.clone(),
        changes,
    }
}

fn key_of(facts: &HouseholdFacts) -> String {
    facts.address.as_deref().map(|address| address_key(&tidy(address))).unwrap_or_default()
}

fn area_path(conn: &mut Connection, operation: OperationId, area: AreaId) -> Result<AreaPath, StorageError> {
    let path: Option<String> = areas::table.find((operation, area)).select(areas::path).first(conn).optional()?;
    path.map(AreaPath::from_stored).ok_or(StorageError::Conflict(ConflictKind::Reference))
}

fn free_reference(conn: &mut Connection, operation: OperationId) -> Result<ReferenceCode, StorageError> {
    loop {
        let reference = ReferenceCode::from_random(getrandom::u64().map_err(StorageError::internal)?);
        let taken: Option<HouseholdId> = households::table
            .filter(households::operation_id.eq(operation))
            .filter(households::reference.eq(reference.as_str()))
            .select(households::id)
            .first(conn)
            .optional()?;
        if taken.is_none() {
            return Ok(reference);
        }
    }
}
