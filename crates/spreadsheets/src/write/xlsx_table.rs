//! Workbooks, written row by row so that a large list needs little memory.

use rust_xlsxwriter::{Format, FormatAlign, Workbook};

use super::{Column, ColumnKind, Value, WriteError};

/// A cell of a workbook holds at most this many characters.
const LONGEST_TEXT: usize = 32_767;
/// A worksheet has at most this many lines.
const LINES: u32 = 1_048_576;

/// Writes a table as a workbook of one sheet with a fixed header. Text is written as text, also where it looks like
/// a number or begins with `=`.
///
/// # Errors
/// [`WriteError::Xlsx`] when the sheet's name or size is not possible.
pub fn write_xlsx(
    sheet: &str,
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<Value>>,
) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    let worksheet = workbook.add_worksheet_with_constant_memory()?;
    worksheet.set_name(sheet_name(sheet))?;
    worksheet.set_freeze_panes(1, 0)?;
    let header = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter);
    let text = Format::new().set_num_format("@");
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for (index, column) in (0..).zip(columns) {
        worksheet.set_column_width(index, f64::from(column.width))?;
        let format = match column.kind {
            ColumnKind::Text => Some(&text),
            ColumnKind::Date => Some(&date),
            ColumnKind::Number => None,
        };
        if let Some(format) = format {
            worksheet.set_column_format(index, format)?;
        }
    }
    for (index, column) in (0..).zip(columns) {
        worksheet.write_string_with_format(0, index, &column.header, &header)?;
    }
    for (line, row) in (1..LINES).zip(rows) {
        for (index, value) in (0..).zip(row) {
            match value {
                Value::Empty => {}
                Value::Text(value) => {
                    worksheet.write_string_with_format(line, index, clipped(&value), &text)?;
                }
                #[expect(clippy::cast_precision_loss, reason = "counts and fen stay far below 2^53")]
                Value::Number(value) => {
                    worksheet.write_number(line, index, value as f64)?;
                }
                Value::Date(value) => {
                    worksheet.write_with_format(line, index, &value, &date)?;
                }
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}

fn clipped(text: &str) -> &str {
    text.char_indices().nth(LONGEST_TEXT).map_or(text, |(end, _)| text.get(..end).unwrap_or_default())
}

/// Sheet names have at most 31 characters and none of `[]:*?/\`.
fn sheet_name(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| if "[]:*?/\\'".contains(c) || c.is_control() { ' ' } else { c })
        .take(31)
        .collect();
    if name.trim().is_empty() { "Sheet1".to_owned() } else { name }
}
