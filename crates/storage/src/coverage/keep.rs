//! Works out the coverage of households from the ledger and the rosters, and keeps it.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::{
    areas::AreaPath,
    coverage::{GapKind, IdentityDoubt, KnownWorker, Office, Parties},
    households::{HouseholdStatus, Presence},
    ids::{HouseholdId, OperationId, OrganisationId, PersonId, RosterId},
    organisations::Line,
};

use super::{
    claims::{Disputes, open_disputes},
    movers::{offices_around, set_lines},
    settlements,
    source_sets::{self, Listed},
    tallies::Differences,
    words::About,
};
use crate::{
    Connection, StorageError,
    columns::{AnyId, Bind},
    connection::MultiBackend,
    dialect::insert_all,
    households::{Standing, StandingWorker},
    ids,
    prepared::{Prepare as _, padded},
    schema::{coverage_gaps, coverage_workers},
};

/// A worker as the table has them.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = coverage_workers, check_for_backend(MultiBackend))]
pub struct KeptWorker {
    pub household_id: HouseholdId,
    pub person_id: PersonId,
    pub area_path: String,
    pub town_path: String,
    pub employer_id: Option<OrganisationId>,
    pub missing: String,
    pub source_set: String,
}

/// A gap as the table has it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = coverage_gaps, check_for_backend(MultiBackend))]
pub struct KeptGap {
    pub id: AnyId,
    pub kind: GapKind,
    pub area_path: String,
    pub employer_id: Option<OrganisationId>,
    pub mover_id: Option<OrganisationId>,
    pub line: Option<Line>,
    pub household_id: Option<HouseholdId>,
    pub person_id: Option<PersonId>,
    pub roster_id: Option<RosterId>,
    pub row_no: Option<i32>,
    pub since: DateTime<Utc>,
    pub source_set: String,
}

impl KeptGap {
    /// What makes it the same gap as one of before.
    fn what(&self) -> (GapKind, Option<PersonId>, Option<RosterId>, Option<i32>) {
        (self.kind, self.person_id, self.roster_id, self.row_no)
    }

    /// As one that has been there before: since then.
    pub fn going_on(self, before: &[Self]) -> Self {
        match before.iter().find(|old| old.what() == self.what()) {
            Some(old) => Self { id: old.id, since: old.since, ..self },
            None => self,
        }
    }
}

/// Makes this the coverage of the households; of one that is not among the standings any more nothing is left.
///
/// # Errors
/// As any write.
pub(crate) fn keep(
    conn: &mut Connection,
    operation: OperationId,
    now: DateTime<Utc>,
    today: NaiveDate,
    households: &[HouseholdId],
    standings: &[Standing],
) -> Result<(), StorageError> {
    let before = Before::load(conn, operation, households)?;
    let open: Vec<&Standing> =
        standings.iter().filter(|standing| standing.status != HouseholdStatus::Closed).collect();
    let persons: Vec<PersonId> =
        open.iter().flat_map(|standing| &standing.workers).map(|worker| worker.person_id).collect();
    let listed = source_sets::of_persons(conn, operation, &persons)?;
    // Nothing was settled of a household that is just being entered.
    let is_new = |id: &HouseholdId| {
        before.knows_nothing_of(*id) && standings.iter().any(|one| one.id == *id && one.entered == now)
    };
    let known: Vec<HouseholdId> = households.iter().copied().filter(|id| !is_new(id)).collect();
    let settled = settlements::follow(conn, operation, &known, standings)?;
    let disputes = open_disputes(conn, operation, &open, &listed, &settled)?;
    let offices = offices_around(conn, operation, open.iter().map(|standing| &standing.area_path))?;
    let mut differences = Differences::default();
    let mut after = After::default();
    let mut towns: HashMap<HouseholdId, AreaPath> = HashMap::new();
    for standing in open {
        towns.insert(standing.id, standing.town_path.clone());
        let since = if before.knows_nothing_of(standing.id) { standing.entered } else { now };
        let known = Known { listed: &listed, disputes: &disputes, offices: &offices };
        after.add(standing, known, (now, since), before.gaps_of(standing.id));
    }
    set_lines(conn, operation, after.gaps.values_mut().flatten())?;
    for household in households {
        let (was, is) = (before.workers_of(*household), after.workers_of(*household));
        differences.household(&was.iter().collect::<Vec<_>>(), -1);
        differences.household(&is.iter().collect::<Vec<_>>(), 1);
        let before_town = was.first().map(|worker| AreaPath::from_stored(worker.town_path.clone()));
        let town = |gap: &KeptGap, known: Option<&AreaPath>| {
            known.cloned().unwrap_or_else(|| AreaPath::from_stored(gap.area_path.clone()))
        };
        for gap in before.gaps_of(*household) {
            differences.gap(gap, &town(gap, before_town.as_ref()), -1);
        }
        for gap in after.gaps_of(*household) {
            let of_workers = (!is.is_empty()).then(|| towns.get(household)).flatten();
            differences.gap(gap, &town(gap, of_workers), 1);
        }
    }
    replace_workers(conn, operation, &before, &after, households)?;
    replace_gaps(
        conn,
        operation,
        before.gaps.values().flatten().cloned().collect(),
        after.gaps.into_values().flatten().collect(),
    )?;
    differences.write(conn, operation, today)
}

