//! Keeping the pairs: only those that came, went or have other reasons are written.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    duplicates::{DuplicateReason, DuplicateState},
    households::{Bits, HouseholdStatus},
    ids::{DuplicateId, HouseholdId, OperationId, PersonId, UserId},
    merges::MergeKind,
};
use uuid::Uuid;

use super::{
    find::{self, Link},
    known::Around,
};
use crate::{
    Connection, StorageError,
    columns::{AnyId, Bind},
    dialect::insert_all,
    households::{HouseholdRecord, members::MembershipRecord},
    ids,
    persons::PersonRecord,
    prepared::{Prepare as _, padded},
    schema::{duplicate_sights, duplicates},
    vault::VaultInUse,
};

/// Entries in one statement.
const AT_ONCE: usize = 500;

/// Households that changed, with everybody who lives or lived there.
pub(crate) struct Seen<'a> {
    pub(crate) households: &'a [&'a HouseholdRecord],
    pub(crate) memberships: &'a [MembershipRecord],
    pub(crate) persons: &'a HashMap<PersonId, PersonRecord>,
}

impl Seen<'_> {
    pub(super) fn open(&self) -> impl Iterator<Item = &HouseholdRecord> {
        self.households.iter().copied().filter(|one| one.status != HouseholdStatus::Closed)
    }

    /// Who lives in an open household.
    fn living(&self) -> BTreeSet<PersonId> {
        let open: BTreeSet<HouseholdId> = self.open().map(|household| household.id).collect();
        let present = self.memberships.iter().filter(|one| one.facts.to.is_none());
        present.filter(|one| open.contains(&one.household_id)).map(|one| one.person_id).collect()
    }

    /// Whether two of one household have one name.
    fn has_namesakes(&self) -> bool {
        let present = self.memberships.iter().filter(|one| one.facts.to.is_none());
        let mut names = BTreeSet::new();
        present
            .filter_map(|one| Some((one.household_id, self.persons.get(&one.person_id)?.facts.name.as_str())))
            .any(|one| !names.insert(one))
    }

    fn subjects(&self) -> BTreeSet<Uuid> {
        let households = self.households.iter().map(|one| one.id.as_uuid());
        households.chain(self.persons.keys().map(|id| id.as_uuid())).collect()
    }
}

/// A pair as it is kept.
struct Kept {
    id: DuplicateId,
    kind: MergeKind,
    reasons: Bits<DuplicateReason>,
    state: DuplicateState,
}

type Pair = (Uuid, Uuid);

/// Brings the pairs of these households and their people up to date. Whoever is in `new` was in none before.
///
/// # Errors
/// As any write.
pub(crate) fn keep(
    conn: &mut Connection,
    (operation, now): (OperationId, DateTime<Utc>),
    vault: &VaultInUse<'_>,
    seen: &Seen<'_>,
    new: &BTreeSet<Uuid>,
) -> Result<(), StorageError> {
    let living = seen.living();
    let mut links = find::links(conn, operation, seen, &living)?;
    let old: Vec<Uuid> = seen.subjects().difference(new).copied().collect();
    let kept = pairs_of(conn, operation, &old)?;
    let is_alone = links.persons.is_empty() && links.households.is_empty() && kept.is_empty();
    // Somebody new lives nowhere else.
    if is_alone && living.iter().all(|person| new.contains(&person.as_uuid())) && !seen.has_namesakes() {
        return Ok(());
    }
    let mut persons = living.clone();
    persons.extend(links.persons.iter().flat_map(|(one, other)| [*one, *other]));
    let mut households: BTreeSet<HouseholdId> = seen.households.iter().map(|one| one.id).collect();
    households.extend(links.households.iter().flat_map(|(one, other)| [*one, *other]));
    for ((one, other), pair) in &kept {
        match pair.kind {
            MergeKind::Persons => {
                links.persons.insert((PersonId::from_uuid(*one), PersonId::from_uuid(*other)));
                persons.extend([*one, *other].map(PersonId::from_uuid));
            }
            MergeKind::Households => {
                links.households.insert((HouseholdId::from_uuid(*one), HouseholdId::from_uuid(*other)));
                households.extend([*one, *other].map(HouseholdId::from_uuid));
            }
        }
    }
    let around = Around::load(conn, operation, &households, &persons)?;
    around.follow(&mut links, &living);
    let mut pairs: BTreeMap<Pair, Found> = BTreeMap::new();
    for link in &links.persons {
        let reasons = around.persons_alike(conn, vault, *link)?;
        pairs
            .insert(uuids(*link), Found::of(MergeKind::Persons, reasons, || around.sights_of_persons(*link)));
    }
    for link in &links.households {
        let reasons = around.households_alike(*link);
        let found = Found::of(MergeKind::Households, reasons, || around.sights_of_households(*link));
        pairs.insert(uuids(*link), found);
    }
    // A link may lead to a pair that is kept although this side is new: somebody who was away is back.
    let others: Vec<Uuid> = pairs.keys().flat_map(|(one, other)| [*one, *other]).collect();
    let kept = pairs_of(conn, operation, &others)?;
    write(conn, operation, now, pairs, &kept)
}

