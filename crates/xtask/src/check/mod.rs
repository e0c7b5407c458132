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

/// All checks, the quickest first.
pub fn check(workspace: &Workspace, progress: &Progress) -> anyhow::Result<()> {
    setup::for_building(progress)?;
    formatted(workspace, progress)?;
    dependencies(workspace, progress)?;
    linted(workspace, progress)?;
    documented(workspace, progress)
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

fn linted(workspace: &Workspace, progress: &Progress) -> anyhow::Result<()> {
    let denied = ["--", "--deny", "warnings"];
    progress.step("Linting the native workspace", |step| {
        let common = ["clippy", "--workspace", "--all-targets", "--locked"];
        step.run(&cargo(&workspace.native, [common.as_slice(), &denied].concat()))
    })?;
    progress.step("Linting the SPA", |step| {
        let common = ["clippy", "--workspace", "--locked", "--target", "wasm32-unknown-unknown"];
        step.run(&cargo(&workspace.frontend, [common.as_slice(), &denied].concat()))?;
        // Its tests run on the host.
        step.run(&cargo(
            &workspace.frontend,
            ["clippy", "--workspace", "--locked", "--tests"].into_iter().chain(denied),
        ))
    })
}

fn documented(workspace: &Workspace, progress: &Progress) -> anyhow::Result<()> {
    let denied = ("RUSTDOCFLAGS", "--deny warnings");
    progress.step("Building the docs", |step| {
        let common = ["doc", "--workspace", "--no-deps", "--locked"];
        step.run(&cargo(&workspace.native, common).env(denied.0, denied.1))?;
        let wasm = ["--target", "wasm32-unknown-unknown"];
        step.run(&cargo(&workspace.frontend, common.into_iter().chain(wasm)).env(denied.0, denied.1))
    })
}

fn trees(workspace: &Workspace) -> [&Tree; 2] {
    [&workspace.native, &workspace.frontend]
}
