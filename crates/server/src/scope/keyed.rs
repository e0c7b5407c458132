//! The claim of a request with an Idempotency-Key.

use actix_web::{HttpMessage as _, dev::ServiceRequest, web};
use storage::unscoped::idempotency::{self, Claim, KeyedRequest, StoredAnswer};

use super::{Gate, identify::Identity};
use crate::problem::Result;

/// A keyed request of somebody who has signed in.
#[derive(Debug)]
pub struct KeyedScope {
    gate: web::Data<Gate>,
    request: KeyedRequest,
}

/// What is known of a key.
#[derive(Debug)]
pub enum Claimed {
    /// The request is the first with it.
    First,
    /// It was answered before.
    Answered(StoredAnswer),
}

impl KeyedScope {
    /// Nothing for those who have not signed in: the handler refuses them.
    pub fn of(request: &ServiceRequest, key: String, digest: [u8; 32]) -> Option<Self> {
        let gate = request.app_data::<web::Data<Gate>>()?.clone();
        let extensions = request.extensions();
        let actor = extensions.get::<Identity>()?.known()?.actor.clone();
        let (operation_id, user_id) = (actor.operation_id, actor.user_id);
        // Keyed: whoever has the database alone cannot try bodies against it.
        let digest = gate.fingerprint(&digest);
        Some(Self { gate, request: KeyedRequest { operation_id, user_id, key, digest } })
    }

    /// Claims the key.
    pub async fn claim(&self) -> Result<Claimed> {
        let (request, now) = (self.request.clone(), self.gate.now());
        match self.gate.database().write_async(move |conn| idempotency::claim(conn, &request, now)).await? {
            Claim::First => Ok(Claimed::First),
            Claim::Answered(answer) => Ok(Claimed::Answered(answer)),
        }
    }

    /// Keeps the answer for the next time.
    pub async fn complete(&self, answer: StoredAnswer) -> Result<()> {
        let request = self.request.clone();
        Ok(self
            .gate
            .database()
            .write_async(move |conn| idempotency::complete(conn, &request, &answer))
            .await?)
    }

    /// Gives the key back: nothing was done.
    pub async fn release(&self) -> Result<()> {
        let request = self.request.clone();
        Ok(self.gate.database().write_async(move |conn| idempotency::release(conn, &request)).await?)
    }
}
