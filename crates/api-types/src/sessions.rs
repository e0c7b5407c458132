//! Signing in and staying so.

use chrono::{DateTime, Utc};
use domain::{
    access::Permission,
    ids::{OperationId, OrganisationId, SessionId, UserId},
    organisations::{Line, OrganisationKind},
    users::{Duty, Language, Role},
};
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::{checks, page};

/// What one signs in with.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"username": "xq.union", "password": "a long and quiet phrase"})))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The user name, in any case.
    #[garde(custom(checks::required(40)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 40))]
    pub username: String,
    /// The password.
    #[garde(custom(checks::required(200)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200, format = Password))]
    pub password: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").field("username", &self.username).finish_non_exhaustive()
    }
}

/// A session that has begun or goes on. The refresh token comes beside it, in an HttpOnly cookie.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Send it as `Authorization: Bearer …`. Keep it in memory only.
    pub access_token: String,
    /// Seconds until the access token expires.
    pub expires_in: u32,
    /// Who signed in.
    pub me: Me,
}

/// The signed-in user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The user.
    pub id: UserId,
    /// The name they sign in with.
    pub username: String,
    /// The name that others see.
    pub display_name: String,
    /// Their role.
    pub role: Role,
    /// Their special duties.
    pub duties: Vec<Duty>,
    /// What the role may do.
    pub permissions: Vec<Permission>,
    /// The language of their pages.
    pub language: Language,
    /// Their organisation.
    pub organisation: MyOrganisation,
    /// The operation they work in.
    pub operation: MyOperation,
    /// Today's date in the operation's time zone.
    pub today: chrono::NaiveDate,
    /// Whether a code of an authenticator app is asked for after the password.
    pub second_factor: bool,
    /// Rises with every change of the account; also the ETag.
    pub revision: i64,
}

/// The organisation of the signed-in user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyOrganisation {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its kind, which decides what it sees.
    pub kind: OrganisationKind,
    /// Its line.
    pub line: Option<Line>,
    /// The area it sits at.
    pub area_name: String,
}

/// The operation of the signed-in user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyOperation {
    /// The operation.
    pub id: OperationId,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// Its time zone (IANA).
    pub time_zone: String,
}

/// Changes of one's own account (JSON Merge Patch).
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"language": "en"})))]
#[serde(deny_unknown_fields)]
pub struct MePatch {
    /// The language of one's pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub language: Option<Language>,
    /// The name that others see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::required_if_given(60)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 60))]
    pub display_name: Option<String>,
}

/// One's own password, changed.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "current_password": "the phrase of last winter", "new_password": "another long phrase"
})))]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The present password.
    #[garde(custom(checks::required(200)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200, format = Password))]
    pub current_password: String,
    /// The new one.
    #[garde(custom(checks::new_password))]
    #[cfg_attr(feature = "openapi", schema(min_length = 10, max_length = 200, format = Password))]
    pub new_password: String,
}

impl std::fmt::Debug for PasswordChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordChange(…)")
    }
}

/// A device on which one is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnSession {
    /// The session.
    pub id: SessionId,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it was last renewed; that happens every ten minutes while it is in use.
    pub last_used_at: DateTime<Utc>,
    /// Until when it can be kept alive at all.
    pub expires_at: DateTime<Utc>,
    /// What the browser or the program calls itself.
    pub user_agent: String,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

page!(
    /// A page of one's sessions, the latest first.
    OwnSessionPage of OwnSession
);
