//! What can be done without being signed in: signing in, staying so, and asking for a sign of life.

use std::{
    future::{Ready, ready},
    sync::Arc,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    ids::{OperationId, SessionId, UserId},
    problems::ProblemCode,
    users::Username,
};
use storage::{
    ConflictKind, StorageError,
    unscoped::{
        accounts::{self, Credentials, LockoutPolicy},
        invitations::{self, Offer},
        second_factor::{self, WrongCode},
        sessions::{self, Bearer, NewSession, Rotation, TokenDigest},
    },
    users::AccountRow,
};

use super::Gate;
use crate::{
    problem::{Problem, Result},
    tokens::{Challenged, Claims, time_zone},
};

/// Two tabs that wake up at once present the same token; a thief comes later.
const GRACE: TimeDelta = TimeDelta::seconds(10);

/// The few things that anyone may ask for.
#[derive(Debug)]
pub struct PublicScope(pub(super) web::Data<Gate>);

/// A session as its user gets it.
#[derive(Debug)]
pub struct Opened {
    /// For the next ten minutes.
    pub access_token: String,
    /// Whose session it is.
    pub account: AccountRow,
}

impl FromRequest for PublicScope {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let gate = request.app_data::<web::Data<Gate>>().cloned();
        ready(gate.map(Self).ok_or_else(|| Problem::internal("the application has no gate")))
    }
}

impl PublicScope {
    /// The moment of the request.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }

    /// Asks the database for a sign of life.
    pub async fn ping(&self) -> Result<()> {
        let database = self.0.database().clone();
        let pinged = web::block(move || database.ping()).await;
        Ok(pinged.map_err(|gone| Problem::new(ProblemCode::Unavailable).caused_by(gone))??)
    }

    /// What a password is checked against; nothing where nobody has the name.
    pub async fn credentials(&self, username: Username) -> Result<Option<Credentials>> {
        match self.0.database().read_async(move |conn| accounts::credentials(conn, &username)).await {
            Ok(credentials) => Ok(Some(credentials)),
            Err(StorageError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Counts a wrong password.
    pub async fn wrong_password(
        &self,
        operation: OperationId,
        user: UserId,
        policy: LockoutPolicy,
    ) -> Result<()> {
        let now = self.now();
        let counted = self
            .0
            .database()
            .write_async(move |conn| accounts::record_failure(conn, operation, user, policy, now));
        counted.await?;
        Ok(())
    }

    /// A proof that the password was right, for the second step.
    pub fn challenge(&self, known: &Credentials) -> Result<String> {
        let of = Challenged {
            operation_id: known.operation_id,
            user_id: known.id,
            session_epoch: known.session_epoch,
        };
        self.0.tokens().challenge(of, self.now())
    }

    /// Whose challenge it is, if the account has not moved on since.
    pub async fn challenged(&self, challenge: &str) -> Result<Credentials> {
        let of = self.0.tokens().read_challenge(challenge, self.now())?;
        let found = self
            .0
            .database()
            .read_async(move |conn| accounts::credentials_of(conn, of.operation_id, of.user_id))
            .await;
        match found {
            Ok(known) if known.active && known.session_epoch == of.session_epoch => Ok(known),
            Ok(_) | Err(StorageError::NotFound) => Err(ProblemCode::Unauthenticated.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes a code of a user's second factor; it is good no second time.
    pub async fn use_code(
        &self,
        whose: (OperationId, UserId),
        code: String,
    ) -> Result<std::result::Result<(), WrongCode>> {
        let (vault, now) = (Arc::clone(self.0.vault()), self.now());
        let used = self
            .0
            .database()
            .write_async(move |conn| second_factor::use_code(conn, &vault, whose, &code, now));
        Ok(used.await?)
    }

    /// What a one-time link offers.
    pub async fn link_offer(&self, token: TokenDigest) -> Result<(Offer, Option<Username>)> {
        let now = self.now();
        let offer = self.0.database().read_async(move |conn| invitations::offer(conn, &token, now)).await;
        offer.map_err(void)
    }

    /// Uses a one-time link.
    pub async fn accept_link(
        &self,
        token: TokenDigest,
        username: Username,
        password_hash: String,
    ) -> Result<()> {
        let now = self.now();
        let accepted = self
            .0
            .database()
            .write_async(move |conn| invitations::accept(conn, &token, &username, &password_hash, now));
        accepted.await.map_err(|error| match error {
            StorageError::Conflict(ConflictKind::Taken) => {
                Problem::field("/username", ProblemCode::UsernameTaken)
            }
            error => void(error),
        })
    }

    /// Begins a session after the right password.
    pub async fn begin_session(&self, new: NewSession, session_epoch: i32) -> Result<Opened> {
        let now = self.now();
        let (operation_id, user_id) = (new.operation_id, new.user_id);
        let begun = self.0.database().write_async(move |conn| {
            accounts::record_success(conn, new.operation_id, new.user_id, None)?;
            sessions::begin(conn, &new, now)
        });
        let session_id: SessionId = begun.await?;
        self.open(Bearer { operation_id, user_id, session_id, session_epoch }).await
    }

    /// Goes on with a session; the token presented is spent and its successor good.
    pub async fn renew_session(&self, presented: TokenDigest, successor: TokenDigest) -> Result<Opened> {
        let now = self.now();
        let rotation = self
            .0
            .database()
            .write_async(move |conn| sessions::rotate(conn, &presented, &successor, GRACE, now));
        match rotation.await? {
            Rotation::Renewed(live) => {
                let (operation_id, user_id, session_id) = (live.operation_id, live.user_id, live.id);
                self.open(Bearer { operation_id, user_id, session_id, session_epoch: live.session_epoch })
                    .await
            }
            Rotation::Reused => {
                tracing::warn!("a refresh token came back after it was used: its session was ended");
                Err(ProblemCode::Unauthenticated.into())
            }
            Rotation::Refused => Err(ProblemCode::Unauthenticated.into()),
        }
    }

    async fn open(&self, bearer: Bearer) -> Result<Opened> {
        self.0.open(bearer).await
    }
}

impl Gate {
    /// An access token for a session, with the account that it is of.
    pub(super) async fn open(&self, bearer: Bearer) -> Result<Opened> {
        let now = self.now();
        let actor = self.database().read_async(move |conn| sessions::authenticate(conn, bearer, now)).await?;
        let account = self.store(actor).account().await?;
        let claims = Claims { bearer, language: account.language, time_zone: time_zone(&account.time_zone) };
        Ok(Opened { access_token: self.tokens().issue(claims, now)?, account })
    }
}

fn void(error: StorageError) -> Problem {
    match error {
        StorageError::NotFound => ProblemCode::LinkVoid.into(),
        error => error.into(),
    }
}
