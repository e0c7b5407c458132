//! The reporting line around a list: who reports it, and as of which day.

use chrono::NaiveDate;
use domain::{
    rosters::{cells::Cell, values::find_date},
    text::tidy,
};

use crate::read::{Row, Sheet};

const AS_OF: [&str; 9] =
    ["截至", "截止", "统计日期", "统计时间", "填报日期", "填报时间", "报送日期", "填表日期", "as of"];
const REPORTER: [&str; 7] =
    ["填报单位", "上报单位", "报送单位", "填表单位", "制表单位", "单位名称", "reported by"];
/// Reporting lines stand above the header or in the last few lines.
const LINES_AT_THE_END: usize = 5;

/// What the lines around a list say.
pub struct Titles {
    /// The day for which the list stands.
    pub as_of: Option<NaiveDate>,
    /// Who reports it.
    pub reporter: Option<String>,
}

/// Reads the lines above the header and the last lines.
pub fn read(sheet: &Sheet, header: Option<usize>) -> Titles {
    let above = sheet.rows.get(..header.unwrap_or_default()).unwrap_or_default();
    let below = sheet.rows.get(header.map_or(0, |at| at + 1)..).unwrap_or_default();
    let end = below.get(below.len().saturating_sub(LINES_AT_THE_END)..).unwrap_or_default();
    let lines = || above.iter().chain(end);
    Titles {
        as_of: lines().find_map(as_of).or_else(|| above.iter().flat_map(|row| &row.cells).find_map(date)),
        reporter: lines().find_map(reporter),
    }
}

fn as_of(row: &Row) -> Option<NaiveDate> {
    let at = row.cells.iter().position(|cell| {
        let shown = cell.shown().to_lowercase();
        AS_OF.iter().any(|word| shown.contains(word))
    })?;
    row.cells.iter().skip(at).find_map(date)
}

fn date(cell: &Cell) -> Option<NaiveDate> {
    match cell.value() {
        Cell::Date { date } => Some(*date),
        Cell::Text(text) => find_date(text),
        _ => None,
    }
}

fn reporter(row: &Row) -> Option<String> {
    row.cells.iter().find_map(|cell| {
        let shown = tidy(&cell.shown());
        let lower = shown.to_lowercase();
        let word = REPORTER.iter().find(|word| lower.starts_with(**word))?;
        let rest = shown.get(word.len()..)?;
        let (_, name) = rest.split_once(':')?;
        let name: String = name.trim().chars().take(100).collect();
        (!name.is_empty()).then_some(name)
    })
}
