//! The rows of rosters: what each says, what became of it and why.

use std::collections::HashSet;

use diesel::{dsl::sql, prelude::*, sql_types::Bool};
use domain::{
    identity_number::IdentityNumber,
    ids::{HouseholdId, PersonId, RosterId, UserId},
    rosters::{
        plan::{Decision, RowOutcome},
        reasons::{Reason, ReasonCode, Waiting},
        record::RosterRecord,
    },
};
use serde::{Deserialize, Serialize};

use super::status::RowCounts;
use crate::{
    Connection, Scoped, Slice, StorageError,
    columns::{Bind, Json},
    connection::MultiBackend,
    dialect::insert_all,
    schema::{persons, roster_rows},
    unindexed::along_the_way,
};

/// A cell of a row, under the name of its field or the header of its column. Identity numbers are masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCell {
    /// The field's word, or the header of a column that is not read.
    pub field: String,
    /// What stands there.
    pub value: String,
}

/// What a row that waits, or waited, says, so that it can be looked at again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub record: RosterRecord,
    /// The identity number, sealed for the roster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Vec<u8>>,
    /// What a person decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// What was wrong with the row when it was read.
    pub reasons: Vec<Reason>,
}

impl Kept {
    /// Keeps a record with its number sealed.
    pub fn seal(
        scoped: &mut Scoped<'_>,
        roster: RosterId,
        record: RosterRecord,
        reasons: Vec<Reason>,
    ) -> Result<Self, StorageError> {
        let number = match &record.identity_number {
            Some(number) => {
                let keys = scoped.vault.keys(scoped.conn)?;
                Some(keys.seal_for_roster(scoped.operation(), roster, number.reveal().as_bytes())?)
            }
            None => None,
        };
        Ok(Self { number, record, decision: None, reasons })
    }

    /// The record with its number.
    pub fn open(&self, scoped: &Scoped<'_>, roster: RosterId) -> Result<RosterRecord, StorageError> {
        let mut record = self.record.clone();
        if let Some(sealed) = &self.number {
            let opened = scoped.vault.open_for_roster(scoped.operation(), roster, sealed)?;
            let text = String::from_utf8(opened).map_err(StorageError::internal)?;
            record.identity_number = Some(IdentityNumber::parse(&text).map_err(StorageError::internal)?);
        }
        Ok(record)
    }
}

/// A row as the table has it.
#[derive(Debug, Clone, PartialEq)]
pub struct RowRecord {
    /// Counted from 1 over all sheets.
    pub row_no: i32,
    /// The sheet's name.
    pub sheet: String,
    /// The line in the sheet, from 1.
    pub line: i32,
    /// Its cells.
    pub cells: Vec<RowCell>,
    /// What became of it.
    pub outcome: RowOutcome,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Whether the ledger has what it says.
    pub applied: Applied,
    /// Whom it is about.
    pub person_id: Option<PersonId>,
    /// The household in which it puts them.
    pub household_id: Option<HouseholdId>,
    /// Who decided on it.
    pub decided_by: Option<UserId>,
    pub(super) kept: Option<Kept>,
}

/// Whether a row's content is part of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It is.
    Yes,
    /// It is not, or not yet.
    No,
}

impl From<bool> for Applied {
    fn from(applied: bool) -> Self {
        if applied { Self::Yes } else { Self::No }
    }
}

/// Which rows.
#[derive(Debug, Clone, Default)]
pub struct RowFilter {
    /// Only this outcome.
    pub outcome: Option<RowOutcome>,
    /// Only rows with this reason.
    pub reason: Option<ReasonCode>,
    /// Only rows of this sheet.
    pub sheet: Option<String>,
    /// Only rows that wait for this.
    pub waiting: Option<Waiting>,
}

#[derive(Queryable)]
struct Row {
    row_no: i32,
    sheet: String,
    line: i32,
    cells: Json<Vec<RowCell>>,
    outcome: String,
    reasons: Json<Vec<Reason>>,
    applied: bool,
    person_id: Option<PersonId>,
    household_id: Option<HouseholdId>,
    decided_by: Option<UserId>,
    record: Json<Option<Kept>>,
}

type Columns = (
    roster_rows::row_no,
    roster_rows::sheet,
    roster_rows::line,
    roster_rows::cells,
    roster_rows::outcome,
    roster_rows::reasons,
    roster_rows::applied,
    roster_rows::person_id,
    roster_rows::household_id,
    roster_rows::decided_by,
    roster_rows::record,
);
const COLUMNS: Columns = (
    roster_rows::row_no,
    roster_rows::sheet,
    roster_rows::line,
    roster_rows::cells,
    roster_rows::outcome,
    roster_rows::reasons,
    roster_rows::applied,
    roster_rows::person_id,
    roster_rows::household_id,
    roster_rows::decided_by,
    roster_rows::record,
);

