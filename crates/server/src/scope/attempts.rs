//! Counting tries, over all processes.

use chrono::{DateTime, TimeDelta, Utc};
use domain::problems::ProblemCode;
use storage::{
    StorageError,
    unscoped::attempts::{self, Allowance, Attempt, Tried},
};

use super::{Gate, Needs, PublicScope, Scope};
use crate::problem::{Problem, Result};

/// What is tried, by whom, and how often they may.
#[derive(Debug)]
pub struct Try<'a> {
    /// What.
    pub tried: Tried,
    /// By whom; only a digest of it is kept.
    pub who: &'a [u8],
    /// How often.
    pub allowance: Allowance,
}

impl Gate {
    async fn spend(&self, tries: &[Try<'_>]) -> Result<Option<TimeDelta>, StorageError> {
        let now = self.now();
        let digested = |one: &Try<'_>| Attempt {
            tried: one.tried,
            digest: self.fingerprint(one.who),
            allowance: one.allowance,
        };
        let tries: Vec<Attempt> = tries.iter().map(digested).collect();
        let spent: Result<(), DateTime<Utc>> =
            self.database().write_async(move |conn| attempts::spend(conn, &tries, now)).await?;
        Ok(spent.err().map(|not_before| not_before - now))
    }
}

impl PublicScope {
    /// Counts tries of a stranger; gives the time to wait where there were too many.
    ///
    /// # Errors
    /// As the engine's.
    pub async fn spend(&self, tries: &[Try<'_>]) -> Result<Option<TimeDelta>, StorageError> {
        self.0.spend(tries).await
    }
}

impl<P: Needs> Scope<P> {
    /// Counts a try of the signed-in user.
    ///
    /// # Errors
    /// 429 with the seconds to wait.
    pub async fn spend(&self, tried: Tried, allowance: Allowance) -> Result<()> {
        let user = self.actor().user_id;
        let spent = self.gate.spend(&[Try { tried, who: user.as_uuid().as_bytes(), allowance }]).await?;
        spent.map_or(Ok(()), |wait| Err(too_many(wait)))
    }
}

/// The answer to one try too many.
pub fn too_many(wait: TimeDelta) -> Problem {
    let seconds = u32::try_from(wait.num_seconds().saturating_add(1)).unwrap_or(u32::MAX);
    Problem::new(ProblemCode::TooManyRequests).retry_after(seconds)
}
