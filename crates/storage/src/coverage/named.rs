//! Names and places for the rows of a page, with a fixed number of statements.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::ids::{HouseholdId, OrganisationId, PersonId};

use crate::{
    Scoped, StorageError,
    areas::AreaRef,
    households::{self, HouseholdRecord, organisation_names},
    persons,
};

/// What the rows of a page mention.
#[derive(Debug, Default)]
pub struct Mentioned {
    pub households: Vec<HouseholdId>,
    pub persons: BTreeSet<PersonId>,
    pub organisations: Vec<OrganisationId>,
}

/// The names behind it.
#[derive(Debug, Default)]
pub struct Names {
    pub households: HashMap<HouseholdId, (HouseholdRecord, AreaRef)>,
    pub persons: HashMap<PersonId, String>,
    pub organisations: HashMap<OrganisationId, String>,
}

impl Names {
    pub fn of(scoped: &mut Scoped<'_>, mentioned: Mentioned) -> Result<Self, StorageError> {
        let operation = scoped.operation();
        let records = households::load_many(scoped.conn, operation, &mentioned.households)?;
        let areas =
            scoped.area_refs(&records.iter().map(|record| record.facts.area_id).collect::<HashSet<_>>())?;
        let placed = |record: HouseholdRecord| {
            let area = areas.get(&record.facts.area_id)?.clone();
            Some((record.id, (record, area)))
        };
        Ok(Self {
            households: records.into_iter().filter_map(placed).collect(),
            persons: persons::names(scoped.conn, operation, &mentioned.persons)?,
            organisations: organisation_names(scoped.conn, operation, mentioned.organisations.into_iter())?,
        })
    }
}
