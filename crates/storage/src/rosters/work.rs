//! The long work on rosters: asking for it, and ending it in the transaction that holds it.

use diesel::prelude::*;
use domain::{
    ids::{JobId, RosterId},
    jobs::JobKind,
    journal::{EntryKind, SubjectKind},
    problems::ProblemCode,
};

use super::{commit::rule, records::RosterRecord, status::RosterStatus};
use crate::{
    Scoped, StorageError,
    columns::Bind,
    journal::Entry,
    schema::rosters,
    unscoped::jobs::{self, JobEnd, Lease},
};

impl Scoped<'_> {
    /// A roster that no job is working on; nobody else begins one until this transaction ends.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], [`ProblemCode::RosterBusy`].
    pub fn idle_roster(&mut self, id: RosterId) -> Result<RosterRecord, StorageError> {
        self.see_roster(id)?;
        diesel::update(rosters::table.find((Bind(self.operation()), Bind(id))))
            .set(rosters::revision.eq(rosters::revision))
            .execute(self.conn)?;
        if self.open_jobs(id)?.is_empty() { self.roster(id) } else { Err(rule(ProblemCode::RosterBusy)) }
    }

    /// Asks for work on a roster, if it is where that work begins.
    ///
    /// # Errors
    /// As [`Scoped::idle_roster`]; [`ProblemCode::RosterCommitted`], [`ProblemCode::RosterNotPreviewed`],
    /// [`ProblemCode::RosterNotCommitted`].
    pub fn begin_roster_work(&mut self, id: RosterId, kind: JobKind) -> Result<JobId, StorageError> {
        let roster = self.idle_roster(id)?;
        match (kind, roster.summary.status) {
            (JobKind::RosterPreview | JobKind::RosterCommit, RosterStatus::Committed) => {
                Err(rule(ProblemCode::RosterCommitted))
            }
            (JobKind::RosterCommit, RosterStatus::Recognised | RosterStatus::Undone) => {
                Err(rule(ProblemCode::RosterNotPreviewed))
            }
            (
                JobKind::RosterUndo,
                RosterStatus::Recognised | RosterStatus::Previewed | RosterStatus::Undone,
            ) => Err(rule(ProblemCode::RosterNotCommitted)),
            _ => self.enqueue(kind, id),
        }
    }

    /// Ends a job in the transaction that holds its work: then it is done exactly when its work is.
    ///
    /// # Errors
    /// [`StorageError::Internal`] when another process has the job; nothing of this transaction stays then.
    pub fn end_job(&mut self, lease: &Lease, end: &JobEnd) -> Result<(), StorageError> {
        jobs::finish(self.conn, lease, end, self.now)
    }

    /// Writes to the journal that rows of a roster left the system.
    ///
    /// # Errors
    /// As any write.
    pub fn note_export(&mut self, id: RosterId, filename: &str) -> Result<(), StorageError> {
        let mut entry = Entry::new(EntryKind::ListExported, SubjectKind::Roster, id).named(filename);
        entry.roster_id = Some(id);
        self.record(vec![entry])
    }
}
