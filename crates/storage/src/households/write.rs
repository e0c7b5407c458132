//! What is written about households.

use diesel::prelude::*;
use domain::{
    areas::AreaPath,
    households::{HouseholdStatus, ReferenceCode, check_closing},
    ids::{AreaId, HouseholdId, OperationId, UserId},
    journal::{Change, EntryKind, SubjectKind},
    problems::ProblemCode,
    text::{address_key, tidy},
};

use super::{
    facts::{HouseholdFacts, HouseholdRecord, load},
    members,
};
use crate::{
    ConflictKind, Connection, StorageError,
    columns::Bind,
    ids,
    journal::Entry,
    ledger::{Home, Ledger, Saved, Subject, reversed},
    merges, postings,
    prepared::Prepare as _,
    schema::{areas, households, memberships},
};

impl From<&HouseholdRecord> for Home {
    fn from(household: &HouseholdRecord) -> Self {
        Self { household_id: household.id, area_path: household.area_path.clone() }
    }
}

/// Enters a household without members.
///
/// # Errors
/// [`ConflictKind::Reference`] where there is no such area.
pub fn create(ledger: &mut Ledger<'_>, facts: &HouseholdFacts) -> Result<Home, StorageError> {
    let household_id = ids::new(HouseholdId::from_uuid, ledger.now);
    let area_path = area_path(ledger, facts.area_id)?;
    let reference = free_reference(ledger)?;
    diesel::insert_into(households::table)
        .values((
            (
                households::operation_id.eq(Bind(ledger.operation())),
                households::id.eq(Bind(household_id)),
                households::reference.eq(reference.as_str()),
                households::name.eq(facts.name.as_deref().unwrap_or_default()),
                households::name_sort.eq(""),
                households::name_by_hand.eq(facts.name.is_some()),
                households::area_id.eq(Bind(facts.area_id)),
                households::area_path.eq(area_path.as_str()),
                households::address.eq(facts.address.as_deref().unwrap_or_default()),
                households::address_key.eq(key_of(facts)),
                households::area_hint.eq(facts.area_hint.as_deref().unwrap_or_default()),
                households::status.eq(Bind(HouseholdStatus::Registered)),
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
                households::revision.eq(0_i64),
                households::created_at.eq(Bind(ledger.now)),
                households::updated_at.eq(Bind(ledger.now)),
            ),
        ))
        .execute(ledger.conn)?;
    let home = Home { household_id, area_path };
    let mut changes: Vec<Change> = Change::set("reference", &reference).into_iter().collect();
    changes.extend(facts.changes(None));
    note(ledger, EntryKind::HouseholdCreated, &home, changes);
    Ok(home)
}

