//! Access tokens: ten minutes, signed here, for here.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::{
    ids::{OperationId, SessionId, UserId},
    problems::ProblemCode,
    users::Language,
};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, crypto::rust_crypto, decode, decode_header,
    encode,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use storage::unscoped::sessions::Bearer;

use crate::{
    problem::{Problem, Result},
    secrets::Key,
};

/// How long a token is good for.
pub const LIFE: TimeDelta = TimeDelta::minutes(10);

const ALGORITHM: Algorithm = Algorithm::HS256;
const ISSUER: &str = "homefront";
const AUDIENCE: &str = "homefront-api";
/// The second step of signing in. A token for it opens nothing else, and an access token does not open it.
const CHALLENGE_AUDIENCE: &str = "homefront-second-factor";
/// How long the second step may take.
const CHALLENGE_LIFE: TimeDelta = TimeDelta::minutes(5);

/// Makes and reads access tokens.
#[derive(Clone)]
pub struct Tokens(Arc<Keys>);

struct Keys {
    header: Header,
    signing: EncodingKey,
    verifying: DecodingKey,
    rules: Validation,
    challenge_rules: Validation,
}

/// Whose password was right, a moment ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Challenged {
    /// The operation.
    pub operation_id: OperationId,
    /// The user.
    pub user_id: UserId,
    /// The epoch of the account at that moment.
    pub session_epoch: i32,
}

#[derive(Serialize, Deserialize)]
struct WrittenChallenge {
    iss: String,
    aud: String,
    sub: UserId,
    op: OperationId,
    epoch: i32,
    exp: i64,
}

/// What a token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claims {
    /// Whom it speaks for; the database knows whether that still holds.
    pub bearer: Bearer,
    /// The language of their pages, for messages to programs that do not say what they accept.
    pub language: Language,
    /// The operation's time zone.
    pub time_zone: Tz,
}

/// The operation's time zone by its name; a name that nobody knows would be a defect of its set-up, and counts as UTC.
pub fn time_zone(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::UTC)
}

/// The first moment that is not part of a day any more.
pub fn end_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let next = day.succ_opt().unwrap_or(day).and_time(NaiveTime::MIN);
    // Where clocks are put forward at midnight, the day begins an hour later by the clock.
    let local = next.and_local_timezone(zone).earliest();
    local.map_or_else(|| next.and_utc(), |local| local.to_utc())
}

#[derive(Serialize, Deserialize)]
struct Written {
    iss: String,
    aud: String,
    sub: UserId,
    sid: SessionId,
    op: OperationId,
    epoch: i32,
    lang: Language,
    zoneinfo: Tz,
    iat: i64,
    exp: i64,
}

impl Tokens {
    /// Tokens signed with a key.
    pub fn new(key: &Key) -> Self {
        // The crate has a place for one provider a process; another app of this process may have taken it.
        rust_crypto::DEFAULT_PROVIDER.install_default().ok();
        Self(Arc::new(Keys {
            header: Header { kid: Some(key.id()), ..Header::new(ALGORITHM) },
            signing: EncodingKey::from_secret(key.as_bytes()),
            verifying: DecodingKey::from_secret(key.as_bytes()),
            rules: rules_for(AUDIENCE),
            challenge_rules: rules_for(CHALLENGE_AUDIENCE),
        }))
    }

    /// A proof of the right password, good for five minutes and for the second step alone.
    ///
    /// # Errors
    /// When it cannot be signed, which would be a defect here.
    pub fn challenge(&self, of: Challenged, now: DateTime<Utc>) -> Result<String> {
        let written = WrittenChallenge {
            iss: ISSUER.to_owned(),
            aud: CHALLENGE_AUDIENCE.to_owned(),
            sub: of.user_id,
            op: of.operation_id,
            epoch: of.session_epoch,
            exp: (now + CHALLENGE_LIFE).timestamp(),
        };
        encode(&self.0.header, &written, &self.0.signing).map_err(Problem::internal)
    }

    /// Whose password a challenge says was right.
    ///
    /// # Errors
    /// 401 for a challenge that is not ours or too old.
    pub fn read_challenge(&self, token: &str, now: DateTime<Utc>) -> Result<Challenged> {
        let WrittenChallenge { sub, op, epoch, exp, .. } = self.read_as(token, &self.0.challenge_rules)?;
        refuse_expired(exp, now)?;
        Ok(Challenged { operation_id: op, user_id: sub, session_epoch: epoch })
    }

    /// A token for someone, good for [`LIFE`] from now.
    ///
    /// # Errors
    /// When it cannot be signed, which would be a defect here.
    pub fn issue(&self, claims: Claims, now: DateTime<Utc>) -> Result<String> {
        let Claims { bearer, language, time_zone } = claims;
        let written = Written {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: bearer.user_id,
            sid: bearer.session_id,
            op: bearer.operation_id,
            epoch: bearer.session_epoch,
            lang: language,
            zoneinfo: time_zone,
            iat: now.timestamp(),
            exp: (now + LIFE).timestamp(),
        };
        encode(&self.0.header, &written, &self.0.signing).map_err(Problem::internal)
    }

