//! Who is on a household's page, so that two do not change it at the same time unawares.

use chrono::TimeDelta;

use crate::words;

words! {
    /// What somebody does on a household's page.
    pub enum PresenceState {
        /// They are changing something.
        Editing = "editing",
        /// They have it open.
        Viewing = "viewing",
    }
}

/// How long what somebody said of themselves holds: three times as long as an open page takes to say it again.
pub const HOLDS: TimeDelta = TimeDelta::seconds(30);
