//! Rosters: upload, recognised columns, preview, commit, undo.

use chrono::{DateTime, NaiveDate, Utc};
pub use domain::rosters::{plan::RowOutcome, reasons::Waiting};
use domain::{
    households::ReferenceCode,
    ids::{HouseholdId, JobId, PersonId, RosterId, SourceId},
    problems::ProblemCode,
    words,
};
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::{checks, page, users::UserRef};

words! {
    /// How far a roster is.
    pub enum RosterStatus {
        /// Uploaded; its sheets and columns are recognised and can be corrected.
        Recognised = "recognised",
        /// Each row's outcome is worked out.
        Previewed = "previewed",
        /// Part of the ledger.
        Committed = "committed",
        /// Taken back.
        Undone = "undone",
    }
}

/// An uploaded roster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Roster {
    /// The roster.
    pub id: RosterId,
    /// The name of the file.
    pub filename: String,
    /// Its size in bytes.
    pub size: i64,
    /// The office that sent it.
    pub source: Source,
    /// How far it is.
    pub status: RosterStatus,
    /// The day for which the list was made, where the file or the user says it.
    pub as_of: Option<NaiveDate>,
    /// What was recognised, as corrected by hand.
    pub sheets: Vec<RosterSheet>,
    /// How many rows have which outcome; all zero before the preview.
    pub counts: RowCounts,
    /// An earlier roster with the same content.
    pub same_as: Option<RosterId>,
    /// Another roster was committed or taken back since the preview: a new preview says what a commit would do now.
    pub is_overtaken: bool,
    /// Whether the file is there: it is not kept any more once somebody on it was anonymised.
    pub file_kept: bool,
    /// The job that works on it, or the last one that did.
    pub job_id: Option<JobId>,
    /// Who uploaded it.
    pub uploaded_by: UserRef,
    /// When.
    pub uploaded_at: DateTime<Utc>,
    /// When it was applied.
    pub committed_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
    /// Rises with every change; also the ETag.
    pub revision: i64,
}

/// A roster as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RosterRef {
    /// The roster.
    pub id: RosterId,
    /// The name of the file.
    pub filename: String,
    /// The office that sent it.
    pub source: Source,
    /// How far it is.
    pub status: RosterStatus,
    /// How many rows have which outcome.
    pub counts: RowCounts,
    /// Rows with a mistyped identity number about people whose number is still unknown.
    pub waiting_numbers: i64,
    /// Who uploaded it.
    pub uploaded_by: UserRef,
    /// When.
    pub uploaded_at: DateTime<Utc>,
    /// When it was applied.
    pub committed_at: Option<DateTime<Utc>>,
}

page!(
    /// A page of rosters, the latest first.
    RosterPage of RosterRef
);

/// An office that sends rosters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Source {
    /// The source.
    pub id: SourceId,
    /// Its name.
    pub name: String,
}

/// All sources, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceList {
    /// The sources.
    pub items: Vec<Source>,
}

/// What comes with an upload, beside the bytes in the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct RosterUpload {
    /// The file's name.
    #[cfg_attr(
        feature = "openapi",
        param(min_length = 1, max_length = 200, pattern = "\\S", example = "roster.xlsx")
    )]
    pub filename: String,
    /// The name of the office that sent it; a new one is remembered. When absent, it is guessed from the content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(min_length = 1, max_length = 60, pattern = "\\S"))]
    pub source: Option<String>,
}

/// A sheet of a roster as recognised, or as corrected by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RosterSheet {
    /// The sheet's name; a text table's one sheet has none.
    pub name: String,
    /// Whether its rows are taken.
    pub used: bool,
    /// Why it is not taken, or what is missing.
    pub problem: Option<ProblemCode>,
    /// The line of the header, counted from 1 as a spreadsheet does.
    pub header_row: Option<u32>,
    /// Lines below the header that hold something.
    pub rows: u32,
    /// The columns.
    pub columns: Vec<RosterColumn>,
    /// The first lines of the sheet as they stand, for choosing another header line.
    pub head: Vec<Vec<String>>,
}

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RosterColumn {
    /// Counted from 0.
    pub index: u32,
    /// The header's words.
    pub header: String,
    /// The field that the column is taken for; absent when it is ignored.
    pub field: Option<String>,
    /// A few values.
    pub samples: Vec<String>,
    /// How the field was found.
    pub found_by: FoundBy,
}

words! {
    /// How a column's field was found.
    #[derive(Default)]
    pub enum FoundBy {
        /// Not at all.
        #[default]
        Nothing = "nothing",
        /// By the words of its header.
        Header = "header",
        /// By what stands in it.
        Content = "content",
        /// Remembered from an earlier roster of this source.
        Memory = "memory",
        /// Chosen by a person.
        Person = "person",
    }
}

/// How many rows have which outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RowCounts {
    /// Rows in all.
    pub rows: i64,
    /// See [`RowOutcome`].
    pub new: i64,
    /// See [`RowOutcome`].
    pub same: i64,
    /// See [`RowOutcome`].
    pub update: i64,
    /// See [`RowOutcome`].
    pub conflict: i64,
    /// See [`RowOutcome`].
    pub held: i64,
    /// See [`RowOutcome`].
    pub rejected: i64,
    /// Rows with an identity number that fails its check, whatever their outcome.
    pub mistyped_identity_numbers: i64,
}

