//! Answers that a repeated request gets again, for a day.
//!
//! The key is claimed in a transaction of its own before the work and completed after it. A claim whose process died is
//! taken over when it has grown old.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use domain::ids::{OperationId, UserId};

use crate::{
    ConflictKind, Connection, StorageError, columns::Bind, connection::MultiBackend, dialect::on_each_engine,
    schema::idempotency_keys,
};

/// A request that carries an Idempotency-Key.
#[derive(Debug, Clone)]
pub struct KeyedRequest {
    /// The operation.
    pub operation_id: OperationId,
    /// Who asks: keys of different users never meet.
    pub user_id: UserId,
    /// The key.
    pub key: String,
    /// A digest of method, address and body: the key stands for this request and no other.
    pub digest: Vec<u8>,
}

/// An answer as it is given again.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = idempotency_keys, check_for_backend(MultiBackend))]
pub struct StoredAnswer {
    /// The HTTP status.
    #[diesel(select_expression = idempotency_keys::status.assume_not_null())]
    pub status: i32,
    /// The body.
    pub body: Option<Vec<u8>>,
    /// Its ETag.
    pub etag: Option<String>,
    /// Its media type.
    pub content_type: Option<String>,
    /// Where the new thing is.
    pub location: Option<String>,
}

/// What to do with a keyed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It is the first of its key: do the work, then [`complete`] or [`release`] it.
    First,
    /// It was answered before: give this answer.
    Answered(StoredAnswer),
}

/// How long a claim without answer keeps others away: longer than any request may take.
const ABANDONED_AFTER: TimeDelta = TimeDelta::minutes(2);

/// Claims a key.
///
/// # Errors
/// [`StorageError::Conflict`] with [`ConflictKind::IdempotencyKeyReused`] when the key stands for another request, and with
/// [`ConflictKind::IdempotencyKeyInUse`] while the first one is still running.
pub fn claim(
    conn: &mut Connection,
    request: &KeyedRequest,
    now: DateTime<Utc>,
) -> Result<Claim, StorageError> {
    let row = (
        idempotency_keys::operation_id.eq(Bind(request.operation_id)),
        idempotency_keys::user_id.eq(Bind(request.user_id)),
        idempotency_keys::key.eq(&request.key),
        idempotency_keys::request_digest.eq(&request.digest),
        idempotency_keys::created_at.eq(Bind(now)),
    );
    let inserted = on_each_engine!(conn, own => {
        diesel::insert_into(idempotency_keys::table).values(row).on_conflict_do_nothing().execute(own)
    })?;
    if inserted == 1 {
        return Ok(Claim::First);
    }
    let (digest, status): (Vec<u8>, Option<i32>) = idempotency_keys::table
        .find((Bind(request.operation_id), Bind(request.user_id), &request.key))
        .select((idempotency_keys::request_digest, idempotency_keys::status))
        .first(conn)?;
    if digest != request.digest {
        return Err(StorageError::Conflict(ConflictKind::IdempotencyKeyReused));
    }
    if status.is_some() {
        return Ok(Claim::Answered(
            idempotency_keys::table
                .find((Bind(request.operation_id), Bind(request.user_id), &request.key))
                .select(StoredAnswer::as_select())
                .first(conn)?,
        ));
    }
    let taken_over = diesel::update(
        idempotency_keys::table
            .find((Bind(request.operation_id), Bind(request.user_id), &request.key))
            .filter(idempotency_keys::created_at.lt(Bind(now - ABANDONED_AFTER))),
    )
    .set(idempotency_keys::created_at.eq(Bind(now)))
    .execute(conn)?;
    match taken_over {
        0 => Err(StorageError::Conflict(ConflictKind::IdempotencyKeyInUse)),
        _ => Ok(Claim::First),
    }
}

/// Keeps the answer of a claimed key.
///
/// # Errors
/// As the engine's.
pub fn complete(
    conn: &mut Connection,
    request: &KeyedRequest,
    answer: &StoredAnswer,
) -> Result<(), StorageError> {
    diesel::update(idempotency_keys::table.find((
        Bind(request.operation_id),
        Bind(request.user_id),
        &request.key,
    )))
    .set((
        idempotency_keys::status.eq(Some(answer.status)),
        idempotency_keys::body.eq(answer.body.as_deref()),
        idempotency_keys::etag.eq(answer.etag.as_deref()),
        idempotency_keys::content_type.eq(answer.content_type.as_deref()),
        idempotency_keys::location.eq(answer.location.as_deref()),
    ))
    .execute(conn)?;
    Ok(())
}

/// Gives a claim back when nothing was done, so that the request can be repeated.
///
/// # Errors
/// As the engine's.
pub fn release(conn: &mut Connection, request: &KeyedRequest) -> Result<(), StorageError> {
    diesel::delete(
        idempotency_keys::table
            .find((Bind(request.operation_id), Bind(request.user_id), &request.key))
            .filter(idempotency_keys::status.is_null()),
    )
    .execute(conn)?;
    Ok(())
}

/// Forgets keys that were claimed before a moment.
///
/// # Errors
/// As the engine's.
pub fn forget(conn: &mut Connection, before: DateTime<Utc>) -> Result<usize, StorageError> {
    Ok(diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(Bind(before))))
        .execute(conn)?)
}
