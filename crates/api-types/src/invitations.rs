//! One-time links: to join an organisation, or to choose a new password.

use chrono::{DateTime, Utc};
use domain::{
    ids::{InvitationId, OrganisationId},
    users::{Duty, InvitationPurpose, Language, Role},
};
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::{checks, organisations::OrganisationRef, page};

/// An invitation that has been neither used nor withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// The invitation.
    pub id: InvitationId,
    /// What its link is for.
    pub purpose: InvitationPurpose,
    /// The name that others will see.
    pub display_name: String,
    /// The organisation to join.
    pub organisation: OrganisationRef,
    /// The role.
    pub role: Role,
    /// The special duties.
    pub duties: Vec<Duty>,
    /// When the present link was made.
    pub created_at: DateTime<Utc>,
    /// Until when the present link is good.
    pub expires_at: DateTime<Utc>,
}

page!(
    /// A page of invitations, the latest first.
    InvitationPage of Invitation
);

/// A one-time link, shown this once: only a digest of its token is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssuedLink {
    /// What the link is for.
    pub invitation: Invitation,
    /// 256 random bits.
    pub token: String,
    /// The page that takes the token, from the server's root: `/invitation#…`. What stands behind `#` never reaches a
    /// server's log.
    pub path: String,
}

impl std::fmt::Debug for IssuedLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IssuedLink").field("invitation", &self.invitation).finish_non_exhaustive()
    }
}

/// Whom to invite, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "organisation_id": "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55", "display_name": "李静", "role": "coordinator"
})))]
#[serde(deny_unknown_fields)]
pub struct InvitationNew {
    /// The organisation to join.
    #[garde(skip)]
    pub organisation_id: OrganisationId,
    /// The name that others will see.
    #[garde(custom(checks::required(60)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 60))]
    pub display_name: String,
    /// The role; none above one's own.
    #[garde(skip)]
    pub role: Role,
    /// The special duties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(custom(checks::at_most(3)))]
    #[cfg_attr(feature = "openapi", schema(max_items = 3))]
    pub duties: Vec<Duty>,
    /// The language of their pages; that of whoever invites when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub language: Option<Language>,
}

/// The token of a one-time link.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"token": "vO1eB7yKqk1m2Yk8hZsX0c3tU5wQ9aLrJdNfGpTzI4s"})))]
#[serde(deny_unknown_fields)]
pub struct LinkToken {
    /// What stands behind `#` in the link.
    #[garde(custom(checks::required(100)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 100))]
    pub token: String,
}

impl std::fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkToken(…)")
    }
}

/// What a one-time link offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkOffer {
    /// What it is for.
    pub purpose: InvitationPurpose,
    /// The name that others will see, or see.
    pub display_name: String,
    /// The user name of whoever chooses a new password.
    pub username: Option<String>,
    /// The organisation.
    pub organisation_name: String,
    /// The operation's name in Chinese.
    pub operation_name_zh: String,
    /// The operation's name in English.
    pub operation_name_en: String,
    /// The language of their pages.
    pub language: Language,
    /// Until when the link is good.
    pub expires_at: DateTime<Utc>,
}

/// The use of a one-time link.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "token": "vO1eB7yKqk1m2Yk8hZsX0c3tU5wQ9aLrJdNfGpTzI4s", "username": "li.jing", "password": "a long and quiet phrase"
})))]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// What stands behind `#` in the link.
    #[garde(custom(checks::required(100)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 100))]
    pub token: String,
    /// The name to sign in with, for whoever joins; whoever chooses a new password has one already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::optional_username))]
    #[cfg_attr(feature = "openapi", schema(min_length = 2, max_length = 40))]
    pub username: Option<String>,
    /// The new password.
    #[garde(custom(checks::new_password))]
    #[cfg_attr(feature = "openapi", schema(min_length = 10, max_length = 200, format = Password))]
    pub password: String,
}

impl std::fmt::Debug for Acceptance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Acceptance").field("username", &self.username).finish_non_exhaustive()
    }
}

/// The account that a used link leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Accepted {
    /// The name to sign in with.
    pub username: String,
}
