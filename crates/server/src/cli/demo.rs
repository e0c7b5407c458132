//! `homefront demo`

use anyhow::{Context as _, bail};
use api_types::rosters::RosterUpload;
use clap::Args;
use storage::StorageError;

use super::{
    Home,
    import::{Importer, by_name},
    serve,
};
use crate::{
    passwords,
    set_up::{self, Files, SetUp},
};

/// Known to everyone, so the demonstration only listens to this machine unless another is given.
const PASSWORD: &str = "homefront-demo-2020";

/// A district in February 2020: its areas, organisations and users, and a ledger made of three offices' lists.
#[derive(Debug, Args)]
pub struct Demo {
    /// Start without a ledger, to try the import by hand
    #[arg(long)]
    empty: bool,
    /// The password of every user; needed to let other machines in
    #[arg(long, env = "HOMEFRONT_DEMO_PASSWORD", hide_env_values = true)]
    password: Option<String>,
}

impl Demo {
    pub fn run(self, home: Home) -> anyhow::Result<()> {
        if self.password.is_none() && !home.settings.http.bind.ip().is_loopback() {
            bail!(
                "everyone knows the demonstration's password: give another with --password to listen on {}",
                home.settings.http.bind
            );
        }
        let password = self.password.as_deref().unwrap_or(PASSWORD);
        home.migrated()?;
        let set_up = set_up::read(&Files::of_demo())?;
        begin(&home, &set_up, password)?;
        if !self.empty {
            fill(&home)?;
        }
        tell(&set_up, password);
        serve::serve(home)
    }
}

fn begin(home: &Home, set_up: &SetUp, password: &str) -> anyhow::Result<()> {
    // One hash for all: each of its own would take ten seconds, and all know the password anyway.
    let hashes = vec![passwords::hash(password)?; set_up.users.len()];
    match set_up::write(&home.database, set_up, hashes, home.clock.now()) {
        // The demonstration of an earlier start goes on.
        Ok(_) | Err(StorageError::Conflict(_)) => Ok(()),
        Err(error) => Err(error).context("the demonstration cannot be made"),
    }
}

/// The three offices' lists, in the name of the union's manager.
fn fill(home: &Home) -> anyhow::Result<()> {
    const LISTS: [(&str, &[u8]); 3] = [
        ("roster-health-commission.xlsx", include_bytes!("../../demo/rosters/roster-health-commission.xlsx")),
        ("roster-employer-unions.csv", include_bytes!("../../demo/rosters/roster-employer-unions.csv")),
        ("roster-communities.xlsx", include_bytes!("../../demo/rosters/roster-communities.xlsx")),
    ];
    let importer = Importer::new(home, by_name(home, &"xq.union".parse()?)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        // The ledger of an earlier start goes on as it was left.
        if importer.has_rosters().await? {
            return Ok(());
        }
        for (filename, bytes) in LISTS {
            let upload = RosterUpload { filename: filename.to_owned(), source: None };
            let imported = importer.one(upload, bytes.to_vec(), None).await;
            imported.with_context(|| format!("the demonstration's {filename}"))?.tell(filename);
        }
        Ok(())
    })
}

fn tell(set_up: &SetUp, password: &str) {
    say!("\nSign in as one of these, with the password {password}\n");
    for name in [
        "xq.union",
        "xq.admin",
        "xq.english",
        "xq.health",
        "zhongbei.league",
        "hospital.union",
        "market.partner",
        "xq.union.viewer",
    ] {
        if let Some(user) = set_up.users.iter().find(|user| user.username.as_str() == name) {
            say!("  {name:<18} {:<14} {}", user.role.as_str(), user.organisation);
        }
    }
    say!("\n({} users in all: `homefront user list`)\n", set_up.users.len());
}
