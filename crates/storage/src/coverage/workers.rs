//! The workers behind the figures.
//!
//! A filter is a sequence of parts, each of which one index has in the list's order; the list is one part after the other,
//! so that a page costs no more than its rows.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::{
    access::Visibility,
    coverage::{Listing, Step, Within},
    households::ReferenceCode,
    ids::{AreaId, HouseholdId, OrganisationId, PersonId, SourceId},
};
use serde::{Deserialize, Serialize};

use super::{
    keep::KeptWorker,
    named::{Mentioned, Names},
    source_sets,
    tallies::{self, figure},
};
use crate::{
    Scoped, Slice, StorageError, Store,
    areas::AreaRef,
    columns::Bind,
    connection::MultiBackend,
    prepared::{Prepare as _, padded},
    schema::{coverage_tallies, coverage_workers, sources},
    unindexed::along_the_way,
    visibility::Condition,
};

/// Which workers. All that are given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkerFilter {
    /// How far they are.
    pub progress: Option<Progress>,
    /// Whose household lies here.
    pub place: Option<Place>,
    /// Whose.
    pub employer: Option<EmployerFilter>,
    /// Which sources have them.
    pub listing: Option<ListedBy>,
}

/// How far a worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// No step is missing.
    Covered,
    /// Some step is missing.
    Uncovered,
    /// This is the first one that is missing.
    Missing(Step),
}

/// Whose workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmployerFilter {
    /// Nobody's among the organisations.
    Nobody,
    /// This employer's.
    Organisation(OrganisationId),
}

/// Which sources have a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListedBy {
    /// As said of one source.
    Source(SourceId, Listing),
    /// Every source that has a worker or a roster in sight.
    Everyone,
}

/// Where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The area.
    pub area_id: AreaId,
    /// How it is meant.
    pub within: Within,
}

/// A worker's place in the list: the part, then the area, the household and the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerKey {
    part: Part,
    area_path: String,
    household_id: HouseholdId,
    person_id: PersonId,
}

/// A worker as the list shows them.
#[derive(Debug, Clone)]
pub struct WorkerRow {
    /// Their place in the list.
    pub key: WorkerKey,
    /// Who.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// Their household.
    pub household_id: HouseholdId,
    /// Its reference.
    pub reference: ReferenceCode,
    /// Where it lies.
    pub area: AreaRef,
    /// Their employer among the organisations.
    pub employer_name: Option<String>,
    /// The first step that is missing.
    pub missing: Option<Step>,
    /// The names of the sources that have them.
    pub sources: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Part {
    missing: Option<String>,
    set: Option<String>,
}

impl Store {
    /// Workers by area.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the filter names an area that does not exist.
    pub async fn coverage_workers(
        &self,
        filter: WorkerFilter,
        slice: Slice<WorkerKey>,
    ) -> Result<Vec<WorkerRow>, StorageError> {
        self.read(move |scoped| scoped.coverage_workers(&filter, &slice)).await
    }
}

impl Scoped<'_> {
    fn coverage_workers(
        &mut self,
        filter: &WorkerFilter,
        slice: &Slice<WorkerKey>,
    ) -> Result<Vec<WorkerRow>, StorageError> {
        let within = self.range_of(filter.place)?;
        let mut found: Vec<(Part, KeptWorker)> = Vec::new();
        for part in self.parts(filter)? {
            if slice.after.as_ref().is_some_and(|after| after.part > part) {
                continue;
            }
            let after = slice.after.as_ref().filter(|after| after.part == part);
            let left = slice.limit - i64::try_from(found.len()).unwrap_or(i64::MAX);
            if left <= 0 {
                break;
            }
            let rows = self.workers_of_part(&part, filter.employer, within.as_ref(), after, left)?;
            found.extend(rows.into_iter().map(|row| (part.clone(), row)));
        }
        self.named_workers(found)
    }

