//! Office Open XML workbooks, cell by cell.

use std::{io::Cursor, panic};

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use domain::rosters::cells::Cell;

use super::{Format, Limits, Sheet, SheetBuilder, Workbook};
use crate::ReadError;

/// Reads the sheets of a workbook whose size was measured before.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    // The parser is a foreign one and the file a stranger's: a panic is a damaged file, not a lost server thread.
    panic::catch_unwind(|| read_sheets(bytes, limits))
        .unwrap_or_else(|_| Err(ReadError::Damaged { detail: "its parts do not fit together".to_owned() }))
}

fn read_sheets(bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    let mut xlsx: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(read_error)?;
    let names = xlsx.sheet_names();
    if names.len() > limits.sheets {
        return Err(ReadError::TooManySheets { count: names.len(), limit: limits.sheets });
    }
    let sheets = names.iter().map(|name| read_sheet(&mut xlsx, name, limits)).collect::<Result<_, _>>()?;
    Ok(Workbook { format: Format::Xlsx, sheets })
}

fn read_sheet(xlsx: &mut Xlsx<Cursor<&[u8]>>, name: &str, limits: &Limits) -> Result<Sheet, ReadError> {
    let mut builder = SheetBuilder::new(name, limits);
    let mut cells = match xlsx.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        // A chart on a sheet of its own has no cells.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(builder.finish()),
        Err(error) => return Err(read_error(error)),
    };
    while let Some(record) = cells.next_cell_with_formula_metadata().map_err(read_error)? {
        let (row, column) = record.pos;
        let value = cell(&builder, &record.value);
        let value = match record.formula {
            Some(_) => Cell::Formula { formula: Box::new(value) },
            None => value,
        };
        builder.put(row.saturating_add(1), column, value)?;
    }
    drop(cells);
    let mut sheet = builder.finish();
    for merged in xlsx.merge_cells_by_sheet_name(name).map_err(read_error)? {
        fill_merged(&mut sheet, merged.start, merged.end);
    }
    Ok(sheet)
}

/// A value merged over several lines stands for each of them.
fn fill_merged(sheet: &mut Sheet, (top, left): (u32, u32), (bottom, right): (u32, u32)) {
    if left != right || bottom <= top {
        return;
    }
    let from = sheet.rows.partition_point(|row| row.line <= top);
    let column = left as usize;
    let Some(value) =
        sheet.rows.get(from).filter(|row| row.line == top + 1).map(|row| row.cell(column).clone())
    else {
        return;
    };
    if value.is_blank() {
        return;
    }
    for row in sheet.rows.iter_mut().skip(from + 1).take_while(|row| row.line <= bottom + 1) {
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Empty);
        }
        if let Some(cell) = row.cells.get_mut(column).filter(|cell| cell.is_blank()) {
            *cell = value.clone();
        }
    }
}

fn cell(builder: &SheetBuilder<'_>, value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => whole_number(*number),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => builder.text(text),
        DataRef::SharedString(text) => builder.text(text),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(date) => match date.as_datetime().filter(|_| date.is_datetime()) {
            Some(date) => Cell::Date { date: date.date() },
            None => Cell::Number(date.as_f64()),
        },
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => builder.text(text),
        DataRef::Error(error) => Cell::Error { error: error.to_string() },
    }
}

#[expect(clippy::cast_precision_loss, reason = "a workbook's numbers are floating-point numbers")]
const fn whole_number(number: i64) -> Cell {
    Cell::Number(number as f64)
}

fn read_error(error: XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::Encrypted,
        other => ReadError::Damaged { detail: other.to_string().chars().take(200).collect() },
    }
}
