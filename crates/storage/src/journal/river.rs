//! Following the river: what happens, as far as a reader may see it.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use domain::{
    access::{Actor, Visibility},
    areas::AreaPath,
    ids::{HouseholdId, OperationId, RosterId, UserId},
    journal::EntryKind,
};

use super::{EntryRow, read_on};
use crate::{
    Connection, Scoped, StorageError, Store,
    columns::Bind,
    schema::{journal, rosters, users},
};

/// Entries that are looked at in one statement.
const WINDOW: i64 = 500;
/// Windows that one call looks through before it says how far it came.
const WINDOWS: usize = 20;

/// A sealed entry without what it says: what a process tells those who listen.
#[derive(Debug, Clone)]
pub struct Ripple {
    /// Its place in the one order.
    pub position: i64,
    /// What happened.
    pub kind: EntryKind,
    /// The household it touches.
    pub household_id: Option<HouseholdId>,
    /// Where that was.
    pub area_path: AreaPath,
    /// Who did it.
    pub actor_id: Option<UserId>,
}

/// What a reader may see of the entries behind a position.
#[derive(Debug)]
pub struct Feed {
    /// The entries in order, with the file name of the roster through which they came.
    pub entries: Vec<(EntryRow, Option<String>)>,
    /// Where to read on.
    pub position: i64,
}

/// The position of the last sealed entry; 0 where there is none.
///
/// # Errors
/// As the engine's.
pub fn head(conn: &mut Connection, operation: OperationId) -> Result<i64, StorageError> {
    let last: Option<Option<i64>> = journal::table
        .filter(journal::operation_id.eq(Bind(operation)))
        .filter(journal::position.is_not_null())
        .order(journal::position.desc())
        .select(journal::position)
        .first(conn)
        .optional()?;
    Ok(last.flatten().unwrap_or_default())
}

/// The ripples behind a position, in order.
///
/// # Errors
/// As the engine's.
pub fn ripples(
    conn: &mut Connection,
    operation: OperationId,
    after: i64,
    limit: i64,
) -> Result<Vec<Ripple>, StorageError> {
    type Row = (Option<i64>, EntryKind, Option<HouseholdId>, String, Option<UserId>);
    let rows: Vec<Row> = journal::table
        .filter(journal::operation_id.eq(Bind(operation)))
        .filter(journal::position.gt(after))
        .order(journal::position.asc())
        .limit(limit)
        .select((
            journal::position,
            journal::kind,
            journal::household_id,
            journal::area_path,
            journal::actor_id,
        ))
        .load(conn)?;
    let ripple = |(position, kind, household_id, area_path, actor_id): Row| {
        let area_path = AreaPath::from_stored(area_path);
        Some(Ripple { position: position?, kind, household_id, area_path, actor_id })
    };
    Ok(rows.into_iter().filter_map(ripple).collect())
}

/// Whether an area's office sees what happened there. What happened nowhere is seen by nobody this way.
fn covers(actor: &Actor, path: &AreaPath) -> bool {
    matches!(&actor.visibility, Visibility::Area(own) if !path.as_str().is_empty() && own.contains(path))
}

impl Store {
    /// What the actor may see of the sealed entries behind a position: those about households in their area at that time,
    /// for an employer those about households that it sees now, and whatever colleagues of their own organisation did.
    ///
    /// # Errors
    /// As the engine's.
    pub async fn journal_feed(&self, after: i64, limit: usize) -> Result<Feed, StorageError> {
        self.read(move |scoped| scoped.journal_feed(after, limit)).await
    }

    /// Those of the ripples that the actor may see because of the household that they touch.
    ///
    /// # Errors
    /// As the engine's.
    pub async fn ripples_seen(&self, mut ripples: Vec<Ripple>) -> Result<Vec<Ripple>, StorageError> {
        ripples.retain(|ripple| ripple.household_id.is_some());
        match &self.actor().visibility {
            Visibility::Area(_) => {
                ripples.retain(|ripple| covers(self.actor(), &ripple.area_path));
                Ok(ripples)
            }
            _ if ripples.is_empty() => Ok(ripples),
            _ => {
                self.read(move |scoped| {
                    let visible = scoped.visible(ripples.iter().filter_map(|ripple| ripple.household_id))?;
                    ripples.retain(|ripple| ripple.household_id.is_some_and(|id| visible.contains_key(&id)));
                    Ok(ripples)
                })
                .await
            }
        }
    }
}

impl Scoped<'_> {
    fn journal_feed(&mut self, after: i64, limit: usize) -> Result<Feed, StorageError> {
        let operation = self.operation();
        let colleagues = self.colleagues()?;
        let (mut seen, mut position) = (Vec::new(), after);
        'windows: for _ in 0..WINDOWS {
            let rows = read_on(self.conn, operation, position, WINDOW)?;
            if rows.is_empty() {
                break;
            }
            let households = match self.actor.visibility {
                Visibility::Area(_) => HashMap::new(),
                _ => self.visible(rows.iter().filter_map(|row| row.household_id))?,
            };
            for row in rows {
                position = row.position.unwrap_or(position);
                let path = AreaPath::from_stored(row.area_path.clone());
                let is_seen = covers(self.actor, &path)
                    || row.household_id.is_some_and(|id| households.contains_key(&id))
                    || row.actor_id.is_some_and(|id| colleagues.contains(&id));
                if is_seen {
                    seen.push(row);
                }
                if seen.len() >= limit {
                    break 'windows;
                }
            }
        }
        let filenames = self.filenames(seen.iter().filter_map(|row: &EntryRow| row.roster_id))?;
        let entries = seen.into_iter().map(|row| {
            let filename = row.roster_id.and_then(|id| filenames.get(&id).cloned());
            (row, filename)
        });
        Ok(Feed { entries: entries.collect(), position })
    }

    fn colleagues(&mut self) -> Result<HashSet<UserId>, StorageError> {
        let ids: Vec<UserId> = users::table
            .filter(users::operation_id.eq(Bind(self.operation())))
            .filter(users::organisation_id.eq(Bind(self.actor.organisation_id)))
            .select(users::id)
            .load(self.conn)?;
        Ok(ids.into_iter().collect())
    }

    fn filenames(
        &mut self,
        ids: impl Iterator<Item = RosterId>,
    ) -> Result<HashMap<RosterId, String>, StorageError> {
        let ids: HashSet<RosterId> = ids.collect();
        let rows: Vec<(RosterId, String)> = rosters::table
            .filter(rosters::operation_id.eq(Bind(self.operation())))
            .filter(rosters::id.eq_any(ids.into_iter().map(Bind)))
            .select((rosters::id, rosters::filename))
            .load(self.conn)?;
        Ok(rows.into_iter().collect())
    }
}
