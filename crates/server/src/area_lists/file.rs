//! A file with a list of areas: which column says what, and what its lines say.

use domain::{
    area_lists::{AreaColumn, ListedArea},
    problems::ProblemCode,
};
use spreadsheets::{Limits, Row, Sheet};

use crate::problem::{Problem, Result};

/// Lines of a list, its header among them.
const MOST_LINES: u32 = 100_001;
/// Lines among which the header is looked for: titles may stand above it.
const HEAD: usize = 20;

/// A list as a file has it.
#[derive(Debug, Clone)]
pub struct AreaList {
    /// Its columns.
    pub columns: Vec<ListColumn>,
    /// Its lines.
    pub lines: Vec<ListedArea>,
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListColumn {
    /// Its place, from 0.
    pub index: u32,
    /// What stands above it.
    pub header: String,
    /// What it says.
    pub meaning: Option<AreaColumn>,
}

/// Columns that somebody chose, from 0; the others are recognised by their headers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chosen {
    /// With the codes.
    pub code: Option<u32>,
    /// With the names.
    pub name: Option<u32>,
    /// With the levels.
    pub level: Option<u32>,
    /// With the codes of the areas above.
    pub parent: Option<u32>,
}

impl Chosen {
    fn all(self) -> [(AreaColumn, Option<u32>); 4] {
        [
            (AreaColumn::Code, self.code),
            (AreaColumn::Name, self.name),
            (AreaColumn::Level, self.level),
            (AreaColumn::Parent, self.parent),
        ]
    }
}

/// Reads a list.
///
/// # Errors
/// Where the file cannot be read, or no columns with codes and names are found.
pub fn read(bytes: &[u8], chosen: Chosen) -> Result<AreaList> {
    let limits = Limits { rows: MOST_LINES, ..Limits::default() };
    let workbook = spreadsheets::read(bytes, &limits)?;
    let found = workbook.sheets.iter().find_map(|sheet| {
        let header = sheet.rows.iter().take(HEAD).position(|row| is_header(row, chosen))?;
        Some((sheet, header))
    });
    let (sheet, header) = found.ok_or(ProblemCode::NoAreaColumns)?;
    let columns = columns(sheet, header, chosen);
    let at = |meaning| columns.iter().find(|column| column.meaning == Some(meaning)).map(|one| one.index);
    let places = [AreaColumn::Code, AreaColumn::Name, AreaColumn::Level, AreaColumn::Parent].map(at);
    let line = |row: &Row| {
        let [code, name, level, parent] = places.map(|place| said(row, place));
        let listed = ListedArea { line: row.line, code, name, level, parent };
        let is_blank = [&listed.code, &listed.name, &listed.level, &listed.parent]
            .into_iter()
            .all(|text| text.trim().is_empty());
        (!is_blank).then_some(listed)
    };
    let lines: Vec<ListedArea> = sheet.rows.iter().skip(header + 1).filter_map(line).collect();
    if lines.is_empty() { Err(Problem::new(ProblemCode::NoRows)) } else { Ok(AreaList { columns, lines }) }
}

fn said(row: &Row, place: Option<u32>) -> String {
    let place = place.and_then(|place| usize::try_from(place).ok());
    place.map(|place| row.cell(place).shown().into_owned()).unwrap_or_default()
}

fn is_header(row: &Row, chosen: Chosen) -> bool {
    let says = |meaning| row.cells.iter().any(|cell| AreaColumn::of_header(&cell.shown()) == Some(meaning));
    (chosen.code.is_some() || says(AreaColumn::Code)) && (chosen.name.is_some() || says(AreaColumn::Name))
}

fn columns(sheet: &Sheet, header: usize, chosen: Chosen) -> Vec<ListColumn> {
    let Some(row) = sheet.rows.get(header) else { return Vec::new() };
    let mut columns: Vec<ListColumn> = Vec::new();
    for (index, cell) in (0..).zip(&row.cells) {
        let header = cell.shown().into_owned();
        let by_hand = chosen.all().into_iter().find(|(_, place)| *place == Some(index));
        let is_chosen =
            |meaning| chosen.all().into_iter().any(|(one, place)| one == meaning && place.is_some());
        let recognised = AreaColumn::of_header(&header).filter(|meaning| {
            !is_chosen(*meaning) && columns.iter().all(|column| column.meaning != Some(*meaning))
        });
        let meaning = by_hand.map(|(meaning, _)| meaning).or(recognised);
        columns.push(ListColumn { index, header, meaning });
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_below_its_titles_and_in_any_order() {
        let text = "西青区区划\n名称,区划代码,备注\n中北镇,120111100,x\n,,\n一村,120111100001,\n";
        let list = read(text.as_bytes(), Chosen::default()).unwrap();
        let meanings: Vec<_> = list.columns.iter().map(|column| column.meaning).collect();
        assert_eq!(meanings, [Some(AreaColumn::Name), Some(AreaColumn::Code), None]);
        assert_eq!(list.lines.len(), 2);
        assert_eq!((list.lines[1].line, list.lines[1].code.as_str()), (5, "120111100001"));
        let by_hand = read(text.as_bytes(), Chosen { name: Some(2), ..Chosen::default() }).unwrap();
        assert_eq!(by_hand.lines[0].name, "x");
        assert_eq!(
            read("姓名\n王芳\n".as_bytes(), Chosen::default()).unwrap_err().code(),
            ProblemCode::NoAreaColumns
        );
    }
}
