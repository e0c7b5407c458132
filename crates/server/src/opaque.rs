//! Tokens that say nothing: 256 random bits, of which only a digest is kept.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use sha2::{Digest as _, Sha256};
use storage::unscoped::sessions::TokenDigest;

use crate::problem::{Problem, Result};

/// A refresh token, or the token of a one-time link.
pub struct OpaqueToken(String);

impl OpaqueToken {
    /// A new one.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new() -> Result<Self> {
        Ok(Self(BASE64.encode(random::<32>()?)))
    }

    /// What its bearer gets.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is kept.
    pub fn digest(&self) -> TokenDigest {
        digest(&self.0)
    }
}

/// The digest of a token that somebody presents. With 256 random bits in it a plain one cannot be turned back.
pub fn digest(token: &str) -> TokenDigest {
    Sha256::digest(token.as_bytes()).into()
}

/// Random bytes of the system.
///
/// # Errors
/// When it gives none.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Problem::internal(error.to_string()))?;
    Ok(bytes)
}