    fn parts(&mut self, filter: &WorkerFilter) -> Result<BTreeSet<Part>, StorageError> {
        let step = |step: &Step| Some(step.as_str().to_owned());
        let missing = match filter.progress {
            None => vec![None],
            Some(Progress::Covered) => vec![Some(String::new())],
            Some(Progress::Uncovered) => Step::ALL.iter().map(step).collect(),
            Some(Progress::Missing(one)) => vec![step(&one)],
        };
        let sets = match filter.listing {
            None => vec![None],
            Some(listing) => self.sets(listing)?.into_iter().map(Some).collect(),
        };
        let all = missing
            .iter()
            .flat_map(|missing| sets.iter().map(|set| Part { missing: missing.clone(), set: set.clone() }));
        Ok(all.collect())
    }

    /// The paths of a place, from the first to the first behind them.
    pub(super) fn range_of(
        &mut self,
        place: Option<Place>,
    ) -> Result<Option<(String, String)>, StorageError> {
        let Some(Place { area_id, within }) = place else { return Ok(None) };
        let path = self.place(area_id)?.path;
        let end = match within {
            Within::Below => path.end_of_subtree(),
            // Nothing lies between a path and itself with the smallest character.
            Within::Here => format!("{path}\u{1}"),
        };
        Ok(Some((path.as_str().to_owned(), end)))
    }

    /// The sets of sources that fit, of those that workers in sight are in.
    fn sets(&mut self, listing: ListedBy) -> Result<Vec<String>, StorageError> {
        let query = coverage_tallies::table
            .filter(coverage_tallies::operation_id.eq(Bind(self.operation())))
            .filter(coverage_tallies::figure.ge(figure::SOURCES))
            .filter(coverage_tallies::figure.lt("sources;"))
            .filter(coverage_tallies::amount.gt(0))
            .select(coverage_tallies::figure)
            .distinct()
            .into_boxed::<MultiBackend>();
        let query = match &self.actor.visibility {
            Visibility::Area(path) => query
                .filter(coverage_tallies::party.eq(tallies::ALL))
                .filter(coverage_tallies::area_path.ge(path.as_str().to_owned()))
                .filter(coverage_tallies::area_path.lt(path.end_of_subtree())),
            Visibility::Employer(own) => {
                query.filter(coverage_tallies::party.eq(tallies::employer(Some(*own))))
            }
            Visibility::Referred(_) => return Ok(Vec::new()),
        };
        let names: Vec<String> = query.load(self.conn)?;
        let sets: Vec<String> =
            names.iter().filter_map(|name| name.strip_prefix(figure::SOURCES)).map(str::to_owned).collect();
        let of = |set: &str| source_sets::members(set).collect::<BTreeSet<SourceId>>();
        let mut every: BTreeSet<SourceId> = sets.iter().flat_map(|set| of(set)).collect();
        if listing == ListedBy::Everyone && self.sees_rosters() == super::figures::Seen::Yes {
            every.extend(self.rows_by_source()?.into_keys());
        }
        let fits = |set: &String| {
            let set = of(set);
            match listing {
                ListedBy::Source(source, Listing::On) => set.contains(&source),
                ListedBy::Source(source, Listing::NotOn) => !set.contains(&source),
                ListedBy::Source(source, Listing::Only) => set.len() == 1 && set.contains(&source),
                ListedBy::Everyone | ListedBy::Source(_, Listing::Everywhere) => {
                    !every.is_empty() && set == every
                }
            }
        };
        Ok(sets.into_iter().filter(fits).collect())
    }

