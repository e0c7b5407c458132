//! `homefront anonymise`: what the server does each minute, in front of a terminal.

use clap::Args;
use storage::{
    anonymising::{due, rules, sweep},
    dialect,
    unscoped::setup,
};

use super::Home;
use crate::retention::{day_of, reckoned};

/// Households that are listed at most.
const LISTED: i64 = 1_000;

/// Takes from households that were closed so long ago that their operation's rule asks for it what tells who they were. A
/// running server does this by itself every minute; this does it at once, and clears the old versions from the
/// database's files.
#[derive(Debug, Args)]
pub struct Anonymise {
    /// Only list what is due
    #[arg(long)]
    dry_run: bool,
}

impl Anonymise {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        home.migrated()?;
        if self.dry_run { list(home) } else { anonymise(home) }
    }
}

fn list(home: &Home) -> anyhow::Result<()> {
    let now = home.clock.now();
    let operations = home.database.read(setup::operations)?;
    for rule in home.database.read(rules)? {
        let code =
            operations.iter().find(|one| one.id == rule.operation_id).map_or("", |one| one.code.as_str());
        let closed_before = reckoned(&rule, now).closed_before;
        let found = home.database.read(|conn| due(conn, rule.operation_id, closed_before, None, LISTED))?;
        for household in &found {
            println!("{code}\t{}\tdue on {}", household.reference, day_of(&rule, household.closed_at));
        }
        println!("{code}: {} due, {} days after closing", found.len(), rule.after_days);
    }
    Ok(())
}

fn anonymise(home: &Home) -> anyhow::Result<()> {
    let now = home.clock.now();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let swept = runtime.block_on(sweep(&home.database, now, |rule| reckoned(rule, now), usize::MAX))?;
    if swept.anonymised > 0 {
        home.database.maintain(dialect::clear_what_went)?;
    }
    println!("{} anonymised, {} left for the next time", swept.anonymised, swept.left);
    match swept.failed {
        Some(error) => Err(error.into()),
        None => Ok(()),
    }
}
