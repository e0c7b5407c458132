//! The keys of one installation: made on first start, readable by their owner alone.

use std::{
    fmt, fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// The name of the secrets file inside the data folder.
pub const FILE_NAME: &str = "secrets.toml";

const HEADING: &str = "# 32 random bytes each. Keep a copy apart from the backups of the database: without `sealing` no sealed identity\n\
    # number can be read again, without `digest` none can be recognised. `homefront keys rotate` changes these two; while\n\
    # it does so there are two of each. A new `signing` key only signs everybody out and lets a file that was uploaded\n\
    # before pass for a new one.\n";

/// 256 random bits that no log shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

/// Keys of one purpose, the oldest first: several only while they are being changed. There is always one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    first: Key,
    later: Vec<Key>,
}

impl Keys {
    /// The keys, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.first).chain(&self.later)
    }

    /// The newest one.
    pub fn last(&self) -> &Key {
        self.later.last().unwrap_or(&self.first)
    }

    /// Whether they are being changed.
    pub const fn are_changing(&self) -> bool {
        !self.later.is_empty()
    }

    /// With another one, to be used from now on.
    #[must_use]
    pub fn and(mut self, key: Key) -> Self {
        self.later.push(key);
        self
    }
}

impl From<Key> for Keys {
    fn from(first: Key) -> Self {
        Self { first, later: Vec::new() }
    }
}

/// The keys of one installation.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// Signs access tokens.
    pub signing: Key,
    /// Seal identity numbers at rest.
    pub sealing: Keys,
    /// Digest identity numbers, so that they are found.
    pub digest: Keys,
    /// Where they were read from; a server reads there again when it meets a key that it does not know.
    pub file: Option<PathBuf>,
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
    sealing: OneOrMany,
    digest: OneOrMany,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn parse(&self) -> Result<Keys, &'static str> {
        let (first, later) = match self {
            Self::One(key) => (key, [].as_slice()),
            Self::Many(keys) => keys.split_first().ok_or("a list of keys is empty")?,
        };
        let later = later.iter().map(|key| Key::parse(key)).collect::<Result<_, _>>()?;
        Ok(Keys { first: Key::parse(first)?, later })
    }
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

    /// A key for another purpose, which says nothing about this one.
    #[must_use]
    pub fn derived(&self, purpose: &[u8]) -> Self {
        let digest = Sha256::new()
            .chain_update("homefront key for ")
            .chain_update(purpose)
            .chain_update([0])
            .chain_update(self.0);
        Self(digest.finalize().into())
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
        match Self::load(&path) {
            Err(SecretsError::File { cause, .. }) if cause.kind() == io::ErrorKind::NotFound => {
                Self::make(&path)
            }
            outcome => outcome,
        }
    }

    /// The keys of a file.
    pub fn load(path: &Path) -> Result<Self, SecretsError> {
        refuse_exposed(path, &fs::metadata(path).map_err(at(path))?)?;
        let damaged = |reason: String| SecretsError::Damaged { path: path.display().to_string(), reason };
        let text = fs::read_to_string(path).map_err(at(path))?;
        // The parser's own message would quote the line, and with it the key.
        let file: File =
            toml::from_str(&text).map_err(|_| damaged("not the keys it should hold".to_owned()))?;
        let fits = |reason: &'static str| damaged(reason.to_owned());
        Ok(Self {
            signing: Key::parse(&file.signing).map_err(fits)?,
            sealing: file.sealing.parse().map_err(fits)?,
            digest: file.digest.parse().map_err(fits)?,
            file: Some(path.to_owned()),
        })
    }

    /// Keys for one run only, for tests and documents.
    pub fn random() -> Result<Self, getrandom::Error> {
        let (signing, sealing, digest) = (Key::random()?, Key::random()?, Key::random()?);
        Ok(Self { signing, sealing: sealing.into(), digest: digest.into(), file: None })
    }

    fn make(path: &Path) -> Result<Self, SecretsError> {
        let secrets = Self { file: Some(path.to_owned()), ..Self::random()? };
        let mut file = owner_only().write(true).create_new(true).open(path).map_err(at(path))?;
        file.write_all(secrets.text().as_bytes()).and_then(|()| file.sync_all()).map_err(at(path))?;
        Ok(secrets)
    }

    /// Puts these keys in the place of those in their file, whole or not at all, for its owner alone.
    pub fn save(&self) -> Result<(), SecretsError> {
        let Some(path) = &self.file else { return Ok(()) };
        let beside = path.with_extension("toml.new");
        // What an interrupted attempt left behind was never in use.
        match fs::remove_file(&beside) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(at(&beside)(cause)),
            _ => {}
        }
        let mut file = owner_only().write(true).create_new(true).open(&beside).map_err(at(&beside))?;
        file.write_all(self.text().as_bytes()).and_then(|()| file.sync_all()).map_err(at(&beside))?;
        fs::rename(&beside, path).map_err(at(path))?;
        path.parent().map_or(Ok(()), sync_folder).map_err(at(path))
    }

    fn text(&self) -> String {
        let quoted = |key: &Key| format!("\"{}\"", BASE64.encode(key.0));
        let list = |keys: &Keys| match keys.are_changing() {
            false => quoted(&keys.first),
            true => format!("[{}]", keys.iter().map(quoted).collect::<Vec<_>>().join(", ")),
        };
        format!(
            "{HEADING}signing = {}\nsealing = {}\ndigest = {}\n",
            quoted(&self.signing),
            list(&self.sealing),
            list(&self.digest)
        )
    }
}

/// A renamed file stays renamed only when its folder is on disk.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> SecretsError {
    move |cause| SecretsError::File { path: path.display().to_string(), cause }
}

/// For a file that nobody else may read.
#[cfg(unix)]
pub fn owner_only() -> fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = fs::OpenOptions::new();
    options.mode(0o600);
    options
}

/// For a file that nobody else may read.
#[cfg(not(unix))]
pub fn owner_only() -> fs::OpenOptions {
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
        assert!(&made.signing != made.sealing.last());
        assert!(!format!("{made:?}").contains(&BASE64.encode(made.signing.0)));
    }

    #[test]
    fn keys_that_change_stand_in_the_file_side_by_side() {
        let dir = folder();
        let made = Secrets::load_or_make(dir.path()).unwrap();
        let old = made.sealing.last().clone();
        let new = Key::random().unwrap();
        let changing = Secrets { sealing: made.sealing.clone().and(new.clone()), ..made.clone() };
        changing.save().unwrap();
        let read = Secrets::load_or_make(dir.path()).unwrap();
        assert!(read.sealing.iter().eq([&old, &new]) && read.sealing.last() == &new);
        assert!(read.sealing.are_changing() && !read.digest.are_changing());
        Secrets { sealing: new.clone().into(), ..changing }.save().unwrap();
        let read = Secrets::load_or_make(dir.path()).unwrap();
        assert!(read.sealing.iter().eq([&new]) && read.signing == made.signing);
        let mode = fs::metadata(dir.path().join(FILE_NAME)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
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
