//! New identifiers: UUIDv7, so that rows lie in the order in which they came to be.

use chrono::{DateTime, Utc};
use uuid::{ContextV7, Timestamp, Uuid};

/// A new id for something that comes to be at this moment. Ids of one process ascend within a millisecond too.
pub fn new_uuid(at: DateTime<Utc>) -> Uuid {
    static ASCENDING: std::sync::Mutex<ContextV7> = std::sync::Mutex::new(ContextV7::new());
    let seconds = u64::try_from(at.timestamp()).unwrap_or_default();
    let context = ASCENDING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    Uuid::new_v7(Timestamp::from_unix(&*context, seconds, at.timestamp_subsec_nanos()))
}

/// A new id of the kind that the caller keeps it as.
///
/// ```
/// # let now = chrono::DateTime::UNIX_EPOCH;
/// let id = storage::ids::new(domain::ids::HouseholdId::from_uuid, now);
/// ```
pub fn new<T>(kind: fn(Uuid) -> T, at: DateTime<Utc>) -> T {
    kind(new_uuid(at))
}

/// The id before all that come to be from this moment on.
pub fn first_of<T>(kind: fn(Uuid) -> T, at: DateTime<Utc>) -> T {
    let millis = u128::try_from(at.timestamp_millis()).unwrap_or_default();
    kind(Uuid::from_u128(millis << 80))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn the_ids_of_a_day_lie_between_its_bounds() {
        let at = DateTime::from_timestamp_millis(1_581_390_000_123).unwrap();
        let (before, within) = (new_uuid(at - TimeDelta::milliseconds(1)), new_uuid(at));
        let [first, next] = [at, at + TimeDelta::milliseconds(1)].map(|at| first_of(|id| id, at));
        assert!(before < first && first < within && within < next);
    }
}
