//! `cargo xtask test`: everything that a change must pass.

use anyhow::Context;

use crate::cargo::cargo;
use crate::progress::Progress;
use crate::setup::{self, postgres, python};
use crate::spa::{self, Profile};
use crate::workspace::{Tree, Workspace};
use crate::{build, check};

/// The checks and all tests, or only the tests whose name contains one of `filters`.
pub fn test(workspace: &Workspace, progress: &Progress, filters: &[String]) -> anyhow::Result<()> {
    setup::for_testing(workspace, progress)?;
    if filters.is_empty() {
        check::check(workspace, progress)?;
    }
    spa::build(workspace, progress, Profile::Release)?;
    build::server(workspace, progress)?;
    let suite = Suite::new(workspace)?;
    suite.run(progress, "The SPA's tests on this machine", &workspace.frontend, filters)?;
    suite.run(progress, "The native workspace's tests", &workspace.native, filters)
}

/// A way to run tests, and what the black-box tests are told of this machine (see tests/README.md).
struct Suite {
    environment: Vec<(&'static str, std::path::PathBuf)>,
    has_nextest: bool,
}

impl Suite {
    fn new(workspace: &Workspace) -> anyhow::Result<Self> {
        let environment = vec![
            ("HOMEFRONT_BIN", workspace.homefront()),
            ("HOMEFRONT_SPA_DIST", workspace.dist()),
            ("HOMEFRONT_TEST_NODE_MODULES", workspace.path("tests/node_modules")),
            ("HOMEFRONT_TEST_PYTHON", python::interpreter(workspace)),
            ("HOMEFRONT_TEST_CHROMIUM", setup::browser().context("no Chromium")?),
            ("HOMEFRONT_TEST_SCREENSHOTS", workspace.path("screenshots")),
            ("PG_BIN", postgres::programs()?),
        ];
        let has_nextest = setup::find_program(&["cargo-nextest"]).is_some();
        if !has_nextest {
            eprintln!(
                "  cargo-nextest is not installed; cargo's own runner takes longer (cargo install --locked cargo-nextest)"
            );
        }
        Ok(Self { environment, has_nextest })
    }

    /// Runs one workspace's tests with their output unabridged.
    fn run(&self, progress: &Progress, title: &str, tree: &Tree, filters: &[String]) -> anyhow::Result<()> {
        progress.heading(title);
        let mut arguments = match self.has_nextest {
            true => vec!["nextest", "run", "--workspace", "--locked", "--no-fail-fast"],
            false => vec!["test", "--workspace", "--locked", "--no-fail-fast"],
        };
        if !filters.is_empty() {
            if self.has_nextest {
                arguments.push("--no-tests=pass");
            }
            arguments.push("--");
            arguments.extend(filters.iter().map(String::as_str));
        }
        let command = self
            .environment
            .iter()
            .fold(cargo(tree, arguments), |command, (key, value)| command.env(key, value));
        command.run().with_context(|| format!("{title}: failed"))?;
        Ok(())
    }
}
