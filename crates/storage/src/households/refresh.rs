//! What is kept beside the facts: names, counts, situation, what is missing, search terms, the revision.

mod compute;
mod standing;
mod terms;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::ids::{HouseholdId, OperationId, PersonId};

use self::compute::{Kept, Neighbourhood};
use super::{
    facts::{self, HouseholdRecord},
    members::{self, MembershipRecord},
};
use crate::{
    Connection, StorageError,
    columns::Bind,
    connection::MultiBackend,
    coverage,
    duplicates::{self, Seen},
    merges,
    persons::{self, PersonRecord, PersonView},
    postings,
    prepared::{Prepare as _, padded},
    schema::households,
    search, summary,
    vault::VaultInUse,
};

pub(crate) use self::standing::{Standing, StandingWorker};

/// Households that are brought up to date together.
const AT_ONCE: usize = 200;

/// Whoever keeps more beside the households, from what was read for them.
pub(crate) type Then<'a> = &'a mut dyn FnMut(&mut Connection, &Seen<'_>) -> Result<(), StorageError>;

/// Brings what is kept up to date for these households, and raises their revisions. Those that are gone are skipped. What
/// was read for it is handed on to whoever keeps more.
///
/// # Errors
/// As any write.
pub(crate) fn refresh(
    conn: &mut Connection,
    operation: OperationId,
    now: DateTime<Utc>,
    today: NaiveDate,
    ids: &[HouseholdId],
    coverage: Coverage,
    then: Then<'_>,
) -> Result<(), StorageError> {
    ids.chunks(AT_ONCE)
        .try_for_each(|ids| refresh_some(conn, operation, now, today, ids, coverage, &mut *then))
}

fn refresh_some(
    conn: &mut Connection,
    operation: OperationId,
    now: DateTime<Utc>,
    today: NaiveDate,
    ids: &[HouseholdId],
    coverage: Coverage,
    then: Then<'_>,
) -> Result<(), StorageError> {
    let rows = households::table
        .filter(households::operation_id.eq(Bind(operation)))
        .filter(households::id.eq_any(padded(ids.iter().copied())));
    // First, so that the rows are locked: what is read from here on is what the last writer left.
    diesel::update(rows)
        .set((households::revision.eq(households::revision + 1), households::updated_at.eq(Bind(now))))
        .prepared()
        .execute(conn)?;
    let standings = keep(conn, operation, today, ids, then)?;
    match coverage {
        Coverage::Now => coverage::keep(conn, operation, now, today, ids, &standings),
        Coverage::WhenTheBatchEnds => coverage::mark_households(conn, operation, ids),
    }
}

/// Keeps what follows from the facts, and says what coverage asks of the households.
fn keep(
    conn: &mut Connection,
    operation: OperationId,
    today: NaiveDate,
    ids: &[HouseholdId],
    then: Then<'_>,
) -> Result<Vec<Standing>, StorageError> {
    let Computed { kept, terms, standings, memberships, persons } = computed(conn, operation, today, ids)?;
    let mut tallies = BTreeMap::new();
    for (record, kept) in &kept {
        store(conn, operation, record.id, kept)?;
        tallies.insert(record.id, kept.tally(record));
    }
    let present: Vec<HouseholdId> = kept.iter().map(|(record, _)| record.id).collect();
    search::keep(conn, operation, &present, &terms)?;
    summary::keep(conn, operation, ids, &tallies)?;
    let households: Vec<&HouseholdRecord> = kept.iter().map(|(record, _)| record).collect();
    then(conn, &Seen { households: &households, memberships: &memberships, persons: &persons })?;
    Ok(standings)
}

/// When the coverage of changed households is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coverage {
    /// At once.
    Now,
    /// When the commit of a roster, or its undoing, has written everything: it also depends on the roster's rows.
    WhenTheBatchEnds,
}

/// What follows for some households.
struct Computed {
    kept: Vec<(HouseholdRecord, Kept)>,
    terms: BTreeSet<search::Term>,
    standings: Vec<Standing>,
    memberships: Vec<MembershipRecord>,
    persons: HashMap<PersonId, PersonRecord>,
}

fn computed(
    conn: &mut Connection,
    operation: OperationId,
    today: NaiveDate,
    ids: &[HouseholdId],
) -> Result<Computed, StorageError> {
    let (records, memberships, neighbourhood) = read(conn, operation, today, ids)?;
    let standings = records.iter().map(|record| Standing::of(record, &memberships, &neighbourhood)).collect();
    let former = merges::aliases::of_households(conn, operation, ids)?;
    let mut terms = BTreeSet::new();
    let kept = records.into_iter().map(|record| {
        let members: Vec<_> = memberships.iter().filter(|member| member.household_id == record.id).collect();
        let kept = Kept::of(&record, &members, &neighbourhood).unless_anonymised(&record);
        terms::of_household(&record, &kept, &members, &neighbourhood, &mut terms);
        terms::of_former(record.id, former.get(&record.id).map_or(&[], Vec::as_slice), &mut terms);
        (record, kept)
    });
    let kept = kept.collect();
    Ok(Computed { kept, terms, standings, memberships, persons: neighbourhood.persons })
}

