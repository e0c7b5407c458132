//! Workbooks and text tables out. Text stays text: no value of a family's becomes a formula in somebody's Excel.

mod csv_table;
mod xlsx_table;

use chrono::NaiveDate;
pub use csv_table::write_csv;
pub use xlsx_table::write_xlsx;

/// How a column is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text as it is; identity numbers and phones, too, which a number would mangle.
    Text,
    /// Numbers, aligned to the right.
    Number,
    /// Service dates.
    Date,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub header: String,
    /// How it is written.
    pub kind: ColumnKind,
    /// Its width in characters of the usual font.
    pub width: u16,
}

/// A value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A service date.
    Date(NaiveDate),
}

/// Why a table cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The workbook cannot be made.
    #[error("the workbook cannot be written: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// The text table cannot be made.
    #[error("the text table cannot be written: {0}")]
    Csv(#[from] csv::Error),
}