/// Saves what was changed about a household.
///
/// # Errors
/// [`ConflictKind::Reference`] where there is no such area.
pub fn save(
    ledger: &mut Ledger<'_>,
    before: &HouseholdRecord,
    after: &HouseholdFacts,
) -> Result<Saved, StorageError> {
    let changes = after.changes(Some(&before.facts));
    if changes.is_empty() {
        return Ok(Saved::Unchanged);
    }
    let mut home = Home::from(before);
    if after.area_id != before.facts.area_id {
        home.area_path = area_path(ledger, after.area_id)?;
    }
    diesel::update(households::table.find((Bind(ledger.operation()), Bind(before.id))))
        .set((
            households::name.eq(after.name.as_deref().unwrap_or(&before.name)),
            households::name_by_hand.eq(after.name.is_some()),
            households::area_id.eq(Bind(after.area_id)),
            households::area_path.eq(home.area_path.as_str()),
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
        .prepared()
        .execute(ledger.conn)?;
    note(ledger, EntryKind::HouseholdUpdated, &home, changes);
    Ok(Saved::Changed)
}

/// Takes a step of a household's life, for a reason where one is given.
///
/// # Errors
/// [`ProblemCode::HouseholdAnonymised`]; [`ProblemCode::NoSuchStep`] where its life has no such step; [`ProblemCode::StillAway`] where it is closed without a
/// reason while somebody is on the front line.
pub fn step(
    ledger: &mut Ledger<'_>,
    before: &HouseholdRecord,
    to: HouseholdStatus,
    reason: Option<&str>,
) -> Result<(), StorageError> {
    must_have_a_name(before)?;
    let to = before.status.become_(to).map_err(|_| ConflictKind::Rule(ProblemCode::NoSuchStep))?;
    if to == HouseholdStatus::Closed {
        let current = postings_that_go_on(ledger, before.id)?;
        check_closing(current, reason).map_err(|_| ConflictKind::Rule(ProblemCode::StillAway))?;
    }
    diesel::update(households::table.find((Bind(ledger.operation()), Bind(before.id))))
        .set((
            households::status.eq(Bind(to)),
            households::closed_at.eq((to == HouseholdStatus::Closed).then_some(Bind(ledger.now))),
        ))
        .prepared()
        .execute(ledger.conn)?;
    let status = Change::between("status", &before.status, &to);
    let changes = status.into_iter().chain(Change::set("reason", &reason)).collect();
    note(ledger, EntryKind::HouseholdStatusChanged, &before.into(), changes);
    Ok(())
}

/// How many postings of present members go on.
fn postings_that_go_on(ledger: &mut Ledger<'_>, household: HouseholdId) -> Result<usize, StorageError> {
    let operation = ledger.operation();
    let members = members::of_households(ledger.conn, operation, &[household])?;
    let present = members.iter().filter(|member| member.facts.to.is_none());
    let present: Vec<_> = present.map(|member| member.person_id).collect();
    let postings = postings::of_persons(ledger.conn, operation, &present)?;
    Ok(postings.iter().filter(|posting| posting.facts.is_current(ledger.today)).count())
}

/// A closed household can be read, and reopened; one that was anonymised can only be read.
///
/// # Errors
/// [`ProblemCode::HouseholdClosed`], [`ProblemCode::HouseholdAnonymised`].
pub(crate) fn must_be_open(household: &HouseholdRecord) -> Result<(), StorageError> {
    must_have_a_name(household)?;
    match household.status {
        HouseholdStatus::Closed => Err(ConflictKind::Rule(ProblemCode::HouseholdClosed).into()),
        HouseholdStatus::Registered | HouseholdStatus::Verified | HouseholdStatus::Supported => Ok(()),
    }
}

/// Of an anonymised household nothing changes any more.
fn must_have_a_name(household: &HouseholdRecord) -> Result<(), StorageError> {
    match household.anonymised {
        Some(_) => Err(ConflictKind::Rule(ProblemCode::HouseholdAnonymised).into()),
        None => Ok(()),
    }
}

/// Gives a household an owner, or takes the owner away.
///
/// # Errors
/// [`ConflictKind::Reference`] where there is no such user.
pub fn assign(
    ledger: &mut Ledger<'_>,
    before: &HouseholdRecord,
    owner: Option<UserId>,
) -> Result<Saved, StorageError> {
    let Some(change) = Change::between("owner_id", &before.owner_id, &owner) else {
        return Ok(Saved::Unchanged);
    };
    diesel::update(households::table.find((Bind(ledger.operation()), Bind(before.id))))
        .set(households::owner_id.eq(owner.map(Bind)))
        .prepared()
        .execute(ledger.conn)?;
    note(ledger, EntryKind::HouseholdOwnerChanged, &before.into(), vec![change]);
    Ok(Saved::Changed)
}

/// Takes a household out of the ledger: only the undoing of what brought it does this.
///
/// # Errors
/// [`ConflictKind::Reference`] while it has memberships, present or past.
pub fn remove(ledger: &mut Ledger<'_>, before: &HouseholdRecord) -> Result<(), StorageError> {
    let members: i64 = memberships::table
        .filter(memberships::operation_id.eq(Bind(ledger.operation())))
        .filter(memberships::household_id.eq(Bind(before.id)))
        .count()
        .get_result(ledger.conn)?;
    if members > 0 {
        return Err(ConflictKind::Reference.into());
    }
    diesel::delete(households::table.find((Bind(ledger.operation()), Bind(before.id))))
        .execute(ledger.conn)?;
    let entry = Entry::new(EntryKind::HouseholdRemoved, SubjectKind::Household, before.id);
    let changes = reversed(before.all());
    ledger.note(entry, &before.into(), Subject::Named(before.name.clone()), changes);
    Ok(())
}

/// Proves that nobody changed a household since the caller read it, and keeps others from changing it until this
/// transaction is over.
///
/// # Errors
/// [`StorageError::StaleVersion`], [`StorageError::NotFound`].
pub(crate) fn claim(
    conn: &mut Connection,
    operation: OperationId,
    id: HouseholdId,
    revision: i64,
) -> Result<HouseholdRecord, StorageError> {
    diesel::update(households::table.find((Bind(operation), Bind(id))))
        .set(households::revision.eq(households::revision))
        .prepared()
        .execute(conn)?;
    let household = load(conn, operation, id)?;
    if household.revision == revision {
        Ok(household)
    } else {
        Err(StorageError::StaleVersion { current: household.revision })
    }
}

fn note(ledger: &mut Ledger<'_>, kind: EntryKind, home: &Home, changes: Vec<Change>) {
    let entry = Entry::new(kind, SubjectKind::Household, home.household_id);
    ledger.note(entry, home, Subject::Household(home.household_id), changes);
}

fn key_of(facts: &HouseholdFacts) -> String {
    facts.address.as_deref().map(|address| address_key(&tidy(address))).unwrap_or_default()
}

fn area_path(ledger: &mut Ledger<'_>, area: AreaId) -> Result<AreaPath, StorageError> {
    let area = areas::table.find((Bind(ledger.operation()), Bind(area)));
    let path: Option<String> = area.select(areas::path).first(ledger.conn).optional()?;
    path.map(AreaPath::from_stored).ok_or_else(|| ConflictKind::Reference.into())
}

fn free_reference(ledger: &mut Ledger<'_>) -> Result<ReferenceCode, StorageError> {
    loop {
        let reference = ReferenceCode::from_random(getrandom::u64().map_err(StorageError::internal)?);
        let taken: i64 = households::table
            .filter(households::operation_id.eq(Bind(ledger.operation())))
            .filter(households::reference.eq(reference.as_str()))
            .count()
            .get_result(ledger.conn)?;
        if taken == 0 && !merges::aliases::has_reference(ledger.conn, ledger.operation(), &reference)? {
            return Ok(reference);
        }
    }
}
