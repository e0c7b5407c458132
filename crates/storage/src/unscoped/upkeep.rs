//! What a new release makes anew of what is kept beside the ledger.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::OperationId;

use crate::{Database, StorageError, Vault, duplicates, households, vault::VaultInUse};

/// The migrations of the releases that keep something else for a household: search terms in another way (0008), the worker
/// who stands for a couple (0012), what may be double (0015), what the list shows of people (0019).
const KEEP_ANEW: [&str; 4] = ["0008", "0012", "0015", "0019"];

/// Makes anew what is kept for an operation's households where one of these migrations asks for it.
///
/// # Errors
/// As any write; what was done stays.
pub fn after_migrations(
    database: &Database,
    vault: &Arc<Vault>,
    ran: &[String],
    operation: OperationId,
    (now, today): (DateTime<Utc>, NaiveDate),
) -> Result<(), StorageError> {
    if !ran.iter().any(|name| KEEP_ANEW.iter().any(|version| name.starts_with(version))) {
        return Ok(());
    }
    let mut after = None;
    loop {
        let vault = Arc::clone(vault);
        after = database.write(move |conn| {
            let vault = VaultInUse::writing(&vault);
            households::renew(conn, operation, today, after, &mut |conn, seen| {
                duplicates::keep(conn, (operation, now), &vault, seen, &BTreeSet::new())
            })
        })?;
        if after.is_none() {
            return Ok(());
        }
    }
}
