//! What is kept for a while beside the ledger: answers that a repeated request gets again, and why long work failed.

use diesel::prelude::*;
use domain::ids::{JobId, OperationId, UserId};
use serde_json::Value;

use super::{reach::Reach, rosters::Lists};
use crate::{
    Connection, StorageError,
    columns::{Bind, Json},
    schema::{idempotency_keys, jobs},
};

/// Answers that are read at a time.
const AT_ONCE: i64 = 200;

/// Forgets the bodies of answers, and the particulars of failures, in which they stand.
///
/// # Errors
/// As any write.
pub fn empty(
    conn: &mut Connection,
    operation: OperationId,
    reach: &Reach,
    lists: &Lists,
) -> Result<(), StorageError> {
    let ids = reach.uuids().into_iter().map(|id| id.to_string()).chain(lists.ids());
    let words = reach.names.iter().chain(reach.contacts.iter()).map(str::to_owned);
    let words: Vec<String> = ids.chain(words).collect();
    answers(conn, operation, &words)?;
    failures(conn, operation, &words)
}

/// A request that is repeated after this is told that it was done, and no more.
fn answers(conn: &mut Connection, operation: OperationId, words: &[String]) -> Result<(), StorageError> {
    type Row = (UserId, String, Option<Vec<u8>>);
    let mut after: Option<(UserId, String)> = None;
    loop {
        let mut query = idempotency_keys::table
            .filter(idempotency_keys::operation_id.eq(Bind(operation)))
            .filter(idempotency_keys::body.is_not_null())
            .order((idempotency_keys::user_id, idempotency_keys::key))
            .limit(AT_ONCE)
            .select((idempotency_keys::user_id, idempotency_keys::key, idempotency_keys::body))
            .into_boxed();
        if let Some((user, key)) = after {
            let further = idempotency_keys::user_id.eq(Bind(user)).and(idempotency_keys::key.gt(key));
            query = query.filter(idempotency_keys::user_id.gt(Bind(user)).or(further));
        }
        let rows: Vec<Row> = query.load(conn)?;
        let Some((user, key, _)) = rows.last() else { return Ok(()) };
        after = Some((*user, key.clone()));
        for (user, key, body) in rows {
            let text = String::from_utf8_lossy(body.as_deref().unwrap_or_default());
            if words.iter().any(|word| text.contains(word.as_str())) {
                diesel::update(idempotency_keys::table.find((Bind(operation), Bind(user), key)))
                    .set(idempotency_keys::body.eq(None::<Vec<u8>>))
                    .execute(conn)?;
            }
        }
    }
}

/// Of a failure stays its code.
fn failures(conn: &mut Connection, operation: OperationId, words: &[String]) -> Result<(), StorageError> {
    let rows: Vec<(JobId, Option<Json<Value>>)> = jobs::table
        .filter(jobs::operation_id.eq(Bind(operation)))
        .filter(jobs::problem.is_not_null())
        .select((jobs::id, jobs::problem))
        .load(conn)?;
    for (id, problem) in rows {
        let Some(Json(mut problem)) = problem else { continue };
        let text = problem.to_string();
        let Some(fields) = problem.as_object_mut() else { continue };
        if words.iter().any(|word| text.contains(word.as_str())) {
            for particular in ["detail", "current", "errors"] {
                fields.remove(particular);
            }
            diesel::update(jobs::table.find((Bind(operation), Bind(id))))
                .set(jobs::problem.eq(Some(Bind(problem))))
                .execute(conn)?;
        }
    }
    Ok(())
}
