//! Entries that lost something after they were sealed, as the anonymising of households asks for, and how that is proved.
//!
//! An emptied entry keeps the hash it was sealed with, so the chain goes on unbroken. For each loss there is a line with
//! that hash and a digest of what was left; the entry that vouches for the loss, sealed like any other, carries a digest
//! of its lines. So what is left of an emptied entry can be changed no more than any other entry can.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::{
    households::ReferenceCode,
    ids::{BatchId, EntryId, HouseholdId, OperationId},
    journal::{Change, EntryKind},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{EntryRow, chain};
use crate::{
    Connection, StorageError,
    columns::Bind,
    connection::MultiBackend,
    dialect::insert_all,
    ledger::KEYS,
    prepared::Prepare as _,
    schema::{households, journal, journal_emptied},
};

/// The field in which an entry vouches.
const FIELD: &str = "emptied";

/// What an entry vouches for: how many lost something, and a digest of which, and of what was left of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voucher {
    entries: i64,
    digest: String,
}

impl Voucher {
    /// As a change of the entry that vouches.
    pub fn change(&self) -> Option<Change> {
        Change::set(FIELD, self)
    }

    /// How many lost something.
    pub const fn entries(&self) -> i64 {
        self.entries
    }

    /// What an entry vouches for, where it is of a kind that does.
    pub(super) fn of(entry: &EntryRow) -> Option<Self> {
        let changes = &entry.changes.0;
        let said = (entry.kind == EntryKind::HouseholdAnonymised)
            .then(|| changes.iter().find(|change| change.field == FIELD))
            .flatten()?;
        serde_json::from_value(said.after.clone()).ok()
    }

    fn for_lines(lines: &[Line]) -> Self {
        let mut digest = Sha256::new().chain_update("homefront emptied 1");
        for line in lines {
            digest = digest
                .chain_update(line.position.to_be_bytes())
                .chain_update(&line.hash)
                .chain_update(&line.digest);
        }
        let digest = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Self { entries: i64::try_from(lines.len()).unwrap_or(i64::MAX), digest }
    }
}

/// One loss.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = journal_emptied, check_for_backend(MultiBackend))]
pub(super) struct Line {
    pub position: i64,
    pub emptied_by: EntryId,
    pub hash: Vec<u8>,
    pub digest: Vec<u8>,
}

/// A digest of what an entry says, under the hash that it was sealed with.
pub(super) fn left_of(hash: &[u8], position: i64, entry: &EntryRow) -> Option<chain::Hash> {
    Some(chain::hash(hash.try_into().ok()?, position, entry))
}

/// The losses among these positions, by position.
pub(super) fn lines_among(
    conn: &mut Connection,
    operation: OperationId,
    (first, last): (i64, i64),
) -> Result<BTreeMap<i64, Vec<Line>>, StorageError> {
    let lines: Vec<Line> = journal_emptied::table
        .filter(journal_emptied::operation_id.eq(Bind(operation)))
        .filter(journal_emptied::position.between(first, last))
        .select(Line::as_select())
        .load(conn)?;
    let mut by_position: BTreeMap<i64, Vec<Line>> = BTreeMap::new();
    for line in lines {
        by_position.entry(line.position).or_default().push(line);
    }
    Ok(by_position)
}

/// What an entry should vouch for by its lines, and the last position among them.
pub(super) fn lines_of(
    conn: &mut Connection,
    operation: OperationId,
    entry: EntryId,
) -> Result<(Voucher, i64), StorageError> {
    let lines: Vec<Line> = journal_emptied::table
        .filter(journal_emptied::operation_id.eq(Bind(operation)))
        .filter(journal_emptied::emptied_by.eq(Bind(entry)))
        .order(journal_emptied::position)
        .select(Line::as_select())
        .load(conn)?;
    let last = lines.last().map_or(0, |line| line.position);
    Ok((Voucher::for_lines(&lines), last))
}

/// How many losses there are.
pub(super) fn count(conn: &mut Connection, operation: OperationId) -> Result<i64, StorageError> {
    Ok(journal_emptied::table
        .filter(journal_emptied::operation_id.eq(Bind(operation)))
        .count()
        .get_result(conn)?)
}

/// Sealed entries that lose something in this transaction, which has the turn of sealing.
pub(crate) struct Emptying {
    operation: OperationId,
    by: EntryId,
    emptied: Vec<EntryId>,
}

