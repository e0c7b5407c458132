//! What each column means: by what the source's header meant before, by the header's words, by the values.

use domain::{
    identity_number::{IdentityNumber, IdentityNumberError},
    phone::PhoneNumber,
    rosters::{
        cells::{Cell, FIRST_MANGLED_NUMBER},
        fields::{Columns, Field, HeaderMatch, is_about_somebody_else, is_ignored_header},
        recognition::{Basis, Column, ColumnMemory},
    },
    text::tidy,
};

use crate::read::Sheet;

/// So many rows tell what a column holds.
const LOOKED_AT: usize = 300;
const SAMPLES: usize = 3;

/// The columns below a header.
pub fn recognise(sheet: &Sheet, header: usize, memory: &ColumnMemory) -> Vec<Column> {
    let Some(header_row) = sheet.rows.get(header) else { return Vec::new() };
    let below = sheet.rows.get(header + 1..).unwrap_or_default();
    let width = below.iter().chain([header_row]).map(|row| row.cells.len()).max().unwrap_or_default();
    let contents: Vec<Content> = (0..width)
        .map(|column| Content::of(below.iter().take(LOOKED_AT).map(|row| row.cell(column))))
        .collect();
    let mut columns: Vec<Column> = (0..)
        .zip(&contents)
        .map(|(index, content)| {
            let header = tidy(&header_row.cell(index as usize).shown());
            let (field, basis, confidence) = by_header(&header, memory);
            let samples = content.samples.clone();
            Column { index, header, field, basis, confidence, samples }
        })
        .collect();
    for (column, content) in columns.iter_mut().zip(&contents) {
        contradict(column, content);
    }
    settle_doubles(&mut columns, &contents);
    for (field, looks_so) in [
        (Field::IdentityNumber, Content::is_identity as fn(&Content) -> bool),
        (Field::Phone, Content::is_phone),
    ] {
        propose_by_content(&mut columns, &contents, field, looks_so);
    }
    for column in &mut columns {
        column.samples = column.samples.iter().map(|sample| masked(sample)).collect();
    }
    columns
}

fn by_header(header: &str, memory: &ColumnMemory) -> (Option<Field>, Basis, u8) {
    if let Some(field) = memory.recall(header) {
        return (field, Basis::Remembered, 100);
    }
    match Field::from_header(header) {
        Some((field, HeaderMatch::Exact)) => (Some(field), Basis::Header, 95),
        Some((field, HeaderMatch::Contained)) => (Some(field), Basis::PartOfHeader, 70),
        None if is_ignored_header(header) => (None, Basis::Header, 95),
        None => (None, Basis::Nothing, 0),
    }
}

/// A column headed 手机号码 that holds identity numbers holds identity numbers, and the other way round.
fn contradict(column: &mut Column, content: &Content) {
    let by_values = match column.field {
        Some(Field::Phone) if content.is_identity() => Field::IdentityNumber,
        Some(Field::IdentityNumber) if content.is_phone() => Field::Phone,
        _ => return,
    };
    if column.basis != Basis::Remembered {
        column.field = Some(by_values);
        column.basis = Basis::Content;
        column.confidence = 60;
    }
}

/// Where two columns name one field, the better founded and fuller one keeps it.
fn settle_doubles(columns: &mut [Column], contents: &[Content]) {
    for field in Field::ALL.iter().filter(|field| field.columns() == Columns::One) {
        let rank = |(column, content): &(&Column, &Content)| (column.confidence, content.filled);
        let candidates =
            columns.iter().zip(contents).rev().filter(|(column, _)| column.field == Some(*field));
        let Some(best) = candidates.max_by_key(rank).map(|(column, _)| column.index) else { continue };
        for column in columns.iter_mut().filter(|column| column.field == Some(*field) && column.index != best)
        {
            column.field = None;
            column.basis = Basis::Nothing;
            column.confidence = 0;
        }
    }
}

fn propose_by_content(
    columns: &mut [Column],
    contents: &[Content],
    field: Field,
    looks_so: fn(&Content) -> bool,
) {
    if columns.iter().any(|column| column.field == Some(field)) {
        return;
    }
    let free = |column: &Column| column.basis == Basis::Nothing && !is_about_somebody_else(&column.header);
    let fitting =
        columns.iter_mut().zip(contents).find(|(column, content)| free(column) && looks_so(content));
    if let Some((column, _)) = fitting {
        column.field = Some(field);
        column.basis = Basis::Content;
        column.confidence = 50;
    }
}

/// What the values of a column look like.
struct Content {
    filled: usize,
    identities: usize,
    phones: usize,
    samples: Vec<String>,
}

impl Content {
    fn of<'a>(cells: impl Iterator<Item = &'a Cell>) -> Self {
        let mut content = Self { filled: 0, identities: 0, phones: 0, samples: Vec::new() };
        for cell in cells.filter(|cell| !cell.is_blank()) {
            content.filled += 1;
            let shown = cell.shown();
            match IdentityNumber::parse(&shown) {
                Ok(_) | Err(IdentityNumberError::Date | IdentityNumberError::CheckCharacter) => {
                    content.identities += 1
                }
                Err(IdentityNumberError::Shape) => {
                    if matches!(cell.value(), Cell::Number(number) if *number >= FIRST_MANGLED_NUMBER) {
                        content.identities += 1;
                    } else if PhoneNumber::parse(&shown).is_ok_and(|phone| phone.as_str().len() == 11) {
                        content.phones += 1;
                    }
                }
            }
            if content.samples.len() < SAMPLES && !content.samples.iter().any(|sample| *sample == shown) {
                content.samples.push(tidy(&shown).chars().take(40).collect());
            }
        }
        content
    }

    const fn is_identity(&self) -> bool {
        self.filled >= 2 && self.identities * 10 >= self.filled * 7
    }

    const fn is_phone(&self) -> bool {
        self.filled >= 2 && self.phones * 10 >= self.filled * 7
    }
}

/// Long numbers are shown by their first three and last two characters.
fn masked(sample: &str) -> String {
    let digits = sample.chars().filter(char::is_ascii_digit).count();
    let length = sample.chars().count();
    if digits < 9 || digits * 2 < length {
        return sample.to_owned();
    }
    sample.chars().enumerate().map(|(at, c)| if at < 3 || at + 2 >= length { c } else { '*' }).collect()
}
