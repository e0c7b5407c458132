//! What open pages hear of others' changes, and who else has a page open.

use chrono::{DateTime, Utc};
use domain::{
    ids::{HouseholdId, UserId},
    journal::EntryKind,
    presence::PresenceState,
};
use garde::Validate;
use serde::{Deserialize, Serialize};

/// A household changed. What changed is for the reader to ask, who may see it or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveChange {
    /// The household.
    pub household_id: HouseholdId,
    /// What happened.
    pub kind: EntryKind,
    /// Whether the reader did it, perhaps in another window.
    pub own: bool,
}

/// That one is on a household's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"state": "editing"})))]
#[serde(deny_unknown_fields)]
pub struct PresenceUpdate {
    /// What one does there.
    #[garde(skip)]
    pub state: PresenceState,
}

/// Somebody else who is on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Presence {
    /// Who.
    pub user_id: UserId,
    /// Their name.
    pub display_name: String,
    /// What they do.
    pub state: PresenceState,
    /// Since when they are there.
    pub since: DateTime<Utc>,
}

/// Who else is on the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PresenceList {
    /// Those who edit before those who look.
    pub others: Vec<Presence>,
}
