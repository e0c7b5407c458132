//! From what storage keeps to what goes over the wire.

use std::collections::HashMap;

use api_types::{rosters as wire, users::UserRef};
use domain::{
    ids::PersonId,
    problems::ProblemCode,
    rosters::{
        fields::Field,
        reasons::{About, Reason},
        recognition::{Basis, Column, Recognition, Sheet, Unused},
    },
};
use storage::rosters::{
    Applied, FileStanding, Preview, RosterRecord, RosterStatus, RosterSummary, RowCell, RowCounts, RowRecord,
    SourceRecord, Uploader, Whereabouts,
};

use super::files;
use crate::{http::Versioned, masking::Masks};

impl Versioned for wire::Roster {
    fn revision(&self) -> i64 {
        self.revision
    }
}

/// A roster as the wizard shows it.
pub fn roster(masks: Masks, record: RosterRecord) -> wire::Roster {
    let RosterRecord {
        summary,
        size,
        as_of,
        recognised,
        undone_at,
        revision,
        same_as,
        job_id,
        preview,
        file,
    } = record;
    let mut heads = recognised.heads.into_iter();
    let sheets = recognised.recognition.sheets;
    wire::Roster {
        id: summary.id,
        filename: summary.filename,
        size,
        source: source(summary.source),
        status: status(summary.status),
        as_of,
        sheets: sheets.into_iter().map(|one| sheet(masks, one, heads.next().unwrap_or_default())).collect(),
        counts: counts(summary.counts),
        same_as,
        is_overtaken: preview == Preview::Overtaken,
        file_kept: file == FileStanding::Kept,
        job_id,
        uploaded_by: uploader(summary.uploaded_by),
        uploaded_at: summary.created_at,
        committed_at: summary.committed_at,
        undone_at,
        revision,
    }
}

/// A roster as the list shows it.
pub fn summary(summary: RosterSummary) -> wire::RosterRef {
    wire::RosterRef {
        id: summary.id,
        filename: summary.filename,
        source: source(summary.source),
        status: status(summary.status),
        counts: counts(summary.counts),
        waiting_numbers: summary.waiting_numbers,
        uploaded_by: uploader(summary.uploaded_by),
        uploaded_at: summary.created_at,
        committed_at: summary.committed_at,
    }
}

/// An office that sends rosters.
pub fn source(source: SourceRecord) -> wire::Source {
    wire::Source { id: source.id, name: source.name }
}

fn uploader(uploader: Uploader) -> UserRef {
    let Uploader { id, display_name, organisation_name } = uploader;
    UserRef { id, display_name, organisation_name }
}

const fn status(status: RosterStatus) -> wire::RosterStatus {
    match status {
        RosterStatus::Recognised => wire::RosterStatus::Recognised,
        RosterStatus::Previewed => wire::RosterStatus::Previewed,
        RosterStatus::Committed => wire::RosterStatus::Committed,
        RosterStatus::Undone => wire::RosterStatus::Undone,
    }
}

const fn counts(counts: RowCounts) -> wire::RowCounts {
    let RowCounts { rows, new, same, update, conflict, held, rejected, mistyped_identity_numbers } = counts;
    wire::RowCounts { rows, new, same, update, conflict, held, rejected, mistyped_identity_numbers }
}

fn sheet(masks: Masks, sheet: Sheet, head: Vec<Vec<String>>) -> wire::RosterSheet {
    let problem = match sheet.unused {
        None => Recognition { sheets: vec![sheet.clone()] }.check().err().map(files::code_of),
        Some(unused) => why(unused),
    };
    let fields: HashMap<usize, Field> =
        sheet.columns.iter().filter_map(|column| Some((column.index as usize, column.field?))).collect();
    let line = |line: Vec<String>| -> Vec<String> {
        let cells = (0..).zip(line);
        cells.map(|(index, cell)| masks.cell(fields.get(&index).copied(), cell).unwrap_or_default()).collect()
    };
    wire::RosterSheet {
        head: head.into_iter().map(line).collect(),
        name: sheet.name,
        used: sheet.unused.is_none(),
        problem,
        header_row: sheet.header_row,
        rows: sheet.rows.data,
        columns: sheet.columns.into_iter().map(|one| column(masks, one)).collect(),
    }
}

