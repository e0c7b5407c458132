//! Whether a backup really opens: it is restored into a scratch file, and thrown away.

use std::{
    fs,
    path::{Path, PathBuf},
};

use storage::{
    Database, DatabaseUrl, PoolOptions, Vault,
    backup::{Replacing, RestoreError, Restored, restore},
    unscoped::keys,
};

use super::{Archive, KeyNames};
use crate::{
    scope::vault,
    secrets::{Key, Secrets},
};

/// Identity numbers that are opened to see that the keys fit.
const OPENED: i64 = 100;

/// What a restored ledger showed.
#[derive(Debug)]
pub struct Proof {
    /// What was restored.
    pub restored: Restored,
    /// Identity numbers that were opened.
    pub opened: usize,
}

/// The names of the keys that a backup needs and this installation does not have.
pub fn lacking(needed: &KeyNames, secrets: &Secrets) -> Vec<String> {
    let has = |keys: Vec<String>, name: &&String| !keys.contains(name);
    let names = |keys: &crate::secrets::Keys| keys.iter().map(Key::id).collect::<Vec<_>>();
    let sealing = needed.sealing.iter().filter(|name| has(names(&secrets.sealing), name));
    let digest = Some(&needed.digest).filter(|name| has(names(&secrets.digest), name));
    sealing.chain(digest).cloned().collect()
}

/// Proves that the keys open what was restored.
///
/// # Errors
/// Where they do not.
pub fn prove(database: &Database, vault: &Vault, restored: Restored) -> anyhow::Result<Proof> {
    let opened = database.read(|conn| keys::open_some(conn, vault, OPENED))?;
    Ok(Proof { restored, opened })
}

/// Restores a backup into a scratch file beside the ledger.
///
/// # Errors
/// What is wrong with it.
pub fn try_out(archive: &mut Archive, secrets: &Secrets, data: &Path) -> anyhow::Result<Proof> {
    let scratch = Scratch::make(data)?;
    let url = DatabaseUrl::sqlite(scratch.0.join("trial.sqlite"));
    let database = Database::open(&url, PoolOptions { connections: 1, ..PoolOptions::default() })?;
    let given = archive.manifest().given()?;
    let restored = restore(&database, &given, archive, Replacing::Nothing).map_err(|error| match error {
        RestoreError::Storage(cause) => anyhow::Error::new(cause).context("it cannot be restored"),
        error => anyhow::Error::new(error),
    })?;
    prove(&database, &vault(secrets), restored)
}

/// A folder for its owner alone, which goes with the value.
struct Scratch(PathBuf);

impl Scratch {
    fn make(data: &Path) -> std::io::Result<Self> {
        let folder = data.join("trial");
        // An earlier trial may have been killed.
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a trial's scratch file was left behind"
            );
        }
    }
}
