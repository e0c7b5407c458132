//! Who listens in this process, and what tells them: one reader of the journal for each operation that somebody listens to.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use actix_web::{rt, web};
use domain::{
    ids::{OperationId, UserId},
    problems::ProblemCode,
};
use storage::journal::Ripple;
use tokio::{
    sync::{broadcast, watch},
    task::JoinHandle,
    time::MissedTickBehavior,
};

use crate::{
    problem::{Problem, Result},
    scope::Gate,
    settings::Limits,
};

/// How often the journal is looked at while somebody listens.
const LOOK: Duration = Duration::from_millis(400);
/// Entries that are told together; a listener who is further behind is told to read anew.
pub const AT_ONCE: i64 = 1_000;
/// Batches that a slow listener may be behind.
const BEHIND: usize = 16;

/// What happened since the last look.
#[derive(Debug)]
pub struct Told {
    /// The position behind which it happened: whoever is not as far has missed something.
    pub behind: i64,
    /// What, in order.
    pub ripples: Vec<Ripple>,
}

/// What all listeners of an operation share.
pub type Batch = Arc<Told>;

/// The listeners of one process.
#[derive(Debug, Clone)]
pub struct Hub(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    gate: web::Data<Gate>,
    rivers: Mutex<HashMap<OperationId, River>>,
    seats: Mutex<HashMap<UserId, u32>>,
    per_user: u32,
    in_all: u32,
    closing: watch::Sender<bool>,
}

#[derive(Debug)]
struct River {
    batches: broadcast::Sender<Batch>,
    reader: JoinHandle<()>,
}

/// A place among the listeners, given back when it is dropped.
#[derive(Debug)]
pub struct Seat {
    hub: Hub,
    user: UserId,
}

impl Hub {
    /// A hub to which nobody listens yet.
    pub fn new(gate: web::Data<Gate>, limits: &Limits) -> Self {
        Self(Arc::new(Inner {
            gate,
            rivers: Mutex::default(),
            seats: Mutex::default(),
            per_user: limits.streams_per_user.get(),
            in_all: limits.streams.get(),
            closing: watch::Sender::new(false),
        }))
    }

    /// Ends all streams at once, and lets no new one begin.
    pub fn close(&self) {
        self.0.closing.send_replace(true);
    }

    /// Becomes true when the process is about to stop.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.0.closing.subscribe()
    }

    /// A place for one stream of a user.
    ///
    /// # Errors
    /// 429 where the user has too many, 503 where the process has or is about to stop.
    pub fn seat(&self, user: UserId) -> Result<Seat> {
        let mut seats = lock(&self.0.seats);
        if *self.0.closing.borrow() || seats.values().sum::<u32>() >= self.0.in_all {
            return Err(Problem::new(ProblemCode::Unavailable).retry_after(5));
        }
        let taken = seats.entry(user).or_default();
        if *taken >= self.0.per_user {
            return Err(Problem::new(ProblemCode::TooManyRequests).retry_after(5));
        }
        *taken += 1;
        drop(seats);
        Ok(Seat { hub: self.clone(), user })
    }

    /// What happens in an operation from now on.
    pub fn listen(&self, operation: OperationId) -> broadcast::Receiver<Batch> {
        let mut rivers = lock(&self.0.rivers);
        if let Some(river) = rivers.get(&operation).filter(|river| !river.reader.is_finished()) {
            return river.batches.subscribe();
        }
        let (batches, first) = broadcast::channel(BEHIND);
        let reader = rt::spawn(read(self.clone(), operation, batches.clone()));
        rivers.insert(operation, River { batches, reader });
        first
    }

    /// Forgets a river to which nobody listens any more.
    fn dries_up(&self, operation: OperationId) -> bool {
        let mut rivers = lock(&self.0.rivers);
        let is_alone = rivers.get(&operation).is_none_or(|river| river.batches.receiver_count() == 0);
        if is_alone {
            rivers.remove(&operation);
        }
        is_alone
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = lock(&self.hub.0.seats);
        if let Some(taken) = seats.get_mut(&self.user) {
            *taken = taken.saturating_sub(1);
            if *taken == 0 {
                seats.remove(&self.user);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads on while somebody listens, whichever process writes.
async fn read(hub: Hub, operation: OperationId, batches: broadcast::Sender<Batch>) {
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last = None;
    loop {
        looks.tick().await;
        if hub.dries_up(operation) {
            return;
        }
        match hub.0.gate.follow(operation, last, AT_ONCE).await {
            Ok((position, ripples)) => {
                // The first look tells nothing but where it is, for those who began to listen a moment before.
                if last.is_none() || !ripples.is_empty() {
                    let told = Told { behind: last.unwrap_or(position), ripples };
                    // Nobody may be there to hear it.
                    batches.send(told.into()).ok();
                }
                last = Some(position);
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "listeners hear of changes later");
            }
        }
    }
}
