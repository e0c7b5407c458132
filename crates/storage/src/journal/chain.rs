//! The hash that ties each sealed entry to the one before it.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::EntryRow;

/// A SHA-256.
pub type Hash = [u8; 32];

/// What stands before the first entry of an operation's journal.
pub fn origin(operation: domain::ids::OperationId) -> Hash {
    Sha256::digest(format!("homefront journal 1 {operation}")).into()
}

/// The hash of an entry at its position, behind the entry with hash `previous`.
///
/// It covers every column but the hashes. The rows are hashed as the database returns them, so that what an engine does to
/// a document on its way in makes no difference.
pub fn hash(previous: &Hash, position: i64, entry: &EntryRow) -> Hash {
    let changes: Vec<Value> = entry
        .changes
        .0
        .iter()
        .map(|change| json!([change.field, sorted(&change.before), sorted(&change.after)]))
        .collect();
    // An array: its order is fixed, and no two entries have the same text.
    let mut text = json!([
        entry.operation_id,
        entry.id,
        position,
        entry.at.timestamp_micros(),
        entry.actor_id,
        entry.actor_name,
        entry.kind,
        entry.subject_kind,
        entry.subject_id.as_uuid(),
        entry.subject_name,
        entry.household_id,
        entry.batch_id,
        entry.roster_id,
        entry.area_path,
        changes,
    ]);
    // Entries older than these columns have neither, and keep the hash that they were sealed with.
    let organisations = (entry.actor_organisation_id, entry.subject_organisation_id);
    if let (Value::Array(columns), (Some(_), _) | (_, Some(_))) = (&mut text, organisations) {
        columns.push(json!(organisations));
    }
    Sha256::new().chain_update(previous).chain_update(text.to_string()).finalize().into()
}

/// Objects as arrays of pairs in the order of their keys: engines keep keys in orders of their own.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut pairs: Vec<_> = fields.iter().map(|(key, value)| (key, sorted(value))).collect();
            pairs.sort_by(|a, b| a.0.cmp(b.0));
            json!({ "object": pairs })
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        _ => value.clone(),
    }
}
