//! Long work: any process may take a job, and a lease in the database keeps two from doing the same.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use domain::{
    ids::{JobId, OperationId},
    jobs::{JobKind, JobState},
};
use serde_json::Value;

use crate::{
    Connection, StorageError,
    columns::{AnyId, Bind},
    ids,
    jobs::JobRow,
    schema::jobs,
};

/// A job that one process holds. Renew the lease well before it ends, or another takes the job.
#[derive(Debug, Clone)]
pub struct Lease {
    /// The job.
    pub job: JobRow,
    /// Distinguishes this holding of the job from every other.
    holder: AnyId,
}

/// The lease ran out and another process has the job, or had it: stop, and commit nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the lease on the job was lost")]
pub struct LeaseLost;

/// How a job ended.
#[derive(Debug, Clone)]
pub enum JobEnd {
    /// Well.
    Done,
    /// With a problem, as the API words it; the work's own transaction has left nothing.
    Failed(Value),
}

/// Jobs whose process died more often than this have killed it: they fail.
const ATTEMPTS: i32 = 3;

/// Takes the job that waits longest, or one whose process has died.
///
/// # Errors
/// As the engine's.
pub fn claim(
    conn: &mut Connection,
    lease_for: TimeDelta,
    now: DateTime<Utc>,
) -> Result<Option<Lease>, StorageError> {
    fail_hopeless(conn, now)?;
    let Some((operation, id)) = next(conn, now)? else { return Ok(None) };
    let holder = ids::new(AnyId::from_uuid, now);
    let job = diesel::update(jobs::table.find((Bind(operation), Bind(id))))
        .set((
            jobs::state.eq(Bind(JobState::Running)),
            jobs::attempts.eq(jobs::attempts + 1),
            jobs::done.eq(0),
            jobs::lease_until.eq(Some(Bind(now + lease_for))),
            jobs::lease_holder.eq(Some(Bind(holder))),
        ))
        .returning(jobs::id)
        .get_result::<JobId>(conn)?;
    let job = jobs::table.find((Bind(operation), Bind(job))).select(JobRow::as_select()).first(conn)?;
    Ok(Some(Lease { job, holder }))
}

/// The next job to take. On PostgreSQL its row is locked, and rows that others have locked are passed over; on SQLite
/// there is one writer.
fn next(conn: &mut Connection, now: DateTime<Utc>) -> Result<Option<(OperationId, JobId)>, StorageError> {
    let open = jobs::table
        .filter(
            jobs::state
                .eq(Bind(JobState::Queued))
                .or(jobs::state.eq(Bind(JobState::Running)).and(jobs::lease_until.lt(Bind(now)))),
        )
        .order((jobs::created_at, jobs::id))
        .limit(1)
        .select((jobs::operation_id, jobs::id));
    Ok(match conn {
        Connection::Postgres(postgres) => open.for_update().skip_locked().first(postgres).optional()?,
        Connection::Sqlite(sqlite) => open.first(sqlite).optional()?,
    })
}

fn fail_hopeless(conn: &mut Connection, now: DateTime<Utc>) -> Result<(), StorageError> {
    diesel::update(
        jobs::table
            .filter(jobs::state.eq(Bind(JobState::Running)))
            .filter(jobs::lease_until.lt(Bind(now)))
            .filter(jobs::attempts.ge(ATTEMPTS))
            // What follows from a change that was made must follow: it is tried until it does.
            .filter(jobs::kind.ne(Bind(JobKind::AreaRenewal))),
    )
    .set((
        jobs::state.eq(Bind(JobState::Failed)),
        jobs::finished_at.eq(Some(Bind(now))),
        jobs::lease_until.eq(None::<Bind<DateTime<Utc>>>),
    ))
    .execute(conn)?;
    Ok(())
}

/// Renews a lease and says how far the work is. Call it in a transaction of its own.
///
/// # Errors
/// `Ok(Err(LeaseLost))` when another process has the job.
pub fn renew(
    conn: &mut Connection,
    lease: &Lease,
    progress: Progress,
    lease_for: TimeDelta,
    now: DateTime<Utc>,
) -> Result<Result<(), LeaseLost>, StorageError> {
    let held = diesel::update(
        jobs::table
            .find((Bind(lease.job.operation_id), Bind(lease.job.id)))
            .filter(jobs::lease_holder.eq(Bind(lease.holder)))
            .filter(jobs::state.eq(Bind(JobState::Running))),
    )
    .set((
        jobs::lease_until.eq(Some(Bind(now + lease_for))),
        jobs::done.eq(progress.done),
        jobs::total.eq(progress.total),
    ))
    .execute(conn)?;
    Ok(if held == 1 { Ok(()) } else { Err(LeaseLost) })
}

/// How far a job is, in units of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Units done.
    pub done: i64,
    /// Units in all; 0 while unknown.
    pub total: i64,
}

/// Ends a job. Call it in the transaction that holds the work: then a job is done exactly when its work is.
///
/// # Errors
/// [`StorageError::Internal`] with [`LeaseLost`] when another process has the job; the transaction must not commit then, and
/// does not, because the error rolls it back.
pub fn finish(
    conn: &mut Connection,
    lease: &Lease,
    end: &JobEnd,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let (state, problem) = match end {
        JobEnd::Done => (JobState::Done, None),
        JobEnd::Failed(problem) => (JobState::Failed, Some(problem.clone())),
    };
    let held = diesel::update(
        jobs::table
            .find((Bind(lease.job.operation_id), Bind(lease.job.id)))
            .filter(jobs::lease_holder.eq(Bind(lease.holder)))
            .filter(jobs::state.eq(Bind(JobState::Running))),
    )
    .set((
        jobs::state.eq(Bind(state)),
        jobs::problem.eq(problem.map(Bind)),
        jobs::finished_at.eq(Some(Bind(now))),
        jobs::lease_until.eq(None::<Bind<DateTime<Utc>>>),
        jobs::lease_holder.eq(None::<Bind<AnyId>>),
    ))
    .execute(conn)?;
    if held == 1 { Ok(()) } else { Err(StorageError::internal(LeaseLost)) }
}

/// Gives a job back unharmed, when the process stops before the work is done.
///
/// # Errors
/// As the engine's.
pub fn give_back(conn: &mut Connection, lease: &Lease) -> Result<(), StorageError> {
    diesel::update(
        jobs::table
            .find((Bind(lease.job.operation_id), Bind(lease.job.id)))
            .filter(jobs::lease_holder.eq(Bind(lease.holder))),
    )
    .set((
        jobs::state.eq(Bind(JobState::Queued)),
        jobs::attempts.eq(jobs::attempts - 1),
        jobs::lease_until.eq(None::<Bind<DateTime<Utc>>>),
        jobs::lease_holder.eq(None::<Bind<AnyId>>),
    ))
    .execute(conn)?;
    Ok(())
}
