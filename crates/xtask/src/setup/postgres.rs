//! The PostgreSQL that the tests start for themselves.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// The oldest major version that the storage is tested with.
const OLDEST: u32 = 15;

/// Whether the tests are told of a running server, and need no programs.
pub fn is_given() -> bool {
    std::env::var_os("HOMEFRONT_TEST_POSTGRES").is_some()
}

/// The folder with `initdb`, `pg_ctl` and `postgres`: `PG_BIN`, or the newest that Debian's packages installed, or
/// where the `postgres` on the PATH is.
pub fn programs() -> anyhow::Result<PathBuf> {
    if let Some(folder) = std::env::var_os("PG_BIN") {
        return checked(PathBuf::from(folder)).context("PG_BIN");
    }
    let mut found: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin")))
        })
        .collect();
    found.sort();
    if let Some((_, folder)) = found.pop() {
        return checked(folder);
    }
    let postgres = super::find_program(&["postgres"]).context("no PostgreSQL found")?;
    checked(postgres.parent().map(Path::to_path_buf).unwrap_or_default())
}

fn checked(folder: PathBuf) -> anyhow::Result<PathBuf> {
    if !folder.join("initdb").is_file() {
        bail!("there is no initdb in {}", folder.display());
    }
    let version = duct::cmd!(folder.join("postgres"), "--version").read()?;
    let major =
        version.split_whitespace().filter_map(|word| word.split('.').next()?.parse::<u32>().ok()).next();
    match major {
        Some(major) if major >= OLDEST => Ok(folder),
        _ => bail!("{} is {version}, older than {OLDEST}", folder.display()),
    }
}
