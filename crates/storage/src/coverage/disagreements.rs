//! Disagreements between sources as a worklist, and those that were settled.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    access::Visibility,
    coverage::{DisagreementState, Matter, Stands},
    households::ReferenceCode,
    ids::{HouseholdId, OrganisationId, PersonId, SettlementId, SourceId},
    rosters::categories::CategoryIndex,
};
use serde::{Deserialize, Serialize};

use super::{
    claims::token,
    gaps::{GapFilter, GapKey, GapRow, MoverFilter},
    known::{self, Known},
    named::{Mentioned, Names},
    settlements::Record,
    words::{self, About, Then, Word, Words},
    workers::{EmployerFilter, Place},
};
use crate::{
    Scoped, Slice, StorageError, Store,
    areas::AreaRef,
    columns::{Bind, IdValue},
    connection::MultiBackend,
    households::{UserRef, user_refs},
    schema::{coverage_settlements, sources},
};

/// Which disagreements. All that are given must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisagreementFilter {
    /// Open or settled ones.
    pub state: DisagreementState,
    /// On this.
    pub matter: Option<Matter>,
    /// Whose move; nobody's where they are settled.
    pub mover: Option<MoverFilter>,
    /// Here.
    pub place: Option<Place>,
    /// Of this employer's workers.
    pub employer: Option<EmployerFilter>,
    /// Where this source says something else than the ledger, or where its word was taken over.
    pub source_id: Option<SourceId>,
}

/// A disagreement's place in the list: what it is on, then its area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisagreementKey {
    matter: Matter,
    gap: GapKey,
}

/// What sources say differently of a worker or a household.
#[derive(Debug, Clone)]
pub struct Disagreement {
    /// Its place in the list.
    pub key: DisagreementKey,
    /// On what.
    pub matter: Matter,
    /// Whom it is about; none where it is the household.
    pub person_id: Option<PersonId>,
    /// Their name, or the household's.
    pub name: String,
    /// The household, with its reference and where it lies.
    pub household: (HouseholdId, ReferenceCode, AreaRef),
    /// Whose move it is.
    pub mover: Option<(OrganisationId, String)>,
    /// What the ledger has.
    pub known: Option<String>,
    /// Who says what, the latest word first.
    pub said: Vec<Said>,
    /// Another for whatever is weighed: whoever settles says with it what they saw.
    pub version: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// How it was settled.
    pub settled: Option<SettledBy>,
}

/// How a disagreement was settled.
#[derive(Debug, Clone)]
pub struct SettledBy {
    /// The settlement.
    pub id: SettlementId,
    /// Who; none where they are no user any more.
    pub by: Option<UserRef>,
    /// When.
    pub at: DateTime<Utc>,
    /// Whose word the ledger took over; none where it was left as it was.
    pub source: Option<(SourceId, String)>,
    /// Why.
    pub reason: Option<String>,
}

/// What a row of a roster says.
#[derive(Debug, Clone)]
pub struct Said {
    /// The row.
    pub word: Word,
    /// What it says, as the ledger would have it.
    pub value: String,
    /// Whether it is what the ledger has.
    pub stands: Stands,
}

/// Of the list, before what is said of it was read.
struct Found {
    key: DisagreementKey,
    about: About,
    name: String,
    household: (HouseholdId, ReferenceCode, AreaRef),
    mover: Option<(OrganisationId, String)>,
    since: DateTime<Utc>,
    settlement: Option<Record>,
}

impl Store {
    /// Disagreements, by what they are on and by area.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the filter names an area that does not exist.
    pub async fn disagreements(
        &self,
        filter: DisagreementFilter,
        slice: Slice<DisagreementKey>,
    ) -> Result<Vec<Disagreement>, StorageError> {
        self.read(move |scoped| scoped.disagreements(&filter, &slice)).await
    }
}

