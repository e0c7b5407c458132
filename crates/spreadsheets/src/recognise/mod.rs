//! Which sheets and rows are the roster, and what each column means: proposed from the words and values themselves,
//! corrected by a person, remembered for the source.

mod columns;
mod header;
mod rows;
mod titles;

use domain::rosters::{
    fields::Field,
    recognition::{
        Basis, ColumnMemory, Recognition, RosterKind, RowCounts, Sheet, SheetCorrection, SourceRow, Unused,
    },
};
use rows::RowKind;

use crate::read;

/// Proposes what the file's sheets, rows and columns mean. The memory holds what the source's headers meant before.
pub fn recognise(workbook: &read::Workbook, memory: &ColumnMemory) -> Recognition {
    let sheets = (0..).zip(&workbook.sheets).map(|(index, sheet)| {
        let header = header::find(sheet, memory);
        recognise_sheet(sheet, index, header, memory)
    });
    Recognition { sheets: sheets.collect() }
}

/// Takes over what a person corrected; a new header row has its columns recognised anew.
#[must_use]
pub fn correct(
    workbook: &read::Workbook,
    recognition: &Recognition,
    corrections: &[SheetCorrection],
    memory: &ColumnMemory,
) -> Recognition {
    let mut corrected = recognition.clone();
    for correction in corrections {
        let at = correction.index as usize;
        if let (Some(source), Some(sheet)) = (workbook.sheets.get(at), corrected.sheets.get_mut(at)) {
            correct_sheet(source, sheet, correction, memory);
        }
    }
    corrected
}

fn correct_sheet(
    source: &read::Sheet,
    sheet: &mut Sheet,
    correction: &SheetCorrection,
    memory: &ColumnMemory,
) {
    if let Some(line) = correction.header_row {
        let at = source.rows.iter().position(|row| row.line == line);
        *sheet = recognise_sheet(source, sheet.index, at, memory);
    }
    for column in &mut sheet.columns {
        if let Some(field) = correction.columns.get(&column.index) {
            column.field = *field;
            column.basis = Basis::Chosen;
            column.confidence = 100;
        }
    }
    sheet.kind = sheet.kind_by_columns();
    sheet.rows = rows::count(source, sheet);
    sheet.unused = match correction.used {
        Some(false) => Some(Unused::LeftOut),
        // A sheet that a person wants read is checked, not left out in silence.
        Some(true) => None,
        None if sheet.unused == Some(Unused::LeftOut) => sheet.unused,
        None => unused(source, sheet),
    };
}

fn recognise_sheet(source: &read::Sheet, index: u32, header: Option<usize>, memory: &ColumnMemory) -> Sheet {
    let columns = header.map(|at| columns::recognise(source, at, memory)).unwrap_or_default();
    let header_row = header.and_then(|at| source.rows.get(at)).map(|row| row.line);
    let titles = titles::read(source, header);
    let mut sheet = Sheet {
        index,
        name: source.name.clone(),
        unused: None,
        header_row,
        columns,
        kind: RosterKind::Workers,
        as_of: titles.as_of,
        reporter: titles.reporter,
        rows: RowCounts::default(),
    };
    sheet.kind = sheet.kind_by_columns();
    sheet.rows = rows::count(source, &sheet);
    sheet.unused = unused(source, &sheet);
    sheet
}

fn unused(source: &read::Sheet, sheet: &Sheet) -> Option<Unused> {
    if source.rows.is_empty() {
        Some(Unused::Empty)
    } else if sheet.header_row.is_none() {
        Some(Unused::NoHeader)
    } else if !sheet.has(Field::Name) {
        Some(Unused::NoNameColumn)
    } else if sheet.rows.data == 0 {
        Some(Unused::NoDataRows)
    } else {
        None
    }
}

/// The rows that are about people, numbered through the sheets that are read, with the household's cells filled down.
pub fn data_rows<'a>(
    workbook: &'a read::Workbook,
    recognition: &'a Recognition,
) -> impl Iterator<Item = SourceRow> + 'a {
    let sheets = recognition
        .used_sheets()
        .filter_map(|sheet| Some((workbook.sheets.get(sheet.index as usize)?, sheet)));
    let mut row_no = 0;
    sheets
        .flat_map(|(source, sheet)| {
            let mut groups = rows::Groups::new(sheet);
            let data = source.rows.iter().filter(|row| rows::kind(row, sheet) == RowKind::Data);
            data.map(move |row| (groups.next(row), row, sheet.index)).collect::<Vec<_>>()
        })
        .map(move |(grouped, row, sheet)| {
            row_no += 1;
            // A group is counted from its first row, which stands `back` rows above.
            SourceRow { row_no, sheet, line: row.line, group: row_no - grouped.back, cells: grouped.cells }
        })
}
