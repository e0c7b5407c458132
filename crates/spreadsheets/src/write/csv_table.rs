//! Text tables that Excel opens as they are meant.

use std::{borrow::Cow, io::Write};

use super::{Column, Value, WriteError};

/// Writes a table as UTF-8 with a byte order mark, without which Excel takes it for the system's own encoding.
///
/// # Errors
/// [`WriteError::Csv`] when the output cannot be written to.
pub fn write_csv(
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<Value>>,
    mut out: impl Write,
) -> Result<(), WriteError> {
    out.write_all("\u{feff}".as_bytes()).map_err(csv::Error::from)?;
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(out);
    writer.write_record(columns.iter().map(|column| harmless(&column.header).into_owned()))?;
    for row in rows {
        writer.write_record(row.iter().map(|value| match value {
            Value::Empty => String::new(),
            Value::Text(text) => harmless(text).into_owned(),
            Value::Number(number) => number.to_string(),
            Value::Date(date) => date.to_string(),
        }))?;
    }
    writer.flush().map_err(csv::Error::from)?;
    Ok(())
}

/// A leading apostrophe keeps spreadsheet programs from reading text as a formula (OWASP, “CSV Injection”).
fn harmless(text: &str) -> Cow<'_, str> {
    let dangerous = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.trim_start_matches(' ').starts_with(dangerous) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::super::ColumnKind;
    use super::*;

    #[test]
    fn text_never_becomes_a_formula() {
        let columns = [Column { header: "姓名".into(), kind: ColumnKind::Text, width: 10 }];
        let rows = ["=HYPERLINK(\"x\")", "+86 1", "@a", "-1", "\t=1", "  =1", "王芳"]
            .map(|text| vec![Value::Text(text.into())]);
        let mut out = Vec::new();
        write_csv(&columns, rows, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text,
            "\u{feff}姓名\r\n\"'=HYPERLINK(\"\"x\"\")\"\r\n'+86 1\r\n'@a\r\n'-1\r\n'\t=1\r\n'  =1\r\n王芳\r\n"
        );
    }
}
