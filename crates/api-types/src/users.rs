//! The people who work in the operation.

use chrono::{DateTime, Utc};
use domain::{
    ids::{OrganisationId, UserId},
    users::{AccountState, Duty, Language, Role},
};
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::{checks, organisations::OrganisationRef, page};

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
    /// Whether they may sign in.
    pub state: AccountState,
}

/// A user as those see them who administer them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserAccount {
    /// The user.
    pub id: UserId,
    /// The name they sign in with.
    pub username: String,
    /// The name that others see.
    pub display_name: String,
    /// Their organisation.
    pub organisation: OrganisationRef,
    /// Their role in it.
    pub role: Role,
    /// Their special duties.
    pub duties: Vec<Duty>,
    /// The language of their pages.
    pub language: Language,
    /// Whether they may sign in.
    pub state: AccountState,
    /// After too many wrong passwords, none is looked at before this moment.
    pub held_until: Option<DateTime<Utc>>,
    /// Whether a code of an authenticator app is asked for after the password.
    pub second_factor: bool,
    /// Since when they are here.
    pub created_at: DateTime<Utc>,
    /// When one of their devices was last in use; absent when there was none within a month.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// Rises with every change; also the ETag.
    pub revision: i64,
}

/// Changes of a user (JSON Merge Patch). Another role, other duties, another organisation or a lock end their sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"role": "coordinator", "duties": ["finance"]})))]
#[serde(deny_unknown_fields)]
pub struct UserPatch {
    /// The name that others see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::required_if_given(60)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 60))]
    pub display_name: Option<String>,
    /// Their organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub organisation_id: Option<OrganisationId>,
    /// Their role; none above one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub role: Option<Role>,
    /// Their special duties, replacing those there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub duties: Option<Vec<Duty>>,
    /// Locked: they cannot sign in. Opening an account also forgets wrong passwords.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub state: Option<AccountState>,
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
    /// Those who may sign in (when absent), or those whose accounts are locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<AccountState>,
    /// Part of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(max_length = 100))]
    pub q: Option<String>,
}
