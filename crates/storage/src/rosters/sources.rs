//! The offices that send rosters, and what was learned about their columns.

use diesel::prelude::*;
use domain::{access::Visibility, ids::SourceId, rosters::recognition::ColumnMemory, text::tidy};

use crate::{
    Scoped, StorageError,
    columns::{Bind, Json},
    ids,
    schema::{organisations, sources},
    visibility::Condition,
};

/// Sources in a list; an operation has far fewer.
const MOST: i64 = 500;

/// An office that sends rosters.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct SourceRecord {
    /// The source.
    pub id: SourceId,
    /// Its name.
    pub name: String,
}

impl Scoped<'_> {
    /// The sources that the actor's organisation, or those of its area, wrote down, and the operation's own; by name.
    ///
    /// # Errors
    /// As any read.
    pub fn roster_sources(&mut self) -> Result<Vec<SourceRecord>, StorageError> {
        let visible = self.visible_sources();
        let rows = sources::table
            .filter(visible)
            .order((sources::name, sources::id))
            .select((sources::id, sources::name))
            .limit(MOST)
            .load(self.conn)?;
        Ok(rows)
    }

    fn visible_sources(&self) -> Condition<sources::table> {
        let of_operation = sources::operation_id.eq(Bind(self.operation()));
        match &self.actor.visibility {
            Visibility::Area(path) => {
                let below = organisations::table
                    .filter(organisations::operation_id.eq(Bind(self.operation())))
                    .filter(organisations::area_path.ge(path.as_str().to_owned()))
                    .filter(organisations::area_path.lt(path.end_of_subtree()))
                    .select(organisations::id);
                let known = sources::organisation_id.assume_not_null().eq_any(below);
                Box::new(of_operation.and(sources::organisation_id.is_null().or(known)))
            }
            Visibility::Employer(_) | Visibility::Referred(_) => {
                let own = sources::organisation_id.assume_not_null().eq(Bind(self.actor.organisation_id));
                Box::new(of_operation.and(sources::organisation_id.is_not_null()).and(own))
            }
        }
    }

    /// The source of this name; a new one is written down for the actor's organisation.
    ///
    /// # Errors
    /// As any write.
    pub fn source_named(&mut self, name: &str) -> Result<(SourceRecord, ColumnMemory), StorageError> {
        let name = tidy(name);
        let visible = self.visible_sources();
        let known: Option<(SourceId, String, Json<ColumnMemory>)> = sources::table
            .filter(visible)
            .filter(sources::name.eq(&name))
            .order(sources::id)
            .select((sources::id, sources::name, sources::column_memory))
            .first(self.conn)
            .optional()?;
        if let Some((id, name, Json(memory))) = known {
            return Ok((SourceRecord { id, name }, memory));
        }
        let id = ids::new(SourceId::from_uuid, self.now);
        diesel::insert_into(sources::table)
            .values((
                sources::operation_id.eq(Bind(self.operation())),
                sources::id.eq(Bind(id)),
                sources::organisation_id.eq(Bind(self.actor.organisation_id)),
                sources::name.eq(&name),
                // Each organisation has sources of its own: two may call different offices by one name.
                sources::code.eq(format!("{}:{}", self.actor.organisation_id, name.to_lowercase())),
                sources::column_memory.eq(Bind(ColumnMemory::default())),
            ))
            .execute(self.conn)?;
        Ok((SourceRecord { id, name }, ColumnMemory::default()))
    }

    /// What a source's headers meant before.
    ///
    /// # Errors
    /// [`StorageError::NotFound`].
    pub fn column_memory(&mut self, id: SourceId) -> Result<ColumnMemory, StorageError> {
        let Json(memory) = sources::table
            .find((Bind(self.operation()), Bind(id)))
            .select(sources::column_memory)
            .first(self.conn)?;
        Ok(memory)
    }

    /// Keeps what a person corrected, for the next list of this source.
    ///
    /// # Errors
    /// As any write.
    pub fn remember_columns(&mut self, id: SourceId, memory: &ColumnMemory) -> Result<(), StorageError> {
        diesel::update(sources::table.find((Bind(self.operation()), Bind(id))))
            .set(sources::column_memory.eq(Bind(memory.clone())))
            .execute(self.conn)?;
        Ok(())
    }
}
