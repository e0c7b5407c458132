//! Takes jobs from the database and does them, in the background of a server or in front of a terminal.
//!
//! Any number of processes may do this on one database: a lease keeps two from doing the same job, and what a job did and that
//! it is done are one transaction. A process that dies leaves a lease that runs out; another begins the job anew.

use std::{sync::Arc, time::Duration};

use chrono::{NaiveDate, TimeDelta};
use domain::{
    access::Permission,
    ids::{JobId, RosterId},
    jobs::JobKind,
    problems::ProblemCode,
};
use storage::{
    Database, StorageError, Store, Vault,
    columns::IdValue as _,
    unscoped::{
        accounts,
        jobs::{self, Lease},
    },
};
use tokio::{sync::Notify, task::JoinHandle, time::MissedTickBehavior};

use super::progress::{Progress, Shown};
use crate::{
    clock::Clock,
    problem::{Problem, Result},
    rosters::work::Work,
    scope::vault,
    secrets::Secrets,
    tokens::time_zone,
};

/// A process that does not renew its lease for so long is dead.
pub(super) const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How often a lease is renewed and progress written.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// How often a worker looks for jobs that other processes were asked for.
const LOOK: Duration = Duration::from_secs(1);
/// How long a stopping worker waits for its job before it gives it back.
const PATIENCE: Duration = Duration::from_secs(20);

static WAKE: Notify = Notify::const_new();

/// Tells the workers of this process that there is a job.
pub fn wake() {
    WAKE.notify_waiters();
    WAKE.notify_one();
}

/// Does jobs.
#[derive(Debug, Clone)]
pub struct Worker {
    pub(super) database: Database,
    pub(super) vault: Arc<Vault>,
    pub(super) clock: Clock,
}

/// A worker in the background.
#[derive(Debug)]
pub struct Running {
    stop: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Running {
    /// Takes no more jobs; waits for the one at hand, and gives it back where that takes too long.
    pub async fn stop(self) {
        self.stop.notify_one();
        if let Err(error) = self.task.await {
            tracing::error!(error = &error as &dyn std::error::Error, "the worker ended badly");
        }
    }
}

impl Worker {
    /// A worker on a database.
    pub fn new(database: Database, secrets: &Secrets, clock: Clock) -> Self {
        Self { database, vault: Arc::new(vault(secrets)), clock }
    }

    /// Does jobs in the background of a running server.
    pub fn start(self) -> Running {
        let stop = Arc::new(Notify::new());
        let task = tokio::spawn(self.until(Arc::clone(&stop)));
        Running { stop, task }
    }

    async fn until(self, stop: Arc<Notify>) {
        let stopped = stop.notified();
        tokio::pin!(stopped);
        loop {
            let lease = match self.claim().await {
                Ok(lease) => lease,
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "cannot look for jobs");
                    None
                }
            };
            let Some(lease) = lease else {
                tokio::select! {
                    () = &mut stopped => return,
                    () = WAKE.notified() => continue,
                    () = tokio::time::sleep(LOOK) => continue,
                }
            };
            let doing = self.perform(lease.clone(), Arc::default());
            tokio::pin!(doing);
            tokio::select! {
                () = &mut doing => {}
                () = &mut stopped => {
                    if tokio::time::timeout(PATIENCE, doing).await.is_err() {
                        self.give_back(lease).await;
                    }
                    return;
                }
            }
        }
    }

    /// Does one job that waits, if there is one, and says which.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn next(&self, progress: Arc<Progress>) -> Result<Option<JobId>, StorageError> {
        let Some(lease) = self.claim().await? else { return Ok(None) };
        let id = lease.job.id;
        self.perform(lease, progress).await;
        Ok(Some(id))
    }

    async fn claim(&self) -> Result<Option<Lease>, StorageError> {
        let now = self.clock.now();
        self.database.write_async(move |conn| jobs::claim(conn, LEASE, now)).await
    }

    async fn give_back(&self, lease: Lease) {
        let outcome = self.database.write_async(move |conn| jobs::give_back(conn, &lease)).await;
        if let Err(error) = outcome {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a job could not be given back; its lease will run out"
            );
        }
    }

    /// Does a job to its end, whatever that is.
    async fn perform(&self, lease: Lease, progress: Arc<Progress>) {
        let job = lease.job.id;
        let _shown = Shown::new(job, Arc::clone(&progress));
        let doing = self.attempt(lease.clone(), Arc::clone(&progress));
        tokio::pin!(doing);
        let mut beat = tokio::time::interval(HEARTBEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut renewal: Option<JoinHandle<()>> = None;
        loop {
            tokio::select! {
                outcome = &mut doing => {
                    if let Err(error) = outcome {
                        let cause = error.cause();
                        tracing::error!(%job, code = error.code().as_str(), cause, "a job could not be ended");
                    }
                    return;
                }
                _ = beat.tick() => {
                    // While SQLite's writer does the work itself, the renewal waits behind it, and nobody can claim either.
                    if renewal.as_ref().is_none_or(JoinHandle::is_finished) {
                        renewal = Some(tokio::spawn(renew(self.clone(), lease.clone(), Arc::clone(&progress))));
                    }
                }
            }
        }
    }

    async fn attempt(&self, lease: Lease, progress: Arc<Progress>) -> Result<()> {
        let job = lease.job.id;
        if lease.job.kind == JobKind::AreaRenewal {
            return self.renew_households(lease, progress).await;
        }
        let work = self.work(lease, progress).await?;
        let kind = work.lease.job.kind;
        let outcome = match work.store.actor().may(Permission::RostersWrite) {
            Ok(()) => work.run(kind).await,
            Err(forbidden) => Err(forbidden.into()),
        };
        match outcome {
            Ok(()) => {
                tracing::info!(%job, %kind, "a job is done");
                Ok(())
            }
            Err(problem) => {
                let cause = problem.cause();
                match problem.code() {
                    ProblemCode::Internal => tracing::error!(%job, %kind, cause, "a job failed"),
                    code => tracing::info!(%job, %kind, code = code.as_str(), cause, "a job was refused"),
                }
                work.fail(&problem).await
            }
        }
    }

    async fn work(&self, lease: Lease, progress: Arc<Progress>) -> Result<Work> {
        let (operation, user) = (lease.job.operation_id, lease.job.created_by);
        let now = self.clock.now();
        let actor = self.database.read_async(move |conn| accounts::actor(conn, operation, user)).await;
        let actor = actor.map_err(|error| match error {
            StorageError::NotFound => Problem::new(ProblemCode::Forbidden),
            error => error.into(),
        })?;
        let store = Store::new(self.database.clone(), actor, Arc::clone(&self.vault), now);
        let zone = time_zone(&store.operation().await?.time_zone);
        let today: NaiveDate = now.with_timezone(&zone).date_naive();
        let roster = RosterId::from_uuid(lease.job.subject_id.uuid());
        Ok(Work { store, lease, roster, today, progress })
    }
}

async fn renew(worker: Worker, lease: Lease, progress: Arc<Progress>) {
    let (done, total) = progress.now();
    let now = worker.clock.now();
    let renewed = worker
        .database
        .write_async(move |conn| jobs::renew(conn, &lease, jobs::Progress { done, total }, LEASE, now))
        .await;
    if let Err(error) = renewed {
        tracing::warn!(error = &error as &dyn std::error::Error, "a lease could not be renewed");
    }
}
