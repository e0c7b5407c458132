//! Hashing passwords: Argon2id, a few at a time, on threads of their own.

use std::{num::NonZeroU32, sync::Arc};

use actix_web::web;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _, password_hash::phc::PasswordHash};
use domain::problems::ProblemCode;
use tokio::sync::Semaphore;

use crate::problem::{Problem, Result};

/// Hashes and compares passwords without letting a crowd at the door take all memory or threads.
#[derive(Debug, Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    nobody: Arc<str>,
}

/// The password does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongPassword;

impl Passwords {
    /// At most `at_once` hashes are worked out at one time.
    ///
    /// # Errors
    /// When the system gives no random bytes for a salt.
    pub fn new(at_once: NonZeroU32) -> Result<Self> {
        let at_once = usize::try_from(at_once.get()).unwrap_or(usize::MAX);
        let nobody = hash("nobody has this password")?;
        Ok(Self {
            permits: Arc::new(Semaphore::new(at_once.min(Semaphore::MAX_PERMITS))),
            nobody: nobody.into(),
        })
    }

    /// The hash to keep, with its salt and parameters, as a PHC string.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.run(move || hash(&password)).await?
    }

    /// Compares a password with the kept hash. Without one, for a user name that nobody has, it takes as long and fails.
    ///
    /// # Errors
    /// A problem when the work could not be done; the inner result is the verdict.
    pub async fn verify(&self, password: String, kept: Option<String>) -> Result<Result<(), WrongPassword>> {
        let (against, known) = match kept {
            Some(kept) => (kept, Ok(())),
            None => (self.nobody.to_string(), Err(WrongPassword)),
        };
        let verdict = self.run(move || verify(&password, &against)).await?;
        Ok(verdict.and(known))
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _permit = self.permits.acquire().await.map_err(Problem::internal)?;
        web::block(work).await.map_err(|gone| Problem::new(ProblemCode::Unavailable).caused_by(gone))
    }
}

/// Hashes a password on this thread, for commands.
///
/// # Errors
/// When the system gives no random bytes.
pub fn hash(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| Problem::internal(error.to_string()))
}

/// A password to tell someone: five groups of four letters and digits that are not mistaken for each other, 99 bits.
///
/// # Errors
/// When the system gives no random bytes.
pub fn random() -> Result<String> {
    const ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).map_err(|error| Problem::internal(error.to_string()))?;
    let letter = |byte: &u8| ALPHABET.get(usize::from(byte % 31)).copied().map_or('x', char::from);
    let groups: Vec<String> = bytes.chunks(4).map(|group| group.iter().map(letter).collect()).collect();
    Ok(groups.join("-"))
}

fn verify(password: &str, kept: &str) -> Result<(), WrongPassword> {
    let kept = PasswordHash::new(kept).map_err(|_| WrongPassword)?;
    Argon2::default().verify_password(password.as_bytes(), &kept).map_err(|_| WrongPassword)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn only_the_password_fits_and_nobody_fits_nobody() {
        let passwords = Passwords::new(NonZeroU32::MIN).unwrap();
        let kept = passwords.hash("a long and quiet phrase".to_owned()).await.unwrap();
        assert!(kept.starts_with("$argon2id$"), "{kept}");
        let verify = |password: &str, kept: Option<&str>| {
            passwords.verify(password.to_owned(), kept.map(str::to_owned))
        };
        assert_eq!(verify("a long and quiet phrase", Some(&kept)).await.unwrap(), Ok(()));
        assert_eq!(verify("a long and quiet phrasE", Some(&kept)).await.unwrap(), Err(WrongPassword));
        assert_eq!(verify("nobody has this password", None).await.unwrap(), Err(WrongPassword));
        assert_eq!(verify("anything", Some("not a hash")).await.unwrap(), Err(WrongPassword));
    }
}
