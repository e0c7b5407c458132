//! What storage says, as an answer.

use std::future::Future;

use domain::problems::ProblemCode;
use serde::Serialize;
use storage::{ConflictKind, StorageError};

use super::{Problem, Result};

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NotFound => ProblemCode::NotFound.into(),
            StorageError::StaleVersion { .. } => ProblemCode::Stale.into(),
            StorageError::Conflict(ConflictKind::Rule(code @ ProblemCode::AreaMoving)) => {
                Self::new(code).retry_after(5)
            }
            StorageError::Conflict(ConflictKind::Rule(code)) => code.into(),
            StorageError::Conflict(ConflictKind::IdempotencyKeyReused) => {
                ProblemCode::IdempotencyKeyReused.into()
            }
            StorageError::Conflict(kind) => Self::new(ProblemCode::Conflict).caused_by(kind),
            StorageError::Busy(cause) => Self::new(ProblemCode::Unavailable).retry_after(2).caused_by(cause),
            StorageError::Internal(cause) => Self::internal(cause),
        }
    }
}

/// Adds to a refusal of an outdated change what stands there now, so that the user sees both.
///
/// # Errors
/// The refusal, or why the present state cannot be read.
pub async fn or_current<T, C: Serialize>(
    outcome: Result<T, StorageError>,
    current: impl Future<Output = Result<C>>,
) -> Result<T> {
    match outcome {
        Err(StorageError::StaleVersion { .. }) => Err(Problem::stale(&current.await?)),
        outcome => Ok(outcome?),
    }
}
