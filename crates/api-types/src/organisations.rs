//! Offices, employers, partners.

use domain::{
    ids::{AreaId, OrganisationId},
    organisations::{Line, OrganisationKind},
};
use serde::{Deserialize, Serialize};

use crate::{areas::AreaRef, page};

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
    /// Part of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(max_length = 100))]
    pub q: Option<String>,
}
