//! The row whose words name the columns.

use domain::rosters::{
    cells::Cell,
    fields::{Field, HeaderMatch, is_ignored_header},
    recognition::ColumnMemory,
};

use crate::read::{Row, Sheet};

/// Titles and reporting lines stand above a header; a page of them is the most that was ever seen.
const SEARCHED_ROWS: usize = 40;
/// Headers are short; longer texts are explanations that happen to use the same words.
const LONGEST_HEADER: usize = 24;

/// The position of the header among the sheet's rows.
pub fn find(sheet: &Sheet, memory: &ColumnMemory) -> Option<usize> {
    let scores = sheet.rows.iter().take(SEARCHED_ROWS).map(|row| score(row, memory)).enumerate();
    let best = scores.filter(|(_, score)| score.is_header()).rev().max_by_key(|(_, score)| score.points)?;
    Some(best.0)
}

#[derive(Default)]
struct Score {
    fields: usize,
    known_words: usize,
    has_name: bool,
    points: usize,
}

impl Score {
    /// Words such as 医院 or 社区 stand in values, too: one header at least is wholly a known word.
    const fn is_header(&self) -> bool {
        (self.fields >= 2 || self.has_name) && self.known_words >= 1
    }
}

fn score(row: &Row, memory: &ColumnMemory) -> Score {
    let mut fields: Vec<Field> = Vec::new();
    let (mut points, mut known_words) = (0, 0);
    if row.cells.iter().any(is_value) {
        return Score::default();
    }
    for cell in row.cells.iter().filter(|cell| !cell.is_blank()) {
        let header = cell.shown();
        if header.chars().count() > LONGEST_HEADER {
            continue;
        }
        let (field, worth) = match (memory.recall(&header), Field::from_header(&header)) {
            (Some(Some(field)), _) => (field, 4),
            (Some(None), _) => {
                points += 1;
                continue;
            }
            (None, Some((field, HeaderMatch::Exact))) => (field, 3),
            (None, Some((field, HeaderMatch::Contained))) => (field, 1),
            (None, None) => {
                points += usize::from(is_ignored_header(&header));
                continue;
            }
        };
        if !fields.contains(&field) {
            known_words += usize::from(worth > 1);
            points += worth + if field == Field::Name { 3 } else { 0 };
            fields.push(field);
        }
    }
    let has_name = fields.contains(&Field::Name);
    Score { fields: fields.len(), known_words, has_name, points }
}

/// Headers are words; dates, numbers and long digits are values.
fn is_value(cell: &Cell) -> bool {
    match cell.value() {
        Cell::Date { .. } | Cell::Number(_) | Cell::Bool(_) => true,
        Cell::Text(text) => text.chars().filter(|c| c.is_ascii_digit()).count() >= 7,
        _ => false,
    }
}
