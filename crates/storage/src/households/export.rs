//! A list on its way out of the system: the whole view, and the journal knows.

use domain::{
    journal::{Change, EntryKind, SubjectKind},
    problems::ProblemCode,
};
use serde_json::{Value, json};

use super::{
    filter::{HouseholdFilter, HouseholdOrder},
    list::List,
    rows::{HouseholdRow, rows_at},
};
use crate::{ConflictKind, Slice, StorageError, Store, journal::Entry};

/// Households that leave at once at most.
const AT_MOST: usize = 100_000;
/// Households that are read together.
const AT_ONCE: i64 = 500;

impl Store {
    /// All households of a view, in its order. The journal keeps the filter, as the caller words it, and how many left.
    ///
    /// # Errors
    /// [`ProblemCode::TooManyRows`] for more than 100,000.
    pub async fn export_households(
        &self,
        filter: HouseholdFilter,
        order: HouseholdOrder,
        described: Value,
    ) -> Result<Vec<HouseholdRow>, StorageError> {
        let rows = self
            .read(move |scoped| {
                let list = List::of(scoped, &filter, order)?;
                let mut rows: Vec<HouseholdRow> = Vec::new();
                let mut slice = Slice::first(AT_ONCE);
                loop {
                    let keys = list.slice(scoped, &slice)?;
                    let Some(last) = keys.last().cloned() else { return Ok(rows) };
                    rows.extend(rows_at(scoped, keys)?);
                    if rows.len() > AT_MOST {
                        return Err(ConflictKind::Rule(ProblemCode::TooManyRows).into());
                    }
                    slice.after = Some(last);
                }
            })
            .await?;
        let count = rows.len();
        self.write(move |scoped| {
            let entry = Entry::new(EntryKind::ListExported, SubjectKind::Operation, scoped.operation());
            let changes = [Change::set("filter", &described), Change::set("rows", &json!(count))];
            scoped.record(vec![entry.named("households").changing(changes)])
        })
        .await?;
        Ok(rows)
    }
}
