//! People who sign in.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::words;

words! {
    /// What a user may do within their organisation; each role may do all that the one before it may.
    pub enum Role {
        /// Reads.
        Viewer = "viewer",
        /// Keeps the ledger.
        Coordinator = "coordinator",
        /// Imports rosters and assigns work.
        Manager = "manager",
        /// Keeps organisations and users.
        Administrator = "administrator",
    }
}

words! {
    /// A special duty beside the role.
    pub enum Duty {
        /// Opens counselling records.
        Counsellor = "counsellor",
        /// Enters money.
        Finance = "finance",
        /// Approves what others entered.
        Approver = "approver",
    }
}

words! {
    /// Whether an account may be used. What its user did stays in their name either way.
    pub enum AccountState {
        /// It may.
        Open = "open",
        /// It may not, until somebody unlocks it.
        Locked = "locked",
    }
}

words! {
    /// What a one-time link is for.
    pub enum InvitationPurpose {
        /// To join an organisation: the invited person chooses a user name and a password.
        Join = "join",
        /// To choose a new password.
        NewPassword = "new_password",
    }
}

impl InvitationPurpose {
    /// How long the link is good for, in hours.
    pub const fn hours(self) -> i64 {
        match self {
            Self::Join => 72,
            Self::NewPassword => 1,
        }
    }
}

words! {
    /// The languages that Homefront speaks.
    pub enum Language {
        /// 简体中文
        Chinese = "zh-CN",
        /// English
        English = "en",
    }
}

/// The name a user signs in with: 2–40 letters, digits, `.`, `_` or `-`, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "zhao.min"))]
pub struct Username(String);

/// A text that cannot be a user name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a user name has 2 to 40 letters, digits, dots, underscores or dashes")]
pub struct UsernameError;

impl Username {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Username {
    type Err = UsernameError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim().to_lowercase();
        let fits = (2..=40).contains(&name.chars().count())
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
        if fits { Ok(Self(name)) } else { Err(UsernameError) }
    }
}

impl TryFrom<String> for Username {
    type Error = UsernameError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Username> for String {
    fn from(name: Username) -> Self {
        name.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a password is refused (NIST SP 800-63B: length counts, composition rules do not).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than 10 characters.
    #[error("a password has at least 10 characters")]
    Short,
    /// More than 200 characters.
    #[error("a password has at most 200 characters")]
    Long,
    /// The user name, or one character repeated.
    #[error("a password is not the user name and not one character repeated")]
    Guessable,
}

/// Checks a new password.
///
/// # Errors
/// [`PasswordError`] names the rule that does not hold.
pub fn check_password(username: &Username, password: &str) -> Result<(), PasswordError> {
    let length = password.chars().count();
    if length < 10 {
        return Err(PasswordError::Short);
    }
    if length > 200 {
        return Err(PasswordError::Long);
    }
    let first = password.chars().next();
    if password.to_lowercase().contains(username.as_str()) || password.chars().all(|c| Some(c) == first) {
        return Err(PasswordError::Guessable);
    }
    Ok(())
}
