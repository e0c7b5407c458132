//! `homefront status`: what the ledger holds.

use clap::Args;
use storage::rosters::ledger_status;

use super::{Home, operation};
use crate::rosters::wire;

/// Count the ledger.
#[derive(Debug, Args)]
pub struct Status {
    /// Print the counts as JSON
    #[arg(long)]
    json: bool,
    /// The code of the operation, where there are several
    #[arg(long, value_name = "CODE")]
    operation: Option<String>,
}

impl Status {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        home.migrated()?;
        let operation = operation(home, self.operation.as_deref())?;
        let status = home.database.read(|conn| ledger_status(conn, operation))?;
        let status = wire::ledger_status(status);
        if self.json {
            say!("{}", serde_json::to_string_pretty(&status)?);
            return Ok(());
        }
        say!("workers                             {:>8}", status.workers);
        for (category, workers) in &status.by_category {
            say!("  {category:<33} {workers:>8}");
        }
        say!("  without category                  {:>8}", status.without_category);
        say!("households                          {:>8}", status.households);
        say!("  both spouses on the front line    {:>8}", status.dual_frontline_households);
        say!("workers on every source's rosters   {:>8}", status.in_all_sources);
        for (source, workers) in &status.only_in_source {
            say!("  only on those of {source:<16} {workers:>8}");
        }
        say!("rows that wait for a decision       {:>8}", status.held);
        say!("rows that could not be used         {:>8}", status.rejected);
        say!("rows with mistyped identity numbers {:>8}", status.mistyped_ids);
        Ok(())
    }
}
