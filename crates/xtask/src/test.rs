//! `cargo xtask test`: everything that a change must pass.

use anyhow::Context;

use crate::cargo::cargo;
use crate::progress::Progress;
use crate::setup::{self, postgres, python};
use crate::spa::{self, Profile};
use crate::workspace::{Tree, Workspace};
use crate::{build, check};

/// The checks and all tests, or only the tests whose name contains one of `filters`. One run tells all that is wrong.
pub fn test(workspace: &Workspace, progress: &Progress, filters: &[String]) -> anyhow::Result<()> {
    setup::for_testing(workspace, progress)?;
    let mut findings = Findings::default();
    if filters.is_empty() {
        findings.add(check::check(workspace, progress));
    }
    spa::build(workspace, progress, Profile::Release)?;
    findings.add(spa::within_budget(workspace));
    build::server(workspace, progress)?;

    let suite = Suite::new(workspace)?;
    if filters.is_empty() && suite.has_nextest {
        progress.heading("Testing the examples in the docs");
        // nextest leaves them out.
        let arguments = ["test", "--doc", "--locked"].iter().chain(&build::NATIVE);
        findings.add(cargo(&workspace.native, arguments).run().context("an example in the docs failed"));
    }
    let runs = [
        ("Testing xtask", &workspace.native, ["--package", "xtask"].as_slice()),
        ("Testing the SPA's crates", &workspace.frontend, &["--workspace"]),
        // Last, so that its closing line is the last.
        ("Testing the native workspace", &workspace.native, &build::NATIVE),
    ];
    for (title, tree, packages) in runs {
        progress.heading(title);
        findings.add(suite.run(tree, packages, filters).with_context(|| format!("{title}: failed")));
    }
    findings.none()?;
    progress.heading("All is well");
    Ok(())
}

/// What went wrong so far.
#[derive(Default)]
struct Findings(Vec<String>);

impl Findings {
    fn add<T>(&mut self, result: anyhow::Result<T>) {
        self.0.extend(result.err().map(|error| error.to_string()));
    }

    fn none(self) -> anyhow::Result<()> {
        anyhow::ensure!(self.0.is_empty(), "not all is well:\n  {}", self.0.join("\n  "));
        Ok(())
    }
}

/// A way to run tests, and what the black-box tests are told of this machine (see crates/xtask/README.md).
struct Suite {
    environment: Vec<(&'static str, std::path::PathBuf)>,
    has_nextest: bool,
}

impl Suite {
    fn new(workspace: &Workspace) -> anyhow::Result<Self> {
        let mut environment = vec![
            ("HOMEFRONT_BIN", workspace.homefront()),
            ("HOMEFRONT_SPA_DIST", workspace.dist()),
            ("HOMEFRONT_TEST_NODE_MODULES", workspace.path("tests/node_modules")),
            ("HOMEFRONT_TEST_PYTHON", python::interpreter(workspace)),
            ("HOMEFRONT_TEST_CHROMIUM", setup::browser().context("no Chromium")?),
            ("HOMEFRONT_TEST_SCREENSHOTS", workspace.path("screenshots")),
        ];
        if !postgres::is_given() {
            environment.push(("PG_BIN", postgres::programs()?));
        }
        let has_nextest = setup::find_program(&["cargo-nextest"]).is_some();
        if !has_nextest {
            eprintln!(
                "  cargo-nextest is not installed; cargo's own runner takes longer (cargo install --locked cargo-nextest)"
            );
        }
        Ok(Self { environment, has_nextest })
    }

    /// Runs the tests of some packages with their output unabridged.
    fn run(&self, tree: &Tree, packages: &[&str], filters: &[String]) -> anyhow::Result<()> {
        let runner: &[&str] =
            if self.has_nextest { &["nextest", "run", "--no-tests=pass"] } else { &["test"] };
        let arguments = runner.iter().chain(&["--locked", "--no-fail-fast"]).chain(packages).chain(&["--"]);
        let arguments = arguments.copied().chain(filters.iter().map(String::as_str));
        let command = cargo(tree, arguments);
        let command = self.environment.iter().fold(command, |command, (key, value)| command.env(key, value));
        command.run()?;
        Ok(())
    }
}
