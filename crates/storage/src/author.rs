//! In whose name something is written.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Actor,
    ids::{BatchId, OperationId, UserId},
};

/// In whose name, when and as part of what the ledger is written; every journal entry carries it.
#[derive(Debug, Clone)]
pub struct Author {
    /// The operation written to.
    pub operation_id: OperationId,
    /// The user; none where the system itself or the command line writes.
    pub user_id: Option<UserId>,
    /// Their name at this moment.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The date of that moment in the operation's time zone, from which ages follow.
    pub today: NaiveDate,
    /// The commit of a roster, or its undoing, that this belongs to.
    pub batch: Option<BatchId>,
}

impl Author {
    /// A signed-in user who changes one thing.
    pub fn of(actor: &Actor, at: DateTime<Utc>, today: NaiveDate) -> Self {
        Self {
            operation_id: actor.operation_id,
            user_id: Some(actor.user_id),
            name: actor.display_name.clone(),
            at,
            today,
            batch: None,
        }
    }

    /// The same author, writing as part of a roster's commit or of its undoing.
    #[must_use]
    pub fn in_batch(mut self, batch: BatchId) -> Self {
        self.batch = Some(batch);
        self
    }
}
