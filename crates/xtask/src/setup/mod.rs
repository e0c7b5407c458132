//! What a machine needs before the project can build and test: looked for each time, installed only where missing.

pub mod node;
pub mod postgres;
pub mod python;
mod system;

pub use system::browser;

use anyhow::Context;

use crate::progress::Progress;
use crate::workspace::Workspace;

/// What `run`, `dev`, `spa` and `build` need of the machine.
pub fn for_building(progress: &Progress) -> anyhow::Result<()> {
    system::ensure(progress, &system::FOR_BUILDING)?;
    wasm_target(progress)
}

/// What `test` needs on top: of the machine, of npm and of PyPI.
pub fn for_testing(workspace: &Workspace, progress: &Progress) -> anyhow::Result<()> {
    for_building(progress)?;
    system::ensure(progress, &system::FOR_TESTING)?;
    node::packages(progress, &workspace.path("tests"))?;
    python::packages(workspace, progress)
}

/// The first of these programs that is on the PATH.
pub fn find_program(names: &[&str]) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    names
        .iter()
        .find_map(|name| std::env::split_paths(&path).map(|folder| folder.join(name)).find(|p| p.is_file()))
}

/// rustup installs the target of rust-toolchain.toml with the toolchain, but not into one that was there before.
fn wasm_target(progress: &Progress) -> anyhow::Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let libraries = duct::cmd!("rustc", "--print", "target-libdir", "--target", TARGET)
        .stderr_null()
        .read()
        .context("cannot run rustc")?;
    if std::path::Path::new(&libraries).is_dir() {
        return Ok(());
    }
    progress.step("Installing the WebAssembly target of Rust", |step| {
        step.run(&duct::cmd!("rustup", "target", "add", TARGET))
    })
}
