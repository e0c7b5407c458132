//! What a new release makes anew of what is kept beside the ledger.

use chrono::NaiveDate;
use domain::ids::OperationId;

use crate::{Database, StorageError, households};

/// The migrations after which search terms are kept in another way.
const OTHER_TERMS: [&str; 1] = ["0008"];

/// Makes the search terms of an operation's households anew where one of these migrations asks for it. Nothing else about
/// the households changes.
///
/// # Errors
/// As any write; what was done stays.
pub fn after_migrations(
    database: &Database,
    ran: &[String],
    operation: OperationId,
    today: NaiveDate,
) -> Result<(), StorageError> {
    if !ran.iter().any(|name| OTHER_TERMS.iter().any(|version| name.starts_with(version))) {
        return Ok(());
    }
    let mut after = None;
    loop {
        after = database.write(move |conn| households::renew_terms(conn, operation, today, after))?;
        if after.is_none() {
            return Ok(());
        }
    }
}