impl TryFrom<Row> for RowRecord {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            row_no: row.row_no,
            sheet: row.sheet,
            line: row.line,
            cells: row.cells.0,
            outcome: row.outcome.parse().map_err(StorageError::internal)?,
            reasons: row.reasons.0,
            applied: row.applied.into(),
            person_id: row.person_id,
            household_id: row.household_id,
            decided_by: row.decided_by,
            kept: row.record.0,
        })
    }
}

/// Rows written in one statement's reach of each other.
pub(super) fn insert(
    scoped: &mut Scoped<'_>,
    roster: RosterId,
    rows: Vec<RowRecord>,
) -> Result<(), StorageError> {
    let operation = scoped.operation();
    let values: Vec<_> = rows
        .into_iter()
        .map(|row| {
            (
                roster_rows::operation_id.eq(Bind(operation)),
                roster_rows::roster_id.eq(Bind(roster)),
                roster_rows::row_no.eq(row.row_no),
                roster_rows::sheet.eq(row.sheet),
                roster_rows::line.eq(row.line),
                roster_rows::cells.eq(Bind(row.cells)),
                roster_rows::record.eq(Bind(row.kept)),
                roster_rows::outcome.eq(row.outcome.as_str()),
                roster_rows::reasons.eq(Bind(row.reasons)),
                roster_rows::applied.eq(row.applied == Applied::Yes),
                roster_rows::person_id.eq(row.person_id.map(Bind)),
                roster_rows::household_id.eq(row.household_id.map(Bind)),
                roster_rows::decided_by.eq(row.decided_by.map(Bind)),
            )
        })
        .collect();
    Ok(insert_all!(scoped.conn, roster_rows::table, values)?)
}

/// Drops the rows of a roster.
pub(super) fn clear(scoped: &mut Scoped<'_>, roster: RosterId) -> Result<(), StorageError> {
    let rows = roster_rows::table
        .filter(roster_rows::operation_id.eq(Bind(scoped.operation())))
        .filter(roster_rows::roster_id.eq(Bind(roster)));
    diesel::delete(rows).execute(scoped.conn)?;
    Ok(())
}

/// Saves what became of a row.
pub(super) fn save(scoped: &mut Scoped<'_>, roster: RosterId, row: &RowRecord) -> Result<(), StorageError> {
    let key = (Bind(scoped.operation()), Bind(roster), row.row_no);
    diesel::update(roster_rows::table.find(key))
        .set((
            roster_rows::outcome.eq(row.outcome.as_str()),
            roster_rows::reasons.eq(Bind(row.reasons.clone())),
            roster_rows::applied.eq(row.applied == Applied::Yes),
            roster_rows::person_id.eq(row.person_id.map(Bind)),
            roster_rows::household_id.eq(row.household_id.map(Bind)),
            roster_rows::decided_by.eq(row.decided_by.map(Bind)),
            roster_rows::record.eq(Bind(row.kept.clone())),
        ))
        .execute(scoped.conn)?;
    Ok(())
}

/// One row of a roster that the caller has resolved.
pub(super) fn load(
    scoped: &mut Scoped<'_>,
    roster: RosterId,
    row_no: i32,
) -> Result<RowRecord, StorageError> {
    let row: Row = roster_rows::table
        .find((Bind(scoped.operation()), Bind(roster), row_no))
        .select(COLUMNS)
        .first(scoped.conn)?;
    row.try_into()
}

