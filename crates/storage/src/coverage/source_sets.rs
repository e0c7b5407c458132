//! Which sources have which workers on their committed rosters.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use domain::{
    ids::{OperationId, OrganisationId, PersonId, SourceId},
    rosters::reasons::{Reason, ReasonCode},
};

use super::claims::Claim;
use crate::{
    Connection, StorageError,
    columns::{Bind, Json},
    ledger::KEYS,
    prepared::{Prepare as _, padded},
    rosters::RosterStatus,
    schema::{roster_rows, rosters, sources},
};

/// The rosters' word on a worker.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    sources: BTreeSet<SourceId>,
    /// The first roster that has the identity number mistyped.
    pub mistyped: Option<Doubt>,
    /// What rosters say of them that differed from the ledger.
    pub claims: Vec<Claim>,
}

/// Whose papers have an identity number wrong.
#[derive(Debug, Clone, Copy)]
pub struct Doubt {
    /// The organisation that uploaded the roster.
    pub uploader: OrganisationId,
    /// The office that it comes from, where the operation has it.
    pub source: Option<OrganisationId>,
}

impl Listed {
    /// The set as a column and a figure keep it.
    pub fn set(&self) -> String {
        self.sources.iter().map(|source| format!("{source},")).collect()
    }
}

/// The sources in a set that a column keeps.
pub fn members(set: &str) -> impl Iterator<Item = SourceId> + '_ {
    set.split(',').filter_map(|id| id.parse().ok())
}

/// What committed rosters say of persons; those on none are left out.
pub fn of_persons(
    conn: &mut Connection,
    operation: OperationId,
    persons: &[PersonId],
) -> Result<HashMap<PersonId, Listed>, StorageError> {
    type Row = (Option<PersonId>, SourceId, OrganisationId, Option<OrganisationId>, Json<Vec<Reason>>);
    let mut listed: HashMap<PersonId, Listed> = HashMap::with_capacity(persons.len());
    for persons in persons.chunks(KEYS) {
        let rows: Vec<Row> =
            roster_rows::table
                .inner_join(
                    rosters::table.on(rosters::operation_id
                        .eq(roster_rows::operation_id)
                        .and(rosters::id.eq(roster_rows::roster_id))),
                )
                .inner_join(sources::table.on(
                    sources::operation_id.eq(rosters::operation_id).and(sources::id.eq(rosters::source_id)),
                ))
                .filter(roster_rows::operation_id.eq(Bind(operation)))
                .filter(roster_rows::person_id.eq_any(padded(persons.iter().copied())))
                .filter(roster_rows::applied.eq(true))
                .filter(rosters::status.eq(RosterStatus::Committed.as_str()))
                .select((
                    roster_rows::person_id,
                    rosters::source_id,
                    rosters::organisation_id,
                    sources::organisation_id,
                    roster_rows::reasons,
                ))
                .prepared()
                .load(conn)?;
        for (person, source, uploader, office, Json(reasons)) in rows {
            let Some(person) = person else { continue };
            let listed = listed.entry(person).or_default();
            listed.sources.insert(source);
            listed.claims.extend(Claim::of(source, &reasons));
            if reasons.iter().any(|reason| reason.code == ReasonCode::IdentityNumberMistyped) {
                listed.mistyped.get_or_insert(Doubt { uploader, source: office });
            }
        }
    }
    Ok(listed)
}

/// How many workers the sources have, for the command line: each alone, and all of them together.
///
/// # Errors
/// As any read.
pub fn of_workers(
    conn: &mut Connection,
    operation: OperationId,
    workers: &[PersonId],
) -> Result<(BTreeMap<String, i64>, i64), StorageError> {
    let committed: Vec<(SourceId, String)> = rosters::table
        .inner_join(
            sources::table
                .on(sources::operation_id.eq(rosters::operation_id).and(sources::id.eq(rosters::source_id))),
        )
        .filter(rosters::operation_id.eq(Bind(operation)))
        .filter(rosters::status.eq(RosterStatus::Committed.as_str()))
        .select((sources::id, sources::name))
        .distinct()
        .load(conn)?;
    let names: BTreeMap<SourceId, String> = committed.into_iter().collect();
    let mut only: BTreeMap<String, i64> = names.values().map(|name| (name.clone(), 0)).collect();
    let mut in_all = 0;
    for listed in of_persons(conn, operation, workers)?.into_values() {
        if listed.sources.len() == names.len() {
            in_all += 1;
        }
        if let (1, Some(alone)) = (listed.sources.len(), listed.sources.first())
            && let Some(count) = names.get(alone).and_then(|name| only.get_mut(name))
        {
            *count += 1;
        }
    }
    Ok((only, in_all))
}
