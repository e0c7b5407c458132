//! A cell of an office's file, as it was.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// From here on a floating-point number no longer keeps every digit: Excel stores 15 significant ones.
pub const FIRST_MANGLED_NUMBER: f64 = 1e15;

/// What stood in a cell. In JSON: `null`, `true`, `3`, `"text"`, `{"date": "2020-02-11"}`, `{"formula": …}`,
/// `{"error": "#N/A"}`, `{"too_long": "…"}`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text.
    Text(String),
    /// A number that the workbook shows as a date.
    Date {
        /// The day.
        date: NaiveDate,
    },
    /// A formula: the value that the workbook kept for it. Formulas are never evaluated and never written.
    Formula {
        /// The kept value.
        formula: Box<Self>,
    },
    /// An error such as `#N/A`.
    Error {
        /// The error as the workbook shows it.
        error: String,
    },
    /// A text longer than a cell of a roster may be: its beginning.
    TooLong {
        /// The first characters.
        too_long: String,
    },
}

impl Cell {
    /// Text that is not blank, or an empty cell.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.trim().is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// The value: for a formula the one that the workbook kept.
    pub fn value(&self) -> &Self {
        match self {
            Self::Formula { formula } => formula.value(),
            other => other,
        }
    }

    /// Whether there is nothing in the cell but white space.
    pub fn is_blank(&self) -> bool {
        match self.value() {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The cell as a person reads it; whole numbers without a decimal point, dates as `2020-02-11`.
    pub fn shown(&self) -> Cow<'_, str> {
        match self.value() {
            Self::Empty | Self::Formula { .. } => Cow::Borrowed(""),
            Self::Bool(true) => Cow::Borrowed("TRUE"),
            Self::Bool(false) => Cow::Borrowed("FALSE"),
            Self::Number(number) if number.abs() >= FIRST_MANGLED_NUMBER => Cow::Owned(format!("{number:E}")),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Text(text) | Self::TooLong { too_long: text } => Cow::Borrowed(text),
            Self::Date { date } => Cow::Owned(date.to_string()),
            Self::Error { error } => Cow::Borrowed(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_short_and_round_trips() {
        let cells = vec![
            Cell::Empty,
            Cell::Bool(true),
            Cell::Number(19_999_038_066.0),
            Cell::text("孔辉国"),
            Cell::Date { date: NaiveDate::from_ymd_opt(2020, 1, 30).unwrap() },
            Cell::Formula { formula: Box::new(Cell::Number(3.0)) },
            Cell::Error { error: "#N/A".into() },
            Cell::TooLong { too_long: "啊".into() },
        ];
        let json = serde_json::to_string(&cells).unwrap();
        assert_eq!(
            json,
            r##"[null,true,19999038066.0,"孔辉国",{"date":"2020-01-30"},{"formula":3.0},{"error":"#N/A"},{"too_long":"啊"}]"##
        );
        assert_eq!(serde_json::from_str::<Vec<Cell>>(&json).unwrap(), cells);
    }

    #[test]
    fn shown_as_people_read_it() {
        assert_eq!(Cell::Number(19_999_038_066.0).shown(), "19999038066");
        assert_eq!(Cell::Number(1.201_991_988_051_26e17).shown(), "1.20199198805126E17");
        assert!(Cell::text(" \u{3000} ").is_blank());
    }
}
