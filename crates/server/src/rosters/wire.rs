//! From what storage keeps to what goes over the wire.

use api_types::rosters as wire;
use domain::{
    problems::ProblemCode,
    rosters::recognition::{Basis, Column, Sheet, Unused},
};

/// A sheet as the wizard shows it.
pub fn sheet(sheet: Sheet, head: Vec<Vec<String>>) -> wire::RosterSheet {
    let missing_name = sheet.unused.is_none() && sheet.check_names().is_err();
    let _ = missing_name;
    wire::RosterSheet {
        name: sheet.name,
        used: sheet.unused.is_none(),
        problem: sheet.unused.and_then(problem),
        header_row: sheet.header_row,
        rows: sheet.rows.data,
        columns: sheet.columns.into_iter().map(column).collect(),
        head,
    }
}

const fn problem(unused: Unused) -> Option<ProblemCode> {
    match unused {
        Unused::Empty | Unused::NoDataRows => Some(ProblemCode::NoRows),
        Unused::NoHeader | Unused::NoNameColumn => Some(ProblemCode::NoNameColumn),
        Unused::LeftOut => None,
    }
}

fn column(column: Column) -> wire::RosterColumn {
    wire::RosterColumn {
        index: column.index,
        header: column.header,
        field: column.field.map(|field| field.as_str().to_owned()),
        samples: column.samples,
        found_by: found_by(column.basis),
    }
}

const fn found_by(basis: Basis) -> wire::FoundBy {
    match basis {
        Basis::Chosen => wire::FoundBy::Person,
        Basis::Remembered => wire::FoundBy::Memory,
        Basis::Header | Basis::PartOfHeader => wire::FoundBy::Header,
        Basis::Content => wire::FoundBy::Content,
        Basis::Nothing => wire::FoundBy::Nothing,
    }
}
