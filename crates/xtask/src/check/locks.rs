//! Lock files name versions and digests, never the address of somebody's registry.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::workspace::Workspace;

/// The npm lock files of the project.
pub fn npm(workspace: &Workspace) -> [PathBuf; 2] {
    ["frontend/package-lock.json", "tests/package-lock.json"].map(|path| workspace.path(path))
}

/// Fails for a lock file with download addresses; `.npmrc` beside it keeps npm from writing them.
pub fn name_no_registry(workspace: &Workspace) -> anyhow::Result<()> {
    for lock in npm(workspace) {
        let text = fs::read_to_string(&lock).with_context(|| lock.display().to_string())?;
        if text.contains("\"resolved\"") {
            bail!(
                "{} has \"resolved\" addresses; write it anew with the .npmrc of its folder",
                lock.display()
            );
        }
    }
    Ok(())
}
