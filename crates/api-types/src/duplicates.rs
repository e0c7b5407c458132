//! Entries of the ledger that may be one.

use chrono::{DateTime, Utc};
use domain::{
    duplicates::{DuplicateReason, DuplicateState},
    ids::DuplicateId,
};
use serde::{Deserialize, Serialize};

use crate::{households::HouseholdRow, page, persons::Person, users::UserRef};

/// Which pairs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct DuplicateFilter {
    /// Those about which somebody decided so; those that are open when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<DuplicateState>,
}

/// What somebody decided about two that may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DuplicateDecision {
    /// Who; absent where they are no user any more.
    pub by: Option<UserRef>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Two persons who may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonDuplicate {
    /// The pair.
    pub id: DuplicateId,
    /// Why, the strongest reason first.
    pub reasons: Vec<DuplicateReason>,
    /// What was decided.
    pub state: DuplicateState,
    /// Since when they have been known to be alike.
    pub found_at: DateTime<Utc>,
    /// Who decided that they are two; absent while nobody has.
    pub decision: Option<DuplicateDecision>,
    /// The two.
    pub persons: Vec<Person>,
}

/// Two households that may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HouseholdDuplicate {
    /// The pair.
    pub id: DuplicateId,
    /// Why, the strongest reason first.
    pub reasons: Vec<DuplicateReason>,
    /// What was decided.
    pub state: DuplicateState,
    /// Since when they have been known to be alike.
    pub found_at: DateTime<Utc>,
    /// Who decided that they are two; absent while nobody has.
    pub decision: Option<DuplicateDecision>,
    /// The two.
    pub households: Vec<HouseholdRow>,
}

page!(
    /// A page of pairs of persons, the strongest reasons first.
    PersonDuplicatePage of PersonDuplicate
);

page!(
    /// A page of pairs of households, the strongest reasons first.
    HouseholdDuplicatePage of HouseholdDuplicate
);
