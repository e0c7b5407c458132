//! What the server does to the database in nobody's name.

use chrono::TimeDelta;
use storage::{
    StorageError,
    anonymising::{self, Swept},
    coverage, dialect, journal, openings, presence, reveals,
    unscoped::{attempts, idempotency, invitations, sessions},
};

use super::Gate;
use crate::{retention::reckoned, tokens::time_zone};

/// An Idempotency-Key is good for this long.
const KEYS_LIVE: TimeDelta = TimeDelta::days(1);
/// Links that have expired are kept this long, so that they can be given out again.
const INVITATIONS_STAY: TimeDelta = TimeDelta::days(30);
/// Sessions that are over are kept this long, for the user's list of devices.
const SESSIONS_STAY: TimeDelta = TimeDelta::days(30);
/// Households that one look anonymises: the rest of a great many are done at the next ones.
const ANONYMISED_AT_ONCE: usize = 200;
/// What somebody revealed counts for a day.
const REVEALS_COUNT: TimeDelta = TimeDelta::days(2);

impl Gate {
    /// Numbers and chains the journal's new entries.
    ///
    /// # Errors
    /// As the engine's; what waits is sealed the next time.
    pub async fn seal_journal(&self) -> Result<usize, StorageError> {
        journal::seal_all(self.database()).await
    }

    /// Writes the openings that wait; where that fails, they wait on.
    pub async fn write_openings(&self) {
        let waiting = self.openings().take();
        if waiting.is_empty() {
            return;
        }
        let openings = waiting.clone();
        if let Err(error) = self.database().write_async(move |conn| openings::record(conn, &openings)).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "who opened what is written later");
            self.openings().put_back(waiting);
        }
    }

    /// Works out some of the coverage that an older version left to be worked out; says how much that was.
    ///
    /// # Errors
    /// As the engine's; what is left is worked out the next time.
    pub async fn settle_coverage(&self) -> Result<usize, StorageError> {
        let now = self.now();
        let today = move |zone: &str| now.with_timezone(&time_zone(zone)).date_naive();
        coverage::settle_the_old(self.database(), now, today).await
    }

    /// Anonymises households that were closed so long ago that their operation's rule asks for it.
    ///
    /// # Errors
    /// As the engine's; what is left is done the next time.
    pub async fn anonymise_the_due(&self) -> Result<Swept, StorageError> {
        // What this process has not written yet would bring a name back.
        self.write_openings().await;
        let now = self.now();
        let swept =
            anonymising::sweep(self.database(), now, |rule| reckoned(rule, now), ANONYMISED_AT_ONCE).await?;
        if swept.anonymised > 0 {
            // Where a checkpoint cannot run now, another will.
            if let Err(error) = self.database().maintain(dialect::checkpoint) {
                tracing::debug!(error = &error as &dyn std::error::Error, "what went is cleared later");
            }
        }
        Ok(swept)
    }

    /// Forgets keys and sessions that nobody will ask for again.
    ///
    /// # Errors
    /// As the engine's.
    pub async fn forget_the_old(&self) -> Result<usize, StorageError> {
        let now = self.now();
        let forget = move |conn: &mut storage::Connection| {
            let keys = idempotency::forget(conn, now - KEYS_LIVE)?;
            let counts = reveals::forget(conn, now - REVEALS_COUNT)? + attempts::forget(conn, now)?;
            let short_lived = counts + presence::forget(conn, now)?;
            let links = invitations::forget(conn, now - INVITATIONS_STAY)?;
            Ok(keys + short_lived + links + sessions::forget(conn, now - SESSIONS_STAY)?)
        };
        self.database().write_async(forget).await
    }
}