/// What coverage asks of households.
///
/// # Errors
/// As any read.
pub(crate) fn standings(
    conn: &mut Connection,
    operation: OperationId,
    today: NaiveDate,
    ids: &[HouseholdId],
) -> Result<Vec<Standing>, StorageError> {
    let (records, memberships, neighbourhood) = read(conn, operation, today, ids)?;
    Ok(records.iter().map(|record| Standing::of(record, &memberships, &neighbourhood)).collect())
}

type Read = (Vec<HouseholdRecord>, Vec<MembershipRecord>, Neighbourhood);

/// The households with all that what is kept follows from.
fn read(
    conn: &mut Connection,
    operation: OperationId,
    today: NaiveDate,
    ids: &[HouseholdId],
) -> Result<Read, StorageError> {
    let records = facts::load_many(conn, operation, ids)?;
    let memberships = members::of_households(conn, operation, ids)?;
    let person_ids: Vec<PersonId> = memberships.iter().map(|membership| membership.person_id).collect();
    let neighbourhood = Neighbourhood {
        areas: compute::areas_of(conn, operation, &records)?,
        persons: persons::load_many(conn, operation, &person_ids)?
            .into_iter()
            .map(|one| (one.id, one))
            .collect(),
        postings: postings::of_persons(conn, operation, &person_ids)?,
        today,
    };
    Ok((records, memberships, neighbourhood))
}

/// Makes anew what is kept for the next households, and says where to go on: for a release that keeps something else. Their
/// revisions stay: nobody has changed anything.
///
/// # Errors
/// As any write.
pub(crate) fn renew(
    conn: &mut Connection,
    operation: OperationId,
    today: NaiveDate,
    after: Option<HouseholdId>,
    then: Then<'_>,
) -> Result<Option<HouseholdId>, StorageError> {
    let mut query = households::table
        .filter(households::operation_id.eq(Bind(operation)))
        .order(households::id)
        .limit(i64::try_from(AT_ONCE).unwrap_or(i64::MAX))
        .select(households::id)
        .into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(households::id.gt(Bind(after)));
    }
    let ids: Vec<HouseholdId> = query.load(conn)?;
    keep(conn, operation, today, &ids, then)?;
    Ok(ids.last().copied())
}

/// Makes anew what is kept for households whose areas are others now. Their revisions stay: nobody has changed them.
///
/// # Errors
/// As any write.
pub(crate) fn renew_places(
    conn: &mut Connection,
    (operation, now): (OperationId, DateTime<Utc>),
    vault: &VaultInUse<'_>,
    today: NaiveDate,
    ids: &[HouseholdId],
) -> Result<(), StorageError> {
    let standings = keep(conn, operation, today, ids, &mut |conn, seen| {
        duplicates::keep(conn, (operation, now), vault, seen, &BTreeSet::new())
    })?;
    coverage::keep(conn, operation, now, today, ids, &standings)
}

/// Works out what follows for a household as it was on a day, without keeping it.
///
/// # Errors
/// As any read.
pub(crate) fn derive(
    conn: &mut Connection,
    operation: OperationId,
    record: &mut HouseholdRecord,
    memberships: &[MembershipRecord],
    persons: &[PersonView],
    day: NaiveDate,
) -> Result<(), StorageError> {
    let mut postings: Vec<_> =
        persons.iter().flat_map(|person| &person.postings).map(|posting| posting.record.clone()).collect();
    postings.sort_by_key(|posting| posting.id);
    let neighbourhood = Neighbourhood {
        areas: compute::areas_of(conn, operation, std::slice::from_ref(record))?,
        persons: persons.iter().map(|one| (one.record.id, one.record.clone())).collect(),
        postings,
        today: day,
    };
    let kept = Kept::of(record, &memberships.iter().collect::<Vec<_>>(), &neighbourhood);
    if record.anonymised.is_some() {
        // What is left says nothing of who needed what.
        record.name = record.reference.to_string();
        record.member_count = kept.member_count;
        record.worker_count = kept.worker_count;
        return Ok(());
    }
    record.name = kept.name;
    record.situation = kept.situation;
    record.missing = kept.missing;
    record.member_count = kept.member_count;
    record.worker_count = kept.worker_count;
    record.dual_frontline = kept.dual_frontline;
    record.primary_category = kept.primary_category;
    record.away_since = kept.away_since;
    Ok(())
}

fn store(
    conn: &mut Connection,
    operation: OperationId,
    id: HouseholdId,
    kept: &Kept,
) -> Result<(), StorageError> {
    diesel::update(households::table.find((Bind(operation), Bind(id))))
        .set((
            households::name.eq(&kept.name),
            households::name_sort.eq(search::sort_key(&kept.name)),
            households::situation.eq(kept.situation.to_column()),
            households::missing.eq(kept.missing.to_column()),
            households::member_count.eq(kept.member_count),
            households::worker_count.eq(kept.worker_count),
            households::primary_category.eq(kept.primary_category.as_deref()),
            households::away_since.eq(kept.away_since),
            households::listing.eq(Bind(kept.listing.clone())),
        ))
        .prepared()
        .execute(conn)?;
    Ok(())
}
