//! What is kept of households and follows from their areas: the words by which they are found, figures, whose move their
//! gaps are, from where a possible duplicate is seen. It is worked out anew when an area above them is another.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use domain::{
    access::Visibility,
    administration::OpenMove,
    areas::AreaPath,
    ids::{AreaId, HouseholdId, JobId, OperationId},
    jobs::JobKind,
};

use crate::{
    Connection, Scoped, StorageError, Vault,
    columns::{Bind, Id, IdValue as _},
    dialect::{Turn, lock_households, on_each_engine, take_turn},
    households::{self as ledger},
    prepared::{Prepare as _, padded},
    schema::{area_moves, household_renewals, households, jobs, operations},
    unscoped::jobs::{self as work, JobEnd, Lease, Progress},
    users::rule,
    vault::VaultInUse,
};

/// Households that are brought up to date together; as many wait for no job.
const AT_ONCE: i64 = 250;

/// Paths of areas, from the first to what lies behind the last.
pub(super) type Range = (String, String);

/// An area and all below it.
pub(super) fn subtree(path: &AreaPath) -> Range {
    (path.as_str().to_owned(), path.end_of_subtree())
}

/// An area without those below it.
pub(super) fn alone(path: &AreaPath) -> Range {
    (path.as_str().to_owned(), format!("{path}0"))
}

/// How far a renewal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewed {
    /// Some households are done, others wait.
    Some(Progress),
    /// All are, and the job has ended.
    All,
}

/// A renewal that goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewal {
    /// The job.
    pub job: JobId,
    /// Households that are up to date.
    pub done: i64,
    /// Households in all.
    pub total: i64,
}

impl Scoped<'_> {
    /// Brings the households of some areas up to date: few at once, many by a job, whose id it says.
    ///
    /// # Errors
    /// As any write.
    pub(super) fn renew_households(
        &mut self,
        area: AreaId,
        ranges: &[Range],
        today: NaiveDate,
    ) -> Result<Option<JobId>, StorageError> {
        let operation = self.operation();
        let mut few: Vec<HouseholdId> = Vec::new();
        for (from, to) in ranges {
            few.extend(
                households::table
                    .filter(households::operation_id.eq(Bind(operation)))
                    .filter(households::area_path.ge(from))
                    .filter(households::area_path.lt(to))
                    .order((households::area_path, households::id))
                    .limit(AT_ONCE + 1)
                    .select(households::id)
                    .load::<HouseholdId>(self.conn)?,
            );
        }
        few.sort_unstable();
        if i64::try_from(few.len()).unwrap_or(i64::MAX) <= AT_ONCE {
            renew(self.conn, operation, &self.vault, self.now, today, &few)?;
            return Ok(None);
        }
        let job = self.enqueue(JobKind::AreaRenewal, area)?;
        let mut total = 0;
        for (from, to) in ranges.iter().cloned() {
            total += on_each_engine!(self.conn, own => {
                households::table
                    .filter(households::operation_id.eq(Bind(operation)))
                    .filter(households::area_path.ge(from))
                    .filter(households::area_path.lt(to))
                    .select((households::operation_id, Bind(job).into_sql::<Id>(), households::id))
                    .insert_into(household_renewals::table)
                    .into_columns((
                        household_renewals::operation_id,
                        household_renewals::job_id,
                        household_renewals::household_id,
                    ))
                    .on_conflict_do_nothing()
                    .execute(own)
            })?;
        }
        diesel::update(jobs::table.find((Bind(operation), Bind(job))))
            .set(jobs::total.eq(i64::try_from(total).unwrap_or(i64::MAX)))
            .execute(self.conn)?;
        Ok(Some(job))
    }

    /// The renewals of these areas that go on.
    ///
    /// # Errors
    /// As any read.
    pub(super) fn renewals_of(&mut self, areas: &[AreaId]) -> Result<Vec<(AreaId, Renewal)>, StorageError> {
        let rows: Vec<(AreaId, JobId, i64, i64)> = jobs::table
            .filter(jobs::operation_id.eq(Bind(self.operation())))
            .filter(jobs::subject_id.eq_any(padded(areas.iter().map(|area| area.any()))))
            .filter(jobs::kind.eq(Bind(JobKind::AreaRenewal)))
            .filter(jobs::finished_at.is_null())
            .order((jobs::created_at, jobs::id))
            .select((jobs::subject_id, jobs::id, jobs::done, jobs::total))
            .prepared()
            .load(self.conn)?;
        Ok(rows.into_iter().map(|(area, job, done, total)| (area, Renewal { job, done, total })).collect())
    }
}

