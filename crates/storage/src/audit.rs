//! An organisation's own view of the journal: what its users did, and what happened to it and to them.

use diesel::prelude::*;
use domain::ids::EntryId;

use crate::{Slice, StorageError, Store, columns::Bind, journal::EntryRow, schema::journal};

impl Store {
    /// The journal of the actor's own organisation, the latest first. Entries that are not sealed yet are among them.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn audit(&self, slice: Slice<EntryId>) -> Result<Vec<EntryRow>, StorageError> {
        self.read(move |scoped| {
            // Each half is one range of its own index, so that a page costs no more than two pages do.
            let half = || {
                let mut query = journal::table
                    .filter(journal::operation_id.eq(Bind(scoped.operation())))
                    .order(journal::id.desc())
                    .limit(slice.limit)
                    .select(EntryRow::as_select())
                    .into_boxed();
                if let Some(after) = slice.after {
                    query = query.filter(journal::id.lt(Bind(after)));
                }
                query
            };
            let own = scoped.actor.organisation_id;
            let done = half().filter(journal::actor_organisation_id.eq(Bind(own)));
            let suffered = half().filter(journal::subject_organisation_id.eq(Bind(own)));
            let mut entries: Vec<EntryRow> = done.load(scoped.conn)?;
            entries.extend(suffered.load::<EntryRow>(scoped.conn)?);
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.id));
            entries.dedup_by_key(|entry| entry.id);
            entries.truncate(usize::try_from(slice.limit).unwrap_or(usize::MAX));
            Ok(entries)
        })
        .await
    }
}
