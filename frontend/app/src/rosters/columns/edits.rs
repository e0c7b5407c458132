//! Corrections of what was recognised, kept apart from the roster until they are saved, so that somebody else's change
//! in between loses neither.

use api_types::rosters::{
    FoundBy, Roster, RosterColumn, RosterColumnPatch, RosterPatch, RosterSheet, RosterSheetPatch,
};
use chrono::NaiveDate;
use domain::{
    problems::ProblemCode,
    rosters::fields::{Columns, Field},
};
use serde::{Deserialize, Serialize};

/// What a person changed and has not saved.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Edits(RosterPatch);

/// One thing that can be corrected.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    Source(String),
    AsOf(Option<NaiveDate>),
    Used { sheet: String, used: bool },
    Column { sheet: String, index: u32, field: Option<Field> },
}

impl Edits {
    pub fn is_empty(&self) -> bool {
        self.0 == RosterPatch::default()
    }

    pub const fn patch(&self) -> &RosterPatch {
        &self.0
    }

    /// With one more correction; one that only says what the roster has already is none.
    #[must_use]
    pub fn with(mut self, edit: Edit, roster: &Roster) -> Self {
        match edit {
            Edit::Source(source) => self.0.source = (source != roster.source.name).then_some(source),
            Edit::AsOf(as_of) => self.0.as_of = (as_of != roster.as_of).then_some(as_of),
            Edit::Used { sheet, used } => {
                let same = sheet_named(roster, &sheet).is_some_and(|known| known.used == used);
                self.sheet(&sheet).used = (!same).then_some(used);
            }
            Edit::Column { sheet, index, field } => {
                let field = field.map(|field| field.as_str().to_owned());
                let known = sheet_named(roster, &sheet)
                    .and_then(|sheet| sheet.columns.iter().find(|column| column.index == index));
                let same = known.is_some_and(|column| column.field == field);
                let columns = self.sheet(&sheet).columns.get_or_insert_default();
                columns.retain(|column| column.index != index);
                if !same {
                    columns.push(RosterColumnPatch { index, field });
                }
            }
        }
        self.tidied()
    }

    /// Without the corrections of one sheet's columns, which another header line makes void.
    #[must_use]
    pub fn without_columns_of(mut self, sheet: &str) -> Self {
        self.sheet(sheet).columns = None;
        self.tidied()
    }

    /// Together with another header line.
    pub fn and_header_row(&self, sheet: &str, header_row: u32) -> RosterPatch {
        let mut edits = self.clone().without_columns_of(sheet);
        edits.sheet(sheet).header_row = Some(header_row);
        edits.0
    }

    /// The roster as it will be.
    pub fn applied(&self, roster: &Roster) -> Roster {
        let mut roster = roster.clone();
        if let Some(source) = &self.0.source {
            source.clone_into(&mut roster.source.name);
        }
        if let Some(as_of) = self.0.as_of {
            roster.as_of = as_of;
        }
        for edited in self.0.sheets.iter().flatten() {
            let Some(sheet) = roster.sheets.iter_mut().find(|sheet| sheet.name == edited.name) else {
                continue;
            };
            if let Some(used) = edited.used {
                sheet.used = used;
            }
            for change in edited.columns.iter().flatten() {
                for column in sheet.columns.iter_mut().filter(|column| column.index == change.index) {
                    column.field.clone_from(&change.field);
                    column.found_by = FoundBy::Person;
                }
            }
        }
        roster
    }

    /// The single corrections, for showing them beside what somebody else saved.
    pub fn list(&self) -> Vec<Edit> {
        let mut edits = Vec::new();
        edits.extend(self.0.source.clone().map(Edit::Source));
        edits.extend(self.0.as_of.map(Edit::AsOf));
        for sheet in self.0.sheets.iter().flatten() {
            edits.extend(sheet.used.map(|used| Edit::Used { sheet: sheet.name.clone(), used }));
            for column in sheet.columns.iter().flatten() {
                let field = column.field.as_deref().and_then(|field| field.parse().ok());
                edits.push(Edit::Column { sheet: sheet.name.clone(), index: column.index, field });
            }
        }
        edits
    }

    /// Only those corrections that still change something.
    #[must_use]
    pub fn rebased(&self, roster: &Roster) -> Self {
        self.list().into_iter().fold(Self::default(), |edits, edit| edits.with(edit, roster))
    }

    fn sheet(&mut self, name: &str) -> &mut RosterSheetPatch {
        let sheets = self.0.sheets.get_or_insert_default();
        let at = sheets.iter().position(|sheet| sheet.name == name).unwrap_or_else(|| {
            sheets.push(RosterSheetPatch {
                name: name.to_owned(),
                used: None,
                header_row: None,
                columns: None,
            });
            sheets.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "the position was found or made just above")]
        &mut sheets[at]
    }

    fn tidied(mut self) -> Self {
        if let Some(sheets) = &mut self.0.sheets {
            for sheet in sheets.iter_mut() {
                sheet.columns = sheet.columns.take().filter(|columns| !columns.is_empty());
            }
            sheets.retain(|sheet| {
                sheet.used.is_some() || sheet.header_row.is_some() || sheet.columns.is_some()
            });
        }
        self.0.sheets = self.0.sheets.take().filter(|sheets| !sheets.is_empty());
        self
    }
}

pub fn sheet_named<'a>(roster: &'a Roster, name: &str) -> Option<&'a RosterSheet> {
    roster.sheets.iter().find(|sheet| sheet.name == name)
}

pub fn field_of(column: &RosterColumn) -> Option<Field> {
    column.field.as_deref()?.parse().ok()
}

