//! `homefront journal verify`

use anyhow::{Context as _, bail};
use clap::Subcommand;
use storage::{journal, unscoped::setup};

use super::Home;

/// The journal, in which every change stands.
#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// Prove that no sealed entry was changed or removed; prints the last entry's hash, to be noted elsewhere
    Verify,
}

impl JournalCommand {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        match self {
            Self::Verify => verify(home),
        }
    }
}

fn verify(home: &Home) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(journal::seal_all(&home.database)).context("the newest entries cannot be sealed")?;
    let mut flawed = 0_usize;
    for operation in home.database.read(setup::operations)? {
        match home.database.read(|conn| Ok(journal::verify(conn, operation.id)))? {
            Ok(verified) => {
                let head: String = verified.head.iter().map(|byte| format!("{byte:02x}")).collect();
                println!("{}: {} entries, unbroken, the last one {head}", operation.code, verified.entries);
            }
            Err(error) => {
                flawed += 1;
                println!("{}: {error}", operation.code);
            }
        }
    }
    if flawed > 0 { bail!("the journal is not as it was written") } else { Ok(()) }
}
