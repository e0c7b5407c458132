//! What the ledger has of what sources can disagree on.

use std::collections::{HashMap, HashSet};

use domain::{
    coverage::Matter,
    ids::{HouseholdId, OperationId, PersonId},
};

use super::words::About;
use crate::{
    Connection, StorageError,
    households::{self, organisation_names},
    postings,
};

/// What the ledger has.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// As its pages show it: of several postings what the latest says.
    pub shown: Option<String>,
    /// All of it, as values are compared.
    pub keys: HashSet<String>,
}

/// What the ledger has of each.
///
/// # Errors
/// As any read.
pub fn of(
    conn: &mut Connection,
    operation: OperationId,
    abouts: &HashSet<About>,
) -> Result<HashMap<(About, Matter), Known>, StorageError> {
    let persons: Vec<PersonId> = abouts
        .iter()
        .filter_map(|about| match about {
            About::Person(id) => Some(*id),
            About::Household(_) => None,
        })
        .collect();
    let homes: Vec<HouseholdId> = abouts
        .iter()
        .filter_map(|about| match about {
            About::Household(id) => Some(*id),
            About::Person(_) => None,
        })
        .collect();
    let postings = postings::of_persons(conn, operation, &persons)?;
    let employers = postings.iter().filter_map(|posting| posting.facts.employer_id);
    let names = organisation_names(conn, operation, employers)?;
    let mut known: HashMap<(About, Matter), Known> = HashMap::new();
    let mut has = |about: About, matter: Matter, value: Option<String>| {
        let Some(value) = value else { return };
        let known = known.entry((about, matter)).or_default();
        known.keys.insert(matter.key(&value));
        known.shown = Some(value);
    };
    for posting in postings {
        let about = About::Person(posting.person_id);
        let employer = posting.facts.employer_id.and_then(|id| names.get(&id).cloned());
        has(about, Matter::Category, posting.facts.category);
        has(about, Matter::Employer, employer.or(posting.facts.employer_name));
    }
    for home in households::load_many(conn, operation, &homes)? {
        has(About::Household(home.id), Matter::Address, home.facts.address);
    }
    Ok(known)
}
