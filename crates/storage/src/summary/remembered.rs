//! Figures that this process has worked out, kept until something happens.
//!
//! Everybody's home page asks for them again and again, and they follow from some hundred rows. Whatever changes them writes
//! to the journal: so while its end has not moved, they are what they were. What the background works out later (coverage
//! after a change of organisations) writes nothing there, therefore they also grow old.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use diesel::{
    dsl::{exists, max},
    prelude::*,
};
use domain::{
    access::Actor,
    ids::{OperationId, UserId},
};

use super::Summary;
use crate::{Connection, StorageError, columns::Bind, schema::journal};

/// Figures that are older are worked out anew, whatever the journal says.
const FRESH: Duration = Duration::from_secs(10);
/// Users whose figures are kept; with more, the oldest go.
const MOST: usize = 2_000;

/// How far the journal had come; nothing while entries wait to be numbered, since they do not tell their order yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark(Option<i64>);

impl Mark {
    /// In one statement.
    pub fn read(conn: &mut Connection, operation: OperationId) -> Result<Option<Self>, StorageError> {
        let of_operation = || journal::table.filter(journal::operation_id.eq(Bind(operation)));
        let (position, waits): (Option<i64>, bool) = diesel::select((
            of_operation().select(max(journal::position)).single_value(),
            exists(of_operation().filter(journal::position.is_null()).select(journal::id)),
        ))
        .get_result(conn)?;
        Ok((!waits).then_some(Self(position)))
    }
}

/// The figures of users.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    by_user: Mutex<HashMap<UserId, Kept>>,
}

#[derive(Debug)]
struct Kept {
    actor: Actor,
    mark: Mark,
    at: Instant,
    summary: Arc<Summary>,
}

impl Remembered {
    /// What somebody's figures were at this mark.
    pub fn find(&self, actor: &Actor, mark: Mark) -> Option<Arc<Summary>> {
        let by_user = self.by_user.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = by_user.get(&actor.user_id)?;
        let holds = kept.actor == *actor && kept.mark == mark && kept.at.elapsed() < FRESH;
        holds.then(|| Arc::clone(&kept.summary))
    }

    /// Keeps somebody's figures.
    pub fn keep(&self, actor: &Actor, mark: Mark, summary: &Arc<Summary>) {
        let mut by_user = self.by_user.lock().unwrap_or_else(PoisonError::into_inner);
        if by_user.len() >= MOST {
            by_user.retain(|_, kept| kept.at.elapsed() < FRESH);
        }
        if by_user.len() < MOST {
            let kept = Kept { actor: actor.clone(), mark, at: Instant::now(), summary: Arc::clone(summary) };
            by_user.insert(actor.user_id, kept);
        }
    }
}
