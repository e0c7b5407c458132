//! What a new release makes anew of what is kept beside the ledger.

use chrono::NaiveDate;
use domain::ids::OperationId;

use crate::{Database, StorageError, households};

/// The migrations of the releases that keep something else for a household: search terms in another way (0008), the worker
/// who stands for a couple (0012).
const KEEP_ANEW: [&str; 2] = ["0008", "0012"];

/// Makes anew what is kept for an operation's households where one of these migrations asks for it.
///
/// # Errors
/// As any write; what was done stays.
pub fn after_migrations(
    database: &Database,
    ran: &[String],
    operation: OperationId,
    today: NaiveDate,
) -> Result<(), StorageError> {
    if !ran.iter().any(|name| KEEP_ANEW.iter().any(|version| name.starts_with(version))) {
        return Ok(());
    }
    let mut after = None;
    loop {
        after = database.write(move |conn| households::renew(conn, operation, today, after))?;
        if after.is_none() {
            return Ok(());
        }
    }
}
