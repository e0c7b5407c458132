//! Offices, employers, partners.

use domain::{
    administration::DirectoryState,
    ids::{AreaId, OrganisationId},
    organisations::{Line, OrganisationKind},
};
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::{areas::AreaRef, checks, page};

/// An organisation of the operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Organisation {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its kind, which decides what it sees.
    pub kind: OrganisationKind,
    /// Its line; employers and partners have none.
    pub line: Option<Line>,
    /// The area it sits at.
    pub area: AreaRef,
    /// Whether it still takes part. The users of one that does not cannot sign in.
    pub state: DirectoryState,
    /// Whether one may change it.
    pub may_change: bool,
    /// Rises with every change; also the ETag.
    pub revision: i64,
}

/// An organisation to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "name": "西青区总工会", "kind": "area", "line": "union", "area_id": "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55"
})))]
#[serde(deny_unknown_fields)]
pub struct OrganisationNew {
    /// Its name.
    #[garde(custom(checks::required(100)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 100))]
    pub name: String,
    /// Its kind, which decides what it sees. It stays.
    #[garde(skip)]
    pub kind: OrganisationKind,
    /// The line of an area organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub line: Option<Line>,
    /// The area it sits at, within one's own.
    #[garde(skip)]
    pub area_id: AreaId,
}

/// Changes of an organisation (JSON Merge Patch).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"name": "西青区总工会"})))]
#[serde(deny_unknown_fields)]
pub struct OrganisationPatch {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::required_if_given(100)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 100))]
    pub name: Option<String>,
    /// The line of an area organisation.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Line>))]
    pub line: Option<Option<Line>>,
    /// The area it sits at, within one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub area_id: Option<AreaId>,
    /// Whether it still takes part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub state: Option<DirectoryState>,
}

/// An organisation where another thing refers to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationRef {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
}

page!(
    /// A page of organisations, by name.
    OrganisationPage of Organisation
);

/// Which organisations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct OrganisationFilter {
    /// Only this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<OrganisationKind>,
    /// Only this line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
    /// Only those at this area or below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_id: Option<AreaId>,
    /// Those that take part (when absent), or those that have ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<DirectoryState>,
    /// `true`: only those that one's own organisation answers for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_change: Option<bool>,
    /// Part of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(max_length = 100))]
    pub q: Option<String>,
}