const fn why(unused: Unused) -> Option<ProblemCode> {
    match unused {
        Unused::Empty | Unused::NoDataRows => Some(ProblemCode::NoRows),
        Unused::NoHeader | Unused::NoNameColumn => Some(ProblemCode::NoNameColumn),
        Unused::LeftOut => None,
    }
}

fn column(masks: Masks, column: Column) -> wire::RosterColumn {
    wire::RosterColumn {
        index: column.index,
        header: column.header,
        field: column.field.map(|field| field.as_str().to_owned()),
        samples: column.samples.into_iter().filter_map(|sample| masks.cell(column.field, sample)).collect(),
        found_by: match column.basis {
            Basis::Chosen => wire::FoundBy::Person,
            Basis::Remembered => wire::FoundBy::Memory,
            Basis::Header | Basis::PartOfHeader => wire::FoundBy::Header,
            Basis::Content => wire::FoundBy::Content,
            Basis::Nothing => wire::FoundBy::Nothing,
        },
    }
}

/// A row without what the reader may not see.
pub fn masked(masks: Masks, mut row: RowRecord) -> RowRecord {
    let cells = row.cells.into_iter();
    row.cells = cells
        .filter_map(|RowCell { field, value }| {
            let value = masks.cell(field.parse().ok(), value)?;
            Some(RowCell { field, value })
        })
        .collect();
    for reason in &mut row.reasons {
        let field = reason.field;
        reason.value = reason.value.take().and_then(|value| masks.cell(field, value));
        reason.other = reason.other.take().and_then(|other| masks.cell(field, other));
    }
    row
}

/// A row, with the people whom the reader may see.
pub fn row(masks: Masks, row: RowRecord, people: &HashMap<PersonId, Whereabouts>) -> wire::RosterRow {
    let row = masked(masks, row);
    let lives = row.person_id.and_then(|person| people.get(&person));
    wire::RosterRow {
        row_no: row.row_no,
        sheet: row.sheet,
        line: row.line,
        outcome: row.outcome,
        reasons: row.reasons.into_iter().map(|one| reason(one, people)).collect(),
        cells: row
            .cells
            .into_iter()
            .map(|cell| wire::RowCell { field: cell.field, value: cell.value })
            .collect(),
        person_id: row.person_id.filter(|_| lives.is_some()),
        household_id: lives.map(|lives| lives.household_id),
        household_reference: lives.map(|lives| lives.reference.clone()),
        applied: row.applied == Applied::Yes,
        decided: row.decided_by.is_some(),
    }
}

fn reason(reason: Reason, people: &HashMap<PersonId, Whereabouts>) -> wire::RowReason {
    let Reason { code, field, value, other, about } = reason;
    let (person, other_row) = match about {
        Some(About::Person(id)) => (Some(id), None),
        Some(About::Row(row)) => (None, i32::try_from(row).ok()),
        None => (None, None),
    };
    let lives = person.and_then(|person| people.get(&person));
    let may_name = person.is_none() || lives.is_some();
    wire::RowReason {
        code: code.as_str().to_owned(),
        field: field.map(|field| field.as_str().to_owned()),
        value,
        other: other.filter(|_| may_name),
        person_id: person.filter(|_| lives.is_some()),
        household_id: lives.map(|lives| lives.household_id),
        household_reference: lives.map(|lives| lives.reference.clone()),
        other_row,
    }
}

/// What the ledger holds.
pub fn ledger_status(status: storage::rosters::LedgerStatus) -> wire::LedgerStatus {
    wire::LedgerStatus {
        workers: status.workers,
        households: status.households,
        dual_frontline_households: status.dual_frontline_households,
        by_category: status.by_category,
        without_category: status.without_category,
        mistyped_ids: status.mistyped_ids,
        held: status.held,
        rejected: status.rejected,
        only_in_source: status.only_in_source,
        in_all_sources: status.in_all_sources,
    }
}
