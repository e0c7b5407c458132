//! The files themselves. They hold identity numbers, so they are sealed.

use diesel::prelude::*;
use domain::{ids::RosterId, problems::ProblemCode};

use super::records::FileStanding;
use crate::{ConflictKind, Scoped, StorageError, columns::Bind, schema::roster_files};

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
    /// Whether the file of a roster that the caller has resolved is there.
    pub(super) fn file_standing(&mut self, id: RosterId) -> Result<FileStanding, StorageError> {
        let kept: Option<RosterId> = roster_files::table
            .find((Bind(self.operation()), Bind(id)))
            .select(roster_files::roster_id)
            .first(self.conn)
            .optional()?;
        Ok(if kept.is_some() { FileStanding::Kept } else { FileStanding::Gone })
    }

    /// The bytes of a roster's file.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where the actor may not see the roster; [`ProblemCode::RosterFileGone`] where somebody
    /// on it was anonymised.
    pub fn roster_file(&mut self, id: RosterId) -> Result<Vec<u8>, StorageError> {
        self.see_roster(id)?;
        let sealed: Vec<u8> = roster_files::table
            .find((Bind(self.operation()), Bind(id)))
            .select(roster_files::content)
            .first(self.conn)
            .optional()?
            .ok_or(ConflictKind::Rule(ProblemCode::RosterFileGone))?;
        Ok(self.vault.open_for_roster(self.operation(), id, &sealed)?)
    }
}
