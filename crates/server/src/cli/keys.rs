//! `homefront keys …`: the keys that protect identity numbers.

use std::{
    fs::{File, TryLockError},
    path::Path,
    sync::Arc,
};

use anyhow::{Context as _, bail};
use clap::Subcommand;
use storage::{Database, KeyId, StorageError, Vault, dialect, unscoped::keys};

use super::Home;
use crate::{
    scope::vault,
    secrets::{Key, Keys, Secrets},
};

/// The keys that seal identity numbers, and by which they are found.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// List the keys of the secrets file, which of them are in use, and how much is sealed with each
    List,
    /// Change both keys: adds new ones to the secrets file, seals and digests everything with them, and takes the old
    /// ones out. Servers go on meanwhile; for the digests, writers wait some seconds. Interrupted, it goes on when it is
    /// run again
    Rotate {
        /// Only add the new keys to the secrets file, to copy it to the other machines that serve this database before
        /// `homefront keys rotate` goes on
        #[arg(long)]
        add_only: bool,
    },
}

impl KeysCommand {
    pub fn run(self, home: &Home, data: &Path) -> anyhow::Result<()> {
        home.migrated()?;
        match self {
            Self::List => list(home),
            Self::Rotate { add_only } => {
                let folder = File::open(data)?;
                match folder.try_lock() {
                    Err(TryLockError::WouldBlock) => bail!("another `homefront keys rotate` is at work"),
                    Err(TryLockError::Error(error)) => return Err(error).context("the data folder"),
                    Ok(()) => {}
                }
                // Another one may have changed the file since it was read.
                let added = added(Secrets::load_or_make(data)?)?;
                if add_only {
                    say!("The new keys are in the secrets file, beside the old ones, and not yet in use.");
                    say!(
                        "Copy it to every machine that serves this database, then run `homefront keys rotate`."
                    );
                    return Ok(());
                }
                Rotation { database: &home.database, vault: Arc::new(vault(&added)) }.run(added)
            }
        }
    }
}

fn list(home: &Home) -> anyhow::Result<()> {
    let vault = Arc::new(vault(&home.secrets));
    let (in_use, sealed) = {
        let vault = Arc::clone(&vault);
        home.database.write(move |conn| Ok((keys::in_use(conn, &vault)?, keys::sealed_with(conn)?)))?
    };
    let state = |id: &str, used: KeyId| if id == used.to_string() { "in use" } else { "not in use" };
    for key in home.secrets.sealing.iter().map(Key::id) {
        let count = sealed.iter().find(|(id, _)| id.is_some_and(|id| id.to_string() == key));
        say!(
            "sealing\t{key}\t{}\t{} sealed",
            state(&key, in_use.sealing()),
            count.map_or(0, |(_, count)| *count)
        );
    }
    if let Some(count) = sealed.get(&None) {
        say!("sealing\t(before keys had names)\t\t{count} sealed");
    }
    for key in home.secrets.digest.iter().map(Key::id) {
        say!("digest\t{key}\t{}", state(&key, in_use.digesting()));
    }
    Ok(())
}

/// The keys with new ones beside them; as they are where that was done before.
fn added(secrets: Secrets) -> anyhow::Result<Secrets> {
    let with_new = |keys: Keys| {
        let key = Key::random()?;
        anyhow::Ok(if keys.are_changing() { keys } else { keys.and(key) })
    };
    let (sealing, digest) = (with_new(secrets.sealing.clone())?, with_new(secrets.digest.clone())?);
    let added = Secrets { sealing, digest, ..secrets };
    added.save()?;
    Ok(added)
}

/// A change of keys on its way.
struct Rotation<'a> {
    database: &'a Database,
    vault: Arc<Vault>,
}

impl Rotation<'_> {
    fn run(&self, secrets: Secrets) -> anyhow::Result<()> {
        let (sealing, digest): (KeyId, KeyId) =
            (secrets.sealing.last().id().parse()?, secrets.digest.last().id().parse()?);
        self.write(move |conn, _| {
            dialect::overwrite_what_goes(conn)?;
            keys::seal_with(conn, sealing)
        })?;
        say!("sealing\t{sealing}\tin use");
        let (mut resealed, mut after) = (0, None);
        loop {
            let batch = self.write(move |conn, vault| keys::reseal_numbers(conn, vault, after))?;
            resealed += batch.resealed;
            after = batch.next;
            if after.is_none() {
                break;
            }
        }
        for file in self.database.read(keys::files)? {
            resealed += self.write(move |conn, vault| keys::reseal_file(conn, vault, file))?;
            resealed += self.write(move |conn, vault| keys::reseal_rows(conn, vault, file))?;
        }
        resealed += self.write(keys::reseal_second_factors)?;
        say!("sealing\t{sealing}\t{resealed} sealed anew");
        let in_use = self.write(keys::in_use)?;
        if in_use.digesting() != digest {
            let digested = self.write(move |conn, vault| keys::digest_with(conn, vault, digest))?;
            say!("digest\t{digest}\t{digested} digested anew");
        }
        let left = self.write(|conn, _| keys::sealed_with(conn))?;
        if let Some((other, count)) = left.iter().find(|(id, _)| **id != Some(sealing)) {
            let other = other.map_or_else(|| "a key without a name".to_owned(), |id| id.to_string());
            bail!("{count} are still sealed with {other}: run `homefront keys rotate` again");
        }
        self.database.maintain(dialect::clear_what_went)?;
        let (sealing, digest) = (secrets.sealing.last().clone(), secrets.digest.last().clone());
        Secrets { sealing: sealing.into(), digest: digest.into(), ..secrets }.save()?;
        say!("The old keys are out of the secrets file, and nothing in the database opens with them.");
        say!(
            "Backups from before open with the keys of their time only: keep the file's old copy as long as them."
        );
        say!("Copy the new file to where its copies are kept.");
        Ok(())
    }

    fn write<T: Send + 'static>(
        &self,
        mut job: impl FnMut(&mut storage::Connection, &Vault) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let vault = Arc::clone(&self.vault);
        self.database.write(move |conn| job(conn, &vault))
    }
}