impl Scoped<'_> {
    fn disagreements(
        &mut self,
        filter: &DisagreementFilter,
        slice: &Slice<DisagreementKey>,
    ) -> Result<Vec<Disagreement>, StorageError> {
        let mut found: Vec<Found> = Vec::new();
        for matter in Matter::ALL.iter().copied() {
            let left = slice.limit - i64::try_from(found.len()).unwrap_or(i64::MAX);
            let is_before = slice.after.as_ref().is_some_and(|after| after.matter > matter);
            if is_before || left <= 0 || filter.matter.is_some_and(|asked| asked != matter) {
                continue;
            }
            let after = slice.after.as_ref().filter(|after| after.matter == matter);
            let slice = Slice { after: after.map(|after| after.gap.clone()), limit: left };
            found.extend(match filter.state {
                DisagreementState::Open => self.open_disagreements(matter, filter, &slice)?,
                DisagreementState::Settled => self.settled_disagreements(matter, filter, &slice)?,
            });
        }
        self.with_what_is_said(found)
    }

    fn open_disagreements(
        &mut self,
        matter: Matter,
        filter: &DisagreementFilter,
        slice: &Slice<GapKey>,
    ) -> Result<Vec<Found>, StorageError> {
        let gaps = GapFilter {
            kind: Some(matter.gap()),
            mover: filter.mover,
            line: None,
            place: filter.place,
            employer: filter.employer,
            source_id: filter.source_id,
        };
        let found = |gap: GapRow| {
            let household = gap.household?;
            Some(Found {
                key: DisagreementKey { matter, gap: gap.key },
                about: gap.person_id.map_or(About::Household(household.0), About::Person),
                name: gap.name,
                household,
                mover: gap.mover,
                since: gap.since,
                settlement: None,
            })
        };
        Ok(self.coverage_gaps(&gaps, slice)?.into_iter().filter_map(found).collect())
    }

    fn settled_disagreements(
        &mut self,
        matter: Matter,
        filter: &DisagreementFilter,
        slice: &Slice<GapKey>,
    ) -> Result<Vec<Found>, StorageError> {
        let mut query = coverage_settlements::table
            .filter(coverage_settlements::operation_id.eq(Bind(self.operation())))
            .filter(coverage_settlements::matter.eq(Bind(matter)))
            .order((coverage_settlements::area_path, coverage_settlements::id))
            .limit(slice.limit)
            .select(Record::as_select())
            .into_boxed::<MultiBackend>();
        query = match self.actor.visibility.clone() {
            Visibility::Area(path) => query
                .filter(coverage_settlements::area_path.ge(path.as_str().to_owned()))
                .filter(coverage_settlements::area_path.lt(path.end_of_subtree())),
            Visibility::Employer(own) => query.filter(coverage_settlements::employer_id.eq(Bind(own))),
            Visibility::Referred(_) => return Ok(Vec::new()),
        };
        if let Some((from, to)) = self.range_of(filter.place)? {
            query = query
                .filter(coverage_settlements::area_path.ge(from))
                .filter(coverage_settlements::area_path.lt(to));
        }
        query = match filter.employer {
            None => query,
            Some(EmployerFilter::Nobody) => query.filter(coverage_settlements::employer_id.is_null()),
            Some(EmployerFilter::Organisation(id)) => {
                query.filter(coverage_settlements::employer_id.eq(Bind(id)))
            }
        };
        if let Some(source) = filter.source_id {
            query = query.filter(coverage_settlements::source_id.eq(Bind(source)));
        }
        if let Some(GapKey { area_path, id }) = &slice.after {
            query = query.filter(coverage_settlements::area_path.ge(area_path.clone())).filter(
                coverage_settlements::area_path
                    .gt(area_path.clone())
                    .or(coverage_settlements::id.gt(Bind(SettlementId::from_uuid(*id)))),
            );
        }
        let records: Vec<Record> = query.load(self.conn)?;
        let mut mentioned = Mentioned::default();
        for record in &records {
            mentioned.households.push(record.household_id);
            mentioned.persons.extend(record.person_id);
        }
        let names = Names::of(self, mentioned)?;
        let found = |record: Record| {
            let (household, area) = names.households.get(&record.household_id)?;
            let person = record.person_id.and_then(|id| names.persons.get(&id));
            Some(Found {
                key: DisagreementKey {
                    matter,
                    gap: GapKey { area_path: record.area_path.clone(), id: record.id.uuid() },
                },
                about: record.about(),
                name: person.unwrap_or(&household.name).clone(),
                household: (household.id, household.reference.clone(), area.clone()),
                mover: None,
                since: record.decided_at,
                settlement: Some(record),
            })
        };
        Ok(records.into_iter().filter_map(found).collect())
    }

    fn with_what_is_said(&mut self, found: Vec<Found>) -> Result<Vec<Disagreement>, StorageError> {
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let operation = self.operation();
        let abouts: HashSet<About> = found.iter().map(|one| one.about).collect();
        let words = words::of(self.conn, operation, abouts.iter().copied())?;
        let known = known::of(self.conn, operation, &abouts)?;
        let categories = self.category_index()?;
        let records = || found.iter().filter_map(|one| one.settlement.as_ref());
        let users = user_refs(self.conn, operation, records().map(|record| record.decided_by))?;
        let taken: BTreeSet<SourceId> = records().filter_map(|record| record.source_id).collect();
        let names: Vec<(SourceId, String)> = sources::table
            .filter(sources::operation_id.eq(Bind(operation)))
            .filter(sources::id.eq_any(taken.into_iter().map(Bind)))
            .select((sources::id, sources::name))
            .load(self.conn)?;
        let names: HashMap<SourceId, String> = names.into_iter().collect();
        let settled = |record: Record| SettledBy {
            id: record.id,
            by: users.get(&record.decided_by).cloned(),
            at: record.decided_at,
            source: record.source_id.and_then(|id| Some((id, names.get(&id)?.clone()))),
            reason: record.reason,
        };
        let weighed = |one: Found| {
            let matter = one.key.matter;
            let known = known.get(&(one.about, matter)).cloned().unwrap_or_default();
            let said = said(&words, one.about, matter, &known, &categories);
            let version = self.version(matter, &known, &said);
            Disagreement {
                matter,
                person_id: match one.about {
                    About::Person(id) => Some(id),
                    About::Household(_) => None,
                },
                name: one.name,
                household: one.household,
                mover: one.mover,
                known: known.shown,
                said,
                version,
                since: one.since,
                settled: one.settlement.map(settled),
                key: one.key,
            }
        };
        Ok(found.into_iter().map(weighed).collect())
    }

    /// What is weighed, in a form that says nothing of it.
    pub(super) fn version(&self, matter: Matter, known: &Known, said: &[Said]) -> String {
        const BYTES: usize = 12;
        let mut parts: BTreeSet<String> = known.keys.iter().map(|key| format!("ledger={key}")).collect();
        parts.extend(said.iter().map(|one| token(matter, one.word.source.0, &one.value)));
        let weighed = parts.into_iter().collect::<Vec<_>>().join("\n");
        let print = self.vault.fingerprint(format!("disagreement {matter}\n{weighed}").as_bytes());
        print.iter().take(BYTES).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Who says what: each word of each source once, with whether it is the ledger's.
pub(super) fn said(
    words: &Words,
    about: About,
    matter: Matter,
    known: &Known,
    categories: &CategoryIndex,
) -> Vec<Said> {
    let mut said: Vec<Said> = Vec::new();
    let mut places: BTreeMap<(SourceId, String), usize> = BTreeMap::new();
    for word in words.get(&(about, matter)).into_iter().flatten() {
        let code = match (matter, word.then) {
            (Matter::Category, Then::Agreed) => categories.find(&word.value).map(ToString::to_string),
            _ => None,
        };
        let value = code.unwrap_or_else(|| word.value.clone());
        let key = matter.key(&value);
        let stands = if known.keys.contains(&key) { Stands::For } else { Stands::Against };
        places.entry((word.source.0, key)).or_insert_with(|| {
            said.push(Said { word: word.clone(), value, stands });
            said.len()
        });
    }
    said
}