    fn workers_of_part(
        &mut self,
        part: &Part,
        employer: Option<EmployerFilter>,
        within: Option<&(String, String)>,
        after: Option<&WorkerKey>,
        limit: i64,
    ) -> Result<Vec<KeptWorker>, StorageError> {
        let mut query = coverage_workers::table
            .filter(coverage_workers::operation_id.eq(Bind(self.operation())))
            .order((coverage_workers::area_path, coverage_workers::household_id, coverage_workers::person_id))
            .limit(limit)
            .select(KeptWorker::as_select())
            .into_boxed::<MultiBackend>();
        query = match self.actor.visibility.clone() {
            Visibility::Area(path) => query
                .filter(coverage_workers::area_path.ge(path.as_str().to_owned()))
                .filter(coverage_workers::area_path.lt(path.end_of_subtree())),
            Visibility::Employer(own) => query.filter(coverage_workers::employer_id.eq(Bind(own))),
            Visibility::Referred(_) => return Ok(Vec::new()),
        };
        if let Some((from, to)) = within {
            query = query
                .filter(coverage_workers::area_path.ge(from.clone()))
                .filter(coverage_workers::area_path.lt(to.clone()));
        }
        query = match employer {
            None => query,
            Some(EmployerFilter::Nobody) => query.filter(coverage_workers::employer_id.is_null()),
            Some(EmployerFilter::Organisation(id)) => {
                query.filter(coverage_workers::employer_id.eq(Bind(id)))
            }
        };
        // One index leads the way; what is left is checked on what it finds.
        query = match (&part.set, &part.missing) {
            (Some(set), Some(missing)) => {
                query.filter(coverage_workers::source_set.eq(set.clone())).filter(lacks(missing.clone()))
            }
            (Some(set), None) => query.filter(coverage_workers::source_set.eq(set.clone())),
            (None, Some(missing)) => query.filter(coverage_workers::missing.eq(missing.clone())),
            (None, None) => query,
        };
        if let Some(after) = after {
            query = query.filter(coverage_workers::area_path.ge(after.area_path.clone())).filter(
                coverage_workers::area_path.gt(after.area_path.clone()).or(coverage_workers::household_id
                    .gt(Bind(after.household_id))
                    .or(coverage_workers::household_id
                        .eq(Bind(after.household_id))
                        .and(coverage_workers::person_id.gt(Bind(after.person_id))))),
            );
        }
        Ok(query.load(self.conn)?)
    }

    fn named_workers(&mut self, found: Vec<(Part, KeptWorker)>) -> Result<Vec<WorkerRow>, StorageError> {
        let mut mentioned = Mentioned::default();
        let mut source_ids: BTreeSet<SourceId> = BTreeSet::new();
        for (_, worker) in &found {
            mentioned.households.push(worker.household_id);
            mentioned.persons.insert(worker.person_id);
            mentioned.organisations.extend(worker.employer_id);
            source_ids.extend(source_sets::members(&worker.source_set));
        }
        let names = Names::of(self, mentioned)?;
        let source_names: Vec<(SourceId, String)> = sources::table
            .filter(sources::operation_id.eq(Bind(self.operation())))
            .filter(sources::id.eq_any(padded(source_ids)))
            .order(sources::name)
            .select((sources::id, sources::name))
            .prepared()
            .load(self.conn)?;
        let row = |(part, worker): (Part, KeptWorker)| {
            let (household, area) = names.households.get(&worker.household_id)?;
            let listed: BTreeSet<SourceId> = source_sets::members(&worker.source_set).collect();
            let named = source_names.iter().filter(|(id, _)| listed.contains(id));
            Some(WorkerRow {
                person_id: worker.person_id,
                name: names.persons.get(&worker.person_id)?.clone(),
                household_id: worker.household_id,
                reference: household.reference.clone(),
                area: area.clone(),
                employer_name: worker.employer_id.and_then(|id| names.organisations.get(&id).cloned()),
                missing: worker.missing.parse().ok(),
                sources: named.map(|(_, name)| name.clone()).collect(),
                key: WorkerKey {
                    part,
                    area_path: worker.area_path,
                    household_id: worker.household_id,
                    person_id: worker.person_id,
                },
            })
        };
        Ok(found.into_iter().filter_map(row).collect())
    }
}

fn lacks(missing: String) -> Condition<coverage_workers::table> {
    along_the_way::<coverage_workers::table, _>(coverage_workers::missing.eq(missing))
}
