//! `cargo xtask check`: what a change must satisfy before any test runs.

mod duplicates;
mod graph;
mod licences;
mod locks;
mod policy;

use crate::cargo::cargo;
use crate::progress::Progress;
use crate::setup;
use crate::workspace::{Tree, Workspace};

/// For clippy.
const DENIED: [&str; 3] = ["--", "--deny", "warnings"];
/// For rustdoc.
const DENIED_IN_DOCS: (&str, &str) = ("RUSTDOCFLAGS", "--deny warnings");

/// All checks, the quickest first; a failed one does not hide the next.
pub fn check(workspace: &Workspace, progress: &Progress) -> anyhow::Result<()> {
    setup::for_building(progress)?;
    let checks = [formatted, dependencies, linted_native, linted_spa, documented];
    let mut failed = 0;
    for check in checks {
        if let Err(error) = check(workspace, progress) {
            eprintln!("{error:#}\n");
            failed += 1;
        }
    }
    anyhow::ensure!(failed == 0, "{failed} of {} checks failed", checks.len());
    Ok(())
}

fn formatted(workspace: &Workspace, progress: &Progress) -> anyhow::Result<()> {
    progress.step("Checking the format", |step| {
        trees(workspace).iter().try_for_each(|tree| step.run(&cargo(tree, ["fmt", "--all", "--check"])))
    })
}

fn dependencies(workspace: &Workspace, progress: &Progress) -> anyhow::Result<()> {
    progress.step("Checking lock files, licences and duplicate crates", |step| {
        step.note("lock files");
        locks::name_no_registry(workspace)?;
        step.note("crates");
        let policy = policy::Policy::read(workspace)?;
        let graphs = graph::of_both(workspace)?;
        licences::are_allowed(workspace, &graphs, &policy)?;
        duplicates::are_known(&graphs, &policy)
    })
}

fn linted_native(workspace: &Workspace, progress: &Progress) -> anyhow::Result<()> {
    progress.step("Linting the native workspace", |step| {
        let common = ["clippy", "--workspace", "--all-targets", "--locked"];
        step.run(&cargo(&workspace.native, common.iter().chain(&DENIED)))
    })
}

fn linted_spa(workspace: &Workspace, progress: &Progress) -> anyhow::Result<()> {
    progress.step("Linting the SPA", |step| {
        let common = ["clippy", "--workspace", "--locked"];
        let wasm = ["--target", "wasm32-unknown-unknown"];
        step.run(&cargo(&workspace.frontend, common.iter().chain(&wasm).chain(&DENIED)))?;
        // Its tests run on the host.
        step.run(&cargo(&workspace.frontend, common.iter().chain(&["--tests"]).chain(&DENIED)))
    })
}

fn documented(workspace: &Workspace, progress: &Progress) -> anyhow::Result<()> {
    progress.step("Building the docs", |step| {
        // With the examples cargo unites features as it does for the lints, and need not check all crates again.
        let targets = ["--lib", "--bins", "--examples"];
        let common = ["doc", "--workspace", "--no-deps", "--document-private-items", "--locked"];
        let common = [common.as_slice(), &targets].concat();
        let (key, value) = DENIED_IN_DOCS;
        step.run(&cargo(&workspace.native, &common).env(key, value))?;
        let wasm = ["--target", "wasm32-unknown-unknown"];
        step.run(&cargo(&workspace.frontend, common.iter().chain(&wasm)).env(key, value))
    })
}

fn trees(workspace: &Workspace) -> [&Tree; 2] {
    [&workspace.native, &workspace.frontend]
}
