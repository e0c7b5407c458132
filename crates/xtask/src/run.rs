//! `cargo xtask run`: from a fresh clone to a demo to sign in to.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;

use crate::progress::Progress;
use crate::spa::Profile;
use crate::workspace::Workspace;
use crate::{build, setup, spa};

/// Builds what a demo needs and becomes the demo.
pub fn run(workspace: &Workspace, progress: &Progress, arguments: &[String]) -> anyhow::Result<()> {
    setup::for_building(progress)?;
    spa::build(workspace, progress, Profile::Release)?;
    build::server(workspace, progress)?;
    // Becoming the server leaves signals, its output and its exit code to it alone.
    Err(demo(workspace, arguments).exec()).context("cannot start homefront")
}

/// The demo with the SPA of frontend/dist. Its data stays in .homefront unless `HOMEFRONT_DATA` says otherwise.
pub fn demo(workspace: &Workspace, arguments: &[String]) -> Command {
    let mut command = Command::new(workspace.homefront());
    command.arg("demo").args(arguments).env("HOMEFRONT_SPA_DIR", workspace.dist());
    if std::env::var_os("HOMEFRONT_DATA").is_none() {
        command.env("HOMEFRONT_DATA", data(workspace, arguments));
    }
    command
}

/// A demo without a ledger must not find the ledger of another.
fn data(workspace: &Workspace, arguments: &[String]) -> PathBuf {
    let is_empty = arguments.iter().any(|argument| argument == "--empty");
    workspace.path(if is_empty { ".homefront/empty" } else { ".homefront/demo" })
}