    /// Whom a token speaks for, and until when. What the database says about them is for the caller to ask.
    ///
    /// # Errors
    /// 401 for a token that is not ours, not for here, or too old.
    pub fn read(&self, token: &str, now: DateTime<Utc>) -> Result<(Claims, DateTime<Utc>)> {
        let Written { sub, sid, op, epoch, lang, zoneinfo, exp, .. } = self.read_as(token, &self.0.rules)?;
        refuse_expired(exp, now)?;
        let bearer = Bearer { operation_id: op, user_id: sub, session_id: sid, session_epoch: epoch };
        let ends_at = DateTime::from_timestamp(exp, 0).unwrap_or(now);
        Ok((Claims { bearer, language: lang, time_zone: zoneinfo }, ends_at))
    }

    fn read_as<T: DeserializeOwned>(&self, token: &str, rules: &Validation) -> Result<T> {
        let header = decode_header(token).map_err(|error| refuse(error.to_string()))?;
        if header.kid != self.0.header.kid {
            return Err(refuse("signed with another key".to_owned()));
        }
        Ok(decode::<T>(token, &self.0.verifying, rules).map_err(|error| refuse(error.to_string()))?.claims)
    }
}

fn rules_for(audience: &str) -> Validation {
    let mut rules = Validation::new(ALGORITHM);
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[audience]);
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // Against our own clock, below: the crate would ask the machine's.
    rules.validate_exp = false;
    rules
}

fn refuse(reason: String) -> Problem {
    Problem::new(ProblemCode::Unauthenticated).caused_by(reason)
}

fn refuse_expired(exp: i64, now: DateTime<Utc>) -> Result<()> {
    if exp <= now.timestamp() { Err(refuse("expired".to_owned())) } else { Ok(()) }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("key", &self.0.header.kid).finish()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn key(byte: u8) -> Key {
        Key::from_bytes([byte; 32])
    }

    fn claims() -> Claims {
        let bearer = Bearer {
            operation_id: OperationId::from_uuid(Uuid::from_u128(1)),
            user_id: UserId::from_uuid(Uuid::from_u128(2)),
            session_id: SessionId::from_uuid(Uuid::from_u128(3)),
            session_epoch: 4,
        };
        Claims { bearer, language: Language::English, time_zone: Tz::Asia__Shanghai }
    }

    #[test]
    fn a_token_speaks_for_its_bearer_for_ten_minutes() {
        let tokens = Tokens::new(&key(1));
        let now = DateTime::UNIX_EPOCH;
        let token = tokens.issue(claims(), now).unwrap();
        assert_eq!(tokens.read(&token, now + LIFE - TimeDelta::seconds(1)).unwrap(), (claims(), now + LIFE));
        assert_eq!(tokens.read(&token, now + LIFE).unwrap_err().code(), ProblemCode::Unauthenticated);
    }

    #[test]
    fn a_challenge_opens_the_second_step_alone() {
        let tokens = Tokens::new(&key(1));
        let now = DateTime::UNIX_EPOCH;
        let bearer = claims().bearer;
        let of = Challenged {
            operation_id: bearer.operation_id,
            user_id: bearer.user_id,
            session_epoch: bearer.session_epoch,
        };
        let challenge = tokens.challenge(of, now).unwrap();
        assert_eq!(
            tokens.read_challenge(&challenge, now + CHALLENGE_LIFE - TimeDelta::seconds(1)).unwrap(),
            of
        );
        assert!(tokens.read_challenge(&challenge, now + CHALLENGE_LIFE).is_err());
        assert!(tokens.read(&challenge, now).is_err());
        assert!(tokens.read_challenge(&tokens.issue(claims(), now).unwrap(), now).is_err());
        assert!(Tokens::new(&key(2)).read_challenge(&challenge, now).is_err());
    }

    #[test]
    fn nobody_elses_token_is_read() {
        let tokens = Tokens::new(&key(1));
        let now = DateTime::UNIX_EPOCH;
        let written = |iss: &str, aud: &str| Written {
            iss: iss.to_owned(),
            aud: aud.to_owned(),
            sub: claims().bearer.user_id,
            sid: claims().bearer.session_id,
            op: claims().bearer.operation_id,
            epoch: 4,
            lang: Language::English,
            zoneinfo: Tz::UTC,
            iat: 0,
            exp: 600,
        };
        let ours = EncodingKey::from_secret(key(1).as_bytes());
        let signed =
            |header: &Header, written: &Written, key: &EncodingKey| encode(header, written, key).unwrap();
        let header = &tokens.0.header;
        let good = signed(header, &written(ISSUER, AUDIENCE), &ours);
        assert!(tokens.read(&good, now).is_ok());
        let other_key = EncodingKey::from_secret(key(2).as_bytes());
        let unsigned = format!("{}.{}.", "eyJhbGciOiJub25lIn0", good.split('.').nth(1).unwrap());
        for forged in [
            signed(header, &written(ISSUER, AUDIENCE), &other_key),
            signed(header, &written("elsewhere", AUDIENCE), &ours),
            signed(header, &written(ISSUER, "elsewhere"), &ours),
            signed(&Header { alg: Algorithm::HS512, ..header.clone() }, &written(ISSUER, AUDIENCE), &ours),
            signed(&Header { kid: None, ..header.clone() }, &written(ISSUER, AUDIENCE), &ours),
            unsigned,
            "not a token".to_owned(),
            String::new(),
        ] {
            assert_eq!(
                tokens.read(&forged, now).unwrap_err().code(),
                ProblemCode::Unauthenticated,
                "{forged}"
            );
        }
    }
}
