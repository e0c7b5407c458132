//! Proving that no sealed entry was changed, removed or put in.

use domain::ids::OperationId;

use super::{chain, read_on};
use crate::{Connection, StorageError};

/// What the proof covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many entries are sealed.
    pub entries: i64,
    /// The hash of the last one. Whoever notes it down can prove later that none was cut off the end either.
    pub head: chain::Hash,
}

/// The first entry that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// There is none at this position.
    #[error("entry {position} is missing")]
    Missing {
        /// Where.
        position: i64,
    },
    /// It names another predecessor than the one before it.
    #[error("entry {position} does not follow the entry before it")]
    Unchained {
        /// Where.
        position: i64,
    },
    /// Its content is not what was sealed.
    #[error("entry {position} was changed after it was sealed")]
    Changed {
        /// Where.
        position: i64,
    },
}

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The journal was tampered with.
    #[error(transparent)]
    Flaw(#[from] Flaw),
    /// It could not be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Reads an operation's whole journal and checks each entry against the one before it.
///
/// # Errors
/// [`VerifyError::Flaw`] names the first position that does not fit.
pub fn verify(conn: &mut Connection, operation: OperationId) -> Result<Verified, VerifyError> {
    let mut verified = Verified { entries: 0, head: chain::origin(operation) };
    loop {
        let entries = read_on(conn, operation, verified.entries, 1000)?;
        if entries.is_empty() {
            return Ok(verified);
        }
        for entry in entries {
            let position = verified.entries + 1;
            if entry.position != Some(position) {
                return Err(Flaw::Missing { position }.into());
            }
            if entry.previous_hash.as_deref() != Some(&verified.head) {
                return Err(Flaw::Unchained { position }.into());
            }
            let hash = chain::hash(&verified.head, position, &entry);
            if entry.hash.as_deref() != Some(&hash) {
                return Err(Flaw::Changed { position }.into());
            }
            verified = Verified { entries: position, head: hash };
        }
    }
}
