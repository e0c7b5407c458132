//! Keys, their names, and what is done with them.

use std::{fmt, str::FromStr, sync::Arc};

use aes_gcm_siv::{
    Aes256GcmSiv, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use domain::{
    identity_number::IdentityNumber,
    ids::{OperationId, PersonId, RosterId, UserId},
};
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{VaultError, bound_to};

/// A secret of 32 bytes, made on first start and given from outside. Wiped when it goes.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<[u8; 32]>);

impl SecretKey {
    /// A key from its bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The key's name.
    pub fn id(&self) -> KeyId {
        let digest = Sha256::new().chain_update("homefront key id ").chain_update(*self.0).finalize();
        let mut id = [0; NAME];
        id.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        KeyId(id)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// A key's public name: the beginning of its SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId([u8; NAME]);

/// A text that names no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key's name has twelve hexadecimal digits")]
pub struct KeyIdError;

impl KeyId {
    /// The name of the key with which something was sealed; nothing for what was sealed before keys had names.
    pub fn of_sealed(sealed: &[u8]) -> Option<Self> {
        let (version, rest) = sealed.split_first()?;
        (*version == NAMED).then(|| rest.first_chunk().copied().map(Self)).flatten()
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for KeyId {
    type Err = KeyIdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = u64::from_str_radix(text, 16).map_err(|_| KeyIdError)?;
        let [_, _, id @ ..] = number.to_be_bytes();
        let id = Self(id);
        if id.to_string() == text { Ok(id) } else { Err(KeyIdError) }
    }
}

/// The keys that an installation has, the oldest first. Several of a kind while they are being changed.
#[derive(Debug, Clone)]
pub struct KeyRing {
    /// Keys that seal.
    pub sealing: Vec<SecretKey>,
    /// Keys that digest.
    pub digest: Vec<SecretKey>,
}

/// The first byte of what was sealed before keys had names: AES-256-GCM-SIV with a random nonce of 12 bytes.
const UNNAMED: u8 = 1;
/// The same, with the key's name before the nonce, and authenticated with it.
const NAMED: u8 = 2;
const NAME: usize = 6;
const NONCE: usize = 12;

/// Keys that are ready for use.
pub(super) struct Ring {
    sealing: Vec<(KeyId, Aes256GcmSiv)>,
    digest: Vec<(KeyId, Hmac<Sha256>)>,
}

impl Ring {
    pub fn of(keys: &KeyRing) -> Self {
        let cipher = |key: &SecretKey| (key.id(), Aes256GcmSiv::new((&*key.0).into()));
        let mac = |key: &SecretKey| (key.id(), hmac_with(key));
        Self {
            sealing: keys.sealing.iter().map(cipher).collect(),
            digest: keys.digest.iter().map(mac).collect(),
        }
    }

    pub fn seals_with(&self, id: KeyId) -> bool {
        self.sealing.iter().any(|(own, _)| *own == id)
    }

    pub fn digests_with(&self, id: KeyId) -> bool {
        self.digest.iter().any(|(own, _)| *own == id)
    }

    pub fn open(&self, bound: &[u8; 32], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let (version, rest) = sealed.split_first().ok_or(VaultError::Sealed)?;
        match *version {
            NAMED => {
                let (name, rest) = rest.split_first_chunk::<NAME>().ok_or(VaultError::Sealed)?;
                let id = KeyId(*name);
                let (_, cipher) =
                    self.sealing.iter().find(|(own, _)| *own == id).ok_or(VaultError::UnknownKey(id))?;
                decrypt(cipher, &with_name(id, bound), rest)
            }
            UNNAMED => {
                let mut opened = self.sealing.iter().map(|(_, cipher)| decrypt(cipher, bound, rest));
                opened.find_map(Result::ok).ok_or(VaultError::Sealed)
            }
            _ => Err(VaultError::Sealed),
        }
    }
}

fn decrypt(cipher: &Aes256GcmSiv, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(VaultError::Sealed)?;
    cipher.decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad }).map_err(|_| VaultError::Sealed)
}

fn with_name(id: KeyId, bound: &[u8; 32]) -> Vec<u8> {
    [[NAMED].as_slice(), &id.0, bound].concat()
}

/// HMAC pads a key to the hash's block of 64 bytes; done here, no length can be wrong.
pub(super) fn hmac_with(key: &SecretKey) -> Hmac<Sha256> {
    let mut block = Zeroizing::new([0; 64]);
    block.iter_mut().zip(*key.0).for_each(|(to, from)| *to = from);
    Hmac::<Sha256>::new((&*block).into())
}

/// The two keys in use: what is written now is sealed and digested with them.
#[derive(Clone)]
pub struct Keys {
    ring: Arc<Ring>,
    sealing: KeyId,
    digest: KeyId,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("sealing", &self.sealing).field("digest", &self.digest).finish()
    }
}

impl Keys {
    pub(super) fn of(
        ring: Arc<Ring>,
        sealing: Option<KeyId>,
        digest: Option<KeyId>,
    ) -> Result<Self, VaultError> {
        let sealing = one_of(ring.sealing.iter().map(|(id, _)| *id), sealing)?;
        let digest = one_of(ring.digest.iter().map(|(id, _)| *id), digest)?;
        Ok(Self { ring, sealing, digest })
    }

    /// The name of the key that seals.
    pub const fn sealing(&self) -> KeyId {
        self.sealing
    }

    /// The name of the key that digests.
    pub const fn digesting(&self) -> KeyId {
        self.digest
    }

    /// Equal for equal numbers of one operation, so that a person is found by it; says nothing without the key.
    pub fn digest(&self, operation: OperationId, number: &IdentityNumber) -> Vec<u8> {
        let Some((_, mac)) = self.ring.digest.iter().find(|(own, _)| *own == self.digest) else {
            return Vec::new();
        };
        let mut mac = mac.clone();
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

    /// Seals what belongs to one user: the secret of their second factor. It opens for that user only.
    ///
    /// # Errors
    /// [`VaultError::Randomness`].
    pub fn seal_for_user(
        &self,
        operation: OperationId,
        user: UserId,
        content: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        self.seal_bytes(&bound_to(operation, user.as_uuid()), content)
    }

    fn seal_bytes(&self, bound: &[u8; 32], content: &[u8]) -> Result<Vec<u8>, VaultError> {
        let found = self.ring.sealing.iter().find(|(own, _)| *own == self.sealing);
        let (id, cipher) = found.ok_or(VaultError::UnknownKey(self.sealing))?;
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| VaultError::Randomness)?;
        let aad = with_name(*id, bound);
        let sealed = cipher.encrypt(&Nonce::from(nonce), Payload { msg: content, aad: &aad });
        let sealed = sealed.map_err(|_| VaultError::Sealed)?;
        Ok([[NAMED].as_slice(), &id.0, &nonce, &sealed].concat())
    }
}

/// The key that is wanted, or the first.
fn one_of(mut ids: impl Iterator<Item = KeyId>, wanted: Option<KeyId>) -> Result<KeyId, VaultError> {
    match wanted {
        None => ids.next().ok_or(VaultError::NoKey),
        Some(id) => ids.find(|own| *own == id).ok_or(VaultError::UnknownKey(id)),
    }
}

#[cfg(test)]
pub(super) fn seal_without_name(key: &SecretKey, bound: &[u8; 32], content: &str) -> Vec<u8> {
    let nonce = [7; NONCE];
    let cipher = Aes256GcmSiv::new((&*key.0).into());
    let sealed =
        cipher.encrypt(&Nonce::from(nonce), Payload { msg: content.as_bytes(), aad: bound }).unwrap();
    [[UNNAMED].as_slice(), &nonce, &sealed].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written() {
        let id = SecretKey::new([3; 32]).id();
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["", "0", "00000000000g", "0000000000000", "ABCDEF012345"] {
            assert_eq!(wrong.parse::<KeyId>(), Err(KeyIdError), "{wrong}");
        }
    }
}
