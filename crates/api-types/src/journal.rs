//! What happened, by whom and when.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::{BatchId, EntryId, HouseholdId, UserId},
    journal::{Change, EntryKind, SubjectKind},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::page;

/// From where one follows the journal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct JournalQuery {
    /// Entries behind this position; 0 for all.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", param(minimum = 0, example = 0, required = false))]
    pub after: i64,
    /// The most entries in the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200))]
    pub limit: Option<u32>,
    /// How many seconds to wait for an entry where there is none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 0, maximum = 30))]
    pub wait: Option<u32>,
}

/// Entries behind a position, in the one order of the operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JournalFeed {
    /// The entries that the reader may see, in strict order of their positions.
    pub items: Vec<JournalEntry>,
    /// Where to read on: the next `after`. It can lie behind the last entry's position, where entries follow that are not
    /// the reader's to see.
    pub position: i64,
}

/// The day as of which something is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct AsOf {
    /// As it was at the end of this earlier day; without it, as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2020-02-10"))]
    pub as_of: Option<NaiveDate>,
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JournalEntry {
    /// The entry.
    pub id: EntryId,
    /// Its place in the one order of the operation; absent for a moment, until it is sealed.
    pub position: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; absent for the system itself.
    pub actor_id: Option<UserId>,
    /// Their name at that moment.
    pub actor_name: String,
    /// What happened.
    pub kind: EntryKind,
    /// What it is about.
    pub subject_kind: SubjectKind,
    /// The subject's id.
    pub subject_id: String,
    /// The subject's name at that moment, where it has one.
    pub subject_name: Option<String>,
    /// The household it touches.
    pub household_id: Option<HouseholdId>,
    /// The roster through which it came.
    pub roster_filename: Option<String>,
    /// The merge or split that this entry tells of, while it can be taken back.
    pub merge_id: Option<BatchId>,
    /// Whether it lost something since, because somebody whom it names was anonymised.
    #[serde(default)]
    pub emptied: bool,
    /// Field by field.
    pub changes: Vec<FieldChange>,
}

/// One field before and after. `null` stands for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldChange {
    /// The field's name.
    pub field: String,
    /// What was.
    pub before: Value,
    /// What is.
    pub after: Value,
}

impl From<Change> for FieldChange {
    fn from(change: Change) -> Self {
        Self { field: change.field, before: change.before, after: change.after }
    }
}

/// Somebody opened a household's page; at most one for each user and hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Opening {
    /// Its entry in the journal.
    pub id: EntryId,
    /// When, for the first time in that hour.
    pub at: DateTime<Utc>,
    /// Who.
    pub user_id: Option<UserId>,
    /// Their name at that moment.
    pub user_name: String,
    /// The organisation that they are with.
    pub organisation_name: Option<String>,
}

page!(
    /// A page of openings, the latest first.
    OpeningPage of Opening
);

page!(
    /// A page of the journal, the latest first.
    JournalPage of JournalEntry
);
