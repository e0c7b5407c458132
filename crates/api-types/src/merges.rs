//! Two entries that turn out to be one, households that turn out to be two, and how either is taken back.

use chrono::NaiveDate;
use domain::{
    ids::{AreaId, HouseholdId, MembershipId, PersonId},
    merges::{HouseholdChoices, PersonChoices, Reshaping},
    persons::Relation,
};
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::checks;

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

/// Lets some members of a household begin a new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "from": "2020-03-10", "address": "金地花园2号楼1门301室",
    "members": [{"membership_id": "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55", "relation": "worker"}]
})))]
#[serde(deny_unknown_fields)]
pub struct HouseholdSplit {
    /// The first day in the new household; the memberships of the old one end on the day before.
    #[garde(skip)]
    pub from: NaiveDate,
    /// Those who begin it, 1 to 30. At least one member stays.
    #[garde(dive, length(min = 1, max = 30))]
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 30))]
    pub members: Vec<SplitMember>,
    /// Where it lives; the old household's area where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub area_id: Option<AreaId>,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::optional_text(200)))]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub address: Option<String>,
}

/// One who begins a new household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SplitMember {
    /// Their membership of the old household.
    #[garde(skip)]
    pub membership_id: MembershipId,
    /// What they are to the worker of the new one; as before where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub relation: Option<Relation>,
}

/// A merge or a split that was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergeUndone {
    /// What had been done.
    pub kind: Reshaping,
    /// The household or person that stayed.
    pub winner_id: String,
    /// The one that is back; of a split, the household that is part of the old one again.
    pub loser_id: String,
}
