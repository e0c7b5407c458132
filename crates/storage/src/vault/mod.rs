//! Identity numbers at rest: sealed for revealing, digested for finding, never in the clear.
//!
//! The keys are in a file outside of the database and have names, which follow from them. What is sealed says with which
//! key; what is digested does not, so that all of it is done with one key at any time. The database says which keys are
//! in use, so that all processes change to new ones at the same moment ([`VaultInUse`], [`crate::unscoped::keys`]).

pub(crate) mod in_use;
mod ring;

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use domain::{
    identity_number::IdentityNumber,
    ids::{OperationId, PersonId, RosterId, UserId},
};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

pub use in_use::VaultInUse;
pub use ring::{KeyId, KeyRing, Keys, SecretKey};
use ring::{Ring, hmac_with};

use crate::error::BoxedSource;

/// The keys of an installation, and what can be done with them without asking the database.
pub struct Vault {
    ring: RwLock<Arc<Ring>>,
    source: Option<Box<Source>>,
    fingerprints: Hmac<Sha256>,
}

type Source = dyn Fn() -> Result<KeyRing, BoxedSource> + Send + Sync;

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(…)")
    }
}

/// A sealed number cannot be opened, or a new one not be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// It was sealed with another key, for another person, or was changed.
    #[error("a sealed identity number does not open with this key for this person")]
    Sealed,
    /// A key that this process cannot find.
    #[error(
        "the key {0} is not in the secrets file: copy the file from the machine on which the keys were changed"
    )]
    UnknownKey(KeyId),
    /// There is no key at all.
    #[error("there is no key to seal with")]
    NoKey,
    /// The operating system gives no randomness.
    #[error("no randomness to seal with")]
    Randomness,
}

impl Vault {
    /// A vault with one key for each purpose, that are never changed.
    pub fn new(sealing: &SecretKey, digesting: &SecretKey) -> Self {
        let keys = KeyRing { sealing: vec![sealing.clone()], digest: vec![digesting.clone()] };
        Self::of(&keys, digesting)
    }

    /// A vault with the keys of an installation, and a key for what is only compared.
    pub fn of(keys: &KeyRing, fingerprints: &SecretKey) -> Self {
        Self {
            ring: RwLock::new(Arc::new(Ring::of(keys))),
            source: None,
            fingerprints: hmac_with(fingerprints),
        }
    }

    /// Looks there for a key that it does not know: so a running server finds keys that were added.
    #[must_use]
    pub fn reading(
        mut self,
        source: impl Fn() -> Result<KeyRing, BoxedSource> + Send + Sync + 'static,
    ) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// Equal for equal content, so that it is recognised; says nothing without the key, which stays as it is when the
    /// others change.
    pub fn fingerprint(&self, content: &[u8]) -> Vec<u8> {
        let mut mac = self.fingerprints.clone();
        mac.update(content);
        mac.finalize().into_bytes().to_vec()
    }

    /// Opens a person's number. The caller has shown the permission to reveal it and writes that to the journal.
    ///
    /// # Errors
    /// [`VaultError::Sealed`], [`VaultError::UnknownKey`].
    pub fn open(
        &self,
        operation: OperationId,
        person: PersonId,
        sealed: &[u8],
    ) -> Result<IdentityNumber, VaultError> {
        let opened = Zeroizing::new(self.open_bytes(&bound_to(operation, person.as_uuid()), sealed)?);
        let text = std::str::from_utf8(&opened).map_err(|_| VaultError::Sealed)?;
        IdentityNumber::parse(text).map_err(|_| VaultError::Sealed)
    }

    /// Opens what [`Keys::seal_for_roster`] sealed.
    ///
    /// # Errors
    /// [`VaultError::Sealed`], [`VaultError::UnknownKey`].
    pub fn open_for_roster(
        &self,
        operation: OperationId,
        roster: RosterId,
        sealed: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        self.open_bytes(&bound_to(operation, roster.as_uuid()), sealed)
    }

    /// Opens what [`Keys::seal_for_user`] sealed.
    ///
    /// # Errors
    /// [`VaultError::Sealed`], [`VaultError::UnknownKey`].
    pub fn open_for_user(
        &self,
        operation: OperationId,
        user: UserId,
        sealed: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        self.open_bytes(&bound_to(operation, user.as_uuid()), sealed)
    }

    fn open_bytes(&self, bound: &[u8; 32], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        match KeyId::of_sealed(sealed) {
            Some(id) => self.ring_with(|ring| ring.seals_with(id)).open(bound, sealed),
            None => self.ring().open(bound, sealed),
        }
    }

    /// The keys with these names; no name is the first key that there is.
    ///
    /// # Errors
    /// [`VaultError::UnknownKey`], [`VaultError::NoKey`].
    pub fn keys(&self, sealing: Option<KeyId>, digest: Option<KeyId>) -> Result<Keys, VaultError> {
        let ring = self.ring_with(|ring| {
            sealing.is_none_or(|id| ring.seals_with(id)) && digest.is_none_or(|id| ring.digests_with(id))
        });
        Keys::of(ring, sealing, digest)
    }

    fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys; read anew where they do not hold what is looked for.
    fn ring_with(&self, holds: impl Fn(&Ring) -> bool) -> Arc<Ring> {
        let ring = self.ring();
        if holds(&ring) {
            return ring;
        }
        match self.source.as_ref().map(|source| source()) {
            None => ring,
            Some(Ok(keys)) => {
                let fresh = Arc::new(Ring::of(&keys));
                *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&fresh);
                tracing::info!("the secrets file was read again");
                fresh
            }
            Some(Err(error)) => {
                tracing::error!(error = &*error as &dyn std::error::Error, "the secrets file cannot be read");
                ring
            }
        }
    }
}

