//! The tree of areas.

use domain::{
    administration::DirectoryState,
    areas::AreaLevel,
    ids::{AreaId, JobId},
};
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::{checks, page};

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
    /// The official code of that area.
    pub parent_code: Option<String>,
    /// The names from the root to the area above, for telling two villages of one name apart.
    pub ancestors: Vec<String>,
    /// Whether areas lie below it.
    pub has_children: bool,
    /// Whether it is still in use.
    pub state: DirectoryState,
    /// Whether one may change it and add areas below it.
    pub may_change: bool,
    /// What is still being brought up to date since it was renamed or moved: until then some of its households are found
    /// by what was before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal: Option<AreaRenewal>,
    /// Rises with every change; also the ETag.
    pub revision: i64,
}

/// How far the households of an area have followed a change of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaRenewal {
    /// The job that brings them up to date.
    pub job_id: JobId,
    /// Households that are.
    pub done: i64,
    /// Households in all.
    pub total: i64,
}

/// An area to add below another, one level deeper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "parent_id": "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55", "code": "120111001999", "name": "金谊花园社区"
})))]
#[serde(deny_unknown_fields)]
pub struct AreaNew {
    /// The area above it, within one's own.
    #[garde(skip)]
    pub parent_id: AreaId,
    /// Its official code.
    #[garde(custom(checks::required(40)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 40))]
    pub code: String,
    /// Its name.
    #[garde(custom(checks::required(60)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 60))]
    pub name: String,
}

/// Changes of an area (JSON Merge Patch).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"name": "金谊花园社区"})))]
#[serde(deny_unknown_fields)]
pub struct AreaPatch {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::required_if_given(60)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 60))]
    pub name: Option<String>,
    /// Whether it is still in use. One that has ended takes no new household and no new organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub state: Option<DirectoryState>,
    /// The area above it: another of the same level goes with all that lies in it, behind those who are there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub parent_id: Option<AreaId>,
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
    /// Those in use (when absent), or those that have ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<DirectoryState>,
    /// Part of the name or the beginning of the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(max_length = 100))]
    pub q: Option<String>,
}
