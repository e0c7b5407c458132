//! `homefront areas FILE`: takes over an official list of areas, as administration does in the browser.

use std::{fs, path::PathBuf, sync::Arc};

use anyhow::{Context as _, bail};
use clap::Args;
use domain::{access::Permission, area_lists::AreaOutcome, users::Username};
use storage::Store;

use super::{
    Home,
    import::{by_name, in_charge, in_words},
    operation,
};
use crate::{
    area_lists::{Chosen, read},
    jobs::Worker,
    scope::vault,
    tokens::time_zone,
};

/// Take over an official list of areas.
#[derive(Debug, Args)]
pub struct AreasCommand {
    /// The list: a workbook (.xlsx) or a text table (.csv), with columns for code, name, level and the parent's code
    file: PathBuf,
    /// Say what would come of it, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// In whose name; without it, the district's administrator
    #[arg(long, value_name = "USERNAME")]
    user: Option<Username>,
    /// The code of the operation, where there are several
    #[arg(long, value_name = "CODE")]
    operation: Option<String>,
}

impl AreasCommand {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        home.migrated()?;
        let actor = match &self.user {
            Some(username) => by_name(home, username)?,
            None => in_charge(home, operation(home, self.operation.as_deref())?)?,
        };
        actor.may(Permission::AreasWrite)?;
        let bytes = fs::read(&self.file).with_context(|| self.file.display().to_string())?;
        let list = read(&bytes, Chosen::default()).map_err(in_words)?.lines;
        let now = home.clock.now();
        let store = Store::new(home.database.clone(), actor, Arc::new(vault(&home.secrets)), now);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.block_on(async {
            let (plan, missing) = store.compare_areas(list.clone(), 20).await?;
            for outcome in AreaOutcome::ALL {
                say!("{outcome}\t{}", plan.count(*outcome));
            }
            say!("missing\t{}", plan.missing.len());
            for line in &plan.lines {
                if let Some(fault) = line.fault {
                    say!("line {}: {} {}: {fault}", line.listed.line, line.listed.code, line.listed.name);
                }
            }
            for area in missing {
                say!("not on the list, and left as it is: {} {}", area.code, area.name);
            }
            if self.dry_run {
                return Ok(());
            }
            if plan.count(AreaOutcome::Invalid) > 0 {
                bail!("nothing was changed: lines cannot be taken over");
            }
            let today = now.with_timezone(&time_zone(&store.operation().await?.time_zone)).date_naive();
            let imported = store.import_areas(list, Some(plan.fingerprint()), today).await?;
            if imported.job.is_some() {
                let worker = Worker::new(home.database.clone(), &home.secrets, home.clock.clone());
                while worker.next(Arc::default()).await?.is_some() {}
            }
            Ok(())
        })
    }
}
