//! `homefront journal verify`

use anyhow::bail;
use clap::{Args, Subcommand};
use storage::{
    journal::{self, Head, VerifyError},
    unscoped::setup,
};

use super::Home;

/// The journal, in which every change stands.
#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// Prove that no sealed entry was changed, removed, put in or moved; prints the head, to be noted elsewhere
    Verify(Verify),
}

/// Each sealed entry carries the hash of the one before it, so whatever was changed inside the journal is found and its
/// place named. Entries cut off at the end, and a journal written anew from some place on, are found only against a head
/// that somebody noted: keep what this prints away from the database, and give it with --head the next time.
#[derive(Debug, Args)]
pub struct Verify {
    /// The head as an earlier run printed it
    #[arg(long, value_name = "HASH@POSITION")]
    head: Option<Head>,
    /// The code of the operation, where there are several and --head is given
    #[arg(long, value_name = "CODE")]
    operation: Option<String>,
}

impl JournalCommand {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        match self {
            Self::Verify(verify) => verify.run(home),
        }
    }
}

impl Verify {
    fn run(self, home: &Home) -> anyhow::Result<()> {
        let mut operations = home.database.read(setup::operations)?;
        if self.head.is_some() || self.operation.is_some() {
            let one = super::operation(home, self.operation.as_deref())?;
            operations.retain(|operation| operation.id == one);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        if let Err(error) = runtime.block_on(journal::seal_all(&home.database)) {
            // A broken end stands in the way of sealing, and the proof says where it is broken.
            eprintln!("The newest entries cannot be sealed: {error}");
        }
        let mut flawed = 0_usize;
        for operation in operations {
            match home.database.read(|conn| Ok(journal::verify(conn, operation.id, self.head)))? {
                Ok(verified) => {
                    let (code, entries, head) = (operation.code, verified.entries, verified.noted());
                    let emptied = match verified.emptied {
                        0 => String::new(),
                        emptied => {
                            format!(" ({emptied} of them emptied by anonymising, as sealed entries say)")
                        }
                    };
                    say!("{code}: {entries} entries, unbroken{emptied}; note this head: {head}");
                }
                Err(VerifyError::Flaw(flaw)) => {
                    flawed += 1;
                    say!("{}: {flaw}", operation.code);
                }
                Err(VerifyError::Storage(error)) => return Err(error.into()),
            }
        }
        if flawed > 0 {
            bail!(
                "the journal is not as it was written: entries before the place named are proved, those from it on are not. \
                 Stop Homefront, keep a copy of the database as it is, and compare it with a backup"
            );
        }
        Ok(())
    }
}