fn bound_to(operation: OperationId, subject: Uuid) -> [u8; 32] {
    let mut bytes = [0; 32];
    let (first, second) = bytes.split_at_mut(16);
    first.copy_from_slice(operation.as_uuid().as_bytes());
    second.copy_from_slice(subject.as_bytes());
    bytes
}

impl From<VaultError> for crate::StorageError {
    fn from(error: VaultError) -> Self {
        match error {
            // It passes as soon as somebody has copied the file.
            VaultError::UnknownKey(_) => Self::busy(error),
            VaultError::Sealed | VaultError::NoKey | VaultError::Randomness => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATION: OperationId = OperationId::from_uuid(uuid::Uuid::from_u128(1));
    const PERSON: PersonId = PersonId::from_uuid(uuid::Uuid::from_u128(2));
    const OTHER: PersonId = PersonId::from_uuid(uuid::Uuid::from_u128(3));

    fn key(byte: u8) -> SecretKey {
        SecretKey::new([byte; 32])
    }

    fn vault(sealing: u8, digesting: u8) -> Vault {
        Vault::new(&key(sealing), &key(digesting))
    }

    fn keys(vault: &Vault) -> Keys {
        vault.keys(None, None).unwrap()
    }

    fn number() -> IdentityNumber {
        IdentityNumber::parse("12019919871001672X").unwrap()
    }

    #[test]
    fn opens_what_it_sealed_for_that_person_only() {
        let vault_a = vault(1, 2);
        let sealed = keys(&vault_a).seal(OPERATION, PERSON, &number()).unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("1987"));
        assert_eq!(vault_a.open(OPERATION, PERSON, &sealed).unwrap(), number());
        assert_eq!(vault_a.open(OPERATION, OTHER, &sealed), Err(VaultError::Sealed));
        assert_eq!(
            vault(3, 2).open(OPERATION, PERSON, &sealed),
            Err(VaultError::UnknownKey(key(1).id())),
            "what is sealed says with which key"
        );
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(vault_a.open(OPERATION, PERSON, &changed).is_err(), "byte {at}");
            assert!(vault_a.open(OPERATION, PERSON, &sealed[..at]).is_err());
        }
        assert_ne!(
            keys(&vault_a).seal(OPERATION, PERSON, &number()).unwrap(),
            sealed,
            "each sealing has a nonce of its own"
        );
    }

    #[test]
    fn what_is_sealed_for_a_user_opens_for_them_alone() {
        let (vault, user) = (vault(1, 2), UserId::from_uuid(uuid::Uuid::from_u128(2)));
        let sealed = keys(&vault).seal_for_user(OPERATION, user, b"secret").unwrap();
        assert_eq!(vault.open_for_user(OPERATION, user, &sealed).unwrap(), b"secret");
        let other = UserId::from_uuid(uuid::Uuid::from_u128(3));
        assert_eq!(vault.open_for_user(OPERATION, other, &sealed), Err(VaultError::Sealed));
    }

    #[test]
    fn digests_are_equal_for_equal_numbers_and_keys() {
        let digest =
            |sealing, digesting, operation| keys(&vault(sealing, digesting)).digest(operation, &number());
        assert_eq!(digest(1, 2, OPERATION), digest(9, 2, OPERATION));
        assert_ne!(digest(1, 2, OPERATION), digest(1, 3, OPERATION));
        let other_operation = OperationId::from_uuid(uuid::Uuid::from_u128(7));
        assert_ne!(digest(1, 2, OPERATION), digest(1, 2, other_operation));
    }

    #[test]
    fn a_key_that_was_added_is_found_when_something_is_sealed_with_it() {
        let later = KeyRing { sealing: vec![key(1), key(4)], digest: vec![key(2), key(5)] };
        let sealed = Vault::of(&later, &key(9))
            .keys(Some(key(4).id()), Some(key(5).id()))
            .unwrap()
            .seal(OPERATION, PERSON, &number())
            .unwrap();
        let running = vault(1, 2).reading(move || Ok(later.clone()));
        assert_eq!(running.open(OPERATION, PERSON, &sealed).unwrap(), number());
        assert!(running.keys(Some(key(4).id()), Some(key(5).id())).is_ok());
        let unknown = running.keys(Some(key(6).id()), None).map(drop);
        assert_eq!(unknown, Err(VaultError::UnknownKey(key(6).id())));
    }

    #[test]
    fn what_was_sealed_before_keys_had_names_opens_too() {
        let sealed =
            ring::seal_without_name(&key(1), &bound_to(OPERATION, PERSON.as_uuid()), number().reveal());
        let two = KeyRing { sealing: vec![key(8), key(1)], digest: vec![key(2)] };
        assert_eq!(Vault::of(&two, &key(9)).open(OPERATION, PERSON, &sealed).unwrap(), number());
        assert_eq!(vault(8, 2).open(OPERATION, PERSON, &sealed), Err(VaultError::Sealed));
    }

    #[test]
    fn keys_are_never_shown() {
        assert_eq!(format!("{:?} {:?}", vault(65, 65), key(65)), "Vault(…) SecretKey(…)");
        assert!(!format!("{:?}", keys(&vault(65, 65))).contains("65"));
    }
}
