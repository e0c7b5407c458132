//! `cargo xtask bench`: a released server measured over HTTP, beside the same statements on the engine.

use crate::cargo::cargo;
use crate::progress::Progress;
use crate::setup::{self, postgres};
use crate::workspace::Workspace;

pub fn bench(workspace: &Workspace, progress: &Progress, arguments: &[String]) -> anyhow::Result<()> {
    setup::for_testing(workspace, progress)?;
    progress.step("Building the server and what measures it (release)", |step| {
        step.run(&cargo(
            &workspace.native,
            ["build", "--release", "--locked", "--package", "server", "--package", "bench", "--bins"],
        ))
    })?;
    let release = workspace.native.target.join("release");
    let mut bench = std::process::Command::new(release.join("bench"));
    if !postgres::is_given() {
        bench.env("PG_BIN", postgres::programs()?);
    }
    let status = bench.arg("--server").arg(release.join("homefront")).args(arguments).status()?;
    anyhow::ensure!(status.success(), "the measurement ended with {status}");
    Ok(())
}
