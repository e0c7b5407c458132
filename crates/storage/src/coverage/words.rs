//! What sources say of workers and households, word by word.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::{
    coverage::Matter,
    ids::{HouseholdId, OperationId, PersonId, RosterId, SourceId},
    rosters::reasons::Reason,
    text::tidy,
};

use super::claims::Claim;
use crate::{
    Connection, StorageError,
    columns::{AnyId, Bind, IdValue, Json},
    connection::MultiBackend,
    ledger::KEYS,
    prepared::{Prepare as _, padded},
    rosters::{RosterStatus, RowCell},
    schema::{roster_rows, rosters, sources},
};

/// About whom something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum About {
    /// A worker.
    Person(PersonId),
    /// A household.
    Household(HouseholdId),
}

impl About {
    /// The id of whom it is about.
    pub fn any(self) -> AnyId {
        match self {
            Self::Person(id) => id.any(),
            Self::Household(id) => id.any(),
        }
    }

    /// On what can be disagreed about them.
    pub const fn matters(self) -> &'static [Matter] {
        match self {
            Self::Person(_) => &[Matter::Category, Matter::Employer],
            Self::Household(_) => &[Matter::Address],
        }
    }
}

/// What a row of a committed roster says.
#[derive(Debug, Clone)]
pub struct Word {
    /// The roster.
    pub roster_id: RosterId,
    /// Its file.
    pub filename: String,
    /// The row's number.
    pub row_no: i32,
    /// Whose roster it is.
    pub source: (SourceId, String),
    /// What it says: as it was understood where it differed from the ledger, else as it stands in its cell.
    pub value: String,
    /// How it stood to the ledger when the roster was committed.
    pub then: Then,
    /// The day for which the roster was made, where it says so.
    pub as_of: Option<NaiveDate>,
    /// When it became part of the ledger.
    pub committed_at: Option<DateTime<Utc>>,
}

/// How a word stood to the ledger when its roster was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Then {
    /// The ledger said something else, and kept it.
    Differed,
    /// The ledger said the same, or took it over.
    Agreed,
}

/// Who says what of whom.
pub type Words = HashMap<(About, Matter), Vec<Word>>;

/// A row by its number, with whom it is about.
type Row = (Option<PersonId>, Option<HouseholdId>, RosterId, i32, Json<Vec<Reason>>, Json<Vec<RowCell>>);

/// A committed roster: when that was, its file, the day of which it speaks, and its source.
type Paper = (Option<DateTime<Utc>>, String, Option<NaiveDate>, (SourceId, String));

/// What sources say of persons' category and employer, and of households' address. Of each source the latest roster that
/// says anything of it counts; the latest word comes first.
///
/// # Errors
/// As any read.
pub fn of(
    conn: &mut Connection,
    operation: OperationId,
    abouts: impl Iterator<Item = About>,
) -> Result<Words, StorageError> {
    let (mut persons, mut homes) = (Vec::new(), Vec::new());
    for about in abouts {
        match about {
            About::Person(id) => persons.push(id),
            About::Household(id) => homes.push(id),
        }
    }
    let mut rows: Vec<(About, Row)> = Vec::new();
    for persons in persons.chunks(KEYS) {
        let found = rows_of(conn, operation, Among::Persons(persons))?;
        rows.extend(found.into_iter().filter_map(|row| Some((About::Person(row.0?), row))));
    }
    for homes in homes.chunks(KEYS) {
        let found = rows_of(conn, operation, Among::Households(homes))?;
        rows.extend(found.into_iter().filter_map(|row| Some((About::Household(row.1?), row))));
    }
    let papers = papers(conn, operation, rows.iter().map(|(_, row)| row.2).collect())?;
    rows.retain(|(_, row)| papers.contains_key(&row.2));
    rows.sort_by_key(|(_, row)| Reverse((papers.get(&row.2).and_then(|paper| paper.0), row.2, row.3)));
    let mut words = Words::new();
    for (about, (_, _, roster_id, row_no, Json(reasons), Json(cells))) in rows {
        let Some((committed_at, filename, as_of, source)) = papers.get(&roster_id) else { continue };
        for matter in about.matters() {
            let Some((value, then)) = word_in(*matter, source.0, &reasons, &cells) else { continue };
            let heard = words.entry((about, *matter)).or_default();
            let outdates = |other: &Word| other.source.0 == source.0 && other.roster_id != roster_id;
            if !heard.iter().any(outdates) {
                let (filename, source) = (filename.clone(), source.clone());
                let (as_of, committed_at) = (*as_of, *committed_at);
                heard.push(Word { roster_id, filename, row_no, source, value, then, as_of, committed_at });
            }
        }
    }
    Ok(words)
}

/// Rows about whom.
enum Among<'a> {
    Persons(&'a [PersonId]),
    Households(&'a [HouseholdId]),
}

fn rows_of(
    conn: &mut Connection,
    operation: OperationId,
    among: Among<'_>,
) -> Result<Vec<Row>, StorageError> {
    let query = roster_rows::table
        .filter(roster_rows::operation_id.eq(Bind(operation)))
        .filter(roster_rows::applied.eq(true))
        .select((
            roster_rows::person_id,
            roster_rows::household_id,
            roster_rows::roster_id,
            roster_rows::row_no,
            roster_rows::reasons,
            roster_rows::cells,
        ))
        .into_boxed::<MultiBackend>();
    let query = match among {
        Among::Persons(ids) => query.filter(roster_rows::person_id.eq_any(padded(ids.iter().copied()))),
        Among::Households(ids) => query.filter(roster_rows::household_id.eq_any(padded(ids.iter().copied()))),
    };
    Ok(query.prepared().load(conn)?)
}

fn papers(
    conn: &mut Connection,
    operation: OperationId,
    rosters: BTreeSet<RosterId>,
) -> Result<HashMap<RosterId, Paper>, StorageError> {
    type Found = (RosterId, Option<DateTime<Utc>>, String, Option<NaiveDate>, (SourceId, String));
    let rosters: Vec<RosterId> = rosters.into_iter().collect();
    let mut papers = HashMap::with_capacity(rosters.len());
    for ids in rosters.chunks(KEYS) {
        let found: Vec<Found> =
            rosters::table
                .inner_join(sources::table.on(
                    sources::operation_id.eq(rosters::operation_id).and(sources::id.eq(rosters::source_id)),
                ))
                .filter(rosters::operation_id.eq(Bind(operation)))
                .filter(rosters::id.eq_any(ids.iter().copied().map(Bind)))
                .filter(rosters::status.eq(RosterStatus::Committed.as_str()))
                .select((
                    rosters::id,
                    rosters::committed_at,
                    rosters::filename,
                    rosters::as_of,
                    (sources::id, sources::name),
                ))
                .load(conn)?;
        papers.extend(found.into_iter().map(|(id, at, file, as_of, source)| (id, (at, file, as_of, source))));
    }
    Ok(papers)
}

/// What a row says: what it was found to differ in, or else its cell.
fn word_in(
    matter: Matter,
    source: SourceId,
    reasons: &[Reason],
    cells: &[RowCell],
) -> Option<(String, Then)> {
    if let Some(claim) = Claim::of(source, reasons).find(|claim| claim.matter == matter) {
        return Some((claim.value, Then::Differed));
    }
    let cell = cells.iter().find(|cell| cell.field == matter.field().as_str())?;
    Some(tidy(&cell.value)).filter(|text| !text.is_empty()).map(|text| (text, Then::Agreed))
}
