//! What is left of the lists on which they stood: which rows there were and what became of them.
//!
//! A file holds everybody of its list, so it goes when one of them goes; the rows of the others stay. A list that was
//! uploaded after the household was closed and is not part of the ledger is news, and stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    anonymising::Traces,
    ids::{HouseholdId, OperationId, PersonId, RosterId},
    journal::EntryKind,
    problems::ProblemCode,
    rosters::{reasons::Reason, recognition::Recognition},
};

use super::reach::Reach;
use crate::{
    ConflictKind, Connection, StorageError,
    columns::{AnyId, Bind, IdValue as _, Json},
    journal::EntryRow,
    ledger::KEYS,
    prepared::{Prepare as _, padded},
    rosters::{Recognised, RosterStatus, RowCell},
    schema::{jobs, roster_files, roster_rows, rosters},
};

/// Rows of lists that are not linked to anybody, read at a time.
const AT_ONCE: i64 = 1_000;

/// The rows that were emptied, by list.
#[derive(Debug, Default)]
pub struct Lists(BTreeMap<RosterId, BTreeSet<i32>>);

impl Lists {
    /// The lists.
    pub fn rosters(&self) -> impl Iterator<Item = RosterId> {
        self.0.keys().copied()
    }

    /// Whether an entry tells what was decided about one of the rows.
    pub fn decided(&self, entry: &EntryRow) -> bool {
        let rows = self.0.get(&RosterId::from_uuid(entry.subject_id.as_uuid()));
        let row = entry.changes.0.iter().find(|change| change.field == "row");
        let number = row.and_then(|row| i32::try_from(row.after.as_i64()?).ok());
        entry.kind == EntryKind::RosterRowDecided
            && rows.zip(number).is_some_and(|(rows, number)| rows.contains(&number))
    }
}

/// Proves that no list that they came with is being worked on: what was asked for first is done first.
///
/// # Errors
/// [`ProblemCode::RosterBusy`].
pub fn must_be_idle(
    conn: &mut Connection,
    operation: OperationId,
    reach: &Reach,
) -> Result<(), StorageError> {
    let open: Vec<AnyId> = jobs::table
        .filter(jobs::operation_id.eq(Bind(operation)))
        .filter(jobs::finished_at.is_null())
        .select(jobs::subject_id)
        .load(conn)?;
    let open: BTreeSet<RosterId> = open.into_iter().map(|id| RosterId::from_uuid(id.as_uuid())).collect();
    if open.is_empty() {
        return Ok(());
    }
    let busy = linked(conn, operation, reach)?.into_iter().any(|(roster, _)| open.contains(&roster));
    if busy { Err(ConflictKind::Rule(ProblemCode::RosterBusy).into()) } else { Ok(()) }
}

/// Takes from the lists what tells who they were.
///
/// # Errors
/// As any write.
pub fn empty(conn: &mut Connection, operation: OperationId, reach: &Reach) -> Result<Lists, StorageError> {
    let mut rows = linked(conn, operation, reach)?;
    rows.extend(like_them(conn, operation, reach)?);
    let news = news_since(conn, operation, reach.closed_at)?;
    let mut lists = Lists::default();
    for (roster, row_no) in rows.into_iter().filter(|(roster, _)| !news.contains(roster)) {
        lists.0.entry(roster).or_default().insert(row_no);
    }
    for (roster, rows) in &lists.0 {
        for row_no in rows {
            empty_row(conn, operation, *roster, *row_no)?;
        }
        forget_file(conn, operation, *roster)?;
    }
    Ok(lists)
}

/// The rows that are about them.
fn linked(
    conn: &mut Connection,
    operation: OperationId,
    reach: &Reach,
) -> Result<Vec<(RosterId, i32)>, StorageError> {
    type Row = (RosterId, i32, Option<PersonId>);
    let of_operation = || {
        roster_rows::table.filter(roster_rows::operation_id.eq(Bind(operation))).select((
            roster_rows::roster_id,
            roster_rows::row_no,
            roster_rows::person_id,
        ))
    };
    let mut rows: Vec<Row> = Vec::new();
    let persons: Vec<PersonId> = reach.persons.iter().copied().collect();
    for persons in persons.chunks(KEYS) {
        let about = of_operation().filter(roster_rows::person_id.eq_any(padded(persons.iter().copied())));
        rows.extend(about.prepared().load::<Row>(conn)?);
    }
    let homes: Vec<HouseholdId> = reach.households.iter().copied().collect();
    let homes = of_operation().filter(roster_rows::household_id.eq_any(padded(homes)));
    let homes: Vec<Row> = homes.prepared().load(conn)?;
    // Somebody who keeps their name keeps it on the list, too.
    let of_those_who_go = |(_, _, person): &Row| person.is_none_or(|person| reach.persons.contains(&person));
    rows.extend(homes.into_iter().filter(of_those_who_go));
    Ok(rows.into_iter().map(|(roster, row_no, _)| (roster, row_no)).collect())
}

