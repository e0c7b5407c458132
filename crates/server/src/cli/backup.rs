//! `homefront backup` and `homefront restore`.

use std::{
    fs,
    io::{self, BufWriter},
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use storage::{
    backup::{Replacing, RestoreError, restore},
    journal,
};

use super::Home;
use crate::{
    backup::{self, Archive, Manifest, Proof},
    scope::vault,
    secrets::{self, Secrets, owner_only, sync_folder},
};

/// Files that `homefront backup FOLDER` makes begin and end like this.
const PREFIX: &str = "homefront-";
const SUFFIX: &str = ".zip";

/// Copy the ledger into one file while servers go on, and prove that the copy can be restored. The keys are not in it: keep
/// copies of secrets.toml apart from it, for without them nobody reads its identity numbers, and with them a thief does.
/// Names, phones and addresses stand in it as in the ledger, so keep it as safe.
#[derive(Debug, Args)]
pub struct Backup {
    /// A file that does not exist yet; or a folder, in which a file named by the moment is made; or - for the output, to be
    /// encrypted on its way
    #[arg(value_name = "FILE|FOLDER|-")]
    to: PathBuf,
    /// Of the backups in the folder, leave so many of the newest
    #[arg(long, value_name = "NUMBER")]
    keep: Option<NonZeroUsize>,
    /// Do not try to restore it into a scratch file in the data folder
    #[arg(long)]
    no_trial: bool,
}

impl Backup {
    pub fn run(self, home: &Home, data: &Path) -> anyhow::Result<()> {
        let pending = home.database.pending_migrations()?;
        ensure!(
            pending.is_empty(),
            "the schema is older than this release: make the backup with the release that served it, or migrate first"
        );
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        runtime.block_on(journal::seal_all(&home.database))?;
        if self.to.as_os_str() == "-" {
            let manifest = self.write(home, io::stdout().lock())?;
            tell(&manifest, "the output; not tried: `homefront restore --check` does that");
            return Ok(());
        }
        let into_folder = self.to.is_dir() || self.to.to_string_lossy().ends_with('/');
        ensure!(self.keep.is_none() || into_folder, "--keep is for backups in a folder");
        let path = if into_folder {
            super::make_private(&self.to)?;
            let moment = home.clock.now().format("%Y%m%dT%H%M%S%3fZ");
            self.to.join(format!("{PREFIX}{moment}{SUFFIX}"))
        } else {
            self.to.clone()
        };
        ensure!(!path.exists(), "{} exists already", path.display());
        let (manifest, proof) = self.make(home, data, &path)?;
        tell(&manifest, &path.display().to_string());
        if let Some(proof) = proof {
            eprintln!("{}", said(&proof));
        }
        match self.keep {
            Some(keep) => prune(&self.to, keep.get()),
            None => Ok(()),
        }
    }

    /// Makes it under another name first: what bears its name is whole and proved.
    fn make(&self, home: &Home, data: &Path, path: &Path) -> anyhow::Result<(Manifest, Option<Proof>)> {
        let mut partial = path.as_os_str().to_owned();
        partial.push(".part");
        let partial = PathBuf::from(partial);
        let _left_behind = fs::remove_file(&partial);
        let made = || -> anyhow::Result<_> {
            let file = owner_only().write(true).create_new(true).open(&partial)?;
            self.write(home, BufWriter::new(&file))?;
            file.sync_all()?;
            let mut archive = Archive::open(&partial)?;
            let proof = (!self.no_trial)
                .then(|| backup::try_out(&mut archive, &home.secrets, data).context("the trial failed"))
                .transpose()?;
            fs::rename(&partial, path)?;
            sync_folder(path.parent().filter(|folder| folder.is_dir()).unwrap_or(Path::new(".")))?;
            Ok((archive.manifest().clone(), proof))
        };
        made().inspect_err(|_| drop(fs::remove_file(&partial))).context("no backup was made")
    }

    fn write(&self, home: &Home, out: impl io::Write) -> anyhow::Result<Manifest> {
        backup::write(&home.database, &vault(&home.secrets), home.clock.now(), out)
    }
}

fn prune(folder: &Path, keep: usize) -> anyhow::Result<()> {
    let mut made: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(PREFIX) && name.ends_with(SUFFIX)
        })
        .collect();
    // Their names are their moments.
    made.sort();
    for old in made.iter().rev().skip(keep) {
        fs::remove_file(old)?;
        eprintln!("{} was removed", old.display());
    }
    Ok(())
}

