//! Offices' files in, workbooks out.
//!
//! [`read()`] turns the bytes of a workbook or a text table into rows of cells, within [`Limits`]. [`recognise()`] finds
//! the header row of each sheet and what its columns mean; [`data_rows`] gives the rows that are about people.
//! [`mod@write`] makes workbooks and text tables that no spreadsheet program mistakes for formulas.
//!
//! What a row means for the ledger does not belong here: that is `domain::rosters`.

mod error;
pub mod read;
pub mod recognise;
pub mod write;

pub use error::ReadError;
pub use read::{Format, Limits, Row, Sheet, Workbook, read};
pub use recognise::{correct, data_rows, recognise};
pub use write::{Column, ColumnKind, Value, write_csv, write_xlsx};
