//! Who is let in: limits, the password, and the lock after too many wrong ones.
//!
//! Nothing that a stranger can see or measure tells whether a user name exists: unknown names take as long, and lock too.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use chrono::{DateTime, Utc};
use domain::{problems::ProblemCode, users::Username};
use storage::unscoped::accounts::{Credentials, LockoutPolicy};

use crate::{
    metrics::Metrics,
    middleware::{Limiter, client_address},
    passwords::{Passwords, WrongPassword},
    problem::{Problem, Result},
    scope::{PublicScope, SelfScope},
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

    /// Proves that someone who gave the right password has the second factor, too.
    ///
    /// # Errors
    /// 401 for a challenge that is not ours or too old, and for a wrong code; 429 for too many tries.
    pub async fn check_code(
        &self,
        scope: &PublicScope,
        request: &HttpRequest,
        challenge: &str,
        code: String,
    ) -> Result<Credentials> {
        self.admit(scope, request).await?;
        let outcome = self.decide_code(scope, challenge, code).await;
        self.metrics
            .signed_in(outcome.as_ref().map_or_else(|problem| problem.code().as_str(), |_| "signed_in"));
        outcome
    }

    /// Proves that whoever sits at a signed-in device knows the password.
    ///
    /// # Errors
    /// A field error at `pointer` for a wrong one, which counts like one at the door; 429 for too many tries.
    pub async fn check_own(&self, scope: &SelfScope, password: String, pointer: &str) -> Result<()> {
        let known = scope.credentials().await?;
        refuse_held(&known, scope.now())?;
        match self.passwords.verify(password, Some(known.password_hash)).await? {
            Ok(()) => Ok(()),
            Err(WrongPassword) => {
                scope.wrong_password(lockout(&self.settings.limits)).await?;
                Err(Problem::field(pointer, ProblemCode::WrongPassword))
            }
        }
    }

    /// Counts a code of one's own second factor that did not fit like a wrong password, and says what to answer.
    ///
    /// # Errors
    /// When it cannot be counted.
    pub async fn wrong_code(&self, scope: &SelfScope) -> Result<Problem> {
        scope.wrong_password(lockout(&self.settings.limits)).await?;
        Ok(Problem::field("/code", ProblemCode::WrongCode))
    }

    /// Counts an attempt of a stranger with a token.
    ///
    /// # Errors
    /// 429 for too many of them.
    pub async fn admit(&self, scope: &PublicScope, request: &HttpRequest) -> Result<()> {
        self.limiter.sign_in(scope, client_address(request), None).await
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.passwords.hash(password).await
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
        self.limiter.sign_in(scope, client_address(request), username.as_ref()).await?;
        let known = match username.clone() {
            Some(username) => scope.credentials(username).await?.filter(|known| known.active),
            None => None,
        };
        if let Some(known) = &known {
            refuse_held(known, scope.now())?;
        }
        let kept = known.as_ref().map(|known| known.password_hash.clone());
        match (self.passwords.verify(password, kept).await?, known) {
            (Ok(()), Some(known)) => Ok(known),
            (_, Some(known)) => {
                scope.wrong_password(known.operation_id, known.id, lockout(&self.settings.limits)).await?;
                Err(ProblemCode::WrongCredentials.into())
            }
            (_, None) => {
                if let Some(username) = &username
                    && let Some(wait) = self.limiter.unknown_name(scope, username).await?
                {
                    return Err(locked(wait.num_seconds()));
                }
                Err(ProblemCode::WrongCredentials.into())
            }
        }
    }
}

impl Door {
    async fn decide_code(&self, scope: &PublicScope, challenge: &str, code: String) -> Result<Credentials> {
        let known = scope.challenged(challenge).await?;
        refuse_held(&known, scope.now())?;
        let whose = (known.operation_id, known.id);
        if scope.use_code(whose, code).await?.is_err() {
            scope.wrong_password(known.operation_id, known.id, lockout(&self.settings.limits)).await?;
            return Err(ProblemCode::WrongCode.into());
        }
        Ok(known)
    }
}

fn refuse_held(known: &Credentials, now: DateTime<Utc>) -> Result<()> {
    match known.locked_until.map_or(0, |until| (until - now).num_seconds()) {
        wait if wait > 0 => Err(locked(wait)),
        _ => Ok(()),
    }
}

fn locked(seconds: i64) -> Problem {
    Problem::new(ProblemCode::LockedOut).retry_after(u32::try_from(seconds.max(1)).unwrap_or(u32::MAX))
}

fn lockout(limits: &Limits) -> LockoutPolicy {
    LockoutPolicy {
        attempts: i32::try_from(limits.lockout_attempts.get()).unwrap_or(i32::MAX),
        for_: limits.lockout(),
    }
}
