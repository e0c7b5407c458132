//! What sources say that differs from the ledger, and what of it nobody has settled.

use std::collections::{BTreeSet, HashMap, HashSet};

use diesel::prelude::*;
use domain::{
    coverage::Matter,
    ids::{HouseholdId, OperationId, OrganisationId, PersonId, SourceId},
    rosters::{
        plan::RowOutcome,
        reasons::{Reason, ReasonCode},
    },
};

use super::{
    settlements::{self, Settled},
    source_sets::Listed,
    words::{self, About, Then, Word},
};
use crate::{
    Connection, StorageError,
    columns::{Bind, Json},
    households::{Standing, StandingWorker, organisation_names},
    prepared::{Prepare as _, padded},
    schema::roster_rows,
};

/// What a source says, against the ledger as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// On what.
    pub matter: Matter,
    /// Who says it.
    pub source: SourceId,
    /// What it says.
    pub value: String,
}

impl Claim {
    /// Those in the reasons of a row.
    pub fn of(source: SourceId, reasons: &[Reason]) -> impl Iterator<Item = Self> {
        reasons.iter().filter(|reason| reason.code == ReasonCode::ValueDiffers).filter_map(move |reason| {
            let matter = Matter::of(reason.field?)?;
            Some(Self { matter, source, value: reason.value.clone()? })
        })
    }
}

/// What is remembered of a source's word once the matter has been settled.
pub fn token(matter: Matter, source: SourceId, value: &str) -> String {
    format!("{source}={}", matter.key(value))
}

/// What is in dispute, and which sources say something else than the ledger.
#[derive(Debug, Default)]
pub struct Disputes(HashMap<(About, Matter), BTreeSet<SourceId>>);

impl Disputes {
    /// On what the sources disagree about somebody, and which.
    pub fn about(&self, about: About) -> impl Iterator<Item = (Matter, String)> + '_ {
        about.matters().iter().filter_map(move |matter| {
            let sources = self.0.get(&(about, *matter))?;
            Some((*matter, sources.iter().map(|source| format!("{source},")).collect()))
        })
    }
}

/// What of the sources' words is neither in the ledger nor settled.
///
/// # Errors
/// As any read.
pub fn open_disputes(
    conn: &mut Connection,
    operation: OperationId,
    standings: &[&Standing],
    listed: &HashMap<PersonId, Listed>,
    settled: &Settled,
) -> Result<Disputes, StorageError> {
    let is_listed = |worker: &StandingWorker| listed.contains_key(&worker.person_id);
    let homes: Vec<HouseholdId> = standings
        .iter()
        .filter(|standing| standing.address.is_some() && standing.workers.iter().any(is_listed))
        .map(|standing| standing.id)
        .collect();
    let homes = with_other_addresses(conn, operation, &homes)?;
    let disputed = |worker: &&StandingWorker| {
        listed.get(&worker.person_id).is_some_and(|listed| !listed.claims.is_empty())
    };
    let workers: Vec<&StandingWorker> =
        standings.iter().flat_map(|standing| &standing.workers).filter(disputed).collect();
    let mut disputes = Disputes::default();
    if workers.is_empty() && homes.is_empty() {
        return Ok(disputes);
    }
    let abouts = workers.iter().map(|worker| About::Person(worker.person_id));
    let said = words::of(conn, operation, abouts.chain(homes.iter().copied().map(About::Household)))?;
    let employers = workers.iter().flat_map(|worker| worker.employer_ids.iter().copied());
    let names = organisation_names(conn, operation, employers)?;
    let mut weigh = |about: About, matter: Matter, known: &HashSet<String>| {
        let words = said.get(&(about, matter)).map(Vec::as_slice).unwrap_or_default();
        let sources = against(words, matter, known, settled.of(about, matter));
        if !sources.is_empty() {
            disputes.0.insert((about, matter), sources);
        }
    };
    for worker in workers {
        let about = About::Person(worker.person_id);
        about.matters().iter().for_each(|matter| weigh(about, *matter, &known(worker, *matter, &names)));
    }
    for standing in standings {
        let known = standing.address.iter().map(|address| Matter::Address.key(address)).collect();
        weigh(About::Household(standing.id), Matter::Address, &known);
    }
    Ok(disputes)
}

/// What the ledger has of a worker, as values are compared.
fn known(
    worker: &StandingWorker,
    matter: Matter,
    names: &HashMap<OrganisationId, String>,
) -> HashSet<String> {
    let key = |value: &String| matter.key(value);
    match matter {
        Matter::Category => worker.categories.iter().map(key).collect(),
        Matter::Employer => {
            let named = worker.employer_ids.iter().filter_map(|id| names.get(id));
            named.chain(&worker.employer_names).map(key).collect()
        }
        Matter::Address => HashSet::new(),
    }
}

/// The sources that say something else than the ledger. Where it has nothing, something is missing, and nothing in dispute.
fn against(
    words: &[Word],
    matter: Matter,
    known: &HashSet<String>,
    settled: Option<&settlements::Weighed>,
) -> BTreeSet<SourceId> {
    if known.is_empty() {
        return BTreeSet::new();
    }
    let is_news = |word: &&Word| {
        word.then == Then::Differed
            && !known.contains(&matter.key(&word.value))
            && !settled.is_some_and(|settled| settled.contains(&token(matter, word.source.0, &word.value)))
    };
    words.iter().filter(is_news).map(|word| word.source.0).collect()
}

/// The households of which a row had another address than the ledger.
fn with_other_addresses(
    conn: &mut Connection,
    operation: OperationId,
    households: &[HouseholdId],
) -> Result<Vec<HouseholdId>, StorageError> {
    let mut found: BTreeSet<HouseholdId> = BTreeSet::new();
    for households in households.chunks(crate::ledger::KEYS) {
        let rows: Vec<(Option<HouseholdId>, SourceRow)> = roster_rows::table
            .filter(roster_rows::operation_id.eq(Bind(operation)))
            .filter(roster_rows::household_id.eq_any(padded(households.iter().copied())))
            .filter(roster_rows::outcome.eq(RowOutcome::Conflict.as_str()))
            .filter(roster_rows::applied.eq(true))
            .select((roster_rows::household_id, roster_rows::reasons))
            .prepared()
            .load(conn)?;
        let says_another = |reason: &Reason| {
            reason.code == ReasonCode::ValueDiffers && reason.field == Some(Matter::Address.field())
        };
        let rows = rows.into_iter().filter(|(_, Json(reasons))| reasons.iter().any(says_another));
        found.extend(rows.filter_map(|(household, _)| household));
    }
    Ok(found.into_iter().collect())
}

type SourceRow = Json<Vec<Reason>>;
