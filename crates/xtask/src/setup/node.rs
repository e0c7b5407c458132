//! Packages from npm, at the versions of the lock file.

use std::path::Path;

use crate::progress::Progress;
use crate::stamp::Stamp;

/// Brings `folder/node_modules` to what `folder/package-lock.json` says.
pub fn packages(progress: &Progress, folder: &Path) -> anyhow::Result<()> {
    let lock = folder.join("package-lock.json");
    let stamp = Stamp::new(folder.join("node_modules/.homefront-stamp")).with_files(&lock)?;
    if stamp.is_current() {
        return Ok(());
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    progress.step(&format!("Installing npm packages for {name}"), |step| {
        // No package of ours needs its install script, so none gets to run.
        step.run(&duct::cmd!("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund").dir(folder))
    })?;
    stamp.keep()
}
