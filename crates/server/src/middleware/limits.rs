//! Who may try how often. What guards passwords and identity numbers is counted in the database, by all processes together.
//! The flood of requests from one address is counted here, by each process for itself: it guards the process, and a count in
//! the database would be what floods it.

use std::net::IpAddr;

use actix_web::{
    Error,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};
use chrono::TimeDelta;
use domain::{identity_number::IdentityNumber, problems::ProblemCode, users::Username};
use governor::{
    DefaultKeyedRateLimiter, Quota,
    clock::{Clock as _, DefaultClock},
};
use storage::unscoped::attempts::{Allowance, Tried};

use crate::{
    middleware::client_address,
    problem::{Problem, Result},
    scope::{Needs, PublicScope, Scope, Try, too_many},
    settings::Limits,
};

/// Counts requests, and knows how often other things may be tried.
#[derive(Debug)]
pub struct Limiter {
    requests: DefaultKeyedRateLimiter<IpAddr>,
    from_address: Allowance,
    by_name: Allowance,
    as_if_locked: Allowance,
    number_searches: Allowance,
}

impl Limiter {
    /// A limiter that has seen nobody yet.
    pub fn new(limits: &Limits) -> Self {
        let allow = |times: std::num::NonZeroU32, per| Allowance { times: times.get(), per };
        Self {
            requests: DefaultKeyedRateLimiter::keyed(Quota::per_minute(limits.requests_per_minute)),
            from_address: allow(limits.sign_ins_per_minute, TimeDelta::minutes(1)),
            by_name: allow(limits.sign_ins_per_user_per_minute, TimeDelta::minutes(1)),
            // As many as lock a known name, and one more each time that a lock would have ended.
            as_if_locked: Allowance {
                times: limits.lockout_attempts.get(),
                per: limits
                    .lockout()
                    .checked_mul(i32::try_from(limits.lockout_attempts.get()).unwrap_or(i32::MAX))
                    .unwrap_or(TimeDelta::MAX),
            },
            number_searches: allow(limits.number_searches_per_hour, TimeDelta::hours(1)),
        }
    }

    /// Counts an attempt to sign in, whether or not there is such a user.
    ///
    /// # Errors
    /// A problem with the seconds to wait.
    pub async fn sign_in(
        &self,
        scope: &PublicScope,
        address: Option<IpAddr>,
        name: Option<&Username>,
    ) -> Result<()> {
        let address = address.map(|address| address.to_string());
        let from = address.as_ref().map(|address| Try {
            tried: Tried::SignInFrom,
            who: address.as_bytes(),
            allowance: self.from_address,
        });
        let by = name.map(|name| Try {
            tried: Tried::SignInAs,
            who: name.as_str().as_bytes(),
            allowance: self.by_name,
        });
        let tries: Vec<Try<'_>> = from.into_iter().chain(by).collect();
        scope.spend(&tries).await?.map_or(Ok(()), |wait| Err(too_many(wait)))
    }

    /// Counts a try with a name that nobody has, which locks as a known one would; gives the time until the next.
    ///
    /// # Errors
    /// When it cannot be counted.
    pub async fn unknown_name(&self, scope: &PublicScope, name: &Username) -> Result<Option<TimeDelta>> {
        let who = name.as_str().as_bytes();
        Ok(scope.spend(&[Try { tried: Tried::UnknownName, who, allowance: self.as_if_locked }]).await?)
    }

    /// Counts a search, where an identity number was typed.
    ///
    /// # Errors
    /// A problem with the seconds to wait.
    pub async fn search<P: Needs>(&self, scope: &Scope<P>, typed: Option<&str>) -> Result<()> {
        match typed.map(IdentityNumber::parse) {
            Some(Ok(_)) => scope.spend(Tried::NumberSearch, self.number_searches).await,
            Some(Err(_)) | None => Ok(()),
        }
    }

    /// Forgets those who have been quiet for a minute; called now and then.
    pub fn forget_the_quiet(&self) {
        self.requests.retain_recent();
    }

    fn count(&self, address: IpAddr) -> Result<()> {
        self.requests.check_key(&address).map(drop).map_err(|refusal| {
            let wait = refusal.wait_time_from(DefaultClock::default().now()).as_secs().saturating_add(1);
            Problem::new(ProblemCode::TooManyRequests).retry_after(u32::try_from(wait).unwrap_or(u32::MAX))
        })
    }
}

/// Counts each request to the API against its address.
pub async fn general_limit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.path().starts_with("/api/")
        && let Some(limiter) = request.app_data::<web::Data<Limiter>>()
        && let Some(address) = client_address(&request)
        && let Err(problem) = limiter.count(address)
    {
        return Ok(request.error_response(problem));
    }
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}
