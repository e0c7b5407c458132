//! A row of a roster as typed values, with every problem as a reason.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    areas::{AreaIndex, Whereabouts},
    categories::{CategoryCode, CategoryIndex},
    reasons::{Reason, Severity},
    recognition::{RosterKind, Sheet, SourceRow},
    rows,
};
use crate::{
    dates::PartialDate,
    identity_number::IdentityNumber,
    persons::{Relation, SchoolGrade, Sex},
    phone::PhoneNumber,
};

/// What a row is read by.
#[derive(Debug, Clone, Copy)]
pub struct ReadContext<'a> {
    /// The day for which the list stands; the operation's present day where the list does not say.
    pub as_of: Option<NaiveDate>,
    /// The operation's first day.
    pub operation_starts: NaiveDate,
    /// Its last day, where there is one.
    pub operation_ends: Option<NaiveDate>,
    /// Its worker categories.
    pub categories: &'a CategoryIndex,
    /// Its areas.
    pub areas: &'a AreaIndex,
}

/// What became of the identity number's cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityState {
    /// The cell is blank.
    #[default]
    Absent,
    /// A number that passes its check.
    Given,
    /// Something that is no identity number.
    Unusable,
}

/// What a row says of a worker's posting.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PostingFacts {
    /// Its category.
    pub category: Option<CategoryCode>,
    /// The employer's name.
    pub employer: Option<String>,
    /// Where the worker was sent.
    pub place: Option<String>,
    /// Its first day.
    pub from: Option<NaiveDate>,
    /// Its last day.
    pub to: Option<NaiveDate>,
}

/// What a row says of the spouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpouseFacts {
    /// The spouse's name.
    pub name: String,
    /// Whether the spouse is on the front line, too.
    pub works: Option<Worker>,
}

/// Whether somebody is on the front line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Worker {
    /// They are.
    Yes,
    /// They are not.
    No,
}

/// A row of a roster, typed. The identity number is not serialised: whoever keeps the record seals it beside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterRecord {
    /// The row's number, from 1.
    pub row_no: u32,
    /// The number of the first row of its household on a list of members; its own otherwise.
    pub group: u32,
    /// How the roster is read.
    pub kind: RosterKind,
    /// The person's name.
    pub name: String,
    /// The person's sex, by the identity number where there is one.
    pub sex: Option<Sex>,
    /// The person's birth date, by the identity number where there is one.
    pub birth_date: Option<PartialDate>,
    /// The identity number in plain, where it passes its check.
    #[serde(skip)]
    pub identity_number: Option<IdentityNumber>,
    /// What became of the identity number's cell.
    pub identity: IdentityState,
    /// The person's phones.
    pub phones: Vec<PhoneNumber>,
    /// The posting, where the person is on the front line.
    pub posting: Option<PostingFacts>,
    /// The relation to the household's worker, where the list says it.
    pub relation: Option<Relation>,
    /// Where the household lives.
    pub whereabouts: Option<Whereabouts>,
    /// Its address.
    pub address: Option<String>,
    /// The child's grade.
    pub school_grade: Option<SchoolGrade>,
    /// Whether the person has limited mobility, where the list says it.
    pub limited_mobility: Option<LimitedMobility>,
    /// The spouse, as a list of workers names them.
    pub spouse: Option<SpouseFacts>,
    /// People of 60 or older at home.
    pub elders: Option<i32>,
    /// Minor children.
    pub minors: Option<i32>,
    /// The children's grades, as written.
    pub minors_grades: Option<String>,
    /// The family's difficulties, one by one.
    pub difficulties: Vec<String>,
    /// Anything else.
    pub note: Option<String>,
}

/// Whether a person finds it hard to move about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitedMobility {
    /// They do.
    Yes,
    /// They do not.
    No,
}

/// A row that was read: what it says, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRow {
    /// What it says; nothing where it cannot be used.
    pub record: Option<RosterRecord>,
    /// Every problem.
    pub reasons: Vec<Reason>,
}

/// Reads a row by the columns of its sheet. Never fails: a row that cannot be used says why.
pub fn read_row(row: &SourceRow, sheet: &Sheet, context: &ReadContext<'_>) -> ReadRow {
    let (record, reasons) = rows::Reader::new(row, sheet, context).read();
    let rejected = reasons.iter().any(|reason| reason.severity() == Severity::Reject);
    ReadRow { record: record.filter(|_| !rejected), reasons }
}
