//! What those who listen need beyond one request: the journal as it grows, and whether they still may.

use actix_web::web;
use chrono::{DateTime, Utc};
use domain::{access::Permission, ids::OperationId};
use storage::{
    StorageError, Store,
    journal::{self, Ripple},
    unscoped::sessions::{self, Bearer},
};

use super::{Gate, Needs, Scope};

/// Somebody who stays longer than one request takes.
#[derive(Debug)]
pub struct Listener {
    gate: web::Data<Gate>,
    bearer: Bearer,
    ends_at: DateTime<Utc>,
    permission: Permission,
}

impl<P: Needs> Scope<P> {
    /// The one who asks, for as long as their token is good.
    pub fn listener(&self) -> Listener {
        Listener {
            gate: self.gate.clone(),
            bearer: self.who.bearer,
            ends_at: self.who.ends_at,
            permission: P::PERMISSION,
        }
    }
}

impl Listener {
    /// Whether the token is good at this moment.
    pub fn has_time(&self) -> bool {
        self.gate.now() < self.ends_at
    }

    /// What was sealed behind a position, and the position of the last of it; without one, where the journal ends.
    ///
    /// # Errors
    /// As the engine's.
    pub async fn read_on(&self, after: Option<i64>, limit: i64) -> Result<(i64, Vec<Ripple>), StorageError> {
        self.gate.read_on(self.bearer.operation_id, after, limit).await
    }

    /// The store as they may use it now; nothing once their session, their account or their permission is over.
    pub async fn store(&self) -> Option<Store> {
        let (bearer, now) = (self.bearer, self.gate.now());
        let found = self.gate.database().read_async(move |conn| sessions::authenticate(conn, bearer, now));
        let actor = found.await.ok().filter(|_| self.has_time())?;
        self.gate.policy().check(&actor, self.permission).ok()?;
        Some(self.gate.store(actor))
    }
}

impl Gate {
    /// Seals what waits, and reads on.
    ///
    /// # Errors
    /// As the engine's.
    pub async fn follow(
        &self,
        operation: OperationId,
        after: Option<i64>,
        limit: i64,
    ) -> Result<(i64, Vec<Ripple>), StorageError> {
        self.seal_journal().await?;
        self.read_on(operation, after, limit).await
    }

    /// What was sealed behind a position, and the position of the last of it; without one, where the journal ends.
    async fn read_on(
        &self,
        operation: OperationId,
        after: Option<i64>,
        limit: i64,
    ) -> Result<(i64, Vec<Ripple>), StorageError> {
        self.database()
            .read_async(move |conn| {
                let Some(after) = after else { return Ok((journal::head(conn, operation)?, Vec::new())) };
                let ripples = journal::ripples(conn, operation, after, limit)?;
                Ok((ripples.last().map_or(after, |ripple| ripple.position), ripples))
            })
            .await
    }
}
