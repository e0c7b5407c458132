//! Identity numbers at rest: sealed for revealing, digested for finding, never in the clear.

use aes_gcm_siv::{
    Aes256GcmSiv, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use domain::{
    identity_number::IdentityNumber,
    ids::{OperationId, PersonId, RosterId},
};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

/// A secret of 32 bytes, made on first start and given from outside. Wiped when it goes.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<[u8; 32]>);

impl SecretKey {
    /// A key from its bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// Seals and digests identity numbers, with a key for each.
pub struct Vault {
    cipher: Aes256GcmSiv,
    digest: Hmac<Sha256>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

/// A sealed number cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// It was sealed with another key, for another person, or was changed.
    #[error("a sealed identity number does not open with this key for this person")]
    Sealed,
    /// The operating system gives no randomness.
    #[error("no randomness to seal with")]
    Randomness,
}

/// The version that the first byte of a sealed number names: AES-256-GCM-SIV with a random nonce of 12 bytes.
const VERSION: u8 = 1;
const NONCE: usize = 12;

impl Vault {
    /// A vault with its two keys.
    pub fn new(sealing: &SecretKey, digesting: &SecretKey) -> Self {
        // HMAC pads a key to the hash's block of 64 bytes; done here, no length can be wrong.
        let mut block = Zeroizing::new([0; 64]);
        block.iter_mut().zip(*digesting.0).for_each(|(to, from)| *to = from);
        Self {
            cipher: Aes256GcmSiv::new((&*sealing.0).into()),
            digest: Hmac::<Sha256>::new((&*block).into()),
        }
    }

    /// Equal for equal numbers of one operation, so that a person is found by it; says nothing without the key.
    pub fn digest(&self, operation: OperationId, number: &IdentityNumber) -> Vec<u8> {
        let mut mac = self.digest.clone();
        mac.update(operation.as_uuid().as_bytes());
        mac.update(number.reveal().as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    /// Seals a person's number. It opens for that person only, so that it cannot be moved to another's row.
    ///
    /// # Errors
    /// [`VaultError::Randomness`].
    pub fn seal(
        &self,
        operation: OperationId,
        person: PersonId,
        number: &IdentityNumber,
    ) -> Result<Vec<u8>, VaultError> {
        self.seal_bytes(&bound_to(operation, person.as_uuid()), number.reveal().as_bytes())
    }

    /// Seals what a roster says: its file, and the numbers of rows that wait. It opens for that roster only.
    ///
    /// # Errors
    /// [`VaultError::Randomness`].
    pub fn seal_for_roster(
        &self,
        operation: OperationId,
        roster: RosterId,
        content: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        self.seal_bytes(&bound_to(operation, roster.as_uuid()), content)
    }

    /// Opens what [`Vault::seal_for_roster`] sealed.
    ///
    /// # Errors
    /// [`VaultError::Sealed`].
    pub fn open_for_roster(
        &self,
        operation: OperationId,
        roster: RosterId,
        sealed: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        self.open_bytes(&bound_to(operation, roster.as_uuid()), sealed)
    }

    fn seal_bytes(&self, aad: &[u8], content: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| VaultError::Randomness)?;
        let sealed = self.cipher.encrypt(&Nonce::from(nonce), Payload { msg: content, aad });
        Ok([[VERSION].as_slice(), nonce.as_slice(), &sealed.map_err(|_| VaultError::Sealed)?].concat())
    }

    fn open_bytes(&self, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let (version, rest) = sealed.split_first().ok_or(VaultError::Sealed)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(VaultError::Sealed)?;
        if *version != VERSION {
            return Err(VaultError::Sealed);
        }
        self.cipher
            .decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad })
            .map_err(|_| VaultError::Sealed)
    }

    /// Opens a person's number. The caller has shown the permission to reveal it and writes that to the journal.
    ///
    /// # Errors
    /// [`VaultError::Sealed`].
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
        Self::internal(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATION: OperationId = OperationId::from_uuid(uuid::Uuid::from_u128(1));
    const PERSON: PersonId = PersonId::from_uuid(uuid::Uuid::from_u128(2));
    const OTHER: PersonId = PersonId::from_uuid(uuid::Uuid::from_u128(3));

    fn vault(sealing: u8, digesting: u8) -> Vault {
        Vault::new(&SecretKey::new([sealing; 32]), &SecretKey::new([digesting; 32]))
    }

    fn number() -> IdentityNumber {
        IdentityNumber::parse("12019919871001672X").unwrap()
    }

    #[test]
    fn opens_what_it_sealed_for_that_person_only() {
        let vault_a = vault(1, 2);
        let sealed = vault_a.seal(OPERATION, PERSON, &number()).unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("1987"));
        assert_eq!(vault_a.open(OPERATION, PERSON, &sealed).unwrap(), number());
        assert_eq!(vault_a.open(OPERATION, OTHER, &sealed), Err(VaultError::Sealed));
        assert_eq!(vault(3, 2).open(OPERATION, PERSON, &sealed), Err(VaultError::Sealed));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(vault_a.open(OPERATION, PERSON, &changed), Err(VaultError::Sealed), "byte {at}");
            assert!(vault_a.open(OPERATION, PERSON, &sealed[..at]).is_err());
        }
        assert_ne!(
            vault_a.seal(OPERATION, PERSON, &number()).unwrap(),
            sealed,
            "each sealing has a nonce of its own"
        );
    }

    #[test]
    fn digests_are_equal_for_equal_numbers_and_keys() {
        assert_eq!(vault(1, 2).digest(OPERATION, &number()), vault(9, 2).digest(OPERATION, &number()));
        assert_ne!(vault(1, 2).digest(OPERATION, &number()), vault(1, 3).digest(OPERATION, &number()));
        let other_operation = OperationId::from_uuid(uuid::Uuid::from_u128(7));
        assert_ne!(vault(1, 2).digest(OPERATION, &number()), vault(1, 2).digest(other_operation, &number()));
    }

    #[test]
    fn keys_are_never_shown() {
        assert_eq!(format!("{:?} {:?}", vault(65, 65), SecretKey::new([65; 32])), "Vault(…) SecretKey(…)");
    }
}
