//! Long work, as the people who asked for it see it. What does the work is in [`crate::unscoped::jobs`].

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    access::Permission,
    ids::{JobId, OperationId, RosterId, UserId},
    jobs::{JobKind, JobState},
};
use serde_json::Value;

use crate::{
    Scoped, StorageError, Store,
    columns::{AnyId, Bind, IdValue, Json},
    connection::MultiBackend,
    ids,
    schema::jobs,
};

/// A piece of long work and how far it is.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = jobs, check_for_backend(MultiBackend))]
pub struct JobRow {
    /// The operation.
    pub operation_id: OperationId,
    /// The job.
    pub id: JobId,
    /// Who asked for it.
    pub created_by: UserId,
    /// What it does.
    pub kind: JobKind,
    /// What it does it to.
    pub subject_id: AnyId,
    /// How far it is.
    pub state: JobState,
    /// Units done.
    pub done: i64,
    /// Units in all; 0 while unknown.
    pub total: i64,
    /// Why it failed, as the API words it.
    pub problem: Option<Json<Value>>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

impl Scoped<'_> {
    /// Asks for long work, in the transaction that makes it due.
    ///
    /// # Errors
    /// As the engine's.
    pub fn enqueue(&mut self, kind: JobKind, subject: impl IdValue) -> Result<JobId, StorageError> {
        let id = ids::new(JobId::from_uuid, self.now);
        diesel::insert_into(jobs::table)
            .values((
                jobs::operation_id.eq(Bind(self.operation())),
                jobs::id.eq(Bind(id)),
                jobs::created_by.eq(Bind(self.actor.user_id)),
                jobs::kind.eq(Bind(kind)),
                jobs::subject_id.eq(Bind(subject.any())),
                jobs::state.eq(Bind(JobState::Queued)),
                jobs::done.eq(0),
                jobs::total.eq(0),
                jobs::attempts.eq(0),
                jobs::created_at.eq(Bind(self.now)),
            ))
            .execute(self.conn)?;
        Ok(id)
    }

    /// A job that the actor asked for, or whose roster they see: colleagues watch one import.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when it is neither.
    pub fn job(&mut self, id: JobId) -> Result<JobRow, StorageError> {
        let job: JobRow = jobs::table
            .find((Bind(self.operation()), Bind(id)))
            .select(JobRow::as_select())
            .first(self.conn)?;
        if job.created_by != self.actor.user_id {
            self.actor.may(Permission::RostersRead).map_err(|_| StorageError::NotFound)?;
            self.see_roster(RosterId::from_uuid(job.subject_id.as_uuid()))?;
        }
        Ok(job)
    }

    /// The jobs on a subject that have not ended.
    ///
    /// # Errors
    /// As the engine's.
    pub fn open_jobs(&mut self, subject: impl IdValue) -> Result<Vec<JobRow>, StorageError> {
        Ok(jobs::table
            .filter(jobs::operation_id.eq(Bind(self.operation())))
            .filter(jobs::subject_id.eq(Bind(subject.any())))
            .filter(jobs::finished_at.is_null())
            .order(jobs::created_at)
            .select(JobRow::as_select())
            .load(self.conn)?)
    }
}

impl Store {
    /// A job that the actor asked for, or whose roster they see.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when it is neither.
    pub async fn job(&self, id: JobId) -> Result<JobRow, StorageError> {
        self.read(move |scoped| scoped.job(id)).await
    }
}
