//! The home page: what needs a hand.

use serde::{Deserialize, Serialize};

/// The ledger in numbers, as far as the signed-in user may see it. Each number opens its rows in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Summary {
    /// Households that are not closed.
    pub households: i64,
    /// People on the front line.
    pub workers: i64,
    /// Households with both spouses on the front line.
    pub dual_frontline_households: i64,
    /// Households without an owner.
    pub without_owner: i64,
    /// Households whose situation is not clear (情况清).
    pub unclear_situation: i64,
    /// Households whose headcount is not accurate (底数准).
    pub unclear_headcount: i64,
    /// Households whose needs are not clear (需求明).
    pub unclear_needs: i64,
    /// Households in which an elder or a minor child is left without the worker.
    pub vulnerable: i64,
    /// Households of which the signed-in user is the owner.
    pub mine: i64,
    /// Gaps in the coverage that are the move of one's own organisation.
    pub moves: i64,
    /// Those of them that are disagreements between sources; none for those who may not see rosters.
    pub disagreements: i64,
    /// Roster rows that wait for a decision.
    pub held_rows: i64,
    /// Roster rows with an identity number that fails its check, about people whose number is still unknown.
    pub mistyped_identity_numbers: i64,
    /// Rosters that were uploaded and neither applied nor discarded.
    pub open_rosters: i64,
    /// Workers by category, in the operation's order; the entry without a code counts those without one.
    pub workers_by_category: Vec<CategoryCount>,
    /// Households by town, in the order of the official list.
    pub households_by_town: Vec<TownCount>,
}

/// How many workers a category has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryCount {
    /// The category; absent for workers without one.
    pub category: Option<String>,
    /// How many.
    pub workers: i64,
}

/// How many households a town has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TownCount {
    /// The town; absent for households whose town is not known.
    pub area_id: Option<domain::ids::AreaId>,
    /// Its name.
    pub name: String,
    /// How many households.
    pub households: i64,
    /// How many of them have no owner.
    pub without_owner: i64,
}