/// Whether another column of the sheet is taken for the same field, of which there can be one.
pub fn is_taken_twice(sheet: &RosterSheet, column: &RosterColumn) -> bool {
    let Some(field) = field_of(column) else { return false };
    field.columns() == Columns::One
        && sheet.columns.iter().any(|other| other.index != column.index && field_of(other) == Some(field))
}

/// What keeps a sheet that is used from being read.
pub fn problem_of(sheet: &RosterSheet) -> Option<ProblemCode> {
    if !sheet.used {
        return None;
    }
    if sheet.rows == 0 {
        return Some(ProblemCode::NoRows);
    }
    if !sheet.columns.iter().any(|column| field_of(column) == Some(Field::Name)) {
        return Some(ProblemCode::NoNameColumn);
    }
    sheet.columns.iter().any(|column| is_taken_twice(sheet, column)).then_some(ProblemCode::ColumnTakenTwice)
}

/// What keeps the roster from being previewed.
pub fn problem_of_roster(roster: &Roster) -> Option<Obstacle> {
    let mut used = roster.sheets.iter().filter(|sheet| sheet.used).peekable();
    if used.peek().is_some() {
        return used.find_map(problem_of).map(Obstacle::Problem);
    }
    let has_rows = roster.sheets.iter().any(|sheet| sheet.rows > 0);
    Some(if has_rows { Obstacle::NoSheetChosen } else { Obstacle::Problem(ProblemCode::NoRows) })
}

/// Why a roster cannot be previewed as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// What the server would say, too.
    Problem(ProblemCode),
    /// Sheets have rows, and none of them is used.
    NoSheetChosen,
}

#[cfg(test)]
mod tests {
    use api_types::{rosters::*, users::UserRef};

    use super::*;

    const ID: &str = "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55";

    fn column(index: u32, field: Option<Field>) -> RosterColumn {
        RosterColumn {
            index,
            header: format!("c{index}"),
            field: field.map(|field| field.as_str().to_owned()),
            samples: Vec::new(),
            found_by: FoundBy::Header,
        }
    }

    fn roster() -> Roster {
        Roster {
            id: ID.parse().unwrap(),
            filename: "r.xlsx".into(),
            size: 1,
            source: Source { id: ID.parse().unwrap(), name: "卫健委".into() },
            status: RosterStatus::Recognised,
            as_of: None,
            sheets: vec![RosterSheet {
                name: "区内一线".into(),
                used: true,
                problem: None,
                header_row: Some(3),
                rows: 10,
                columns: vec![column(0, Some(Field::Name)), column(1, Some(Field::Phone)), column(2, None)],
                head: Vec::new(),
            }],
            counts: RowCounts::default(),
            same_as: None,
            is_overtaken: false,
            file_kept: true,
            job_id: None,
            uploaded_by: UserRef {
                id: ID.parse().unwrap(),
                display_name: "x".into(),
                organisation_name: "y".into(),
            },
            uploaded_at: chrono::DateTime::UNIX_EPOCH,
            committed_at: None,
            undone_at: None,
            revision: 1,
        }
    }

    fn take(index: u32, field: Option<Field>) -> Edit {
        Edit::Column { sheet: "区内一线".into(), index, field }
    }

    #[test]
    fn a_correction_that_changes_nothing_is_none() {
        let roster = roster();
        let edits = Edits::default().with(take(2, Some(Field::Note)), &roster);
        assert!(!edits.is_empty());
        assert!(edits.with(take(2, None), &roster).is_empty());
        assert!(Edits::default().with(Edit::Source("卫健委".into()), &roster).is_empty());
    }

    #[test]
    fn corrections_show_before_they_are_saved() {
        let roster = roster();
        let edits = Edits::default()
            .with(take(2, Some(Field::Name)), &roster)
            .with(Edit::AsOf(NaiveDate::from_ymd_opt(2020, 2, 11)), &roster);
        let shown = edits.applied(&roster);
        assert_eq!(shown.sheets[0].columns[2].found_by, FoundBy::Person);
        assert_eq!(shown.as_of, NaiveDate::from_ymd_opt(2020, 2, 11));
        assert_eq!(problem_of(&shown.sheets[0]), Some(ProblemCode::ColumnTakenTwice));
        assert_eq!(problem_of(&roster.sheets[0]), None);
    }

    #[test]
    fn several_phones_are_no_mistake_and_no_name_is_one() {
        let roster = roster();
        let phones = Edits::default().with(take(2, Some(Field::Phone)), &roster).applied(&roster);
        assert_eq!(problem_of_roster(&phones), None);
        let nameless = Edits::default().with(take(0, None), &roster).applied(&roster);
        assert_eq!(problem_of_roster(&nameless), Some(Obstacle::Problem(ProblemCode::NoNameColumn)));
        let unused = Edits::default()
            .with(Edit::Used { sheet: "区内一线".into(), used: false }, &roster)
            .applied(&roster);
        assert_eq!(problem_of_roster(&unused), Some(Obstacle::NoSheetChosen));
    }

    #[test]
    fn what_somebody_else_saved_alike_is_no_longer_a_correction() {
        let roster = roster();
        let edits = Edits::default().with(take(2, Some(Field::Note)), &roster).with(take(1, None), &roster);
        let mut theirs = roster;
        theirs.sheets[0].columns[2] = column(2, Some(Field::Note));
        assert_eq!(edits.rebased(&theirs).list(), vec![take(1, None)]);
    }

    #[test]
    fn another_header_line_voids_the_columns() {
        let roster = roster();
        let edits = Edits::default().with(take(2, Some(Field::Note)), &roster);
        let patch = edits.and_header_row("区内一线", 2);
        let sheet = &patch.sheets.unwrap()[0];
        assert_eq!((sheet.header_row, sheet.columns.clone()), (Some(2), None));
    }
}
