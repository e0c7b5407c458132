//! Reading a backup.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, BufRead as _, BufReader, Read as _},
    path::Path,
};

use anyhow::{Context as _, bail, ensure};
use sha2::{Digest as _, Sha256};
use storage::backup::{Lines, RestoreError};
use zip::ZipArchive;

use super::{
    manifest::{FORMAT, Manifest, NAME, path_of},
    write::hex,
};

/// A backup that was read through once: every file in it is the one that was written.
#[derive(Debug)]
pub struct Archive {
    zip: ZipArchive<BufReader<File>>,
    manifest: Manifest,
}

impl Archive {
    /// Opens a backup and proves that it is whole.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let file = File::open(path)?;
        let mut zip = ZipArchive::new(BufReader::new(file)).context("it is no backup, or was cut off")?;
        let manifest = {
            let file = zip.by_name(NAME).context("it is no backup")?;
            let mut text = String::new();
            BufReader::new(file).read_to_string(&mut text).context(NAME)?;
            let format = serde_json::from_str::<serde_json::Value>(&text).context(NAME)?;
            let format = format.get("format").and_then(serde_json::Value::as_u64);
            ensure!(
                format.is_some_and(|format| format <= FORMAT.into()),
                "it was made by a newer release of Homefront"
            );
            serde_json::from_str::<Manifest>(&text).context(NAME)?
        };
        let mut archive = Self { zip, manifest };
        archive.prove_whole()?;
        Ok(archive)
    }

    /// What it says of itself.
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn prove_whole(&mut self) -> anyhow::Result<()> {
        let listed: BTreeSet<&str> = self.manifest.entries.iter().map(|entry| entry.path.as_str()).collect();
        for name in self.zip.file_names() {
            let name = name.context("it is damaged")?;
            if name != NAME && !listed.contains(&*name) {
                bail!("it is damaged: {name} was not there when it was written");
            }
        }
        for entry in &self.manifest.entries {
            let damaged = || format!("it is damaged: {}", entry.path);
            let mut file = self.zip.by_name(&entry.path).with_context(damaged)?;
            let mut digest = Sha256::new();
            let (mut bytes, mut buffer) = (0_u64, vec![0; 1 << 16]);
            loop {
                let read = file.read(&mut buffer).with_context(damaged)?;
                if read == 0 {
                    break;
                }
                digest.update(buffer.get(..read).unwrap_or_default());
                bytes += u64::try_from(read)?;
            }
            ensure!(
                bytes == entry.bytes && hex(digest) == entry.sha256,
                "{} is not what was written",
                damaged()
            );
        }
        Ok(())
    }
}

impl Lines for Archive {
    fn of(
        &mut self,
        table: &str,
        each: &mut dyn FnMut(String) -> Result<(), RestoreError>,
    ) -> Result<(), RestoreError> {
        let path = path_of(table);
        let damaged = |error: io::Error| RestoreError::Damaged(format!("{path}: {error}"));
        let file = self.zip.by_name(&path).map_err(|error| damaged(error.into()))?;
        BufReader::new(file).lines().try_for_each(|line| each(line.map_err(damaged)?))
    }
}
