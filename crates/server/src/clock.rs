//! The one place that asks what time it is. Everything else takes the instant as a parameter.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// A source of instants: the machine's, or one that tests set and move.
#[derive(Debug, Clone, Default)]
pub struct Clock(Source);

#[derive(Debug, Clone, Default)]
enum Source {
    #[default]
    Machine,
    Set(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// A clock that stands still until it is moved, for tests and reproducible demonstrations.
    pub fn standing_at(instant: DateTime<Utc>) -> Self {
        Self(Source::Set(Arc::new(Mutex::new(instant))))
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may ask the machine")]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::Machine => Utc::now(),
            Source::Set(instant) => *instant.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a standing clock; the machine's own is left alone.
    pub fn advance(&self, by: TimeDelta) {
        if let Source::Set(instant) = &self.0 {
            let mut instant = instant.lock().unwrap_or_else(PoisonError::into_inner);
            *instant = instant.checked_add_signed(by).unwrap_or(*instant);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_told() {
        let start = DateTime::UNIX_EPOCH;
        let clock = Clock::standing_at(start);
        let shared = clock.clone();
        assert_eq!(clock.now(), start);
        shared.advance(TimeDelta::minutes(11));
        assert_eq!(clock.now(), start + TimeDelta::minutes(11));
    }
}
