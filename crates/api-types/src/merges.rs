//! Two entries that turn out to be one, and their separation.

use domain::{
    ids::{HouseholdId, PersonId},
    merges::{HouseholdChoices, MergeKind, PersonChoices},
};
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Lets a household become part of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "loser_id": "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55", "choices": {"address": "loser"}
})))]
#[serde(deny_unknown_fields)]
pub struct HouseholdMerge {
    /// The household that goes.
    #[garde(skip)]
    pub loser_id: HouseholdId,
    /// Whose facts are kept; where nobody says, the winner's, or the loser's where the winner's are not known.
    #[serde(default)]
    #[garde(skip)]
    pub choices: HouseholdChoices,
}

/// Lets one entry of a person take the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "loser_id": "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55", "choices": {"name": "winner"}
})))]
#[serde(deny_unknown_fields)]
pub struct PersonMerge {
    /// The entry that goes.
    #[garde(skip)]
    pub loser_id: PersonId,
    /// Whose facts are kept; where nobody says, the winner's, or the loser's where the winner's are not known.
    #[serde(default)]
    #[garde(skip)]
    pub choices: PersonChoices,
}

/// A merge that was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergeUndone {
    /// What had been merged.
    pub kind: MergeKind,
    /// The household or person that stayed.
    pub winner_id: String,
    /// The one that is back.
    pub loser_id: String,
}
