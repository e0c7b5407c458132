//! The cells of a row by field.

use super::Reader;
use crate::{
    dates::PartialDate,
    masking::conceal_identity_numbers,
    rosters::{
        cells::Cell,
        fields::Field,
        reasons::{Reason, ReasonCode},
        values::date_of,
    },
    text::tidy,
};

/// Words that stand for an empty cell.
const BLANKS: [&str; 10] = ["无", "/", "-", "—", "--", "暂无", "不详", "未知", "n/a", "none"];
const LONGEST_TEXT: usize = 500;

impl<'a> Reader<'a> {
    pub(super) fn say(&mut self, reason: Reason) {
        self.reasons.push(reason);
    }

    /// The cells of a field, errors and overlong texts left out.
    pub(super) fn cells(&self, field: Field) -> impl Iterator<Item = &'a Cell> + use<'a> {
        let cells = &self.row.cells;
        let columns = self.sheet.columns_of(field);
        columns.filter_map(|column| cells.get(column)).filter(|cell| {
            !cell.is_blank() && !matches!(cell.value(), Cell::Error { .. } | Cell::TooLong { .. })
        })
    }

    /// The first text of a field that says something.
    pub(super) fn first(&self, field: Field) -> Option<String> {
        let texts = self.cells(field).map(|cell| clipped(&tidy(&cell.shown())));
        texts.filter(|text| !text.is_empty()).find(|text| !is_blank_word(text))
    }

    pub(super) fn joined(&self, field: Field) -> Option<String> {
        let texts: Vec<String> = self.cells(field).map(|cell| clipped(&tidy(&cell.shown()))).collect();
        let told = texts.iter().filter(|text| !is_blank_word(text));
        let joined = told.map(String::as_str).collect::<Vec<_>>().join("；");
        (!joined.is_empty()).then_some(joined)
    }

    pub(super) fn look_at_cells(&mut self) {
        for column in &self.sheet.columns {
            let (Some(field), Some(cell)) = (column.field, self.row.cells.get(column.index as usize)) else {
                continue;
            };
            match cell.value() {
                Cell::Error { error } => {
                    self.reasons.push(Reason::on(ReasonCode::CellError, field).value(error))
                }
                Cell::TooLong { .. } => self.reasons.push(Reason::on(ReasonCode::CellTooLong, field)),
                _ if matches!(cell, Cell::Formula { .. }) && !cell.is_blank() => {
                    self.reasons.push(Reason::on(ReasonCode::CellFormula, field));
                }
                _ => {}
            }
        }
    }

    pub(super) fn date(&mut self, field: Field) -> Option<PartialDate> {
        let cell = self.cells(field).next()?;
        let date = date_of(cell);
        let shown = tidy(&cell.shown());
        if date.is_none() && !is_blank_word(&shown) {
            self.say(Reason::on(ReasonCode::DateUnreadable, field).value(clipped(&shown)));
        }
        date
    }

    /// A word out of a small set; an unknown one is noted.
    pub(super) fn word<T>(&mut self, field: Field, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let cell = self.cells(field).next()?;
        let shown = match cell.value() {
            Cell::Bool(true) => "是".to_owned(),
            Cell::Bool(false) => "否".to_owned(),
            _ => tidy(&cell.shown()),
        };
        let parsed = parse(&shown);
        if parsed.is_none() && !is_blank_word(&shown) {
            self.say(Reason::on(ReasonCode::WordUnknown, field).value(clipped(&shown)));
        }
        parsed
    }
}

/// Whether a text stands for an empty cell.
pub(super) fn is_blank_word(text: &str) -> bool {
    BLANKS.contains(&text.to_lowercase().as_str())
}

/// A text of a cell that is kept: not too long, and without the identity number that somebody typed into a note.
pub(super) fn clipped(text: &str) -> String {
    conceal_identity_numbers(text).chars().take(LONGEST_TEXT).collect()
}

/// Personal numbers in reasons: the first three and the last two characters.
pub(super) fn masked(text: &str) -> String {
    let length = text.chars().count();
    if length < 7 {
        return "*".repeat(length);
    }
    text.chars()
        .enumerate()
        .map(|(at, c)| if at < 3 || at + 2 >= length { c } else { '*' })
        .take(40)
        .collect()
}
