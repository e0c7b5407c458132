//! The server's binary, for the demo and to hand out.

use crate::cargo::cargo;
use crate::progress::Progress;
use crate::spa::Profile;
use crate::workspace::Workspace;
use crate::{setup, spa};

/// The native crates but this one, whose dependencies would change the features of the server's.
pub const NATIVE: [&str; 3] = ["--workspace", "--exclude", "xtask"];

/// The quick build that `run`, `dev`, `openapi` and `test` share. Asking for examples, whether or not there are any, makes
/// cargo unite features as it does for the tests, so that diesel and the rest are compiled once for all four.
pub fn server(workspace: &Workspace, progress: &Progress) -> anyhow::Result<()> {
    progress.step("Building the server", |step| {
        step.run(&cargo(&workspace.native, ["build", "--bins", "--examples"].iter().chain(&NATIVE)))
    })
}

/// `cargo xtask build`: the one binary with the SPA inside.
pub fn release(workspace: &Workspace, progress: &Progress) -> anyhow::Result<()> {
    setup::for_building(progress)?;
    spa::build(workspace, progress, Profile::Release)?;
    spa::within_budget(workspace)?;
    progress.step("Building the server (release)", |step| {
        step.run(&cargo(
            &workspace.native,
            ["build", "--release", "--locked", "--package", "server", "--bin", "homefront"],
        ))
    })?;
    println!("{}", workspace.native.target.join("release/homefront").display());
    Ok(())
}