/// The rows of a roster that wait for a decision.
pub(super) fn held(scoped: &mut Scoped<'_>, roster: RosterId) -> Result<Vec<RowRecord>, StorageError> {
    let rows: Vec<Row> = roster_rows::table
        .filter(roster_rows::operation_id.eq(Bind(scoped.operation())))
        .filter(roster_rows::roster_id.eq(Bind(roster)))
        .filter(roster_rows::outcome.eq(RowOutcome::Held.as_str()))
        .order(roster_rows::row_no)
        .select(COLUMNS)
        .load(scoped.conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Counts a roster's rows anew.
pub(super) fn count(scoped: &mut Scoped<'_>, roster: RosterId) -> Result<RowCounts, StorageError> {
    let counted: Vec<(String, i64)> = roster_rows::table
        .filter(roster_rows::operation_id.eq(Bind(scoped.operation())))
        .filter(roster_rows::roster_id.eq(Bind(roster)))
        .group_by(roster_rows::outcome)
        .select((roster_rows::outcome, diesel::dsl::count_star()))
        .load(scoped.conn)?;
    let mistyped = roster_rows::table
        .filter(roster_rows::operation_id.eq(Bind(scoped.operation())))
        .filter(roster_rows::roster_id.eq(Bind(roster)))
        .filter(has_reason(scoped.conn, ReasonCode::IdentityNumberMistyped))
        .count()
        .get_result(scoped.conn)?;
    let mut counts = RowCounts { mistyped_identity_numbers: mistyped, ..RowCounts::default() };
    for (outcome, rows) in counted {
        counts.rows += rows;
        match outcome.parse().map_err(StorageError::internal)? {
            RowOutcome::New => counts.new = rows,
            RowOutcome::Same => counts.same = rows,
            RowOutcome::Update => counts.update = rows,
            RowOutcome::Conflict => counts.conflict = rows,
            RowOutcome::Held => counts.held = rows,
            RowOutcome::Rejected => counts.rejected = rows,
        }
    }
    Ok(counts)
}

/// The rows of these rosters that wait for an identity number that is right: theirs is mistyped, and the ledger has none for
/// the person, whoever might have said it since. The few rows with such a number have an index of their own, by the roster.
pub(super) fn waiting_for_number(
    scoped: &mut Scoped<'_>,
    rosters: &[RosterId],
) -> Result<Vec<(RosterId, i32)>, StorageError> {
    type Mistyped = (RosterId, i32, Option<PersonId>);
    let mut rows: Vec<Mistyped> = roster_rows::table
        .filter(roster_rows::roster_id.eq_any(rosters.iter().copied().map(Bind)))
        .filter(has_reason(scoped.conn, ReasonCode::IdentityNumberMistyped))
        .filter(roster_rows::outcome.ne(RowOutcome::Rejected.as_str()))
        .select((roster_rows::roster_id, roster_rows::row_no, roster_rows::person_id))
        .load(scoped.conn)?;
    let persons: HashSet<PersonId> = rows.iter().filter_map(|(_, _, person)| *person).collect();
    let known: Vec<PersonId> = persons::table
        .filter(persons::operation_id.eq(Bind(scoped.operation())))
        .filter(persons::id.eq_any(persons.into_iter().map(Bind)))
        .filter(along_the_way(persons::identity_digest.is_not_null()))
        .select(persons::id)
        .load(scoped.conn)?;
    let known: HashSet<PersonId> = known.into_iter().collect();
    rows.retain(|(_, _, person)| person.is_none_or(|person| !known.contains(&person)));
    Ok(rows.into_iter().map(|(roster, row_no, _)| (roster, row_no)).collect())
}

/// Whether a row has a reason. The rows of one roster are read through for it: at most those of one file.
pub(super) fn has_reason(
    conn: &Connection,
    code: ReasonCode,
) -> Box<dyn BoxableExpression<roster_rows::table, MultiBackend, SqlType = Bool>> {
    // The code is one of our own words, without quotes.
    Box::new(match conn {
        Connection::Postgres(_) => {
            sql::<Bool>(&format!("roster_rows.reasons @> '[{{\"code\": \"{code}\"}}]'::jsonb"))
        }
        Connection::Sqlite(_) => {
            sql::<Bool>(&format!("instr(roster_rows.reasons, '\"code\":\"{code}\"') > 0"))
        }
    })
}

impl Scoped<'_> {
    /// Rows of a roster, in the file's order.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where the actor may not see the roster.
    pub fn roster_rows(
        &mut self,
        roster: RosterId,
        filter: &RowFilter,
        slice: &Slice<i32>,
    ) -> Result<Vec<RowRecord>, StorageError> {
        self.see_roster(roster)?;
        let mut query = roster_rows::table
            .filter(roster_rows::operation_id.eq(Bind(self.operation())))
            .filter(roster_rows::roster_id.eq(Bind(roster)))
            .order(roster_rows::row_no)
            .limit(slice.limit)
            .select(COLUMNS)
            .into_boxed::<MultiBackend>();
        if let Some(after) = slice.after {
            query = query.filter(roster_rows::row_no.gt(after));
        }
        if let Some(outcome) = filter.outcome {
            query = query.filter(roster_rows::outcome.eq(outcome.as_str()));
        }
        if let Some(sheet) = &filter.sheet {
            query = query.filter(roster_rows::sheet.eq(sheet.clone()));
        }
        if let Some(reason) = filter.reason {
            query = query.filter(has_reason(self.conn, reason));
        }
        query = match filter.waiting {
            None => query,
            Some(Waiting::Decision) => query.filter(roster_rows::outcome.eq(RowOutcome::Held.as_str())),
            Some(Waiting::IdentityNumber) => {
                let waiting = waiting_for_number(self, &[roster])?;
                query.filter(roster_rows::row_no.eq_any(waiting.into_iter().map(|(_, row_no)| row_no)))
            }
        };
        let rows: Vec<Row> = query.load(self.conn)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// One row of a roster.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is none that the actor may see.
    pub fn roster_row(&mut self, roster: RosterId, row_no: i32) -> Result<RowRecord, StorageError> {
        self.see_roster(roster)?;
        load(self, roster, row_no)
    }
}
