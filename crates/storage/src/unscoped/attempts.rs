//! How often somebody may try something, counted in the database: a limit that each process counted for itself would grow
//! with their number.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use crate::{Connection, StorageError, columns::Bind, dialect::on_each_engine, schema::attempts};

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// Signing in, from an address.
    SignInFrom,
    /// Signing in, by a name.
    SignInAs,
    /// A wrong password for a name that nobody has.
    UnknownName,
    /// Finding a person by a whole identity number.
    NumberSearch,
}

impl Tried {
    const fn as_str(self) -> &'static str {
        match self {
            Self::SignInFrom => "sign_in_from",
            Self::SignInAs => "sign_in_as",
            Self::UnknownName => "unknown_name",
            Self::NumberSearch => "number_search",
        }
    }
}

/// So many at once, and then one more each time that its share of the span has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many.
    pub times: u32,
    /// Within how long.
    pub per: TimeDelta,
}

/// One try.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// What is tried.
    pub tried: Tried,
    /// By whom, as a keyed digest.
    pub digest: Vec<u8>,
    /// How often they may.
    pub allowance: Allowance,
}

impl Allowance {
    /// What one try costs; nothing where so many are allowed that nobody could count them.
    fn share(self) -> TimeDelta {
        self.per
            .num_microseconds()
            .map_or(self.per, |span| TimeDelta::microseconds(span / i64::from(self.times.max(1))))
    }
}

/// Counts tries, up to the first of which there were too many already; gives the moment of its next.
///
/// # Errors
/// As any write.
pub fn spend(
    conn: &mut Connection,
    tries: &[Attempt],
    now: DateTime<Utc>,
) -> Result<Result<(), DateTime<Utc>>, StorageError> {
    for attempt in tries {
        if let Err(not_before) = spend_one(conn, attempt, now)? {
            return Ok(Err(not_before));
        }
    }
    Ok(Ok(()))
}

fn spend_one(
    conn: &mut Connection,
    attempt: &Attempt,
    now: DateTime<Utc>,
) -> Result<Result<(), DateTime<Utc>>, StorageError> {
    let Attempt { tried, digest, allowance } = attempt;
    let share = allowance.share();
    if share.is_zero() {
        return Ok(Ok(()));
    }
    let row =
        (attempts::kind.eq(tried.as_str()), attempts::digest.eq(digest), attempts::full_at.eq(Bind(now)));
    on_each_engine!(conn, own => {
        diesel::insert_into(attempts::table).values(row).on_conflict_do_nothing().execute(own)
    })?;
    let theirs = || attempts::table.find((tried.as_str(), digest));
    // Holds the row, so that two at once are counted one after the other.
    diesel::update(theirs()).set(attempts::full_at.eq(attempts::full_at)).execute(conn)?;
    let full_at: DateTime<Utc> = theirs().select(attempts::full_at).first(conn)?;
    let next = full_at.max(now) + share;
    if next - now > allowance.per {
        return Ok(Err(next - allowance.per));
    }
    diesel::update(theirs()).set(attempts::full_at.eq(Bind(next))).execute(conn)?;
    Ok(Ok(()))
}

/// Forgets those who have everything back.
///
/// # Errors
/// As any write.
pub fn forget(conn: &mut Connection, now: DateTime<Utc>) -> Result<usize, StorageError> {
    Ok(diesel::delete(attempts::table.filter(attempts::full_at.le(Bind(now)))).execute(conn)?)
}
