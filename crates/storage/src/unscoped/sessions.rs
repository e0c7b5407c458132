//! Sessions: one for each signed-in device, kept alive by refresh tokens that are used once.
//!
//! A token is kept as its digest. One that comes back after it was used has been copied: the whole session ends.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use domain::{
    access::Actor,
    ids::{OperationId, SessionId, UserId},
    journal::{EntryKind, SubjectKind},
};

use super::accounts;
use crate::{
    Connection, StorageError,
    columns::Bind,
    ids,
    journal::{self, Entry},
    schema::{organisations, refresh_tokens, sessions, users},
    users::at_their_organisation,
};

/// The SHA-256 of a refresh token.
pub type TokenDigest = [u8; 32];

/// A session to be, after the password was right.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The operation.
    pub operation_id: OperationId,
    /// The user.
    pub user_id: UserId,
    /// The digest of its first refresh token.
    pub token: TokenDigest,
    /// Until when it can be kept alive at all.
    pub expires_at: DateTime<Utc>,
    /// What the browser calls itself, for the user's list of devices.
    pub user_agent: String,
}

/// A session that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveSession {
    /// The session.
    pub id: SessionId,
    /// The operation.
    pub operation_id: OperationId,
    /// The user.
    pub user_id: UserId,
    /// Goes into the access token.
    pub session_epoch: i32,
    /// Until when it can be kept alive at all.
    pub expires_at: DateTime<Utc>,
}

/// What became of a presented refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotation {
    /// It was good: its successor is stored, the session goes on.
    Renewed(LiveSession),
    /// It had been used before: someone has a copy, so the session is over. Commit this.
    Reused,
    /// It is unknown, or its session has ended, or its account is closed.
    Refused,
}

/// Ends every session of everybody: whoever has a token of either kind signs in again.
///
/// # Errors
/// As the engine's.
pub fn end_everybodys(conn: &mut Connection) -> Result<(), StorageError> {
    diesel::delete(refresh_tokens::table).execute(conn)?;
    diesel::update(users::table).set(users::session_epoch.eq(users::session_epoch + 1)).execute(conn)?;
    Ok(())
}

/// Begins a session.
///
/// # Errors
/// As the engine's.
pub fn begin(conn: &mut Connection, new: &NewSession, now: DateTime<Utc>) -> Result<SessionId, StorageError> {
    let id = ids::new(SessionId::from_uuid, now);
    diesel::insert_into(sessions::table)
        .values((
            sessions::operation_id.eq(Bind(new.operation_id)),
            sessions::id.eq(Bind(id)),
            sessions::user_id.eq(Bind(new.user_id)),
            sessions::created_at.eq(Bind(now)),
            sessions::expires_at.eq(Bind(new.expires_at)),
            sessions::last_used_at.eq(Bind(now)),
            sessions::user_agent.eq(&new.user_agent),
        ))
        .execute(conn)?;
    store_token(conn, new.operation_id, id, &new.token, now)?;
    record(conn, new.operation_id, new.user_id, id, EntryKind::SignedIn, now)?;
    Ok(id)
}