/// Corrections of what was recognised (JSON Merge Patch; a list of sheets replaces the whole list).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "sheets": [{"name": "一线医务人员家庭", "used": true, "header_row": 1, "columns": [{"index": 3, "field": "name"}]}]
})))]
#[serde(deny_unknown_fields)]
pub struct RosterPatch {
    /// The name of the office that sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::required_if_given(60)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 60))]
    pub source: Option<String>,
    /// The day for which the list was made.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<NaiveDate>))]
    pub as_of: Option<Option<NaiveDate>>,
    /// The sheets to correct, by name; those not named stay as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    #[cfg_attr(feature = "openapi", schema(max_items = 50))]
    pub sheets: Option<Vec<RosterSheetPatch>>,
}

/// Corrections of one sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RosterSheetPatch {
    /// The sheet's name.
    #[garde(custom(checks::text(100)))]
    #[cfg_attr(feature = "openapi", schema(max_length = 100))]
    pub name: String,
    /// Whether its rows are taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub used: Option<bool>,
    /// The line of the header, counted from 1. Another header line means that the columns are recognised anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 1, max = 200_000)))]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 200_000))]
    pub header_row: Option<u32>,
    /// The columns whose field changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub columns: Option<Vec<RosterColumnPatch>>,
}

/// The field of one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RosterColumnPatch {
    /// Counted from 0.
    #[garde(range(max = 199))]
    #[cfg_attr(feature = "openapi", schema(maximum = 199))]
    pub index: u32,
    /// The field; `null` to ignore the column.
    #[garde(custom(checks::optional_text(40)))]
    #[cfg_attr(feature = "openapi", schema(max_length = 40))]
    pub field: Option<String>,
}

/// One row of a roster with what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RosterRow {
    /// Counted from 1 over all sheets.
    pub row_no: i32,
    /// The sheet.
    pub sheet: String,
    /// The line in the sheet, counted from 1 as a spreadsheet does.
    pub line: i32,
    /// The outcome.
    pub outcome: RowOutcome,
    /// Why, each with its field and what it refers to.
    pub reasons: Vec<RowReason>,
    /// The cells by field, as the file has them, with identity numbers masked.
    pub cells: Vec<RowCell>,
    /// The person of the ledger that the row is about.
    pub person_id: Option<PersonId>,
    /// The household of the ledger that the row is about.
    pub household_id: Option<HouseholdId>,
    /// That household's reference, where one may see it.
    #[serde(default)]
    pub household_reference: Option<ReferenceCode>,
    /// Whether what the row says is part of the ledger.
    #[serde(default)]
    pub applied: bool,
    /// Whether a person has decided on it.
    pub decided: bool,
}

/// A cell of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowCell {
    /// The field, or the header of an ignored column.
    pub field: String,
    /// What stands there.
    pub value: String,
}

/// Why a row has its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowReason {
    /// The stable code, such as `same_phone` or `identity_number_mistyped`.
    pub code: String,
    /// The field it is about.
    pub field: Option<String>,
    /// The roster's value, masked where it is an identity number.
    pub value: Option<String>,
    /// What it is set against: the ledger's value, or the name of the person matched.
    pub other: Option<String>,
    /// That person, where one may see them.
    #[serde(default)]
    pub person_id: Option<PersonId>,
    /// That person's household.
    #[serde(default)]
    pub household_id: Option<HouseholdId>,
    /// That household's reference.
    #[serde(default)]
    pub household_reference: Option<ReferenceCode>,
    /// The other row of the same list that it speaks of.
    #[serde(default)]
    pub other_row: Option<i32>,
}

page!(
    /// A page of rows, in the order of the file.
    RosterRowPage of RosterRow
);

/// Which rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct RosterRowFilter {
    /// Only this outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<RowOutcome>,
    /// Only rows with a reason of this code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(min_length = 1, max_length = 60, pattern = "\\S"))]
    pub reason: Option<String>,
    /// Only rows of this sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(max_length = 100))]
    pub sheet: Option<String>,
    /// Only rows that wait for this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
}

words! {
    /// What a person decides about a held row.
    pub enum DecisionKind {
        /// Enter the person as new, without what cannot be right.
        Create = "create",
        /// It is the person with `person_id`.
        SameAs = "same_as",
        /// Do not take the row.
        Reject = "reject",
        /// Take the decision back, where nothing was entered through it.
        Reopen = "reopen",
    }
}

/// A decision about a held row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"decision": "create"})))]
#[serde(deny_unknown_fields)]
pub struct RowDecision {
    /// What to do.
    #[garde(skip)]
    pub decision: DecisionKind,
    /// The person, for `same_as`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub person_id: Option<PersonId>,
}

/// What the ledger holds, as `homefront status --json` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LedgerStatus {
    /// People on the front line.
    pub workers: i64,
    /// Households.
    pub households: i64,
    /// Households with both spouses on the front line.
    pub dual_frontline_households: i64,
    /// Workers by category.
    pub by_category: std::collections::BTreeMap<String, i64>,
    /// Workers whose category no source has said.
    pub without_category: i64,
    /// Rows of committed rosters with an identity number that fails its check.
    pub mistyped_ids: i64,
    /// Rows that wait for a decision.
    pub held: i64,
    /// Rows that could not be used.
    pub rejected: i64,
    /// Workers whom one source alone has on its rosters, by the source's name.
    pub only_in_source: std::collections::BTreeMap<String, i64>,
    /// Workers whom every source with a committed roster has.
    pub in_all_sources: i64,
}
