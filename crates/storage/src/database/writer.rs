//! The one thread that writes to a SQLite file.
//!
//! It takes the writes that wait, runs them one after the other in one transaction, each within a savepoint of its own,
//! and answers after COMMIT. So a hundred writers share one wait for the disk, and none meets a lock.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread::JoinHandle,
};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use diesel::{
    connection::{AnsiTransactionManager, TransactionManager as _, TransactionManagerStatus},
    result::QueryResult,
};

use crate::{Connection, error::StorageError};

type Transactions = <Connection as diesel::Connection>::TransactionManager;

/// Most writes in one transaction: the last of them waits for the others.
const GROUP: usize = 256;

/// One write on its way through the thread.
trait Job: Send {
    /// Does the work and remembers its outcome; an error leaves the savepoint to be rolled back.
    fn run(&mut self, conn: &mut Connection) -> Result<(), Undo>;
    /// Answers the caller after COMMIT, or with the reason why nothing was committed.
    fn answer(self: Box<Self>, commit: Result<(), StorageError>);
}

/// The work failed, and what it wrote must go.
struct Undo;

struct Write<F, A, T> {
    work: F,
    answer: A,
    outcome: Option<Result<T, StorageError>>,
}

impl<F, A, T> Job for Write<F, A, T>
where
    F: FnMut(&mut Connection) -> Result<T, StorageError> + Send,
    A: FnOnce(Result<T, StorageError>) + Send,
    T: Send,
{
    fn run(&mut self, conn: &mut Connection) -> Result<(), Undo> {
        let work = &mut self.work;
        let outcome = catch_unwind(AssertUnwindSafe(|| work(conn)))
            .unwrap_or_else(|panic| Err(StorageError::internal(message_of(&*panic))));
        let verdict = if outcome.is_ok() { Ok(()) } else { Err(Undo) };
        self.outcome = Some(outcome);
        verdict
    }

    fn answer(self: Box<Self>, commit: Result<(), StorageError>) {
        (self.answer)(match (self.outcome, commit) {
            (Some(Err(error)), _) | (_, Err(error)) => Err(error),
            (Some(outcome), Ok(())) => outcome,
            (None, Ok(())) => Err(StorageError::internal("a write was committed without being run")),
        });
    }
}

fn message_of(panic: &(dyn std::any::Any + Send)) -> String {
    let message = panic.downcast_ref::<&str>().copied();
    let message =
        message.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    format!("a write panicked: {message}")
}

/// What a caller hears when the thread is gone.
pub fn gone() -> StorageError {
    StorageError::busy("the writer has stopped")
}

pub struct Writer {
    jobs: Option<Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub fn start(
        connect: impl Fn() -> Result<Connection, StorageError> + Send + 'static,
        queue: usize,
    ) -> Result<Self, StorageError> {
        let conn = connect()?;
        let (jobs, waiting) = bounded(queue.max(1));
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || run(conn, &connect, &waiting))
            .map_err(StorageError::internal)?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    pub fn submit<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Connection) -> Result<T, StorageError> + Send + 'static,
        answer: impl FnOnce(Result<T, StorageError>) + Send + 'static,
    ) -> Result<(), StorageError> {
        let jobs = self.jobs.as_ref().ok_or_else(gone)?;
        jobs.try_send(Box::new(Write { work, answer, outcome: None })).map_err(|refused| match refused {
            TrySendError::Full(_) => StorageError::busy("too many writes are waiting"),
            TrySendError::Disconnected(_) => gone(),
        })
    }

    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Connection) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let (answer, answered) = mpsc::sync_channel(1);
        self.submit(work, move |outcome| drop(answer.send(outcome)))?;
        answered.recv().unwrap_or_else(|_| Err(gone()))
    }
}

/// The last handle waits until what was submitted is on disk.
impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
            && thread.join().is_err()
        {
            tracing::error!("the writer thread had panicked");
        }
    }
}

fn run(
    mut conn: Connection,
    connect: &dyn Fn() -> Result<Connection, StorageError>,
    waiting: &Receiver<Box<dyn Job>>,
) {
    while let Ok(first) = waiting.recv() {
        let mut group = Vec::with_capacity(8);
        let committed = write_group(&mut conn, first, waiting, &mut group);
        if let Err(reason) = &committed {
            let reason = reason as &dyn std::error::Error;
            tracing::error!(reason, writes = group.len(), "a group of writes was not committed");
            // Whatever state the connection is in, a new one has none.
            match connect() {
                Ok(fresh) => conn = fresh,
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "the writer cannot reopen the database"
                    );
                }
            }
        }
        for job in group {
            job.answer(committed.as_ref().copied().map_err(for_each_caller));
        }
    }
}

/// One failure, told to everyone whose write was in the group. Another process that holds the file for long is no defect.
fn for_each_caller(failure: &StorageError) -> StorageError {
    match failure {
        StorageError::Busy(reason) => StorageError::busy(reason.to_string()),
        other => StorageError::internal(other.to_string()),
    }
}

fn write_group(
    conn: &mut Connection,
    first: Box<dyn Job>,
    waiting: &Receiver<Box<dyn Job>>,
    group: &mut Vec<Box<dyn Job>>,
) -> Result<(), StorageError> {
    group.push(first);
    begin(conn)?;
    let mut next = 0;
    while let Some(job) = group.get_mut(next) {
        within_savepoint(conn, &mut **job)?;
        next += 1;
        if next < GROUP
            && let Ok(another) = waiting.try_recv()
        {
            group.push(another);
        }
    }
    Ok(Transactions::commit_transaction(conn)?)
}

/// Takes the write lock at once: a lock that is taken halfway can be refused without waiting.
pub fn begin(conn: &mut Connection) -> QueryResult<()> {
    match conn {
        Connection::Sqlite(sqlite) => {
            AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")
        }
        Connection::Postgres(_) => Transactions::begin_transaction(conn),
    }
}

fn within_savepoint(conn: &mut Connection, job: &mut dyn Job) -> QueryResult<()> {
    Transactions::begin_transaction(conn)?;
    match job.run(conn) {
        Ok(()) => Transactions::commit_transaction(conn),
        Err(Undo) => {
            // A panic can have left savepoints of its own open.
            while depth(conn)? > 1 {
                Transactions::rollback_transaction(conn)?;
            }
            Ok(())
        }
    }
}

fn depth(conn: &mut Connection) -> QueryResult<u32> {
    match Transactions::transaction_manager_status_mut(conn) {
        TransactionManagerStatus::Valid(status) => {
            Ok(status.transaction_depth().map_or(0, std::num::NonZeroU32::get))
        }
        TransactionManagerStatus::InError => Err(diesel::result::Error::BrokenTransactionManager),
    }
}
