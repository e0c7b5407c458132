//! A list of coverage on its way out of the system: the journal knows.

use domain::journal::{Change, EntryKind, SubjectKind};
use serde_json::{Value, json};

use crate::{StorageError, Store, journal::Entry};

impl Store {
    /// Notes that a list left, with its filter as the caller words it and how many rows left.
    ///
    /// # Errors
    /// As [`crate::Database::write`].
    pub async fn note_export(
        &self,
        list: &'static str,
        described: Value,
        rows: usize,
    ) -> Result<(), StorageError> {
        self.write(move |scoped| {
            let entry = Entry::new(EntryKind::ListExported, SubjectKind::Operation, scoped.operation());
            let changes = [Change::set("filter", &described), Change::set("rows", &json!(rows))];
            scoped.record(vec![entry.named(list).changing(changes)])
        })
        .await
    }
}
