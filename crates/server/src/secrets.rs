//! The keys of one installation: made on first start, readable by their owner alone.

use std::{fmt, fs, io, io::Write as _, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// The name of the secrets file inside the data folder.
pub const FILE_NAME: &str = "secrets.toml";

const HEADING: &str = "# Made on first start; 32 random bytes each.\n\
    # Keep a copy apart from the backups of the database: without `sealing` no sealed identity number can be read again,\n\
    # without `digest` none can be recognised. A new `signing` key only signs everybody out.\n";

/// 256 random bits that no log shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

/// The keys of one installation.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// Signs access tokens.
    pub signing: Key,
    /// Seals identity numbers at rest.
    pub sealing: Key,
    /// Digests what is only ever compared: identity numbers, refresh tokens, cursors.
    pub digest: Key,
}

/// Why the secrets cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The file cannot be read or written.
    #[error("{path}: {cause}")]
    File {
        /// Which file.
        path: String,
        /// What the system said.
        cause: io::Error,
    },
    /// Other accounts of the machine may read the keys.
    #[error(
        "{path} can be read by others (mode {mode:o}): set it to 600 and, if anyone may have read it, replace the keys"
    )]
    Exposed {
        /// Which file.
        path: String,
        /// Its permission bits.
        mode: u32,
    },
    /// The file is not what was written on first start.
    #[error("{path}: {reason}; restore it from its copy")]
    Damaged {
        /// Which file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The system gave no random bytes.
    #[error("no random numbers: {0}")]
    Randomness(#[from] getrandom::Error),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    signing: String,
    sealing: String,
    digest: String,
}

impl Key {
    /// A new key from the system's randomness.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// A key that is known beforehand, so that tests give the same result each time.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key itself.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A short public name for the key, so that a token says which one signed it.
    pub fn id(&self) -> String {
        let digest = Sha256::digest([b"homefront key id ".as_slice(), &self.0].concat());
        digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    }

    fn parse(text: &str) -> Result<Self, &'static str> {
        let bytes = BASE64.decode(text).map_err(|_| "a key is not base64")?;
        bytes.try_into().map(Self).map_err(|_| "a key is not 32 bytes long")
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Secrets {
    /// The keys of the data folder, made now if this is its first start.
    pub fn load_or_make(data_dir: &Path) -> Result<Self, SecretsError> {
        let path = data_dir.join(FILE_NAME);
        match fs::metadata(&path) {
            Ok(metadata) => {
                refuse_exposed(&path, &metadata)?;
                Self::read(&path)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::make(&path),
            Err(cause) => Err(at(&path)(cause)),
        }
    }

    /// Keys for one run only, for tests and documents.
    pub fn random() -> Result<Self, getrandom::Error> {
        Ok(Self { signing: Key::random()?, sealing: Key::random()?, digest: Key::random()? })
    }

    fn read(path: &Path) -> Result<Self, SecretsError> {
        let damaged = |reason: String| SecretsError::Damaged { path: path.display().to_string(), reason };
        let text = fs::read_to_string(path).map_err(at(path))?;
        // The parser's own message would quote the line, and with it the key.
        let file: File =
            toml::from_str(&text).map_err(|_| damaged("not the three keys it should hold".to_owned()))?;
        let key = |text: &str| Key::parse(text).map_err(|reason| damaged(reason.to_owned()));
        Ok(Self { signing: key(&file.signing)?, sealing: key(&file.sealing)?, digest: key(&file.digest)? })
    }

    fn make(path: &Path) -> Result<Self, SecretsError> {
        let secrets = Self::random()?;
        let line = |name, key: &Key| format!("{name} = \"{}\"\n", BASE64.encode(key.0));
        let text = [
            HEADING.to_owned(),
            line("signing", &secrets.signing),
            line("sealing", &secrets.sealing),
            line("digest", &secrets.digest),
        ]
        .concat();
        let mut file = owner_only().write(true).create_new(true).open(path).map_err(at(path))?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(at(path))?;
        Ok(secrets)
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> SecretsError {
    move |cause| SecretsError::File { path: path.display().to_string(), cause }
}

#[cfg(unix)]
fn owner_only() -> fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = fs::OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
fn owner_only() -> fs::OpenOptions {
    fs::OpenOptions::new()
}

#[cfg(unix)]
fn refuse_exposed(path: &Path, metadata: &fs::Metadata) -> Result<(), SecretsError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(SecretsError::Exposed { path: path.display().to_string(), mode })
    }
}

#[cfg(not(unix))]
fn refuse_exposed(_: &Path, _: &fs::Metadata) -> Result<(), SecretsError> {
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use tempfile::TempDir;

    use super::*;

    fn folder() -> TempDir {
        TempDir::new().unwrap()
    }

    #[test]
    fn keys_are_made_once_and_for_their_owner_alone() {
        let dir = folder();
        let made = Secrets::load_or_make(dir.path()).unwrap();
        let mode = fs::metadata(dir.path().join(FILE_NAME)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        let read = Secrets::load_or_make(dir.path()).unwrap();
        assert!(made.signing == read.signing && made.sealing == read.sealing && made.digest == read.digest);
        assert!(made.signing != made.sealing);
        assert!(!format!("{made:?}").contains(&BASE64.encode(made.signing.0)));
    }

    #[test]
    fn keys_that_others_may_read_are_refused() {
        let dir = folder();
        Secrets::load_or_make(dir.path()).unwrap();
        fs::set_permissions(dir.path().join(FILE_NAME), fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(Secrets::load_or_make(dir.path()), Err(SecretsError::Exposed { mode: 0o640, .. })));
    }

    #[test]
    fn a_damaged_file_is_not_replaced() {
        let dir = folder();
        Secrets::load_or_make(dir.path()).unwrap();
        fs::write(dir.path().join(FILE_NAME), "signing = \"c2VjcmV0\"\n").unwrap();
        let error = Secrets::load_or_make(dir.path()).unwrap_err();
        assert!(matches!(error, SecretsError::Damaged { .. }));
        assert!(!error.to_string().contains("c2VjcmV0"));
    }
}
