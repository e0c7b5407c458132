//! `homefront set-up FOLDER`

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::Home;
use crate::{
    passwords,
    set_up::{self, Files},
};

/// Begins an operation from a folder.
#[derive(Debug, Args)]
pub struct SetUpCommand {
    /// A folder with operation.toml, divisions.csv, organisations.csv and users.csv
    folder: PathBuf,
}

impl SetUpCommand {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let set_up = set_up::read(&Files::of_folder(&self.folder)?)?;
        home.migrated()?;
        let mut accounts = Vec::with_capacity(set_up.users.len());
        for user in &set_up.users {
            let password = passwords::random()?;
            accounts.push((user.username.clone(), passwords::hash(&password)?, password));
        }
        let hashes = accounts.iter().map(|(_, hash, _)| hash.clone()).collect();
        set_up::write(&home.database, &set_up, hashes, home.clock.now()).context("nothing was written")?;
        say!("{} has begun. Hand each user their password; it is shown this once.", set_up.operation.name_zh);
        for (username, _, password) in accounts {
            say!("{username}\t{password}");
        }
        Ok(())
    }
}
