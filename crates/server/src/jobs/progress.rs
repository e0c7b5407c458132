//! How far long work is. The database is told once a second; whoever asks this process hears it at once, also while SQLite's
//! one writer is busy with that very work.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
};

use domain::ids::JobId;

static HERE: Mutex<Option<HashMap<JobId, Arc<Progress>>>> = Mutex::new(None);

/// How far a job is, in units of its own.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicI64,
    total: AtomicI64,
}

impl Progress {
    /// Says how many units there are.
    pub fn expect(&self, total: usize) {
        self.total.store(i64::try_from(total).unwrap_or(i64::MAX), Relaxed);
    }

    /// Says how many units are done; a rough total is never exceeded.
    pub fn reach(&self, done: usize) {
        self.done.store(i64::try_from(done).unwrap_or(i64::MAX).min(self.total.load(Relaxed)), Relaxed);
    }

    /// Units done, and units in all.
    pub fn now(&self) -> (i64, i64) {
        (self.done.load(Relaxed), self.total.load(Relaxed))
    }
}

/// How far a job is that this process works on.
pub fn of(job: JobId) -> Option<(i64, i64)> {
    here().as_ref()?.get(&job).map(|progress| progress.now())
}

/// Lets others of this process see a job's progress for as long as the value lives.
pub struct Shown(JobId);

impl Shown {
    pub fn new(job: JobId, progress: Arc<Progress>) -> Self {
        here().get_or_insert_default().insert(job, progress);
        Self(job)
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(jobs) = here().as_mut() {
            jobs.remove(&self.0);
        }
    }
}

fn here() -> MutexGuard<'static, Option<HashMap<JobId, Arc<Progress>>>> {
    HERE.lock().unwrap_or_else(PoisonError::into_inner)
}