/// What is kept at present.
struct Before {
    workers: BTreeMap<HouseholdId, Vec<KeptWorker>>,
    gaps: BTreeMap<HouseholdId, Vec<KeptGap>>,
}

impl Before {
    fn load(
        conn: &mut Connection,
        operation: OperationId,
        households: &[HouseholdId],
    ) -> Result<Self, StorageError> {
        let keys = || padded(households.iter().copied());
        let rows: Vec<KeptWorker> = coverage_workers::table
            .filter(coverage_workers::operation_id.eq(Bind(operation)))
            .filter(coverage_workers::household_id.eq_any(keys()))
            .select(KeptWorker::as_select())
            .prepared()
            .load(conn)?;
        let mut workers: BTreeMap<HouseholdId, Vec<KeptWorker>> = BTreeMap::new();
        for row in rows {
            workers.entry(row.household_id).or_default().push(row);
        }
        let rows: Vec<KeptGap> = coverage_gaps::table
            .filter(coverage_gaps::operation_id.eq(Bind(operation)))
            .filter(coverage_gaps::household_id.eq_any(keys()))
            .select(KeptGap::as_select())
            .prepared()
            .load(conn)?;
        let mut gaps: BTreeMap<HouseholdId, Vec<KeptGap>> = BTreeMap::new();
        for row in rows {
            if let Some(household) = row.household_id {
                gaps.entry(household).or_default().push(row);
            }
        }
        Ok(Self { workers, gaps })
    }

    fn knows_nothing_of(&self, household: HouseholdId) -> bool {
        !self.workers.contains_key(&household) && !self.gaps.contains_key(&household)
    }

    fn workers_of(&self, household: HouseholdId) -> &[KeptWorker] {
        self.workers.get(&household).map(Vec::as_slice).unwrap_or_default()
    }

    fn gaps_of(&self, household: HouseholdId) -> &[KeptGap] {
        self.gaps.get(&household).map(Vec::as_slice).unwrap_or_default()
    }
}

/// What gaps follow from, beside the households themselves.
#[derive(Clone, Copy)]
struct Known<'a> {
    listed: &'a HashMap<PersonId, Listed>,
    disputes: &'a Disputes,
    offices: &'a [Office],
}

/// What is to be kept.
#[derive(Default)]
struct After {
    workers: BTreeMap<HouseholdId, Vec<KeptWorker>>,
    gaps: BTreeMap<HouseholdId, Vec<KeptGap>>,
}

impl After {
    fn workers_of(&self, household: HouseholdId) -> &[KeptWorker] {
        self.workers.get(&household).map(Vec::as_slice).unwrap_or_default()
    }

    fn gaps_of(&self, household: HouseholdId) -> &[KeptGap] {
        self.gaps.get(&household).map(Vec::as_slice).unwrap_or_default()
    }

    fn add(
        &mut self,
        standing: &Standing,
        known: Known<'_>,
        (now, since): (DateTime<Utc>, DateTime<Utc>),
        before: &[KeptGap],
    ) {
        let gap = |kind: GapKind, worker: Option<&StandingWorker>, parties: Parties, source_set: String| {
            KeptGap {
                id: ids::new(AnyId::from_uuid, now),
                kind,
                area_path: standing.area_path.as_str().to_owned(),
                employer_id: worker.and_then(|worker| worker.employer_id),
                mover_id: kind.mover(parties, &standing.area_path, known.offices),
                line: None,
                household_id: Some(standing.id),
                person_id: worker.map(|worker| worker.person_id),
                roster_id: None,
                row_no: None,
                since,
                source_set,
            }
            .going_on(before)
        };
        let gaps = self.gaps.entry(standing.id).or_default();
        if standing.workers.is_empty() {
            gaps.push(gap(GapKind::WithoutWorker, None, Parties::default(), String::new()));
        }
        let of_home = known.disputes.about(About::Household(standing.id));
        gaps.extend(of_home.map(|(matter, by)| gap(matter.gap(), None, Parties::default(), by)));
        for worker in &standing.workers {
            let listed = known.listed.get(&worker.person_id);
            let of_worker = known_of(standing, worker, listed);
            let doubt = listed.and_then(|listed| listed.mistyped);
            let parties = Parties {
                employer: worker.employer_id,
                source: doubt.and_then(|doubt| doubt.source),
                uploader: doubt.map(|doubt| doubt.uploader),
            };
            let missing = of_worker.gaps().into_iter().map(|kind| (kind, String::new()));
            let disputed = known.disputes.about(About::Person(worker.person_id));
            let all = missing.chain(disputed.map(|(matter, by)| (matter.gap(), by)));
            gaps.extend(all.map(|(kind, by)| gap(kind, Some(worker), parties, by)));
            self.workers.entry(standing.id).or_default().push(KeptWorker {
                household_id: standing.id,
                person_id: worker.person_id,
                area_path: standing.area_path.as_str().to_owned(),
                town_path: standing.town_path.as_str().to_owned(),
                employer_id: worker.employer_id,
                missing: of_worker.missing().map(|step| step.as_str().to_owned()).unwrap_or_default(),
                source_set: listed.map(Listed::set).unwrap_or_default(),
            });
        }
    }
}

