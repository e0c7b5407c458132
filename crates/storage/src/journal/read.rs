//! Reading the journal.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    ids::{BatchId, EntryId, HouseholdId, OperationId, OrganisationId, RosterId, UserId},
    journal::{Change, EntryKind, SubjectKind},
};

use crate::{
    Connection, StorageError, Store,
    columns::{AnyId, Bind, Json},
    connection::MultiBackend,
    merges::aliases,
    paging::Slice,
    schema::{households, journal, rosters},
    visibility,
};

/// An entry as the table has it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = journal, check_for_backend(MultiBackend))]
pub struct EntryRow {
    /// The operation.
    pub operation_id: OperationId,
    /// The entry.
    pub id: EntryId,
    /// Its place in the one order; absent until it is sealed.
    pub position: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; absent for the system.
    pub actor_id: Option<UserId>,
    /// Their name at that moment.
    pub actor_name: String,
    /// What happened.
    pub kind: EntryKind,
    /// To what kind of thing.
    pub subject_kind: SubjectKind,
    /// To which.
    pub subject_id: AnyId,
    /// Its name at that moment.
    pub subject_name: Option<String>,
    /// The household it touches.
    pub household_id: Option<HouseholdId>,
    /// The commit or undoing of a roster that it is part of.
    pub batch_id: Option<BatchId>,
    /// That roster.
    pub roster_id: Option<RosterId>,
    /// Where the household was.
    pub area_path: String,
    /// Field by field.
    pub changes: Json<Vec<Change>>,
    /// The hash of the entry before.
    pub previous_hash: Option<Vec<u8>>,
    /// The hash of this entry with the one before.
    pub hash: Option<Vec<u8>>,
    /// The organisation of the one who acted.
    pub actor_organisation_id: Option<OrganisationId>,
    /// The organisation that it happened to, or to one of its users.
    pub subject_organisation_id: Option<OrganisationId>,
    /// The last entry that vouches for what this one has lost since it was sealed.
    pub emptied_by: Option<EntryId>,
}

/// The sealed entries behind a position, in order: whoever reads on from the last one misses none.
///
/// # Errors
/// As the engine's.
pub fn read_on(
    conn: &mut Connection,
    operation: OperationId,
    after: i64,
    limit: i64,
) -> Result<Vec<EntryRow>, StorageError> {
    Ok(journal::table
        .filter(journal::operation_id.eq(Bind(operation)))
        .filter(journal::position.gt(after))
        .order(journal::position.asc())
        .limit(limit)
        .select(EntryRow::as_select())
        .load(conn)?)
}

impl Store {
    /// What happened to a household and to those that became part of it, the latest first, with the file name of the roster through which it came. Entries
    /// that are not sealed yet are among them.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the actor may not see the household.
    pub async fn household_journal(
        &self,
        household: HouseholdId,
        slice: Slice<EntryId>,
    ) -> Result<Vec<(EntryRow, Option<String>)>, StorageError> {
        self.read(move |scoped| {
            let operation = scoped.operation();
            let now = aliases::resolve(scoped.conn, operation, household)?;
            let household = HouseholdId::from_uuid(now.as_uuid());
            households::table
                .filter(households::id.eq(Bind(household)))
                .filter(visibility::of_households(scoped.actor))
                .select(households::id)
                .first::<HouseholdId>(scoped.conn)?;
            let former = aliases::of_households(scoped.conn, operation, &[household])?;
            let former: Vec<HouseholdId> = former.into_values().flatten().map(|alias| alias.id).collect();
            let mut query = journal::table
                .left_join(
                    rosters::table.on(rosters::operation_id
                        .eq(journal::operation_id)
                        .and(rosters::id.nullable().eq(journal::roster_id))),
                )
                .filter(journal::operation_id.eq(Bind(operation)))
                .order(journal::id.desc())
                .limit(slice.limit)
                .select((EntryRow::as_select(), rosters::filename.nullable()))
                .into_boxed();
            query = if former.is_empty() {
                query.filter(journal::household_id.eq(Bind(household)))
            } else {
                query.filter(journal::household_id.eq_any(former.into_iter().chain([household]).map(Bind)))
            };
            if let Some(after) = slice.after {
                query = query.filter(journal::id.lt(Bind(after)));
            }
            Ok(query.load(scoped.conn)?)
        })
        .await
    }
}
