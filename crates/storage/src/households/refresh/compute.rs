//! What follows for a household from its facts, its members and their postings.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    areas::AreaLevel,
    households::{Bits, HouseholdStatus, Known, KnownMember, KnownPosting, Missing, Presence, Situation},
    ids::{AreaId, OperationId, PersonId},
    persons::Relation,
};

use super::super::{
    facts::HouseholdRecord,
    listing::{ListedWorker, Listing, first_phone},
    members::MembershipRecord,
};
use crate::{
    Connection, StorageError,
    columns::Bind,
    persons::PersonRecord,
    postings::PostingRecord,
    prepared::{Prepare as _, padded, padded_texts},
    schema::areas,
    summary::{Counted, Tally},
};

/// What lies around some households.
pub struct Neighbourhood {
    pub areas: HashMap<AreaId, AreaRow>,
    pub persons: HashMap<PersonId, PersonRecord>,
    pub postings: Vec<PostingRecord>,
    pub today: NaiveDate,
}

/// An area, with what tells whether it is as exact as areas get here.
#[derive(Debug, Clone)]
pub struct AreaRow {
    pub code: String,
    pub name: String,
    pub level: AreaLevel,
    pub parent_id: Option<AreaId>,
    pub precision: Precision,
}

/// Whether smaller areas lie inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// None do: a village, or a development zone without villages.
    Exact,
    /// Some do, so the village is not known.
    Coarse,
}

/// What is kept.
pub struct Kept {
    pub name: String,
    pub situation: Bits<Situation>,
    pub missing: Bits<Missing>,
    pub member_count: i32,
    pub worker_count: i32,
    pub dual_frontline: bool,
    /// The categories of the workers, one for each.
    pub categories: Vec<Option<String>>,
    pub primary_category: Option<String>,
    pub away_since: Option<NaiveDate>,
    pub listing: Listing,
}

/// A present member with their postings, the worker first.
struct Present<'a> {
    person: &'a PersonRecord,
    relation: Option<Relation>,
    postings: Vec<&'a PostingRecord>,
}

impl<'a> Neighbourhood {
    /// The postings of a person.
    pub fn postings_of(&'a self, person: PersonId) -> impl Iterator<Item = &'a PostingRecord> {
        self.postings.iter().filter(move |posting| posting.person_id == person)
    }

    fn present(&'a self, members: &[&MembershipRecord]) -> Vec<Present<'a>> {
        let present = members.iter().filter(|member| member.facts.to.is_none());
        let mut present: Vec<Present<'_>> = present
            .filter_map(|member| {
                let person = self.persons.get(&member.person_id)?;
                let postings = self.postings_of(person.id).collect();
                Some(Present { person, relation: member.facts.relation, postings })
            })
            .collect();
        // Stable: among equals, whoever was entered first.
        present.sort_by_key(|member| (member.postings.is_empty(), member.relation != Some(Relation::Worker)));
        present
    }
}

/// The days on which ages matter: the present one, and the one on which the household's first posting began.
#[derive(Clone, Copy)]
struct Days {
    today: NaiveDate,
    then: NaiveDate,
}

impl Present<'_> {
    fn current(&self, today: NaiveDate) -> Option<&PostingRecord> {
        self.postings.iter().copied().rfind(|posting| posting.facts.is_current(today))
    }

    /// The posting for which they are away.
    fn away(&self, today: NaiveDate) -> Option<&PostingRecord> {
        self.current(today).filter(|posting| posting.facts.state.is_away())
    }

    /// The latest that any of their postings names.
    fn category(&self) -> Option<String> {
        self.postings.iter().rev().find_map(|posting| posting.facts.category.clone())
    }

    fn known(&self, posting: Option<&PostingRecord>, days: Days) -> KnownMember {
        let age_on = |day| self.person.facts.birth_date.and_then(|date| date.age_on(day));
        KnownMember {
            age: age_on(days.today),
            // Who was born later was a minor then, too.
            age_then: age_on(days.then).or_else(|| age_on(days.today).map(|_| 0)),
            relation: self.relation,
            posting: posting.map(|posting| KnownPosting {
                category: Presence::of(posting.facts.category.as_ref()),
                employer: match (&posting.facts.employer_id, &posting.facts.employer_name) {
                    (None, None) => Presence::Unknown,
                    _ => Presence::Known,
                },
            }),
            limitations: self.person.facts.limitations,
        }
    }
}

