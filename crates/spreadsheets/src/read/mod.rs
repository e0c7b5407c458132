//! Bytes to rows of cells. What a file is, its content says; its name is not asked.

mod archive;
mod kind;
mod text;
mod workbook;

use domain::rosters::cells::Cell;
use kind::Kind;

use crate::ReadError;

/// What is accepted. The defaults leave room for a city's list and none for an attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: usize,
    /// Bytes of all parts of a workbook, unpacked.
    pub unpacked_bytes: u64,
    /// How many times larger a part may become by unpacking; asked from [`Limits::RATIO_FROM_BYTES`] on.
    pub ratio: u64,
    /// Sheets of a workbook.
    pub sheets: usize,
    /// Lines of a sheet.
    pub rows: u32,
    /// Columns of a sheet.
    pub columns: u32,
    /// Characters of a cell; a longer text becomes [`Cell::TooLong`].
    pub cell_chars: usize,
}

impl Limits {
    /// Small parts pack tightly without harm.
    pub const RATIO_FROM_BYTES: u64 = 8 << 20;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 20 << 20,
            unpacked_bytes: 400 << 20,
            ratio: 150,
            sheets: 50,
            rows: 200_000,
            columns: 200,
            cell_chars: 2_000,
        }
    }
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML.
    Xlsx,
    /// Comma-separated text in the named encoding.
    Csv {
        /// `UTF-8`, `GB18030`, `UTF-16LE` or `UTF-16BE`.
        encoding: &'static str,
    },
}

/// A file's sheets.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// How it was written.
    pub format: Format,
    /// In the file's order. A text table is one sheet, named after its encoding.
    pub sheets: Vec<Sheet>,
}

/// A sheet's lines that have a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows, from top to bottom.
    pub rows: Vec<Row>,
    /// Lines without any value before the last row.
    pub blank_rows: u32,
}

/// A line of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its line, from 1, as the spreadsheet program or text editor counts it.
    pub line: u32,
    /// Its cells from the first column on; trailing empty cells are left out.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell of a column, which may lie behind the row's last value.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }
}

/// Reads a workbook (.xlsx) or a text table (.csv in UTF-8, GB18030 or UTF-16).
///
/// # Errors
/// [`ReadError`] says why the file cannot be read and what to do.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::EmptyFile);
    }
    if bytes.len() > limits.file_bytes {
        return Err(ReadError::FileTooLarge { size: bytes.len(), limit: limits.file_bytes });
    }
    let workbook = match Kind::of(bytes) {
        Kind::Zip => {
            archive::check(bytes, limits)?;
            workbook::read(bytes, limits)?
        }
        Kind::Text => text::read(bytes, limits)?,
        Kind::OldWorkbook => return Err(ReadError::OldWorkbook),
        Kind::EncryptedWorkbook => return Err(ReadError::Encrypted),
        Kind::Other(what) => return Err(ReadError::NotATable { what }),
    };
    if workbook.sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        Err(ReadError::NoRows)
    } else {
        Ok(workbook)
    }
}

/// Collects the cells of a sheet within the limits.
struct SheetBuilder<'a> {
    sheet: Sheet,
    limits: &'a Limits,
    last_line: u32,
}

impl<'a> SheetBuilder<'a> {
    fn new(name: &str, limits: &'a Limits) -> Self {
        let name = name.chars().take(100).collect();
        Self { sheet: Sheet { name, rows: Vec::new(), blank_rows: 0 }, limits, last_line: 0 }
    }

    fn text(&self, text: &str) -> Cell {
        let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        match text.char_indices().nth(self.limits.cell_chars) {
            Some((end, _)) => Cell::TooLong { too_long: text.get(..end).unwrap_or_default().to_owned() },
            None => Cell::text(text),
        }
    }

    /// Adds a value; lines come in ascending order.
    fn put(&mut self, line: u32, column: u32, cell: Cell) -> Result<(), ReadError> {
        if cell.is_blank() {
            return Ok(());
        }
        let sheet = || self.sheet.name.clone();
        if line > self.limits.rows {
            return Err(ReadError::TooManyRows { sheet: sheet(), limit: self.limits.rows });
        }
        if column >= self.limits.columns {
            return Err(ReadError::TooManyColumns { sheet: sheet(), limit: self.limits.columns });
        }
        if line < self.last_line {
            return Err(ReadError::Damaged {
                detail: format!("the lines of sheet {} are out of order", sheet()),
            });
        }
        if line > self.last_line {
            self.sheet.blank_rows += line - self.last_line - 1;
            self.last_line = line;
            self.sheet.rows.push(Row { line, cells: Vec::new() });
        }
        let column = column as usize;
        if let Some(row) = self.sheet.rows.last_mut() {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, Cell::Empty);
            }
            if let Some(place) = row.cells.get_mut(column) {
                *place = cell;
            }
        }
        Ok(())
    }

    fn finish(self) -> Sheet {
        self.sheet
    }
}
