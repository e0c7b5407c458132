//! Text tables: the encoding and the separator are found, the cells are text.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{
    Format, Limits, SheetBuilder, Workbook,
    kind::{Endian, utf16_without_mark},
};
use crate::ReadError;

/// Reads a text table.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    let (text, encoding) = decode(bytes)?;
    let separator = separator(&text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut builder = SheetBuilder::new("", limits);
    let mut lines = Lines { text: &text, counted: 0, line: 1 };
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(ReadError::Damaged { detail: error.to_string() }),
        }
        let line = lines.line_of(record.position()).max(builder.last_line.saturating_add(1));
        for (column, text) in (0..).zip(&record) {
            let cell = builder.text(text);
            builder.put(line, column, cell)?;
        }
    }
    Ok(Workbook { format: Format::Csv { encoding }, sheets: vec![builder.finish()] })
}

/// Counts lines up to a row: the reader's own count lags behind where lines end with CR LF.
struct Lines<'a> {
    text: &'a str,
    counted: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line on which a row begins; a quoted cell of the row before may have spanned several.
    fn line_of(&mut self, position: Option<&csv::Position>) -> u32 {
        let start = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or_default();
        let bytes = self.text.as_bytes();
        let ends = bytes
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count();
        let passed = bytes.get(self.counted..start + ends).unwrap_or_default();
        let newlines = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        self.counted = start + ends;
        self.line
    }
}

fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, &'static str), ReadError> {
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, bytes.get(mark..).unwrap_or_default()),
        None => match utf16_without_mark(bytes) {
            Some(Endian::Little) => (UTF_16LE, bytes),
            Some(Endian::Big) => (UTF_16BE, bytes),
            None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
            None => (GB18030, bytes),
        },
    };
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(body)
        .filter(|text| encoding != GB18030 || is_plausible(text))
        .ok_or(ReadError::EncodingUnknown)?;
    let name = if encoding == GB18030 { "GB18030" } else { encoding.name() };
    Ok((text, name))
}

/// Almost any bytes decode as GB18030. Of a list's characters beyond ASCII, nearly all are on the standard's first
/// plane of usual Chinese characters (GB 2312) or are punctuation; in Big5 or Shift-JIS read as GB18030 they are not.
fn is_plausible(text: &str) -> bool {
    let (mut usual, mut other) = (0_usize, 0_usize);
    let mut encoded = [0; 4];
    for c in text.chars().filter(|c| !c.is_ascii()).take(20_000) {
        let c: &str = c.encode_utf8(&mut encoded);
        let (bytes, _, _) = GB18030.encode(c);
        match bytes.as_ref() {
            [0xa1..=0xa9 | 0xb0..=0xf7, 0xa1..=0xfe] => usual += 1,
            _ => other += 1,
        }
    }
    other * 5 <= usual
}

/// Comma, tab or semicolon: the one that most of the first lines have, and most often.
fn separator(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let score = |separator: u8| {
        let counts = lines.iter().map(|line| count_outside_quotes(line, separator));
        counts.fold((0, 0), |(lines, all), count| (lines + usize::from(count > 0), all + count))
    };
    [b';', b'\t', b','].into_iter().max_by_key(|separator| score(*separator)).unwrap_or(b',')
}

fn count_outside_quotes(line: &str, separator: u8) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for byte in line.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            _ if byte == separator && !quoted => count += 1,
            _ => {}
        }
    }
    count
}
