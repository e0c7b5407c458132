//! The long work: preview, commit, undo. Each runs in the background of the server or in front of a terminal, and ends in the
//! transaction that holds what it did.

use std::sync::Arc;

use api_types::problems::Problem as Wire;
use chrono::NaiveDate;
use domain::{ids::RosterId, jobs::JobKind, users::Language};
use serde_json::Value;
use storage::{
    ConflictKind, Scoped, StorageError, Store,
    rosters::{CommitOf, FileRow},
    unscoped::jobs::{JobEnd, Lease},
};

use super::{
    files::{self, Reading},
    uploads::apart,
};
use crate::{
    jobs::Progress,
    problem::{Problem, Result},
};

/// Rows of a preview that are written together.
const AT_ONCE: usize = 2_000;
/// Tries of a commit when somebody entered the same identity number at the same time.
const TRIES: u32 = 3;

/// A job with what it needs.
#[derive(Debug, Clone)]
pub struct Work {
    /// The ledger, in the name of whoever asked for the work.
    pub store: Store,
    /// The hold on the job.
    pub lease: Lease,
    /// The roster.
    pub roster: RosterId,
    /// Today in the operation's time zone.
    pub today: NaiveDate,
    /// Where the work says how far it is.
    pub progress: Arc<Progress>,
}

impl Work {
    /// Does a job on a roster, and ends it.
    pub async fn run(&self, kind: JobKind) -> Result<()> {
        match kind {
            JobKind::RosterPreview => self.preview().await,
            JobKind::RosterCommit => self.commit().await,
            JobKind::RosterUndo => self.undo().await,
            JobKind::AreaRenewal => Err(Problem::internal("not a roster's work")),
        }
    }

    async fn rows(&self) -> Result<Arc<Vec<FileRow>>> {
        let id = self.roster;
        let operation = self.store.operation().await?;
        let (roster, bytes, categories, areas) = self
            .store
            .read(move |scoped| {
                let roster = scoped.roster(id)?;
                Ok((roster, scoped.roster_file(id)?, scoped.category_index()?, scoped.area_index()?))
            })
            .await?;
        let reading = Reading {
            as_of: roster.as_of,
            today: self.today,
            operation_starts: operation.starts_on,
            operation_ends: operation.ends_on,
            categories,
            areas,
        };
        let recognition = roster.recognised.recognition;
        let rows = apart(move || reading.rows(&files::read(&bytes)?, &recognition)).await?;
        self.progress.expect(rows.len());
        Ok(Arc::new(rows))
    }

    async fn preview(&self) -> Result<()> {
        let (id, rows) = (self.roster, self.rows().await?);
        let mut planned = self.store.read(move |scoped| scoped.preview_rows(id, &rows)).await?;
        self.store.write(move |scoped| scoped.clear_preview(id)).await?;
        let mut done = 0;
        while !planned.is_empty() {
            let rest = planned.split_off(AT_ONCE.min(planned.len()));
            let portion = std::mem::replace(&mut planned, rest);
            done += portion.len();
            self.store.write(move |scoped| scoped.add_preview_rows(id, portion.clone())).await?;
            self.progress.reach(done);
        }
        let lease = self.lease.clone();
        Ok(self
            .store
            .write(move |scoped| {
                scoped.complete_preview(id)?;
                scoped.end_job(&lease, &JobEnd::Done)
            })
            .await?)
    }

    async fn commit(&self) -> Result<()> {
        let rows = self.rows().await?;
        for _ in 1..TRIES {
            match self.try_to_commit(Arc::clone(&rows)).await {
                Err(StorageError::Conflict(ConflictKind::Taken)) => {}
                outcome => return Ok(outcome?),
            }
        }
        Ok(self.try_to_commit(rows).await?)
    }

    async fn try_to_commit(&self, rows: Arc<Vec<FileRow>>) -> Result<(), StorageError> {
        let (roster, today) = (self.roster, self.today);
        let (lease, progress) = (self.lease.clone(), Arc::clone(&self.progress));
        let commit = move |scoped: &mut Scoped<'_>| {
            let done = |done| progress.reach(done);
            scoped.commit_roster(&CommitOf { roster, rows: &rows, today, done: &done })?;
            scoped.end_job(&lease, &JobEnd::Done)
        };
        self.store.write(commit).await
    }

    async fn undo(&self) -> Result<()> {
        let (roster, today) = (self.roster, self.today);
        let units = self.store.read(move |scoped| scoped.undo_units(roster)).await?;
        self.progress.expect(usize::try_from(units).unwrap_or_default());
        let (lease, progress) = (self.lease.clone(), Arc::clone(&self.progress));
        let undo = move |scoped: &mut Scoped<'_>| {
            let done = |done| progress.reach(done);
            let undone = scoped.undo_roster(roster, today, &done)?;
            if undone.is_ok() {
                scoped.end_job(&lease, &JobEnd::Done)?;
            }
            Ok(undone)
        };
        self.store.write(undo).await?.map_err(Problem::from)
    }

    /// Ends the job with why it failed.
    pub async fn fail(&self, problem: &Problem) -> Result<()> {
        let end = JobEnd::Failed(stored(problem));
        let lease = self.lease.clone();
        Ok(self.store.write(move |scoped| scoped.end_job(&lease, &end)).await?)
    }
}

/// A problem as the job keeps it; its title is put into the reader's language when it is read.
fn stored(problem: &Problem) -> Value {
    let mut wire: Wire = problem.wire(Language::English, "");
    wire.request_id = None;
    serde_json::to_value(wire).unwrap_or_default()
}
