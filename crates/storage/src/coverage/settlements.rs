//! What was settled: whose word stands, what was weighed for it, and how it can be taken back.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::{prelude::*, upsert::excluded};
use domain::{
    coverage::Matter,
    ids::{HouseholdId, OperationId, OrganisationId, PersonId, PostingId, SettlementId, SourceId, UserId},
};
use serde::{Deserialize, Serialize};

use super::words::About;
use crate::{
    Connection, StorageError,
    columns::{AnyId, Bind, Json},
    connection::MultiBackend,
    dialect::on_each_engine,
    households::Standing,
    ids,
    ledger::{KEYS, Ledger},
    prepared::{Prepare as _, padded},
    schema::coverage_settlements,
};

/// The words that were weighed, as [`token`](super::claims::token) writes them.
pub type Weighed = HashSet<String>;

/// What was settled of some households and their workers.
#[derive(Debug, Default)]
pub struct Settled(HashMap<(AnyId, Matter), Weighed>);

impl Settled {
    /// What was weighed when a matter was settled.
    pub fn of(&self, about: About, matter: Matter) -> Option<&Weighed> {
        self.0.get(&(about.any(), matter))
    }
}

/// What the ledger took over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Taken {
    /// A household's address.
    Address { before: Option<String>, after: Option<String> },
    /// The category of a posting.
    Category { posting: PostingId, before: Option<String>, after: Option<String> },
    /// The employer of a posting.
    Employer { posting: PostingId, before: Employer, after: Employer },
}

/// An employer, among the organisations or by its name alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employer {
    pub id: Option<OrganisationId>,
    pub name: Option<String>,
}

/// A settlement as its row has it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = coverage_settlements, check_for_backend(MultiBackend))]
pub struct Record {
    pub id: SettlementId,
    pub matter: Matter,
    pub household_id: HouseholdId,
    pub person_id: Option<PersonId>,
    pub area_path: String,
    pub source_id: Option<SourceId>,
    pub taken: Option<Json<Taken>>,
    pub reason: Option<String>,
    pub decided_by: UserId,
    pub decided_at: DateTime<Utc>,
}

impl Record {
    /// Whom it is about.
    pub fn about(&self) -> About {
        self.person_id.map_or(About::Household(self.household_id), About::Person)
    }
}

/// What was settled of these households; where somebody moved meanwhile it moves along, and goes where they are gone.
///
/// # Errors
/// As any write.
pub fn follow(
    conn: &mut Connection,
    operation: OperationId,
    households: &[HouseholdId],
    standings: &[Standing],
) -> Result<Settled, StorageError> {
    type Place = (HouseholdId, String, Option<OrganisationId>);
    type Row = (SettlementId, Matter, AnyId, Option<PersonId>, Place, Json<Vec<String>>);
    let mut settled = Settled::default();
    let mut gone = Vec::new();
    for households in households.chunks(KEYS) {
        let rows: Vec<Row> = coverage_settlements::table
            .filter(coverage_settlements::operation_id.eq(Bind(operation)))
            .filter(coverage_settlements::household_id.eq_any(padded(households.iter().copied())))
            .select((
                coverage_settlements::id,
                coverage_settlements::matter,
                coverage_settlements::subject_id,
                coverage_settlements::person_id,
                (
                    coverage_settlements::household_id,
                    coverage_settlements::area_path,
                    coverage_settlements::employer_id,
                ),
                coverage_settlements::claims,
            ))
            .prepared()
            .load(conn)?;
        for (id, matter, subject, person, before, Json(claims)) in rows {
            let Some(now) = place_of(standings, before.0, person) else {
                gone.push(id);
                continue;
            };
            if now != before {
                let (household, area_path, employer) = now;
                diesel::update(coverage_settlements::table.find((Bind(operation), Bind(id))))
                    .set((
                        coverage_settlements::household_id.eq(Bind(household)),
                        coverage_settlements::area_path.eq(area_path),
                        coverage_settlements::employer_id.eq(employer.map(Bind)),
                    ))
                    .execute(conn)?;
            }
            settled.0.insert((subject, matter), claims.into_iter().collect());
        }
    }
    for gone in gone.chunks(KEYS) {
        let rows = coverage_settlements::table
            .filter(coverage_settlements::operation_id.eq(Bind(operation)))
            .filter(coverage_settlements::id.eq_any(gone.iter().copied().map(Bind)));
        diesel::delete(rows).execute(conn)?;
    }
    Ok(settled)
}