/// What is found of a pair.
struct Found {
    kind: MergeKind,
    reasons: Bits<DuplicateReason>,
    sights: BTreeSet<String>,
}

impl Found {
    fn of(
        kind: MergeKind,
        reasons: Bits<DuplicateReason>,
        sights: impl FnOnce() -> BTreeSet<String>,
    ) -> Self {
        let sights = if reasons.to_column() == 0 { BTreeSet::new() } else { sights() };
        Self { kind, reasons, sights }
    }
}

fn uuids<T: crate::columns::IdValue + Copy>((one, other): Link<T>) -> Pair {
    (one.any().as_uuid(), other.any().as_uuid())
}

fn write(
    conn: &mut Connection,
    operation: OperationId,
    now: DateTime<Utc>,
    pairs: BTreeMap<Pair, Found>,
    kept: &BTreeMap<Pair, Kept>,
) -> Result<(), StorageError> {
    let ids: Vec<DuplicateId> = kept.values().map(|one| one.id).collect();
    let mut shown = sights_of(conn, operation, &ids)?;
    for (pair, found) in pairs {
        let kept = kept.get(&pair);
        let is_gone = found.reasons.to_column() == 0;
        let Some(kept) = kept else {
            if !is_gone {
                let id = insert(conn, operation, now, pair, &found)?;
                show(conn, operation, id, &found, DuplicateState::Open)?;
            }
            continue;
        };
        if is_gone && kept.state == DuplicateState::Open {
            diesel::delete(duplicates::table.find((Bind(operation), Bind(kept.id)))).execute(conn)?;
            continue;
        }
        // What was told apart is open again when something new speaks for it.
        let new = found.reasons.to_column() & !kept.reasons.to_column() != 0;
        let state = if new { DuplicateState::Open } else { kept.state };
        let reasons = if state == DuplicateState::Open { found.reasons } else { kept.reasons };
        if (state, reasons) != (kept.state, kept.reasons) {
            diesel::update(duplicates::table.find((Bind(operation), Bind(kept.id))))
                .set((
                    duplicates::reasons.eq(reasons.to_column()),
                    duplicates::state.eq(Bind(state)),
                    duplicates::decided_at.eq(None::<Bind<DateTime<Utc>>>),
                    duplicates::decided_by.eq(None::<Bind<UserId>>),
                ))
                .prepared()
                .execute(conn)?;
        }
        let found = Found { reasons, ..found };
        let wanted = lines(&found, state);
        if shown.remove(&kept.id).unwrap_or_default() != wanted {
            hide(conn, operation, kept.id)?;
            show(conn, operation, kept.id, &found, state)?;
        }
    }
    Ok(())
}

fn insert(
    conn: &mut Connection,
    operation: OperationId,
    now: DateTime<Utc>,
    (one, other): Pair,
    found: &Found,
) -> Result<DuplicateId, StorageError> {
    let id = ids::new(DuplicateId::from_uuid, now);
    diesel::insert_into(duplicates::table)
        .values((
            duplicates::operation_id.eq(Bind(operation)),
            duplicates::id.eq(Bind(id)),
            duplicates::kind.eq(Bind(found.kind)),
            duplicates::one_id.eq(Bind(AnyId::from_uuid(one))),
            duplicates::other_id.eq(Bind(AnyId::from_uuid(other))),
            duplicates::reasons.eq(found.reasons.to_column()),
            duplicates::state.eq(Bind(DuplicateState::Open)),
            duplicates::found_at.eq(Bind(now)),
        ))
        .execute(conn)?;
    Ok(id)
}

/// The lines by which a pair is found: state, strength, sight.
type Lines = BTreeSet<(DuplicateState, i32, String)>;

