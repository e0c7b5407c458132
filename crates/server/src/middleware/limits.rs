//! Who may try how often. In memory: each process counts for itself.

use std::{hash::Hash, net::IpAddr, num::NonZeroU32, time::Duration};

use actix_web::{
    Error,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};
use domain::{identity_number::IdentityNumber, ids::UserId, problems::ProblemCode, users::Username};
use governor::{
    DefaultKeyedRateLimiter, Quota,
    clock::{Clock as _, DefaultClock},
};

use crate::{middleware::client_address, problem::Problem, settings::Limits};

/// Counts requests and attempts to sign in.
#[derive(Debug)]
pub struct Limiter {
    requests: DefaultKeyedRateLimiter<IpAddr>,
    sign_ins_by_address: DefaultKeyedRateLimiter<IpAddr>,
    sign_ins_by_name: DefaultKeyedRateLimiter<Username>,
    unknown_names: DefaultKeyedRateLimiter<Username>,
    number_searches: DefaultKeyedRateLimiter<UserId>,
}

impl Limiter {
    /// A limiter that has seen nobody yet.
    pub fn new(limits: &Limits) -> Self {
        Self {
            requests: per_minute(limits.requests_per_minute),
            sign_ins_by_address: per_minute(limits.sign_ins_per_minute),
            sign_ins_by_name: per_minute(limits.sign_ins_per_user_per_minute),
            unknown_names: DefaultKeyedRateLimiter::keyed(as_if_locked(limits)),
            number_searches: DefaultKeyedRateLimiter::keyed(Quota::per_hour(limits.number_searches_per_hour)),
        }
    }

    /// Counts an attempt to sign in, whether or not there is such a user.
    ///
    /// # Errors
    /// A problem with the seconds to wait.
    pub fn sign_in(&self, address: Option<IpAddr>, name: Option<&Username>) -> Result<(), Problem> {
        if let Some(address) = address {
            count(&self.sign_ins_by_address, &address)?;
        }
        name.map_or(Ok(()), |name| count(&self.sign_ins_by_name, name))
    }

    /// Counts a try with a name that nobody has, which locks as a known one would.
    ///
    /// # Errors
    /// The seconds until the next try.
    pub fn unknown_name(&self, name: &Username) -> Result<(), i64> {
        self.unknown_names.check_key(name).map(drop).map_err(|refusal| {
            let wait = refusal.wait_time_from(DefaultClock::default().now()).as_secs();
            i64::try_from(wait).unwrap_or(i64::MAX)
        })
    }

    /// Counts a search, where an identity number was typed.
    ///
    /// # Errors
    /// A problem with the seconds to wait.
    pub fn search(&self, user: UserId, typed: Option<&str>) -> Result<(), Problem> {
        match typed.map(IdentityNumber::parse) {
            Some(Ok(_)) => count(&self.number_searches, &user),
            Some(Err(_)) | None => Ok(()),
        }
    }

    /// Forgets those who have been quiet for a minute; called now and then.
    pub fn forget_the_quiet(&self) {
        self.requests.retain_recent();
        self.sign_ins_by_address.retain_recent();
        self.sign_ins_by_name.retain_recent();
        self.unknown_names.retain_recent();
        self.number_searches.retain_recent();
    }
}

fn per_minute<K: Hash + Eq + Clone>(times: NonZeroU32) -> DefaultKeyedRateLimiter<K> {
    DefaultKeyedRateLimiter::keyed(Quota::per_minute(times))
}

fn as_if_locked(limits: &Limits) -> Quota {
    let lock = limits.lockout().to_std().unwrap_or(Duration::MAX);
    let one_each = Quota::with_period(lock).unwrap_or(Quota::per_hour(NonZeroU32::MIN));
    one_each.allow_burst(limits.lockout_attempts)
}

fn count<K: Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<(), Problem> {
    limiter.check_key(key).map(drop).map_err(|refusal| {
        let wait = refusal.wait_time_from(DefaultClock::default().now()).as_secs().saturating_add(1);
        Problem::new(ProblemCode::TooManyRequests).retry_after(u32::try_from(wait).unwrap_or(u32::MAX))
    })
}

/// Counts each request to the API against its address.
pub async fn general_limit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.path().starts_with("/api/")
        && let Some(limiter) = request.app_data::<web::Data<Limiter>>()
        && let Some(address) = client_address(&request)
        && let Err(problem) = count(&limiter.requests, &address)
    {
        return Ok(request.error_response(problem));
    }
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(by_address: u32, by_name: u32) -> Limits {
        let number = |n| NonZeroU32::new(n).unwrap();
        Limits {
            requests_per_minute: number(1),
            sign_ins_per_minute: number(by_address),
            sign_ins_per_user_per_minute: number(by_name),
            lockout_attempts: number(1),
            lockout_minutes: number(1),
            number_searches_per_hour: number(1),
            reveals_per_hour: number(1),
            reveals_per_day: number(1),
            hashes_at_once: number(1),
            streams_per_user: number(1),
            streams: number(1),
        }
    }

    #[test]
    fn one_name_and_one_address_are_counted_apart() {
        let limiter = Limiter::new(&limits(3, 2));
        let (home, office) = ("192.0.2.1".parse().ok(), "192.0.2.2".parse().ok());
        let (li, wang): (Username, Username) = ("li".parse().unwrap(), "wang".parse().unwrap());
        limiter.sign_in(home, Some(&li)).unwrap();
        limiter.sign_in(home, Some(&li)).unwrap();
        assert_eq!(limiter.sign_in(office, Some(&li)).unwrap_err().code(), ProblemCode::TooManyRequests);
        limiter.sign_in(home, Some(&wang)).unwrap();
        assert_eq!(limiter.sign_in(home, Some(&wang)).unwrap_err().code(), ProblemCode::TooManyRequests);
        limiter.sign_in(office, Some(&wang)).unwrap();
    }
}