/// Where somebody is now, in the household of before if they are in several.
fn place_of(
    standings: &[Standing],
    before: HouseholdId,
    person: Option<PersonId>,
) -> Option<(HouseholdId, String, Option<OrganisationId>)> {
    let at = |standing: &Standing, employer| (standing.id, standing.area_path.as_str().to_owned(), employer);
    let home = standings.iter().filter(|standing| standing.id == before);
    match person {
        None => home.map(|standing| at(standing, None)).next(),
        Some(person) => home.chain(standings).find_map(|standing| {
            let worker = standing.workers.iter().find(|worker| worker.person_id == person)?;
            Some(at(standing, worker.employer_id))
        }),
    }
}

/// What is to be remembered.
pub struct New {
    pub about: About,
    pub matter: Matter,
    pub household_id: HouseholdId,
    pub area_path: String,
    pub employer_id: Option<OrganisationId>,
    pub weighed: Vec<String>,
    pub source_id: Option<SourceId>,
    pub taken: Option<Taken>,
    pub reason: Option<String>,
}

/// Remembers a settlement, in place of an earlier one of the same matter.
///
/// # Errors
/// As any write.
pub fn remember(ledger: &mut Ledger<'_>, new: New) -> Result<(), StorageError> {
    let (operation, now, decider) = (ledger.operation(), ledger.now, ledger.actor.user_id);
    let id = ids::new(SettlementId::from_uuid, now);
    let person = match new.about {
        About::Person(id) => Some(id),
        About::Household(_) => None,
    };
    on_each_engine!(ledger.conn, own => {
        diesel::insert_into(coverage_settlements::table)
            .values((
                coverage_settlements::operation_id.eq(Bind(operation)),
                coverage_settlements::id.eq(Bind(id)),
                coverage_settlements::matter.eq(Bind(new.matter)),
                coverage_settlements::subject_id.eq(Bind(new.about.any())),
                coverage_settlements::household_id.eq(Bind(new.household_id)),
                coverage_settlements::person_id.eq(person.map(Bind)),
                coverage_settlements::area_path.eq(new.area_path),
                coverage_settlements::employer_id.eq(new.employer_id.map(Bind)),
                coverage_settlements::claims.eq(Bind(new.weighed)),
                coverage_settlements::source_id.eq(new.source_id.map(Bind)),
                coverage_settlements::taken.eq(new.taken.map(Bind)),
                coverage_settlements::reason.eq(new.reason),
                coverage_settlements::decided_by.eq(Bind(decider)),
                coverage_settlements::decided_at.eq(Bind(now)),
            ))
            .on_conflict((
                coverage_settlements::operation_id,
                coverage_settlements::subject_id,
                coverage_settlements::matter,
            ))
            .do_update()
            .set((
                coverage_settlements::id.eq(excluded(coverage_settlements::id)),
                coverage_settlements::household_id.eq(excluded(coverage_settlements::household_id)),
                coverage_settlements::area_path.eq(excluded(coverage_settlements::area_path)),
                coverage_settlements::employer_id.eq(excluded(coverage_settlements::employer_id)),
                coverage_settlements::claims.eq(excluded(coverage_settlements::claims)),
                coverage_settlements::source_id.eq(excluded(coverage_settlements::source_id)),
                coverage_settlements::taken.eq(excluded(coverage_settlements::taken)),
                coverage_settlements::reason.eq(excluded(coverage_settlements::reason)),
                coverage_settlements::decided_by.eq(excluded(coverage_settlements::decided_by)),
                coverage_settlements::decided_at.eq(excluded(coverage_settlements::decided_at)),
            ))
            .execute(own)
    })?;
    Ok(())
}

/// A settlement of the operation, whoever may see it.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn load(conn: &mut Connection, operation: OperationId, id: SettlementId) -> Result<Record, StorageError> {
    Ok(coverage_settlements::table
        .find((Bind(operation), Bind(id)))
        .select(Record::as_select())
        .first(conn)?)
}

/// What was settled of a household and its members.
///
/// # Errors
/// As any read.
pub fn of_household(
    conn: &mut Connection,
    operation: OperationId,
    household: HouseholdId,
) -> Result<Vec<Record>, StorageError> {
    Ok(coverage_settlements::table
        .filter(coverage_settlements::operation_id.eq(Bind(operation)))
        .filter(coverage_settlements::household_id.eq(Bind(household)))
        .select(Record::as_select())
        .load(conn)?)
}

/// Forgets a settlement.
///
/// # Errors
/// As any write.
pub fn forget(conn: &mut Connection, operation: OperationId, id: SettlementId) -> Result<(), StorageError> {
    diesel::delete(coverage_settlements::table.find((Bind(operation), Bind(id)))).execute(conn)?;
    Ok(())
}