impl Kept {
    pub fn of(record: &HouseholdRecord, members: &[&MembershipRecord], around: &Neighbourhood) -> Self {
        let today = around.today;
        let present = around.present(members);
        let workers = || present.iter().filter(|member| !member.postings.is_empty());
        let exact =
            around.areas.get(&record.facts.area_id).is_some_and(|area| area.precision == Precision::Exact);
        let first =
            workers().flat_map(|member| &member.postings).filter_map(|posting| posting.facts.from).min();
        let days = Days { today, then: first.map_or(today, |first| first.min(today)) };
        // A worker who has come home is one of those who may need help, and still the worker of the household.
        let by_current: Vec<_> =
            present.iter().map(|member| member.known(member.current(today), days)).collect();
        let by_any: Vec<_> = present
            .iter()
            .map(|member| member.known(member.current(today).or(member.postings.last().copied()), days))
            .collect();
        let known = |members| Known {
            address: Presence::of(record.facts.address.as_ref()),
            village: if exact { Presence::Known } else { Presence::Unknown },
            phone: if present.iter().all(|member| member.person.facts.phones.is_empty()) {
                Presence::Unknown
            } else {
                Presence::Known
            },
            needs: Presence::of(record.facts.difficulties.as_ref()),
            headcount: headcount(record),
            members,
            reported_elders: record.facts.reported_elders,
            reported_minors: record.facts.reported_minors,
        };
        let lead = lead(&present, today);
        let situation = known(&by_current).situation();
        Self {
            name: record.facts.name.clone().unwrap_or_else(|| name_of(&present)),
            situation,
            missing: known(&by_any).missing(),
            member_count: count(present.len()),
            worker_count: count(workers().count()),
            dual_frontline: situation.contains(Situation::BothOnTheFrontLine),
            categories: workers().map(Present::category).collect(),
            primary_category: lead.and_then(Present::category),
            away_since: lead.and_then(|worker| worker.away(today)).and_then(|posting| posting.facts.from),
            listing: Listing {
                phone: present.iter().find_map(|member| first_phone(member.person)),
                workers: workers().map(|member| ListedWorker::of(&member.postings)).collect(),
            },
        }
    }
}

/// The worker whose posting stands for the household on the list: who has been away longest, else who is called up, else
/// the first.
fn lead<'a, 'b>(present: &'b [Present<'a>], today: NaiveDate) -> Option<&'b Present<'a>> {
    let workers = || present.iter().filter(|member| !member.postings.is_empty());
    let away = workers().filter_map(|member| Some((member.away(today)?.facts.from, member)));
    away.min_by_key(|(from, _)| (from.is_none(), *from))
        .map(|(_, member)| member)
        .or_else(|| workers().find(|member| member.current(today).is_some()))
        .or_else(|| workers().next())
}

impl Kept {
    /// Of an anonymised household stays what was known when it was anonymised: it follows from nothing any more.
    pub fn unless_anonymised(self, record: &HouseholdRecord) -> Self {
        if record.anonymised.is_none() {
            return self;
        }
        Self {
            name: record.name.clone(),
            situation: record.situation,
            missing: record.missing,
            member_count: record.member_count,
            worker_count: record.worker_count,
            dual_frontline: record.dual_frontline,
            primary_category: record.primary_category.clone(),
            away_since: record.away_since,
            ..self
        }
    }

    /// What the household adds to the figures of its area.
    pub fn tally(&self, record: &HouseholdRecord) -> Tally {
        let counted = Counted {
            status: record.status,
            owner: record.owner_id,
            situation: self.situation,
            missing: self.missing,
            categories: &self.categories,
        };
        Tally { area_path: record.area_path.clone(), figures: counted.figures() }
    }
}

/// A list that knows one person of a household has not counted the others.
fn headcount(record: &HouseholdRecord) -> Presence {
    let is_verified = matches!(record.status, HouseholdStatus::Verified | HouseholdStatus::Supported);
    let is_reported = record.facts.reported_elders.is_some() && record.facts.reported_minors.is_some();
    if is_verified || is_reported { Presence::Known } else { Presence::Unknown }
}

/// The workers' names; without workers, the first member's.
fn name_of(present: &[Present<'_>]) -> String {
    let workers = present.iter().filter(|member| !member.postings.is_empty());
    let names: Vec<&str> = workers.map(|member| member.person.facts.name.as_str()).collect();
    match (names.is_empty(), present.first()) {
        (true, Some(first)) => first.person.facts.name.clone(),
        _ => names.join("、"),
    }
}

fn count(members: usize) -> i32 {
    i32::try_from(members).unwrap_or(i32::MAX)
}

/// The areas of households and the areas above them.
pub fn areas_of(
    conn: &mut Connection,
    operation: OperationId,
    records: &[HouseholdRecord],
) -> Result<HashMap<AreaId, AreaRow>, StorageError> {
    type Row = (AreaId, String, String, AreaLevel, Option<AreaId>);
    let own: Vec<AreaId> = records.iter().map(|record| record.facts.area_id).collect();
    let mut above: Vec<String> =
        records.iter().flat_map(|record| ancestors(record.area_path.as_str())).map(str::to_owned).collect();
    above.sort_unstable();
    above.dedup();
    let columns = (areas::id, areas::code, areas::name, areas::level, areas::parent_id);
    let rows: Vec<Row> = areas::table
        .filter(areas::operation_id.eq(Bind(operation)))
        .filter(areas::path.eq_any(padded_texts(above)))
        .select(columns)
        .prepared()
        .load(conn)?;
    let with_children: Vec<Option<AreaId>> = areas::table
        .filter(areas::operation_id.eq(Bind(operation)))
        .filter(areas::parent_id.eq_any(padded(own)))
        .select(areas::parent_id)
        .distinct()
        .prepared()
        .load(conn)?;
    let area = |(id, code, name, level, parent_id): Row| {
        let precision = if with_children.contains(&Some(id)) { Precision::Coarse } else { Precision::Exact };
        (id, AreaRow { code, name, level, parent_id, precision })
    };
    Ok(rows.into_iter().map(area).collect())
}

/// The path itself and those of the areas above it.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(move |(at, _)| path.get(..=at))
}
