//! What was recognised in a file: which sheets and rows are the roster, and what each column means.
//!
//! The reading itself is in the crate `spreadsheets`; these types are shown, corrected, stored and remembered.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::fields::{Columns, Field, header_key};
use crate::words;

words! {
    /// How the rows of a roster are to be read.
    pub enum RosterKind {
        /// A row is a worker.
        Workers = "workers",
        /// A row is a worker, with facts about the family.
        WorkersWithFamily = "workers_with_family",
        /// A row is a member of a household.
        Members = "members",
    }
}

words! {
    /// Why a sheet is not read.
    pub enum Unused {
        /// It has no rows.
        Empty = "empty",
        /// No row looks like a header.
        NoHeader = "no_header",
        /// No column has names.
        NoNameColumn = "no_name_column",
        /// There is nothing below the header.
        NoDataRows = "no_data_rows",
        /// A person chose to leave it out.
        LeftOut = "left_out",
    }
}

words! {
    /// What a column's field was taken from.
    pub enum Basis {
        /// A person chose it.
        Chosen = "chosen",
        /// The source's earlier rosters have the same header.
        Remembered = "remembered",
        /// The header is a known word.
        Header = "header",
        /// A known word stands in the header.
        PartOfHeader = "part_of_header",
        /// The values look so.
        Content = "content",
        /// Nothing speaks for a field.
        Nothing = "nothing",
    }
}

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its position, from 0.
    pub index: u32,
    /// The header's words.
    pub header: String,
    /// Its meaning; nothing where the column is left out.
    pub field: Option<Field>,
    /// Why it has this meaning.
    pub basis: Basis,
    /// 0–100: how sure that is.
    pub confidence: u8,
    /// The first few values. Identity numbers and phones are masked.
    pub samples: Vec<String>,
}

/// The rows of a sheet, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RowCounts {
    /// Rows about a person.
    pub data: u32,
    /// Rows above the header.
    pub above_header: u32,
    /// Rows with nothing in them.
    pub blank: u32,
    /// 合计, 总计, 小计.
    pub totals: u32,
    /// Headers repeated on a later page.
    pub repeated_headers: u32,
    /// 填表人：… and the like.
    pub footers: u32,
}

/// What was recognised in a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its position in the file, from 0.
    pub index: u32,
    /// Its name; empty for a text table, which has one sheet without a name.
    pub name: String,
    /// Why it is not read; nothing where it is.
    pub unused: Option<Unused>,
    /// The line of its header, from 1.
    pub header_row: Option<u32>,
    /// Its columns, from left to right.
    pub columns: Vec<Column>,
    /// How its rows are read.
    pub kind: RosterKind,
    /// 截至日期: the day for which the list stands.
    pub as_of: Option<NaiveDate>,
    /// 填报单位: who reports it.
    pub reporter: Option<String>,
    /// Its rows, counted.
    pub rows: RowCounts,
}

/// What was recognised in a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Recognition {
    /// Its sheets in the file's order.
    pub sheets: Vec<Sheet>,
}

/// Header words that a source used before, with the meaning that they had there (`None`: the column was left out).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ColumnMemory(BTreeMap<String, Option<Field>>);

impl ColumnMemory {
    /// The meaning that a header had before.
    pub fn recall(&self, header: &str) -> Option<Option<Field>> {
        self.0.get(&header_key(header)).copied()
    }

    /// Keeps what the columns of a corrected recognition mean, beside what was known before.
    pub fn remember(&mut self, recognition: &Recognition) {
        for column in recognition.used_sheets().flat_map(|sheet| &sheet.columns) {
            let key = header_key(&column.header);
            if !key.is_empty() {
                self.0.insert(key, column.field);
            }
        }
    }
}

/// What a person corrects in a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SheetCorrection {
    /// Which sheet.
    pub index: u32,
    /// Whether to read it: `Some(true)` also reads one that was left out.
    pub used: Option<bool>,
    /// The line of its header, from 1. The columns are recognised anew below it.
    pub header_row: Option<u32>,
    /// Columns whose meaning is chosen, by position from 0.
    pub columns: BTreeMap<u32, Option<Field>>,
}

/// Something that a person must correct before the rows can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecognitionError {
    /// No sheet is to be read.
    #[error(
        "no sheet of the file has a header with a name column: choose the sheet, its header row and its columns"
    )]
    NoSheet,
    /// A sheet is to be read and has no names.
    #[error("sheet {sheet} has no name column: choose the column that has the names")]
    NoNameColumn {
        /// Its position, from 0.
        sheet: u32,
    },
    /// Two columns are taken for one field.
    #[error("two columns of sheet {sheet} are taken for {field}: choose one")]
    ColumnTakenTwice {
        /// Its position, from 0.
        sheet: u32,
        /// The field.
        field: Field,
    },
}

impl Recognition {
    /// The sheets that are read.
    pub fn used_sheets(&self) -> impl Iterator<Item = &Sheet> {
        self.sheets.iter().filter(|sheet| sheet.unused.is_none())
    }

    /// The latest day for which one of the sheets stands.
    pub fn as_of(&self) -> Option<NaiveDate> {
        self.used_sheets().filter_map(|sheet| sheet.as_of).max()
    }

    /// Checks that the rows can be read.
    ///
    /// # Errors
    /// [`RecognitionError`] names what a person has to correct.
    pub fn check(&self) -> Result<(), RecognitionError> {
        if self.used_sheets().next().is_none() {
            return Err(RecognitionError::NoSheet);
        }
        self.used_sheets().try_for_each(Sheet::check)
    }
}

impl Sheet {
    /// The columns of a field, from left to right.
    pub fn columns_of(&self, field: Field) -> impl Iterator<Item = usize> {
        self.columns
            .iter()
            .filter(move |column| column.field == Some(field))
            .map(|column| column.index as usize)
    }

    /// Whether some column has the field.
    pub fn has(&self, field: Field) -> bool {
        self.columns_of(field).next().is_some()
    }

    /// How rows with these columns are to be read.
    pub fn kind_by_columns(&self) -> RosterKind {
        const FAMILY: [Field; 5] =
            [Field::SpouseName, Field::SpouseIsWorker, Field::Elders, Field::Minors, Field::MinorsGrades];
        if self.has(Field::Relation) {
            RosterKind::Members
        } else if FAMILY.iter().any(|field| self.has(*field)) {
            RosterKind::WorkersWithFamily
        } else {
            RosterKind::Workers
        }
    }

    fn check(&self) -> Result<(), RecognitionError> {
        if !self.has(Field::Name) {
            return Err(RecognitionError::NoNameColumn { sheet: self.index });
        }
        let taken_twice =
            |field: &&Field| field.columns() == Columns::One && self.columns_of(**field).count() > 1;
        match Field::ALL.iter().find(taken_twice) {
            Some(field) => Err(RecognitionError::ColumnTakenTwice { sheet: self.index, field: *field }),
            None => Ok(()),
        }
    }
}

/// A row of a roster as the file has it, with what was filled down from the rows above.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceRow {
    /// Its number among the rows of the file that are read, from 1.
    pub row_no: u32,
    /// The position of its sheet, from 0.
    pub sheet: u32,
    /// Its line in the sheet, from 1.
    pub line: u32,
    /// The number of the first row of its household on a list of members; its own otherwise.
    pub group: u32,
    /// The cells.
    pub cells: Vec<super::cells::Cell>,
}
