//! One's own devices.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::ids::SessionId;

use crate::{
    Slice, StorageError, Store,
    columns::Bind,
    connection::MultiBackend,
    journal::Entry,
    schema::sessions,
    unscoped::sessions::{self as unscoped, Ending},
};
use domain::journal::{EntryKind, SubjectKind};

/// A device that is signed in.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(MultiBackend))]
pub struct SessionRow {
    /// The session.
    pub id: SessionId,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it was last renewed.
    pub last_used_at: DateTime<Utc>,
    /// Until when it can be kept alive at all.
    pub expires_at: DateTime<Utc>,
    /// What the browser calls itself.
    pub user_agent: String,
}

impl Store {
    /// One's own sessions that go on, the latest first.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn own_sessions(&self, slice: Slice<SessionId>) -> Result<Vec<SessionRow>, StorageError> {
        self.read(move |scoped| {
            let mut query = sessions::table
                .filter(sessions::operation_id.eq(Bind(scoped.operation())))
                .filter(sessions::user_id.eq(Bind(scoped.actor.user_id)))
                .filter(sessions::revoked_at.is_null())
                .filter(sessions::expires_at.gt(Bind(scoped.now)))
                .order(sessions::id.desc())
                .limit(slice.limit)
                .select(SessionRow::as_select())
                .into_boxed();
            if let Some(after) = slice.after {
                query = query.filter(sessions::id.lt(Bind(after)));
            }
            Ok(query.load(scoped.conn)?)
        })
        .await
    }

    /// Ends one of one's own sessions.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when one has no such session, or it is over.
    pub async fn end_own_session(&self, id: SessionId) -> Result<(), StorageError> {
        self.write(move |scoped| {
            sessions::table
                .filter(sessions::operation_id.eq(Bind(scoped.operation())))
                .filter(sessions::id.eq(Bind(id)))
                .filter(sessions::user_id.eq(Bind(scoped.actor.user_id)))
                .filter(sessions::revoked_at.is_null())
                .select(sessions::id)
                .first::<SessionId>(scoped.conn)?;
            unscoped::end(scoped.conn, scoped.actor.operation_id, id, Ending::Revoked, scoped.now)
        })
        .await
    }

    /// Ends all of one's own sessions but one.
    ///
    /// # Errors
    /// As the engine's.
    pub async fn end_other_sessions(&self, kept: SessionId) -> Result<(), StorageError> {
        self.write(move |scoped| {
            let (operation, user, now) = (scoped.operation(), scoped.actor.user_id, scoped.now);
            unscoped::end_all_but(scoped.conn, operation, user, Some(kept), now)?;
            scoped.record(vec![Entry::new(EntryKind::SessionRevoked, SubjectKind::User, user)])
        })
        .await
    }
}