/// Rows that are about nobody in the ledger, because they wait, were rejected, or their list was taken back, and that name
/// one of these with their phone or address: a name alone does not tell that it is they.
fn like_them(
    conn: &mut Connection,
    operation: OperationId,
    reach: &Reach,
) -> Result<Vec<(RosterId, i32)>, StorageError> {
    type Row = (RosterId, i32, Json<Vec<RowCell>>);
    let mut found = Vec::new();
    let mut after: Option<(RosterId, i32)> = None;
    loop {
        let mut query = roster_rows::table
            .filter(roster_rows::operation_id.eq(Bind(operation)))
            .filter(roster_rows::person_id.is_null())
            .order((roster_rows::roster_id, roster_rows::row_no))
            .limit(AT_ONCE)
            .select((roster_rows::roster_id, roster_rows::row_no, roster_rows::cells))
            .into_boxed();
        if let Some((roster, row_no)) = after {
            let further = roster_rows::roster_id.eq(Bind(roster)).and(roster_rows::row_no.gt(row_no));
            query = query.filter(roster_rows::roster_id.gt(Bind(roster)).or(further));
        }
        let rows: Vec<Row> = query.load(conn)?;
        let Some((roster, row_no, _)) = rows.last() else { return Ok(found) };
        after = Some((*roster, *row_no));
        let of = |words: &Traces, cells: &[RowCell]| {
            cells
                .iter()
                .any(|cell| words.are_in(&domain::text::tidy(&cell.value)) || words.are_in(&cell.value))
        };
        let fits = |cells: &[RowCell]| {
            of(&reach.names, cells) && (of(&reach.contacts, cells) || digits(reach, cells))
        };
        found.extend(
            rows.iter()
                .filter(|(_, _, Json(cells))| fits(cells))
                .map(|(roster, row_no, _)| (*roster, *row_no)),
        );
    }
}

/// Whether a cell has one of the phones, however it is written.
fn digits(reach: &Reach, cells: &[RowCell]) -> bool {
    cells.iter().any(|cell| {
        let digits: String = cell.value.chars().filter(char::is_ascii_digit).collect();
        digits.len() > 6 && reach.contacts.are_in(&digits)
    })
}

/// Lists that are not part of the ledger and were uploaded after that moment.
fn news_since(
    conn: &mut Connection,
    operation: OperationId,
    moment: Option<DateTime<Utc>>,
) -> Result<BTreeSet<RosterId>, StorageError> {
    let Some(moment) = moment else { return Ok(BTreeSet::new()) };
    let in_work = [RosterStatus::Recognised, RosterStatus::Previewed].map(RosterStatus::as_str);
    let news: Vec<RosterId> = rosters::table
        .filter(rosters::operation_id.eq(Bind(operation)))
        .filter(rosters::status.eq_any(in_work))
        .filter(rosters::created_at.gt(Bind(moment)))
        .select(rosters::id)
        .load(conn)?;
    Ok(news.into_iter().collect())
}

fn empty_row(
    conn: &mut Connection,
    operation: OperationId,
    roster: RosterId,
    row_no: i32,
) -> Result<(), StorageError> {
    let row = roster_rows::table.find((Bind(operation), Bind(roster), row_no));
    let Json(mut reasons): Json<Vec<Reason>> = row.select(roster_rows::reasons).first(conn)?;
    for reason in &mut reasons {
        (reason.value, reason.other) = (None, None);
    }
    diesel::update(row)
        .set((
            roster_rows::cells.eq(Bind(Vec::<RowCell>::new())),
            roster_rows::record.eq(Bind(serde_json::Value::Null)),
            roster_rows::reasons.eq(Bind(reasons)),
        ))
        .prepared()
        .execute(conn)?;
    Ok(())
}

/// Forgets the file of a list, and what was shown of its first lines.
fn forget_file(conn: &mut Connection, operation: OperationId, roster: RosterId) -> Result<(), StorageError> {
    diesel::delete(roster_files::table.find((Bind(operation), Bind(roster)))).execute(conn)?;
    let row = rosters::table.find((Bind(operation), Bind(roster)));
    let Json(recognised): Json<Recognised> = row.select(rosters::recognition).first(conn)?;
    let before = recognised.clone();
    let Recognised { mut recognition, .. } = recognised;
    forget_samples(&mut recognition);
    let after = Recognised { recognition, heads: Vec::new() };
    if after != before {
        diesel::update(row)
            .set((rosters::recognition.eq(Bind(after)), rosters::revision.eq(rosters::revision + 1)))
            .execute(conn)?;
    }
    Ok(())
}

fn forget_samples(recognition: &mut Recognition) {
    for column in recognition.sheets.iter_mut().flat_map(|sheet| &mut sheet.columns) {
        column.samples.clear();
    }
}

impl Lists {
    /// The ids of the lists, as texts in which answers name them.
    pub fn ids(&self) -> impl Iterator<Item = String> {
        self.0.keys().map(|id| id.any().as_uuid().to_string())
    }
}
