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
            println!("{}", serde_json::to_string_pretty(&status)?);
            return Ok(());
        }
        println!("workers                             {:>8}", status.workers);
        for (category, workers) in &status.by_category {
            println!("  {category:<33} {workers:>8}");
        }
        println!("  without category                  {:>8}", status.without_category);
        println!("households                          {:>8}", status.households);
        println!("  both spouses on the front line    {:>8}", status.dual_frontline_households);
        println!("workers on every source's rosters   {:>8}", status.in_all_sources);
        for (source, workers) in &status.only_in_source {
            println!("  only on those of {source:<16} {workers:>8}");
        }
        println!("rows that wait for a decision       {:>8}", status.held);
        println!("rows that could not be used         {:>8}", status.rejected);
        println!("rows with mistyped identity numbers {:>8}", status.mistyped_ids);
        Ok(())
    }
}
