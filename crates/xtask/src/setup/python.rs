//! Packages from PyPI, in an environment of their own.

use std::path::PathBuf;

use crate::progress::Progress;
use crate::stamp::Stamp;
use crate::workspace::Workspace;

/// Whether there is a Python that can make environments and is new enough for the packages.
pub fn is_there() -> bool {
    let check = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))";
    duct::cmd!("python3", "-c", check)
        .stderr_null()
        .unchecked()
        .run()
        .is_ok_and(|output| output.status.success())
}

/// The interpreter that sees the packages of tests/requirements.txt.
pub fn interpreter(workspace: &Workspace) -> PathBuf {
    environment(workspace).join("bin/python")
}

fn environment(workspace: &Workspace) -> PathBuf {
    workspace.tools().join("python")
}

/// Brings the environment to what tests/requirements.txt says.
pub fn packages(workspace: &Workspace, progress: &Progress) -> anyhow::Result<()> {
    let environment = environment(workspace);
    let requirements = workspace.path("tests/requirements.txt");
    let stamp = Stamp::new(environment.join("homefront-stamp")).with_files(&requirements)?;
    if stamp.is_current() {
        return Ok(());
    }
    progress.step("Installing Python packages for tests", |step| {
        step.run(&duct::cmd!("python3", "-m", "venv", "--clear", &environment))?;
        let python = interpreter(workspace);
        step.run(&duct::cmd!(
            python,
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "-r",
            requirements
        ))
    })?;
    stamp.keep()
}