fn lines(found: &Found, state: DuplicateState) -> Lines {
    let strength = strength(found.reasons);
    found.sights.iter().map(|sight| (state, strength, sight.clone())).collect()
}

/// The place of the strongest reason.
pub(super) fn strength(reasons: Bits<DuplicateReason>) -> i32 {
    reasons.iter().next().map_or(i32::MAX, |reason| reason as i32)
}

fn show(
    conn: &mut Connection,
    operation: OperationId,
    id: DuplicateId,
    found: &Found,
    state: DuplicateState,
) -> Result<(), StorageError> {
    let rows = lines(found, state).into_iter().map(|(state, strength, sight)| {
        (
            duplicate_sights::operation_id.eq(Bind(operation)),
            duplicate_sights::kind.eq(Bind(found.kind)),
            duplicate_sights::state.eq(Bind(state)),
            duplicate_sights::strength.eq(strength),
            duplicate_sights::sight.eq(sight),
            duplicate_sights::duplicate_id.eq(Bind(id)),
        )
    });
    Ok(insert_all!(conn, duplicate_sights::table, rows.collect::<Vec<_>>())?)
}

fn hide(conn: &mut Connection, operation: OperationId, id: DuplicateId) -> Result<(), StorageError> {
    let own = duplicate_sights::table
        .filter(duplicate_sights::operation_id.eq(Bind(operation)))
        .filter(duplicate_sights::duplicate_id.eq(Bind(id)));
    diesel::delete(own).prepared().execute(conn)?;
    Ok(())
}

fn sights_of(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[DuplicateId],
) -> Result<HashMap<DuplicateId, Lines>, StorageError> {
    let mut sights: HashMap<DuplicateId, Lines> = HashMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let rows: Vec<(DuplicateId, DuplicateState, i32, String)> = duplicate_sights::table
            .filter(duplicate_sights::operation_id.eq(Bind(operation)))
            .filter(duplicate_sights::duplicate_id.eq_any(padded(ids.iter().copied())))
            .select((
                duplicate_sights::duplicate_id,
                duplicate_sights::state,
                duplicate_sights::strength,
                duplicate_sights::sight,
            ))
            .prepared()
            .load(conn)?;
        for (id, state, strength, sight) in rows {
            sights.entry(id).or_default().insert((state, strength, sight));
        }
    }
    Ok(sights)
}

/// The pairs in which these are.
fn pairs_of(
    conn: &mut Connection,
    operation: OperationId,
    subjects: &[Uuid],
) -> Result<BTreeMap<Pair, Kept>, StorageError> {
    type Row = (DuplicateId, MergeKind, AnyId, AnyId, i32, DuplicateState);
    let columns = (
        duplicates::id,
        duplicates::kind,
        duplicates::one_id,
        duplicates::other_id,
        duplicates::reasons,
        duplicates::state,
    );
    let mut pairs = BTreeMap::new();
    for subjects in subjects.chunks(AT_ONCE) {
        let subjects = || padded(subjects.iter().map(|id| AnyId::from_uuid(*id)));
        let of_operation = || duplicates::table.filter(duplicates::operation_id.eq(Bind(operation)));
        let mut rows: Vec<Row> = of_operation()
            .filter(duplicates::one_id.eq_any(subjects()))
            .select(columns)
            .prepared()
            .load(conn)?;
        rows.extend(
            of_operation()
                .filter(duplicates::other_id.eq_any(subjects()))
                .select(columns)
                .prepared()
                .load::<Row>(conn)?,
        );
        pairs.extend(rows.into_iter().map(|(id, kind, one, other, reasons, state)| {
            let reasons = Bits::<DuplicateReason>::from_column(reasons);
            ((one.as_uuid(), other.as_uuid()), Kept { id, kind, reasons, state })
        }));
    }
    Ok(pairs)
}

/// Forgets the pairs of persons and households that left the ledger. That they were told apart is kept, in case one comes
/// back.
///
/// # Errors
/// As any write.
pub(crate) fn forget(
    conn: &mut Connection,
    operation: OperationId,
    gone: &BTreeSet<Uuid>,
) -> Result<(), StorageError> {
    let gone: Vec<Uuid> = gone.iter().copied().collect();
    for (_, kept) in pairs_of(conn, operation, &gone)? {
        match kept.state {
            DuplicateState::Open => {
                diesel::delete(duplicates::table.find((Bind(operation), Bind(kept.id)))).execute(conn)?;
            }
            DuplicateState::NotTheSame => hide(conn, operation, kept.id)?,
        }
    }
    Ok(())
}
