//! An office's file: from bytes to recognised sheets, and to rows that say what they mean.

use chrono::NaiveDate;
use domain::{
    problems::ProblemCode,
    rosters::{
        areas::AreaIndex,
        categories::CategoryIndex,
        fields::Field,
        recognition::{ColumnMemory, Recognition, RecognitionError, Sheet, SourceRow},
        record::{ReadContext, read_row},
    },
};
use spreadsheets::{Limits, ReadError, Workbook, data_rows};
use storage::rosters::{FileRow, Recognised, RowCell};

use crate::problem::{Problem, Result};

/// Lines of a sheet that are shown for choosing another header.
const HEAD_LINES: u32 = 12;
/// Columns of those lines.
const HEAD_COLUMNS: usize = 40;
/// From so many digits on, a text is taken for an identity number wherever it stands.
const LONG_NUMBER: usize = 15;

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        Self::new(error.code()).with_detail(error.to_string())
    }
}

impl From<RecognitionError> for Problem {
    fn from(error: RecognitionError) -> Self {
        Self::new(code_of(error)).with_detail(error.to_string())
    }
}

/// The code for what a person must correct.
pub const fn code_of(error: RecognitionError) -> ProblemCode {
    match error {
        RecognitionError::NoSheet | RecognitionError::NoNameColumn { .. } => ProblemCode::NoNameColumn,
        RecognitionError::ColumnTakenTwice { .. } => ProblemCode::ColumnTakenTwice,
    }
}

/// Reads a file within the limits.
pub fn read(bytes: &[u8]) -> Result<Workbook> {
    Ok(spreadsheets::read(bytes, &Limits::default())?)
}

/// Proposes what a file's sheets and columns mean.
pub fn recognise(workbook: &Workbook, memory: &ColumnMemory) -> Recognised {
    let recognition = spreadsheets::recognise(workbook, memory);
    Recognised { recognition, heads: workbook.sheets.iter().map(head).collect() }
}

fn head(sheet: &spreadsheets::Sheet) -> Vec<Vec<String>> {
    let mut lines: Vec<Vec<String>> = Vec::new();
    for row in sheet.rows.iter().take_while(|row| row.line <= HEAD_LINES) {
        let line = usize::try_from(row.line).unwrap_or_default();
        lines.resize(line.max(1), Vec::new());
        if let Some(last) = lines.last_mut() {
            *last = row.cells.iter().take(HEAD_COLUMNS).map(|cell| masked(&cell.shown())).collect();
        }
    }
    lines
}

/// What the rows of a list are read by.
#[derive(Debug)]
pub struct Reading {
    /// The day for which the list stands, where somebody said so.
    pub as_of: Option<NaiveDate>,
    /// Today in the operation's time zone.
    pub today: NaiveDate,
    /// The operation's first day.
    pub operation_starts: NaiveDate,
    /// Its last day.
    pub operation_ends: Option<NaiveDate>,
    /// Its worker categories.
    pub categories: CategoryIndex,
    /// Its areas.
    pub areas: AreaIndex,
}

impl Reading {
    /// Reads the rows of a file.
    ///
    /// # Errors
    /// Where a person must correct the columns first.
    pub fn rows(&self, workbook: &Workbook, recognition: &Recognition) -> Result<Vec<FileRow>> {
        recognition.check()?;
        Ok(data_rows(workbook, recognition).filter_map(|row| self.row(&row, recognition)).collect())
    }

    fn row(&self, row: &SourceRow, recognition: &Recognition) -> Option<FileRow> {
        let sheet = recognition.sheets.iter().find(|sheet| sheet.index == row.sheet)?;
        let context = ReadContext {
            as_of: self.as_of.or(sheet.as_of).or(Some(self.today)),
            operation_starts: self.operation_starts,
            operation_ends: self.operation_ends,
            categories: &self.categories,
            areas: &self.areas,
        };
        let read = read_row(row, sheet, &context);
        Some(FileRow {
            row_no: row.row_no,
            sheet: sheet.name.clone(),
            line: row.line,
            cells: cells(row, sheet),
            record: read.record,
            reasons: read.reasons,
        })
    }
}

fn cells(row: &SourceRow, sheet: &Sheet) -> Vec<RowCell> {
    let labelled = sheet.columns.iter().filter_map(|column| {
        let cell = row.cells.get(column.index as usize).filter(|cell| !cell.is_blank())?;
        let field = column.field.map_or_else(|| column.header.clone(), |field| field.as_str().to_owned());
        let shown = cell.shown();
        let value = if column.field == Some(Field::IdentityNumber) { mask(&shown) } else { masked(&shown) };
        Some(RowCell { field, value })
    });
    labelled.collect()
}

/// A text in which long numbers are masked.
fn masked(text: &str) -> String {
    let digits = text.chars().filter(char::is_ascii_alphanumeric).count();
    let wide = text.chars().filter(|c| ('\u{ff10}'..='\u{ff19}').contains(c)).count();
    if digits + wide >= LONG_NUMBER && text.chars().any(|c| c.is_numeric()) {
        mask(text)
    } else {
        text.to_owned()
    }
}

/// The first six and the last two characters.
fn mask(text: &str) -> String {
    let length = text.chars().count();
    let (head, tail) = if length >= LONG_NUMBER { (6, 2) } else { (2, 1) };
    text.chars().enumerate().map(|(at, c)| if at < head || at + tail >= length { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_identity_number_is_shown_whole() {
        assert_eq!(mask("12019919871001672X"), "120199**********2X");
        assert_eq!(masked("１２０１９９１９８７１００１６７２x"), "１２０１９９**********２x");
        assert_eq!(masked("金地花园36号楼3门2104室"), "金地花园36号楼3门2104室");
        assert_eq!(masked("199-3063-8560"), "199-3063-8560");
        assert_eq!(mask("1201991"), "12****1");
    }

    #[test]
    fn the_head_keeps_blank_lines() {
        let workbook = read("\n\n姓名,电话\n王芳,19970115465\n".as_bytes()).unwrap();
        let heads = recognise(&workbook, &ColumnMemory::default()).heads;
        assert_eq!(
            heads,
            [[
                vec![],
                vec![],
                vec!["姓名".to_owned(), "电话".to_owned()],
                vec!["王芳".to_owned(), "19970115465".to_owned()]
            ]]
        );
    }
}