fn tell(manifest: &Manifest, place: &str) {
    eprintln!(
        "{place}: {} rows, as of {}",
        manifest.rows(),
        manifest.made_at.format("%Y-%m-%d %H:%M:%S UTC")
    );
    for journal in &manifest.journals {
        eprintln!("{}: the journal is unbroken; note this head: {}", journal.operation, journal.head);
    }
    let keys = &manifest.keys;
    eprintln!(
        "The keys are not in it (sealing {}; digest {}). Keep a copy of secrets.toml, but not beside it.",
        keys.sealing.join(", "),
        keys.digest
    );
}

fn said(Proof { restored, opened }: &Proof) -> String {
    format!(
        "Restored on trial: {} rows, {} journal entries unbroken, {opened} identity numbers opened",
        restored.rows, restored.entries
    )
}

/// Put a backup into an empty database, whichever engine made it: stop Homefront, put the copy of secrets.toml into the data
/// folder, and restore. Everybody signs in again afterwards.
#[derive(Debug, Args)]
pub struct Restore {
    /// A file that `homefront backup` made
    file: PathBuf,
    /// Put it in the place of the ledger that is there, which is lost
    #[arg(long, conflicts_with = "check")]
    replace: bool,
    /// Only prove that it could be restored, in a scratch file in the data folder
    #[arg(long)]
    check: bool,
}

impl Restore {
    pub fn run(self, data: &Path) -> anyhow::Result<()> {
        let shown = self.file.display().to_string();
        let mut archive = Archive::open(&self.file).with_context(|| shown.clone())?;
        let keys = archive.manifest().keys.clone();
        let needed = format!("sealing {}; digest {}", keys.sealing.join(", "), keys.digest);
        // Opening the data folder would make new ones.
        let secrets = Secrets::load(&data.join(secrets::FILE_NAME)).with_context(|| {
            format!("its keys are needed ({needed}): put the copy of secrets.toml into {}", data.display())
        })?;
        let lacking = backup::lacking(&keys, &secrets);
        ensure!(
            lacking.is_empty(),
            "secrets.toml in {} does not have the keys {}: put the copy there that was kept for this backup",
            data.display(),
            lacking.join(", ")
        );
        let home = Home::open(data)?;
        if self.check {
            let proof = backup::try_out(&mut archive, &home.secrets, data).context(shown)?;
            say!("{}", said(&proof));
            return Ok(());
        }
        let given = archive.manifest().given()?;
        let replacing = if self.replace { Replacing::WhatIsThere } else { Replacing::Nothing };
        let restored = match restore(&home.database, &given, &mut archive, replacing) {
            Err(RestoreError::NotEmpty) => bail!(
                "the database holds a ledger already: to lose it for this backup, stop Homefront and add --replace"
            ),
            outcome => outcome.context("nothing was restored, and what was there is there")?,
        };
        home.caught_up(&restored.migrations)?;
        let proof = backup::prove(&home.database, &vault(&home.secrets), restored)?;
        say!("Restored {shown}, as of {}.", archive.manifest().made_at.format("%Y-%m-%d %H:%M:%S UTC"));
        say!(
            "{} rows, {} journal entries unbroken, {} identity numbers opened. Everybody signs in again.",
            proof.restored.rows,
            proof.restored.entries,
            proof.opened
        );
        Ok(())
    }
}
