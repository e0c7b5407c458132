//! The files themselves. They hold identity numbers, so they are sealed.

use diesel::prelude::*;
use domain::ids::RosterId;

use crate::{Scoped, StorageError, columns::Bind, schema::roster_files};

/// Keeps a file.
pub(super) fn keep(scoped: &mut Scoped<'_>, id: RosterId, content: &[u8]) -> Result<(), StorageError> {
    let keys = scoped.vault.keys(scoped.conn)?;
    let sealed = keys.seal_for_roster(scoped.operation(), id, content)?;
    diesel::insert_into(roster_files::table)
        .values((
            roster_files::operation_id.eq(Bind(scoped.operation())),
            roster_files::roster_id.eq(Bind(id)),
            roster_files::content.eq(sealed),
        ))
        .execute(scoped.conn)?;
    Ok(())
}

impl Scoped<'_> {
    /// The bytes of a roster's file.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where the actor may not see the roster.
    pub fn roster_file(&mut self, id: RosterId) -> Result<Vec<u8>, StorageError> {
        self.see_roster(id)?;
        let sealed: Vec<u8> = roster_files::table
            .find((Bind(self.operation()), Bind(id)))
            .select(roster_files::content)
            .first(self.conn)?;
        Ok(self.vault.open_for_roster(self.operation(), id, &sealed)?)
    }
}
