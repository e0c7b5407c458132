//! Who opens which page: noted in memory when a page is answered, and written by the housekeeping a moment later, many at
//! once, so that reading stays cheap.
//!
//! A process that stops in good order writes what waits. One that is killed loses the openings of its last second: the
//! page must not wait for the disk. What a user opened in this hour already is not noted again.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use domain::ids::{HouseholdId, UserId};
use storage::openings::Opening;

/// With so many waiting, whoever opens one more writes them.
const AT_MOST: usize = 1_000;
/// Openings of this hour that are remembered; beyond that the database is asked whether one is the first.
const REMEMBERED: usize = 20_000;

/// How much waits to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backlog {
    /// No more than the housekeeping will write.
    Short,
    /// So much that whoever added to it should write it.
    Long,
}

/// The openings that wait to be written.
#[derive(Debug, Default)]
pub struct Openings(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    openings: Vec<Opening>,
    hour: DateTime<Utc>,
    seen: HashSet<(UserId, HouseholdId)>,
}

impl Openings {
    /// Notes an opening.
    pub fn note(&self, opening: Opening) -> Backlog {
        let Some(user) = opening.author.user_id else { return Backlog::Short };
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.hour != opening.hour() || waiting.seen.len() >= REMEMBERED {
            waiting.hour = opening.hour();
            waiting.seen = HashSet::new();
        }
        if !waiting.seen.insert((user, opening.household_id)) {
            return Backlog::Short;
        }
        waiting.openings.push(opening);
        if waiting.openings.len() >= AT_MOST { Backlog::Long } else { Backlog::Short }
    }

    /// All that wait.
    pub fn take(&self) -> Vec<Opening> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).openings)
    }

    /// Puts openings back that could not be written, up to a bound.
    pub fn put_back(&self, mut openings: Vec<Opening>) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        openings.append(&mut waiting.openings);
        openings.truncate(10 * AT_MOST);
        waiting.openings = openings;
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use domain::ids::OperationId;
    use storage::journal::Author;
    use uuid::Uuid;

    use super::*;

    fn opening(household: u128, minute: i64) -> Opening {
        let author = Author {
            operation_id: OperationId::from_uuid(Uuid::nil()),
            user_id: Some(UserId::from_uuid(Uuid::from_u128(7))),
            name: "李红霞".to_owned(),
            organisation_id: None,
            at: DateTime::UNIX_EPOCH + TimeDelta::minutes(minute),
        };
        Opening { author, household_id: HouseholdId::from_uuid(Uuid::from_u128(household)) }
    }

    #[test]
    fn a_page_that_is_read_again_within_the_hour_is_noted_once() {
        let openings = Openings::default();
        for minute in [0, 1, 59, 60, 61] {
            assert_eq!(openings.note(opening(1, minute)), Backlog::Short);
        }
        let minutes: Vec<i64> = openings.take().iter().map(|one| one.author.at.timestamp() / 60).collect();
        assert_eq!(minutes, [0, 60]);
        assert!(openings.take().is_empty());
    }

    #[test]
    fn whoever_notes_too_many_is_told() {
        let openings = Openings::default();
        for household in 1..AT_MOST as u128 {
            assert_eq!(openings.note(opening(household, 0)), Backlog::Short);
        }
        assert_eq!(openings.note(opening(0, 0)), Backlog::Long);
        let waiting = openings.take();
        assert_eq!(waiting.len(), AT_MOST);
        openings.put_back(waiting);
        assert_eq!(openings.take().len(), AT_MOST, "what could not be written waits on");
    }
}
