//! The words that a roster's columns hold.

use domain::words::UnknownWord;
use serde::{Deserialize, Serialize};

/// How far a roster is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RosterStatus {
    /// Its sheets and columns are recognised and can be corrected.
    Recognised,
    /// Each row's outcome is worked out.
    Previewed,
    /// Part of the ledger.
    Committed,
    /// Taken back; it can be previewed and committed again.
    Undone,
}

impl RosterStatus {
    /// The word in the column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recognised => "recognised",
            Self::Previewed => "previewed",
            Self::Committed => "committed",
            Self::Undone => "undone",
        }
    }
}

impl std::str::FromStr for RosterStatus {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [Self::Recognised, Self::Previewed, Self::Committed, Self::Undone]
            .into_iter()
            .find(|status| status.as_str() == word)
            .ok_or(UnknownWord { set: "RosterStatus" })
    }
}

/// How many rows have which outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RowCounts {
    /// Rows in all.
    pub rows: i64,
    /// Rows that bring a person who was not in the ledger.
    pub new: i64,
    /// Rows of which the ledger says all already.
    pub same: i64,
    /// Rows that fill what the ledger did not know.
    pub update: i64,
    /// Rows that say something else than the ledger.
    pub conflict: i64,
    /// Rows that wait for a decision.
    pub held: i64,
    /// Rows that could not be used.
    pub rejected: i64,
    /// Rows whose identity number fails its check, whatever their outcome.
    pub mistyped_identity_numbers: i64,
}
