//! The second factor: a code of an authenticator app after the password.

use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::checks;

/// The password once more, before something that must not be done at an unattended desk.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"password": "the phrase of last winter"})))]
#[serde(deny_unknown_fields)]
pub struct PasswordProof {
    /// The present password.
    #[garde(custom(checks::required(200)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200, format = Password))]
    pub password: String,
}

impl std::fmt::Debug for PasswordProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordProof(…)")
    }
}

/// The state of one's second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondFactor {
    /// Whether it is asked for.
    pub is_on: bool,
    /// How many recovery codes are still good.
    pub recovery_codes_left: i64,
}

/// A secret to be put into an authenticator app. It is asked for once its first code has come back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondFactorOffer {
    /// The secret as people type it: base32.
    pub secret: String,
    /// The same as apps read it (`otpauth://totp/…`).
    pub uri: String,
    /// The URI as a QR code: an SVG path over a square of `qr_size` units.
    pub qr_path: String,
    /// The width of the QR code in modules, its quiet zone included.
    pub qr_size: u32,
}

impl std::fmt::Debug for SecondFactorOffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecondFactorOffer(…)")
    }
}

/// A code of the authenticator app.
#[derive(Debug, Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"code": "287082"})))]
#[serde(deny_unknown_fields)]
pub struct SecondFactorCode {
    /// Six digits.
    #[garde(custom(checks::required(20)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 20))]
    pub code: String,
}

/// Codes that stand in for the app, each once. Shown this once: only keyed digests are kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodes {
    /// Ten codes.
    pub codes: Vec<String>,
}

impl std::fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCodes(…)")
    }
}

/// What stands in `current` of the problem `second_factor_required`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Challenge {
    /// Proves for five minutes that the password was right. Send it back with the code.
    pub challenge: String,
}

/// The second step of signing in.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"challenge": "eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "code": "287082"})))]
#[serde(deny_unknown_fields)]
pub struct SecondStep {
    /// What the first step gave.
    #[garde(custom(checks::required(1000)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 1000))]
    pub challenge: String,
    /// Six digits of the app, or a recovery code.
    #[garde(custom(checks::required(40)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 40))]
    pub code: String,
}

impl std::fmt::Debug for SecondStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecondStep(…)")
    }
}
