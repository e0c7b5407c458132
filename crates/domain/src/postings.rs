//! Front-line postings: the episodes for which a family is looked after.

use chrono::NaiveDate;

use crate::words;

words! {
    /// Where in its course a posting is.
    pub enum PostingState {
        /// Called up, not yet gone.
        CalledUp = "called_up",
        /// On the way to the front line.
        Departed = "departed",
        /// On the front line.
        Working = "working",
        /// Relieved by others, resting near the front line.
        Rotated = "rotated",
        /// Back from the front line, in quarantine.
        Quarantined = "quarantined",
        /// Home again.
        Returned = "returned",
    }
}

/// Dates that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a posting ends on or after the day it begins")]
pub struct EndsBeforeItBegins;

/// Checks an interval of service dates; both ends may be open.
///
/// # Errors
/// [`EndsBeforeItBegins`].
pub fn check_interval(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Result<(), EndsBeforeItBegins> {
    match (from, to) {
        (Some(from), Some(to)) if to < from => Err(EndsBeforeItBegins),
        _ => Ok(()),
    }
}

impl PostingState {
    /// Whether the worker is away from the family in this state.
    pub const fn is_away(self) -> bool {
        matches!(self, Self::Departed | Self::Working | Self::Rotated | Self::Quarantined)
    }
}
