//! A household's history as it goes over the wire.

use std::collections::BTreeSet;

use api_types::journal::{FieldChange, JournalEntry, Opening};
use domain::{
    ids::BatchId,
    journal::{Change, EntryKind},
};
use serde_json::Value;
use storage::{households::Named, journal::EntryRow, openings::OpeningRow};

use super::wire::Reader;

/// An entry, with names for ids and masks over what the reader may not see.
pub fn entry(
    reader: Reader,
    (row, filename): (EntryRow, Option<String>),
    named: &Named,
    merges: &BTreeSet<BatchId>,
) -> JournalEntry {
    let tells_of_merge = EntryKind::RESHAPING.contains(&row.kind);
    JournalEntry {
        merge_id: row.batch_id.filter(|batch| tells_of_merge && merges.contains(batch)),
        id: row.id,
        position: row.position,
        at: row.at,
        actor_id: row.actor_id,
        actor_name: row.actor_name,
        kind: row.kind,
        subject_kind: row.subject_kind,
        subject_id: row.subject_id.as_uuid().to_string(),
        subject_name: row.subject_name,
        household_id: row.household_id,
        roster_filename: filename,
        emptied: row.emptied_by.is_some(),
        changes: row.changes.0.into_iter().filter_map(|one| change(reader, one, named)).collect(),
    }
}

/// An opening.
pub fn opening(row: OpeningRow) -> Opening {
    let OpeningRow { id, at, user_id, user_name, organisation_name } = row;
    Opening { id, at, user_id, user_name, organisation_name }
}

fn change(reader: Reader, change: Change, named: &Named) -> Option<FieldChange> {
    let Change { field, before, after } = change;
    let shown = |field: &str, show: &dyn Fn(Value) -> Value| {
        Some(FieldChange {
            field: field.to_owned(),
            before: show(before.clone()),
            after: show(after.clone()),
        })
    };
    match field.as_str() {
        // The entry names its subject, and its voucher is for the proof.
        "person_id" | "emptied" => None,
        "owner_id" => shown("owner", &|id| named.of(id)),
        "area_id" => shown("area", &|id| named.of(id)),
        "employer_id" => shown("employer", &|id| named.of(id)),
        _ => shown(&field, &|value| reader.masks.noted(&field, value)),
    }
}