fn known_of(standing: &Standing, worker: &StandingWorker, listed: Option<&Listed>) -> KnownWorker {
    let mistyped = listed.is_some_and(|listed| listed.mistyped.is_some());
    KnownWorker {
        roster: Presence::of(listed),
        owner: standing.owner,
        village: standing.village,
        category: worker.category,
        employer: worker.employer,
        identity: if mistyped && worker.identity == Presence::Unknown {
            IdentityDoubt::Mistyped
        } else {
            IdentityDoubt::None
        },
    }
}

fn replace_workers(
    conn: &mut Connection,
    operation: OperationId,
    before: &Before,
    after: &After,
    households: &[HouseholdId],
) -> Result<(), StorageError> {
    let changed: Vec<HouseholdId> = households
        .iter()
        .copied()
        .filter(|household| {
            let set = |workers: &[KeptWorker]| {
                workers.iter().map(|worker| (worker.person_id, worker.clone())).collect::<BTreeMap<_, _>>()
            };
            set(before.workers_of(*household)) != set(after.workers_of(*household))
        })
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    let old = coverage_workers::table
        .filter(coverage_workers::operation_id.eq(Bind(operation)))
        .filter(coverage_workers::household_id.eq_any(padded(changed.iter().copied())));
    diesel::delete(old).prepared().execute(conn)?;
    let rows: Vec<_> = changed
        .iter()
        .flat_map(|household| after.workers_of(*household))
        .map(|worker| {
            (
                coverage_workers::operation_id.eq(Bind(operation)),
                coverage_workers::household_id.eq(Bind(worker.household_id)),
                coverage_workers::person_id.eq(Bind(worker.person_id)),
                coverage_workers::area_path.eq(worker.area_path.clone()),
                coverage_workers::town_path.eq(worker.town_path.clone()),
                coverage_workers::employer_id.eq(worker.employer_id.map(Bind)),
                coverage_workers::missing.eq(worker.missing.clone()),
                coverage_workers::source_set.eq(worker.source_set.clone()),
            )
        })
        .collect();
    Ok(insert_all!(conn, coverage_workers::table, rows)?)
}

/// Makes `after` of what was `before`; a gap that goes on is left alone.
pub fn replace_gaps(
    conn: &mut Connection,
    operation: OperationId,
    before: Vec<KeptGap>,
    after: Vec<KeptGap>,
) -> Result<(), StorageError> {
    let gone: Vec<AnyId> = before.iter().filter(|gap| !after.contains(gap)).map(|gap| gap.id).collect();
    for gone in gone.chunks(crate::ledger::KEYS) {
        let rows = coverage_gaps::table
            .filter(coverage_gaps::operation_id.eq(Bind(operation)))
            .filter(coverage_gaps::id.eq_any(padded(gone.iter().copied())));
        diesel::delete(rows).prepared().execute(conn)?;
    }
    let kept: HashSet<AnyId> = before.iter().map(|gap| gap.id).filter(|id| !gone.contains(id)).collect();
    let rows: Vec<_> = after
        .into_iter()
        .filter(|gap| !kept.contains(&gap.id))
        .map(|gap| {
            (
                coverage_gaps::operation_id.eq(Bind(operation)),
                coverage_gaps::id.eq(Bind(gap.id)),
                coverage_gaps::kind.eq(Bind(gap.kind)),
                coverage_gaps::area_path.eq(gap.area_path),
                coverage_gaps::employer_id.eq(gap.employer_id.map(Bind)),
                coverage_gaps::mover_id.eq(gap.mover_id.map(Bind)),
                coverage_gaps::line.eq(gap.line.map(Bind)),
                coverage_gaps::household_id.eq(gap.household_id.map(Bind)),
                coverage_gaps::person_id.eq(gap.person_id.map(Bind)),
                coverage_gaps::roster_id.eq(gap.roster_id.map(Bind)),
                coverage_gaps::row_no.eq(gap.row_no),
                coverage_gaps::since.eq(Bind(gap.since)),
                coverage_gaps::source_set.eq(gap.source_set),
            )
        })
        .collect();
    Ok(insert_all!(conn, coverage_gaps::table, rows)?)
}
