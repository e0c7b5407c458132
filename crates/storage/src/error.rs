//! What can go wrong below: the server turns each into its answer.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// Why a read or a write did not happen. Nothing of a failed write stays.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no such row, or the actor may not see it.
    #[error("not found")]
    NotFound,
    /// The row cannot be as asked beside the rows that are there.
    #[error("conflict: {0}")]
    Conflict(ConflictKind),
    /// The row was changed since the caller read it.
    #[error("changed meanwhile: it is at revision {current}")]
    StaleVersion {
        /// The revision that the row has now.
        current: i64,
    },
    /// Nothing is wrong with the request; the database is overloaded, unreachable or shutting down.
    #[error("the database cannot answer right now: {0}")]
    Busy(#[source] BoxedSource),
    /// A defect here or a broken database. The source is for the log, never for the caller.
    #[error("storage failed: {0}")]
    Internal(#[source] BoxedSource),
}

/// The cause of a [`StorageError`], for the log.
pub type BoxedSource = Box<dyn std::error::Error + Send + Sync>;

/// What stands in the way of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConflictKind {
    /// Another row has a value that must be unique.
    #[error("a value that must be unique is taken")]
    Taken,
    /// Other rows refer to the row, or it refers to one that is not there.
    #[error("a reference does not hold")]
    Reference,
    /// The key came back with another request.
    #[error("the idempotency key was used for another request")]
    IdempotencyKeyReused,
    /// The first request with this key has not been answered yet.
    #[error("the first request with this idempotency key is still running")]
    IdempotencyKeyInUse,
    /// A rule of the domain, with the code that the caller is told.
    #[error("{}", .0.as_str())]
    Rule(domain::problems::ProblemCode),
}

impl StorageError {
    /// Wraps a cause that the caller can do nothing about.
    pub fn internal(source: impl Into<BoxedSource>) -> Self {
        Self::Internal(source.into())
    }

    /// Wraps a cause that will pass.
    pub fn busy(source: impl Into<BoxedSource>) -> Self {
        Self::Busy(source.into())
    }
}

impl From<DieselError> for StorageError {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::NotFound => Self::NotFound,
            DieselError::DatabaseError(kind, ref information) => match kind {
                DatabaseErrorKind::UniqueViolation => Self::Conflict(ConflictKind::Taken),
                DatabaseErrorKind::ForeignKeyViolation | DatabaseErrorKind::RestrictViolation => {
                    Self::Conflict(ConflictKind::Reference)
                }
                DatabaseErrorKind::SerializationFailure
                | DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand
                | DatabaseErrorKind::ReadOnlyTransaction => Self::busy(error),
                _ if is_transient(information.message()) => Self::busy(error),
                _ => Self::internal(error),
            },
            DieselError::BrokenTransactionManager => Self::busy(error),
            _ => Self::internal(error),
        }
    }
}

/// diesel has no kind of its own for these: SQLite's lock errors, and PostgreSQL's 40P01, 57P01, 57P03 and 55P03.
fn is_transient(message: &str) -> bool {
    ["database is locked", "database table is locked", "deadlock detected", "terminating connection"]
        .iter()
        .any(|known| message.contains(known))
        || message.contains("canceling statement due to lock timeout")
        || message.contains("the database system is")
}

impl From<diesel::r2d2::PoolError> for StorageError {
    fn from(error: diesel::r2d2::PoolError) -> Self {
        Self::busy(error)
    }
}
