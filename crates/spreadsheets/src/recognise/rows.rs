//! Which rows below a header are about people, and which of them are one household.

use domain::{
    persons::Relation,
    rosters::{
        cells::Cell,
        fields::{Field, header_key},
        recognition::{RosterKind, RowCounts, Sheet},
    },
    text::tidy,
};

use crate::read;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A title or reporting line, or the header itself.
    AboveHeader,
    /// About a person.
    Data,
    /// 合计, 总计, 小计.
    Total,
    /// The header again, on a later page.
    RepeatedHeader,
    /// 填表人：… and the like.
    Footer,
}

const TOTALS: [&str; 8] = ["合计", "总计", "小计", "共计", "累计", "total", "subtotal", "grandtotal"];
const FOOTERS: [&str; 14] = [
    "填表人",
    "制表人",
    "审核人",
    "负责人",
    "经办人",
    "填报人",
    "联系人",
    "填报单位",
    "制表单位",
    "填报日期",
    "填表日期",
    "注",
    "备注",
    "说明",
];

/// Judges a row by the sheet's header and columns.
pub fn kind(row: &read::Row, sheet: &Sheet) -> RowKind {
    if sheet.header_row.is_none_or(|header| row.line <= header) {
        return RowKind::AboveHeader;
    }
    let filled: Vec<String> =
        row.cells.iter().filter(|cell| !cell.is_blank()).map(|cell| tidy(&cell.shown())).take(4).collect();
    if filled.iter().take(3).any(|text| is_total(text)) {
        return RowKind::Total;
    }
    let repeats = |column: &&domain::rosters::recognition::Column| {
        !column.header.is_empty() && tidy(&row.cell(column.index as usize).shown()) == column.header
    };
    if sheet.columns.iter().filter(repeats).count() >= 2 {
        return RowKind::RepeatedHeader;
    }
    let first = filled.first().map(String::as_str).unwrap_or_default();
    let is_footer =
        |word: &&str| first.strip_prefix(*word).is_some_and(|rest| rest.trim_start().starts_with([':', '1']));
    if filled.len() < 4 && FOOTERS.iter().any(is_footer) { RowKind::Footer } else { RowKind::Data }
}

fn is_total(text: &str) -> bool {
    let key = header_key(text);
    TOTALS.iter().any(|word| {
        key.strip_prefix(word)
            .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '人' | '户' | '名')))
    })
}

/// Counts a sheet's rows by kind.
pub fn count(source: &read::Sheet, sheet: &Sheet) -> RowCounts {
    let mut counts = RowCounts { blank: source.blank_rows, ..RowCounts::default() };
    for row in &source.rows {
        match kind(row, sheet) {
            RowKind::AboveHeader => counts.above_header += 1,
            RowKind::Data => counts.data += 1,
            RowKind::Total => counts.totals += 1,
            RowKind::RepeatedHeader => counts.repeated_headers += 1,
            RowKind::Footer => counts.footers += 1,
        }
    }
    counts
}

/// A row's cells with the household's own filled down, and how many rows above its household begins.
pub struct Grouped {
    /// The row's cells.
    pub cells: Vec<Cell>,
    /// Rows between this one and the first of its household.
    pub back: u32,
}

/// Finds the households of a list of members, row by row.
pub struct Groups<'a> {
    sheet: &'a Sheet,
    household_columns: Vec<(Field, usize)>,
    relation_column: Option<usize>,
    head: Option<Head>,
}

/// What the present household's rows have said of it.
struct Head {
    cells: Vec<Cell>,
    rows: u32,
    has_worker: bool,
}

impl<'a> Groups<'a> {
    /// Nothing read yet.
    pub fn new(sheet: &'a Sheet) -> Self {
        let household_columns = Field::ALL
            .iter()
            .filter(|field| field.is_of_household())
            .flat_map(|field| sheet.columns_of(*field).map(|column| (*field, column)))
            .collect();
        let relation_column = sheet.columns_of(Field::Relation).next();
        Self { sheet, household_columns, relation_column, head: None }
    }

    /// Places the next row.
    pub fn next(&mut self, row: &read::Row) -> Grouped {
        if self.sheet.kind != RosterKind::Members {
            return Grouped { cells: row.cells.clone(), back: 0 };
        }
        let relation = self
            .relation_column
            .and_then(|column| Relation::from_roster_word(&tidy(&row.cell(column).shown())));
        let is_worker = relation == Some(Relation::Worker);
        let mut cells = row.cells.clone();
        let continues = self.head.as_ref().is_some_and(|head| self.continues(row, head, is_worker));
        match self.head.as_mut().filter(|_| continues) {
            Some(head) => {
                for (_, column) in &self.household_columns {
                    fill(&mut cells, *column, &head.cells);
                    fill(&mut head.cells, *column, &cells);
                }
                head.has_worker |= is_worker;
                let back = head.rows;
                head.rows += 1;
                Grouped { cells, back }
            }
            None => {
                self.head = Some(Head { cells: cells.clone(), rows: 1, has_worker: is_worker });
                Grouped { cells, back: 0 }
            }
        }
    }

    /// A row is of the household above if it says nothing else: what it names of the household is the same.
    fn continues(&self, row: &read::Row, head: &Head, is_worker: bool) -> bool {
        let mut same_number = false;
        for (field, column) in &self.household_columns {
            let cell = row.cell(*column);
            if cell.is_blank() {
                continue;
            }
            let above = head.cells.get(*column).unwrap_or(&Cell::Empty);
            if tidy(&cell.shown()) != tidy(&above.shown()) {
                return false;
            }
            same_number |= *field == Field::HouseholdNo;
        }
        // A second worker in person begins a household of their own, unless the list says otherwise by its number.
        let another_worker = is_worker && head.has_worker;
        same_number || !another_worker
    }
}

fn fill(cells: &mut Vec<Cell>, column: usize, from: &[Cell]) {
    let Some(value) = from.get(column).filter(|value| !value.is_blank()) else { return };
    if cells.len() <= column {
        cells.resize(column + 1, Cell::Empty);
    }
    if let Some(cell) = cells.get_mut(column).filter(|cell| cell.is_blank()) {
        *cell = value.clone();
    }
}
