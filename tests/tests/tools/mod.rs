//! The programs that black-box tests drive, as `cargo xtask test` names them in the environment.

#![expect(dead_code, reason = "each test file takes the programs it needs")]

pub mod installation;

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// A file of this package.
pub fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Node.js, to run a script of this package.
pub fn node(script: &str) -> Command {
    node_modules();
    let mut command = Command::new("node");
    command.arg(file(script));
    command
}

/// A program that an npm package brings.
pub fn npm_program(package_file: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(there(node_modules().join(package_file)));
    command
}

/// The folder of npm packages, which is also where Node looks for them from the tests' scripts.
pub fn node_modules() -> PathBuf {
    there(from_environment("HOMEFRONT_TEST_NODE_MODULES", "node_modules"))
}

/// The server's binary: where `cargo xtask test` says, else beside the running test.
pub fn homefront() -> PathBuf {
    let beside = || env::current_exe().unwrap().ancestors().nth(2).unwrap().join("homefront");
    there(env::var_os("HOMEFRONT_BIN").map_or_else(beside, PathBuf::from))
}

/// The Python that sees the tests' packages.
pub fn python() -> PathBuf {
    there(from_environment("HOMEFRONT_TEST_PYTHON", "../target/xtask/python/bin/python"))
}

/// A program that a Python package brings.
pub fn python_program(name: &str) -> Command {
    Command::new(there(python().with_file_name(name)))
}

/// The built web application.
pub fn web_application() -> PathBuf {
    let folder = from_environment("HOMEFRONT_SPA_DIST", "../frontend/dist");
    there(folder.join("index.html"));
    folder
}

/// The browser.
pub fn browser() -> PathBuf {
    there(from_environment("HOMEFRONT_TEST_CHROMIUM", "/usr/bin/chromium"))
}

/// Where pictures of pages go.
pub fn pictures() -> PathBuf {
    from_environment("HOMEFRONT_TEST_SCREENSHOTS", "../screenshots")
}

/// Runs a program to its end and gives what it wrote.
///
/// # Panics
/// When it fails; the message has everything it wrote.
pub fn succeed(command: &mut Command) -> String {
    let output =
        command.output().unwrap_or_else(|error| panic!("{command:?} does not start ({error}); {GET}"));
    let written =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?} failed:\n{written}");
    written
}

const GET: &str = "`cargo xtask test` brings everything that the tests need";

fn from_environment(variable: &str, otherwise: &str) -> PathBuf {
    env::var_os(variable).map_or_else(|| file(otherwise), PathBuf::from)
}

fn there(path: PathBuf) -> PathBuf {
    assert!(path.exists(), "there is no {}; {GET}", path.display());
    path
}
