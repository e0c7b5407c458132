//! The tree of areas.

use domain::{areas::AreaLevel, ids::AreaId};
use serde::{Deserialize, Serialize};

use crate::page;

/// An area with the way to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Area {
    /// The area.
    pub id: AreaId,
    /// Its official code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: AreaLevel,
    /// The area above it.
    pub parent_id: Option<AreaId>,
    /// The names from the root to the area above, for telling two villages of one name apart.
    pub ancestors: Vec<String>,
    /// Whether areas lie below it.
    pub has_children: bool,
}

/// An area where another thing refers to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaRef {
    /// The area.
    pub id: AreaId,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: AreaLevel,
    /// The names from the root to the area above.
    pub ancestors: Vec<String>,
}

page!(
    /// A page of areas, in the order of the official list.
    AreaPage of Area
);

/// Which areas.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct AreaFilter {
    /// Only the areas directly below this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<AreaId>,
    /// Only the areas of this level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<AreaLevel>,
    /// Part of the name or the beginning of the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(max_length = 100))]
    pub q: Option<String>,
}