impl Emptying {
    /// Nothing yet; the entry `by` will vouch.
    pub const fn by(operation: OperationId, by: EntryId) -> Self {
        Self { operation, by, emptied: Vec::new() }
    }

    /// Leaves of an entry only this.
    ///
    /// # Errors
    /// As any write.
    pub fn leave(
        &mut self,
        conn: &mut Connection,
        entry: &EntryRow,
        subject_name: Option<&str>,
        changes: Vec<Change>,
    ) -> Result<(), StorageError> {
        if entry.subject_name.as_deref() == subject_name && entry.changes.0 == changes {
            return Ok(());
        }
        diesel::update(journal::table.find((Bind(self.operation), Bind(entry.id))))
            .set((
                journal::subject_name.eq(subject_name),
                journal::changes.eq(Bind(changes)),
                journal::emptied_by.eq(Some(Bind(self.by))),
            ))
            .prepared()
            .execute(conn)?;
        self.emptied.push(entry.id);
        Ok(())
    }

    /// Notes what was lost, and says for what the entry vouches.
    ///
    /// # Errors
    /// [`StorageError::Internal`] where one of them is not sealed.
    pub fn noted(self, conn: &mut Connection) -> Result<Voucher, StorageError> {
        let mut lines = Vec::with_capacity(self.emptied.len());
        for ids in self.emptied.chunks(KEYS) {
            // Read again: what an engine does to a document on its way in must make no difference.
            let rows: Vec<EntryRow> = journal::table
                .filter(journal::operation_id.eq(Bind(self.operation)))
                .filter(journal::id.eq_any(ids.iter().copied().map(Bind)))
                .select(EntryRow::as_select())
                .load(conn)?;
            for row in rows {
                let unsealed = || StorageError::internal("an entry was emptied before it was sealed");
                let (position, hash) = row.position.zip(row.hash.clone()).ok_or_else(unsealed)?;
                let digest = left_of(&hash, position, &row).ok_or_else(unsealed)?.to_vec();
                lines.push(Line { position, emptied_by: self.by, hash, digest });
            }
        }
        lines.sort_by_key(|line| line.position);
        let voucher = Voucher::for_lines(&lines);
        let rows: Vec<_> = lines
            .into_iter()
            .map(|line| {
                (
                    journal_emptied::operation_id.eq(Bind(self.operation)),
                    journal_emptied::position.eq(line.position),
                    journal_emptied::emptied_by.eq(Bind(line.emptied_by)),
                    journal_emptied::hash.eq(line.hash),
                    journal_emptied::digest.eq(line.digest),
                )
            })
            .collect();
        insert_all!(conn, journal_emptied::table, rows)?;
        Ok(voucher)
    }
}

/// The references of the households because of which a batch cannot be taken back: they were anonymised since, or what an
/// entry of the batch said of their people was.
///
/// # Errors
/// As any read.
pub(crate) fn anonymised_in(
    conn: &mut Connection,
    operation: OperationId,
    batch: BatchId,
) -> Result<Vec<ReferenceCode>, StorageError> {
    let of_batch = || {
        journal::table
            .filter(journal::operation_id.eq(Bind(operation)))
            .filter(journal::batch_id.eq(Bind(batch)))
    };
    let emptied: Vec<EntryId> = of_batch()
        .filter(journal::emptied_by.is_not_null())
        .select(journal::emptied_by.assume_not_null())
        .distinct()
        .load(conn)?;
    let mut homes: Vec<HouseholdId> = journal::table
        .filter(journal::operation_id.eq(Bind(operation)))
        .filter(journal::id.eq_any(emptied.into_iter().map(Bind)))
        .filter(journal::household_id.is_not_null())
        .select(journal::household_id.assume_not_null())
        .load(conn)?;
    let touched: Vec<Option<HouseholdId>> = of_batch()
        .inner_join(
            households::table.on(households::operation_id
                .eq(journal::operation_id)
                .and(households::id.nullable().eq(journal::household_id))),
        )
        .filter(households::anonymised_at.is_not_null())
        .select(journal::household_id)
        .distinct()
        .load(conn)?;
    homes.extend(touched.into_iter().flatten());
    let references: Vec<String> = households::table
        .filter(households::operation_id.eq(Bind(operation)))
        .filter(households::id.eq_any(homes.into_iter().map(Bind)))
        .order(households::reference)
        .select(households::reference)
        .load(conn)?;
    references.iter().map(|reference| reference.parse().map_err(StorageError::internal)).collect()
}
