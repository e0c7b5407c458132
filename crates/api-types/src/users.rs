//! The people who work in the operation.

use domain::{
    ids::{OrganisationId, UserId},
    users::{Duty, Role},
};
use serde::{Deserialize, Serialize};

use crate::{organisations::OrganisationRef, page};

/// A colleague.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// The user.
    pub id: UserId,
    /// The name that others see.
    pub display_name: String,
    /// Their organisation.
    pub organisation: OrganisationRef,
    /// Their role in it.
    pub role: Role,
    /// Their special duties.
    pub duties: Vec<Duty>,
}

/// A user where another thing refers to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserRef {
    /// The user.
    pub id: UserId,
    /// The name that others see.
    pub display_name: String,
    /// The name of their organisation.
    pub organisation_name: String,
}

page!(
    /// A page of users, by name.
    UserPage of User
);

/// Which users.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct UserFilter {
    /// Only those of this organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation_id: Option<OrganisationId>,
    /// Only this role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Part of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(max_length = 100))]
    pub q: Option<String>,
}
