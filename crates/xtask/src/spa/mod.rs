//! Builds the SPA: wasm by cargo, cut into parts by wasm-split, its glue by wasm-bindgen, one module and one style sheet
//! by esbuild, every file named by its content and compressed beforehand, and a list of them all.

mod bundle;
mod compress;
mod manifest;
mod page;
mod split;
mod versions;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use wasm_bindgen_cli_support::Bindgen;

use self::manifest::Manifest;
use crate::cargo::cargo;
use crate::progress::{Progress, Step};
use crate::setup::node;
use crate::stamp::Stamp;
use crate::workspace::Workspace;

/// What a build is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Small, compressed, within the budget: what is shipped and tested.
    Release,
    /// Quick to build; reloads itself in the browser.
    Dev,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "dev",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "debug",
        }
    }
}

/// Brings frontend/dist up to date.
pub fn build(workspace: &Workspace, progress: &Progress, profile: Profile) -> anyhow::Result<()> {
    versions::agree(workspace)?;
    node::packages(progress, &workspace.frontend.root)?;
    progress
        .step(&format!("Compiling the SPA ({})", profile.name()), |step| compile(workspace, step, profile))?;
    let wasm =
        workspace.frontend.target.join("wasm32-unknown-unknown").join(profile.folder()).join("app.wasm");
    let stamp = stamp(workspace, &wasm, profile)?;
    if stamp.is_current() && workspace.dist().join("index.html").is_file() {
        return Ok(());
    }
    progress.step("Bundling the SPA", |step| assemble(workspace, step, &wasm, profile))?;
    stamp.keep()?;
    if profile == Profile::Release {
        eprintln!("{}", Manifest::read(&workspace.dist())?);
    }
    Ok(())
}

/// Whether what is in frontend/dist may be shipped.
pub fn within_budget(workspace: &Workspace) -> anyhow::Result<()> {
    Manifest::read(&workspace.dist())?.within_budget()
}

fn compile(workspace: &Workspace, step: &Step, profile: Profile) -> anyhow::Result<()> {
    let package =
        ["rustc", "--package", "app", "--target", "wasm32-unknown-unknown", "--profile", profile.name()];
    // To cut the wasm one must know what refers to what. Said to the last crate alone, so that no other is built anew.
    let linker = ["--", "-Clink-arg=--emit-relocs"];
    step.run(&cargo(&workspace.frontend, package.iter().chain(&linker)))
}

/// Everything that decides frontend/dist once the wasm is there.
fn stamp(workspace: &Workspace, wasm: &Path, profile: Profile) -> anyhow::Result<Stamp> {
    let mut stamp = Stamp::new(workspace.tools().join("spa.stamp")).with(profile.name()).with_files(wasm)?;
    for input in ["index.html", "boot.js", "styles", "public", "package-lock.json"] {
        stamp = stamp.with_files(&workspace.frontend.root.join(input))?;
    }
    stamp.with_files(&workspace.path("crates/xtask/src/spa"))
}

fn assemble(workspace: &Workspace, step: &Step, wasm: &Path, profile: Profile) -> anyhow::Result<()> {
    let work = workspace.tools().join("spa");
    let glue = work.join("bindgen");
    let staged = work.join("dist");
    for folder in [&glue, &staged] {
        empty(folder)?;
    }

    step.note("wasm-split");
    let main = work.join("main.wasm");
    split::split(wasm, &main, &glue, profile)?;
    step.note("wasm-bindgen");
    bind(&main, &glue, profile)?;
    step.note("esbuild");
    let names = bundle::bundle(&workspace.frontend.root, &glue, &staged, profile)?;
    copy_public(&workspace.frontend.root.join("public"), &staged)?;
    let page = fs::read_to_string(workspace.frontend.root.join("index.html"))?;
    let page = page::fill(&page, &names)?;
    fs::write(staged.join("index.html"), &page.html)?;
    if profile == Profile::Release {
        step.note("compressing");
        compress::beside_each(step, &workspace.path("crates/xtask/src/spa/compress.mjs"), &staged)?;
    }
    manifest::write(&staged, &page.asks_for)?;

    let dist = workspace.dist();
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::rename(&staged, &dist).with_context(|| format!("cannot move the build to {}", dist.display()))?;
    Ok(())
}

fn bind(wasm: &Path, into: &Path, profile: Profile) -> anyhow::Result<()> {
    Bindgen::new()
        .input_path(wasm)
        .out_name("app")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .keep_debug(profile == Profile::Dev)
        .remove_name_section(profile == Profile::Release)
        .remove_producers_section(true)
        // The parts are linked to the main module's memory and tables.
        .keep_lld_exports(true)
        .generate(into)
        .context("wasm-bindgen failed")
}

fn copy_public(from: &Path, into: &Path) -> anyhow::Result<()> {
    for entry in walkdir::WalkDir::new(from).sort_by_file_name() {
        let entry = entry?;
        let target = into.join(entry.path().strip_prefix(from)?);
        if entry.file_type().is_dir() {
            fs::create_dir_all(target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn empty(folder: &PathBuf) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}
