//! Calls of cargo.

use std::ffi::OsStr;
use std::io::IsTerminal;

use duct::Expression;

use crate::workspace::Tree;

/// `cargo …` in one of the workspaces, with a progress bar that a step can show.
pub fn cargo<A: AsRef<OsStr>>(tree: &Tree, arguments: impl IntoIterator<Item = A>) -> Expression {
    let arguments: Vec<_> = arguments.into_iter().map(|a| a.as_ref().to_owned()).collect();
    let colour = if std::io::stderr().is_terminal() { "always" } else { "never" };
    duct::cmd(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), arguments)
        .dir(&tree.root)
        .env("CARGO_TERM_COLOR", colour)
        .env("CARGO_TERM_PROGRESS_WHEN", "always")
        .env("CARGO_TERM_PROGRESS_WIDTH", "100")
}
