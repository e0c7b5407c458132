//! What the server does to the database in nobody's name.

use chrono::TimeDelta;
use storage::{
    StorageError, journal,
    unscoped::{idempotency, sessions},
};

use super::Gate;

/// An Idempotency-Key is good for this long.
const KEYS_LIVE: TimeDelta = TimeDelta::days(1);
/// Sessions that are over are kept this long, for the user's list of devices.
const SESSIONS_STAY: TimeDelta = TimeDelta::days(30);

impl Gate {
    /// Numbers and chains the journal's new entries.
    ///
    /// # Errors
    /// As the engine's; what waits is sealed the next time.
    pub async fn seal_journal(&self) -> Result<usize, StorageError> {
        journal::seal_all(self.database()).await
    }

    /// Forgets keys and sessions that nobody will ask for again.
    ///
    /// # Errors
    /// As the engine's.
    pub async fn forget_the_old(&self) -> Result<usize, StorageError> {
        let now = self.now();
        let forget = move |conn: &mut storage::Connection| {
            let keys = idempotency::forget(conn, now - KEYS_LIVE)?;
            Ok(keys + sessions::forget(conn, now - SESSIONS_STAY)?)
        };
        self.database().write_async(forget).await
    }
}
