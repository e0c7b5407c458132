//! What coverage asks of a household: who works, where, and what is known of them.

use chrono::{DateTime, Utc};
use domain::{
    areas::{AreaLevel, AreaPath},
    households::{HouseholdStatus, Presence},
    ids::{HouseholdId, OrganisationId, PersonId},
};

use super::{
    super::{facts::HouseholdRecord, members::MembershipRecord},
    compute::{Neighbourhood, Precision},
};

/// A household as coverage sees it.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub id: HouseholdId,
    pub area_path: AreaPath,
    /// The town, or the larger area where the town is not known.
    pub town_path: AreaPath,
    pub status: HouseholdStatus,
    pub village: Presence,
    pub owner: Presence,
    pub address: Option<String>,
    pub entered: DateTime<Utc>,
    pub workers: Vec<StandingWorker>,
}

/// A present member with a posting.
#[derive(Debug, Clone)]
pub(crate) struct StandingWorker {
    pub person_id: PersonId,
    pub employer_id: Option<OrganisationId>,
    pub employer: Presence,
    pub category: Presence,
    /// What all postings say.
    pub categories: Vec<String>,
    pub employer_ids: Vec<OrganisationId>,
    pub employer_names: Vec<String>,
    pub identity: Presence,
}

impl Standing {
    pub fn of(record: &HouseholdRecord, memberships: &[MembershipRecord], around: &Neighbourhood) -> Self {
        let area = around.areas.get(&record.facts.area_id);
        let exact = area.is_some_and(|area| area.precision == Precision::Exact);
        let present =
            memberships.iter().filter(|member| member.household_id == record.id && member.facts.to.is_none());
        Self {
            id: record.id,
            area_path: record.area_path.clone(),
            town_path: town_of(record, around),
            status: record.status,
            village: if exact { Presence::Known } else { Presence::Unknown },
            owner: Presence::of(record.owner_id.as_ref()),
            address: record.facts.address.clone(),
            entered: record.created_at,
            workers: present.filter_map(|member| StandingWorker::of(member.person_id, around)).collect(),
        }
    }
}

impl StandingWorker {
    /// By the latest posting that says it, as the lists show them.
    fn of(person_id: PersonId, around: &Neighbourhood) -> Option<Self> {
        let postings: Vec<_> = around.postings_of(person_id).collect();
        if postings.is_empty() {
            return None;
        }
        let latest = || postings.iter().rev();
        let named = latest().any(|posting| posting.facts.employer_name.is_some());
        let employer_id = latest().find_map(|posting| posting.facts.employer_id);
        let person = around.persons.get(&person_id)?;
        Some(Self {
            person_id,
            employer_id,
            employer: if named { Presence::Known } else { Presence::of(employer_id.as_ref()) },
            categories: latest().filter_map(|posting| posting.facts.category.clone()).collect(),
            employer_ids: latest().filter_map(|posting| posting.facts.employer_id).collect(),
            employer_names: latest().filter_map(|posting| posting.facts.employer_name.clone()).collect(),
            category: Presence::of(latest().find_map(|posting| posting.facts.category.as_ref())),
            identity: Presence::of(person.facts.identity.as_ref()),
        })
    }
}

fn town_of(record: &HouseholdRecord, around: &Neighbourhood) -> AreaPath {
    let mut path = record.area_path.clone();
    let mut area = around.areas.get(&record.facts.area_id);
    while let Some(here) = area.filter(|here| here.level == AreaLevel::Village) {
        path = path.parent().unwrap_or(path);
        area = here.parent_id.and_then(|parent| around.areas.get(&parent));
    }
    path
}
