//! `cargo xtask openapi`: the committed contract.

use std::fs;

use anyhow::Context;

use crate::build;
use crate::progress::Progress;
use crate::workspace::Workspace;

/// Writes openapi/openapi.json as `homefront openapi` prints it.
pub fn write(workspace: &Workspace, progress: &Progress) -> anyhow::Result<()> {
    build::server(workspace, progress)?;
    let document =
        duct::cmd!(workspace.homefront(), "openapi").stdout_capture().run().context("homefront openapi")?;
    let parsed: serde_json::Value = serde_json::from_slice(&document.stdout).context("homefront openapi")?;
    let operations =
        parsed.pointer("/paths").and_then(|paths| paths.as_object()).map_or(0, |paths| paths.len());
    let file = workspace.path("openapi/openapi.json");
    fs::create_dir_all(workspace.path("openapi"))?;
    fs::write(&file, document.stdout).with_context(|| file.display().to_string())?;
    println!("{}: {operations} paths", file.display());
    Ok(())
}
