//! The SPA's wasm-bindgen and ours write and read the same format only at exactly the same version.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::workspace::Workspace;

#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

/// Checks the two lock files against each other.
pub fn agree(workspace: &Workspace) -> anyhow::Result<()> {
    let ours = locked(&workspace.native.root, "wasm-bindgen-cli-support")?;
    let theirs = locked(&workspace.frontend.root, "wasm-bindgen")?;
    if ours != theirs {
        bail!("{}", how_to_mend(&ours, &theirs));
    }
    Ok(())
}

fn locked(root: &Path, name: &str) -> anyhow::Result<String> {
    let file = root.join("Cargo.lock");
    let lock: Lock =
        toml::from_str(&fs::read_to_string(&file)?).with_context(|| file.display().to_string())?;
    let package = lock.package.into_iter().find(|package| package.name == name);
    Ok(package.with_context(|| format!("{} does not name {name}", file.display()))?.version)
}

fn how_to_mend(ours: &str, theirs: &str) -> String {
    format!(
        "the SPA uses wasm-bindgen {theirs}, xtask wasm-bindgen-cli-support {ours}; they must be the same.\n\
         Write one version, say {theirs}, into both:\n  \
         crates/xtask/Cargo.toml   wasm-bindgen-cli-support = \"={theirs}\"\n  \
         frontend/Cargo.toml       wasm-bindgen = \"={theirs}\"\n\
         and run: cargo update -p wasm-bindgen-cli-support --precise {theirs}"
    )
}