/// Brings some of a job's households up to date, in one transaction with what shows that the lease on it still holds.
///
/// # Errors
/// As any write; with the lease on the job lost nothing is written.
pub fn renew_some(
    conn: &mut Connection,
    vault: &Vault,
    lease: &Lease,
    lease_for: TimeDelta,
    now: DateTime<Utc>,
    today: impl Fn(&str) -> NaiveDate,
) -> Result<Renewed, StorageError> {
    let (operation, job) = (lease.job.operation_id, lease.job.id);
    // What a roster's commit notes is worked out by it, so the two never meet over one household.
    take_turn(conn, operation, Turn::Matching)?;
    let zone: String = operations::table.find(Bind(operation)).select(operations::time_zone).first(conn)?;
    let waiting = household_renewals::table
        .filter(household_renewals::operation_id.eq(Bind(operation)))
        .filter(household_renewals::job_id.eq(Bind(job)));
    let ids: Vec<HouseholdId> = waiting
        .order(household_renewals::household_id)
        .limit(AT_ONCE)
        .select(household_renewals::household_id)
        .load(conn)?;
    renew(conn, operation, &VaultInUse::writing(vault), now, today(&zone), &ids)?;
    diesel::delete(waiting.filter(household_renewals::household_id.eq_any(padded(ids.iter().copied()))))
        .prepared()
        .execute(conn)?;
    let left: i64 = waiting.count().get_result(conn)?;
    let progress = Progress { done: lease.job.total - left, total: lease.job.total };
    work::renew(conn, lease, progress, lease_for, now)?.map_err(StorageError::internal)?;
    if left > 0 {
        return Ok(Renewed::Some(progress));
    }
    diesel::update(
        area_moves::table
            .filter(area_moves::operation_id.eq(Bind(operation)))
            .filter(area_moves::done_at.is_null())
            .filter(area_moves::job_id.eq(Some(Bind(job)))),
    )
    .set(area_moves::done_at.eq(Some(Bind(now))))
    .execute(conn)?;
    work::finish(conn, lease, &JobEnd::Done, now)?;
    Ok(Renewed::All)
}

fn renew(
    conn: &mut Connection,
    operation: OperationId,
    vault: &VaultInUse<'_>,
    now: DateTime<Utc>,
    today: NaiveDate,
    ids: &[HouseholdId],
) -> Result<(), StorageError> {
    if ids.is_empty() {
        return Ok(());
    }
    lock_households(conn, operation, ids)?;
    ledger::renew_places(conn, (operation, now), vault, today, ids)
}

/// Proves that what somebody sees by their area is complete, and that nothing is in it that is another's by now.
///
/// # Errors
/// [`ProblemCode::AreaMoving`](domain::problems::ProblemCode::AreaMoving) while a large area goes to or from theirs.
pub(crate) fn is_settled(
    conn: &mut Connection,
    operation: OperationId,
    visibility: &Visibility,
) -> Result<(), StorageError> {
    let Visibility::Area(office) = visibility else { return Ok(()) };
    let open: Vec<(String, String)> = area_moves::table
        .filter(area_moves::operation_id.eq(Bind(operation)))
        .filter(area_moves::done_at.is_null())
        .select((area_moves::from_path, area_moves::to_path))
        .load(conn)?;
    open.into_iter().try_for_each(|(from, to)| {
        let open = OpenMove { from: AreaPath::from_stored(from), to: AreaPath::from_stored(to) };
        open.leaves_alone(office).map_err(rule)
    })
}