fn store_token(
    conn: &mut Connection,
    operation: OperationId,
    session: SessionId,
    token: &TokenDigest,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::digest.eq(token.as_slice()),
            refresh_tokens::operation_id.eq(Bind(operation)),
            refresh_tokens::session_id.eq(Bind(session)),
            refresh_tokens::issued_at.eq(Bind(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Exchanges a refresh token for its successor. Commit whatever comes out: [`Rotation::Reused`] has ended the session.
///
/// Two tabs that wake up at once present the same token. So a token that was used less than `grace` ago is still good for
/// a successor of its own.
///
/// # Errors
/// As the engine's.
pub fn rotate(
    conn: &mut Connection,
    presented: &TokenDigest,
    successor: &TokenDigest,
    grace: TimeDelta,
    now: DateTime<Utc>,
) -> Result<Rotation, StorageError> {
    let found = refresh_tokens::table
        .inner_join(
            sessions::table.on(sessions::operation_id
                .eq(refresh_tokens::operation_id)
                .and(sessions::id.eq(refresh_tokens::session_id))),
        )
        .inner_join(
            users::table
                .on(users::operation_id.eq(sessions::operation_id).and(users::id.eq(sessions::user_id))),
        )
        .filter(refresh_tokens::digest.eq(presented.as_slice()))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(Bind(now)))
        .filter(users::active.eq(true))
        .select((
            sessions::id,
            sessions::operation_id,
            sessions::user_id,
            users::session_epoch,
            sessions::expires_at,
        ))
        .first::<(SessionId, OperationId, UserId, i32, DateTime<Utc>)>(conn)
        .optional()?;
    let Some((id, operation_id, user_id, session_epoch, expires_at)) = found else {
        return Ok(Rotation::Refused);
    };
    // Of two that come at once, one finds the token unused; the other waits here for it.
    let this_token = refresh_tokens::table.filter(refresh_tokens::digest.eq(presented.as_slice()));
    let fresh = diesel::update(this_token.filter(refresh_tokens::used_at.is_null()))
        .set(refresh_tokens::used_at.eq(Some(Bind(now))))
        .execute(conn)?;
    if fresh == 0 {
        let used_at: Option<DateTime<Utc>> = this_token.select(refresh_tokens::used_at).first(conn)?;
        if used_at.is_some_and(|used_at| used_at + grace < now) {
            end(conn, operation_id, id, Ending::Stolen, now)?;
            return Ok(Rotation::Reused);
        }
    }
    store_token(conn, operation_id, id, successor, now)?;
    diesel::update(
        sessions::table
            .filter(sessions::operation_id.eq(Bind(operation_id)))
            .filter(sessions::id.eq(Bind(id))),
    )
    .set(sessions::last_used_at.eq(Bind(now)))
    .execute(conn)?;
    Ok(Rotation::Renewed(LiveSession { id, operation_id, user_id, session_epoch, expires_at }))
}

/// Why a session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Its user signed out.
    SignedOut,
    /// Its user ended it from another device.
    Revoked,
    /// One of its tokens came back after it was used.
    Stolen,
}

/// Ends a session; one that is over already stays as it is.
///
/// # Errors
/// As the engine's.
pub fn end(
    conn: &mut Connection,
    operation: OperationId,
    session: SessionId,
    ending: Ending,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let user: Option<UserId> = diesel::update(
        sessions::table
            .filter(sessions::operation_id.eq(Bind(operation)))
            .filter(sessions::id.eq(Bind(session)))
            .filter(sessions::revoked_at.is_null()),
    )
    .set(sessions::revoked_at.eq(Some(Bind(now))))
    .returning(sessions::user_id)
    .get_result(conn)
    .optional()?;
    let kind = match ending {
        Ending::SignedOut => EntryKind::SignedOut,
        Ending::Revoked => EntryKind::SessionRevoked,
        Ending::Stolen => EntryKind::SessionEnded,
    };
    match user {
        Some(user) => record(conn, operation, user, session, kind, now),
        None => Ok(()),
    }
}

/// Ends the session that a refresh token keeps alive, for signing out with the cookie alone.
///
/// # Errors
/// As the engine's.
pub fn end_by_token(
    conn: &mut Connection,
    token: &TokenDigest,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let session = refresh_tokens::table
        .filter(refresh_tokens::digest.eq(token.as_slice()))
        .select((refresh_tokens::operation_id, refresh_tokens::session_id))
        .first::<(OperationId, SessionId)>(conn)
        .optional()?;
    match session {
        Some((operation, session)) => end(conn, operation, session, Ending::SignedOut, now),
        None => Ok(()),
    }
}

/// Ends all sessions of a user.
///
/// # Errors
/// As the engine's.
pub fn end_all(
    conn: &mut Connection,
    operation: OperationId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    end_all_but(conn, operation, user, None, now)
}

/// Ends all sessions of a user but one.
///
/// # Errors
/// As the engine's.
pub fn end_all_but(
    conn: &mut Connection,
    operation: OperationId,
    user: UserId,
    kept: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let kept = kept.unwrap_or(SessionId::from_uuid(uuid::Uuid::nil()));
    diesel::update(
        sessions::table
            .filter(sessions::operation_id.eq(Bind(operation)))
            .filter(sessions::user_id.eq(Bind(user)))
            .filter(sessions::id.ne(Bind(kept)))
            .filter(sessions::revoked_at.is_null()),
    )
    .set(sessions::revoked_at.eq(Some(Bind(now))))
    .execute(conn)?;
    Ok(())
}

/// What an access token says of its bearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bearer {
    /// The operation.
    pub operation_id: OperationId,
    /// The user.
    pub user_id: UserId,
    /// The session that the token was given in.
    pub session_id: SessionId,
    /// The epoch of the account at that moment.
    pub session_epoch: i32,
}

/// Who the bearer of an access token is now: the token alone does not know that a password or a role has changed since.
/// One statement, since every request begins with it, while no area is being moved.
///
/// # Errors
/// [`StorageError::NotFound`] when the session is over or the account has moved on.
pub fn authenticate(
    conn: &mut Connection,
    bearer: Bearer,
    now: DateTime<Utc>,
) -> Result<Actor, StorageError> {
    let row: accounts::ActorRow = sessions::table
        .inner_join(
            users::table
                .on(users::operation_id.eq(sessions::operation_id).and(users::id.eq(sessions::user_id))),
        )
        .inner_join(organisations::table.on(at_their_organisation()))
        .filter(sessions::operation_id.eq(Bind(bearer.operation_id)))
        .filter(sessions::id.eq(Bind(bearer.session_id)))
        .filter(sessions::user_id.eq(Bind(bearer.user_id)))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(Bind(now)))
        .filter(users::session_epoch.eq(bearer.session_epoch))
        .filter(users::active.eq(true))
        .filter(organisations::active.eq(true))
        .select(accounts::actor_columns!())
        .first(conn)?;
    accounts::actor_of(conn, bearer.operation_id, bearer.user_id, row)
}

/// Forgets sessions that ended or expired before a moment, with their tokens.
///
/// # Errors
/// As the engine's.
pub fn forget(conn: &mut Connection, before: DateTime<Utc>) -> Result<usize, StorageError> {
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.lt(Bind(before)))).execute(conn)?)
}

fn record(
    conn: &mut Connection,
    operation: OperationId,
    user: UserId,
    session: SessionId,
    kind: EntryKind,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let author = accounts::author(conn, operation, user, now)?;
    journal::append(conn, &author, vec![Entry::new(kind, SubjectKind::Session, session)])
}
