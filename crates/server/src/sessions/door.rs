//! Who is let in: limits, the password, and the lock after too many wrong ones.
//!
//! Nothing that a stranger can see or measure tells whether a user name exists: unknown names take as long, and lock too.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use chrono::TimeDelta;
use domain::{problems::ProblemCode, users::Username};
use storage::unscoped::accounts::{Credentials, LockoutPolicy};

use crate::{
    metrics::Metrics,
    middleware::{Limiter, client_address},
    passwords::Passwords,
    problem::{Problem, Result},
    scope::PublicScope,
    settings::{Limits, Settings, Transport},
};

/// What decides on a sign-in.
#[derive(Debug)]
pub struct Door {
    settings: web::Data<Settings>,
    passwords: web::Data<Passwords>,
    limiter: web::Data<Limiter>,
    metrics: web::Data<Metrics>,
}

impl FromRequest for Door {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let door = || {
            Some(Self {
                settings: request.app_data::<web::Data<Settings>>()?.clone(),
                passwords: request.app_data::<web::Data<Passwords>>()?.clone(),
                limiter: request.app_data::<web::Data<Limiter>>()?.clone(),
                metrics: request.app_data::<web::Data<Metrics>>()?.clone(),
            })
        };
        ready(door().ok_or_else(|| Problem::internal("the application has no door")))
    }
}

impl Door {
    /// Proves that someone is who they say.
    ///
    /// # Errors
    /// 401 for a wrong name or password, 429 for too many tries.
    pub async fn check(
        &self,
        scope: &PublicScope,
        request: &HttpRequest,
        username: &str,
        password: String,
    ) -> Result<Credentials> {
        let outcome = self.decide(scope, request, username, password).await;
        self.metrics
            .signed_in(outcome.as_ref().map_or_else(|problem| problem.code().as_str(), |_| "signed_in"));
        outcome
    }

    /// How browsers reach the application.
    pub fn transport(&self) -> Transport {
        self.settings.http.transport()
    }

    async fn decide(
        &self,
        scope: &PublicScope,
        request: &HttpRequest,
        username: &str,
        password: String,
    ) -> Result<Credentials> {
        let username: Option<Username> = username.parse().ok();
        self.limiter.sign_in(client_address(request), username.as_ref())?;
        let known = match username.clone() {
            Some(username) => scope.credentials(username).await?.filter(|known| known.active),
            None => None,
        };
        let wait = known
            .as_ref()
            .and_then(|known| known.locked_until)
            .map_or(0, |until| (until - scope.now()).num_seconds());
        if wait > 0 {
            return Err(locked(wait));
        }
        let kept = known.as_ref().map(|known| known.password_hash.clone());
        match (self.passwords.verify(password, kept).await?, known) {
            (Ok(()), Some(known)) => Ok(known),
            (_, Some(known)) => {
                scope.wrong_password(known.operation_id, known.id, lockout(&self.settings.limits)).await?;
                Err(ProblemCode::WrongCredentials.into())
            }
            (_, None) => {
                if let Some(username) = &username {
                    self.limiter.unknown_name(username).map_err(locked)?;
                }
                Err(ProblemCode::WrongCredentials.into())
            }
        }
    }
}

fn locked(seconds: i64) -> Problem {
    Problem::new(ProblemCode::LockedOut).retry_after(u32::try_from(seconds.max(1)).unwrap_or(u32::MAX))
}

fn lockout(limits: &Limits) -> LockoutPolicy {
    LockoutPolicy {
        attempts: i32::try_from(limits.lockout_attempts.get()).unwrap_or(i32::MAX),
        for_: TimeDelta::minutes(limits.lockout_minutes.get().into()),
    }
}
