//! Who opened which household, at most once for each user and hour.
//!
//! An opening is an entry of the journal whose subject is the household. It is not among the household's own entries
//! (`household_id`), which tell what changed: a page that many look at has as short a history as any other.

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use diesel::prelude::*;
use domain::{
    areas::AreaPath,
    ids::{EntryId, HouseholdId, OperationId, UserId},
    journal::{EntryKind, SubjectKind},
};

use crate::{
    Connection, Slice, StorageError, Store,
    columns::Bind,
    connection::MultiBackend,
    dialect::on_each_engine,
    journal::{self, Author, Entry},
    schema::{household_openings, households, journal as entries, organisations, users},
};

/// Somebody opened a household's page.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Who, and when.
    pub author: Author,
    /// Which household, of those that they see.
    pub household_id: HouseholdId,
}

impl Opening {
    /// The hour that it counts for.
    pub fn hour(&self) -> DateTime<Utc> {
        self.author.at.duration_trunc(TimeDelta::hours(1)).unwrap_or(self.author.at)
    }
}

/// An opening as it is listed.
#[derive(Debug, Clone)]
pub struct OpeningRow {
    /// Its entry in the journal.
    pub id: EntryId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub user_id: Option<UserId>,
    /// Their name at that moment.
    pub user_name: String,
    /// The organisation that they are with now.
    pub organisation_name: Option<String>,
}

/// Writes openings to the journal, those of each user, household and hour once, whichever process they come from.
///
/// # Errors
/// As any write.
pub fn record(conn: &mut Connection, openings: &[Opening]) -> Result<(), StorageError> {
    let mut first: Vec<&Opening> = Vec::new();
    for opening in openings {
        if claim(conn, opening)? {
            first.push(opening);
        }
    }
    let mut noted: Vec<(&Author, Entry)> = Vec::with_capacity(first.len());
    for opening in first {
        let operation = opening.author.operation_id;
        let found: Option<(String, String)> = households::table
            .find((Bind(operation), Bind(opening.household_id)))
            .select((households::name, households::area_path))
            .first(conn)
            .optional()?;
        // It may have left the ledger meanwhile.
        if let Some((name, area)) = found {
            let entry = Entry::new(EntryKind::HouseholdOpened, SubjectKind::Household, opening.household_id);
            noted.push((&opening.author, entry.named(name).at(&AreaPath::from_stored(area))));
        }
    }
    journal::append_each(conn, noted)
}

/// Whether this opening is the first of its user, household and hour.
fn claim(conn: &mut Connection, opening: &Opening) -> Result<bool, StorageError> {
    let Some(user) = opening.author.user_id else { return Ok(false) };
    let (operation, household, hour) = (opening.author.operation_id, opening.household_id, opening.hour());
    let row = household_openings::table.find((Bind(operation), Bind(household), Bind(user)));
    let renewed = diesel::update(row.filter(household_openings::hour.lt(Bind(hour))))
        .set(household_openings::hour.eq(Bind(hour)))
        .execute(conn)?;
    if renewed == 1 {
        return Ok(true);
    }
    let new = (
        household_openings::operation_id.eq(Bind(operation)),
        household_openings::household_id.eq(Bind(household)),
        household_openings::user_id.eq(Bind(user)),
        household_openings::hour.eq(Bind(hour)),
    );
    let entered = on_each_engine!(conn, own => {
        diesel::insert_into(household_openings::table).values(new).on_conflict_do_nothing().execute(own)
    })?;
    Ok(entered == 1)
}

type Row = (EntryId, DateTime<Utc>, Option<UserId>, String);

impl Store {
    /// Who opened a household, the latest first.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where the actor does not see it.
    pub async fn household_openings(
        &self,
        household: HouseholdId,
        slice: Slice<EntryId>,
    ) -> Result<Vec<OpeningRow>, StorageError> {
        self.read(move |scoped| {
            scoped.see(household)?;
            let operation = scoped.operation();
            let mut query = entries::table
                .filter(entries::operation_id.eq(Bind(operation)))
                .filter(entries::subject_id.eq(Bind(household)))
                .filter(entries::kind.eq(Bind(EntryKind::HouseholdOpened)))
                .order(entries::id.desc())
                .limit(slice.limit)
                .select((entries::id, entries::at, entries::actor_id, entries::actor_name))
                .into_boxed::<MultiBackend>();
            if let Some(after) = slice.after {
                query = query.filter(entries::id.lt(Bind(after)));
            }
            let rows: Vec<Row> = query.load(scoped.conn)?;
            let of = organisations_of(scoped.conn, operation, rows.iter().filter_map(|row| row.2))?;
            let row = |(id, at, user_id, user_name): Row| {
                let organisation = of.iter().find(|(user, _)| Some(*user) == user_id);
                let organisation_name = organisation.map(|(_, name)| name.clone());
                OpeningRow { id, at, user_id, user_name, organisation_name }
            };
            Ok(rows.into_iter().map(row).collect())
        })
        .await
    }
}

fn organisations_of(
    conn: &mut Connection,
    operation: OperationId,
    of: impl Iterator<Item = UserId>,
) -> Result<Vec<(UserId, String)>, StorageError> {
    let of: std::collections::BTreeSet<UserId> = of.collect();
    Ok(users::table
        .inner_join(
            organisations::table.on(organisations::operation_id
                .eq(users::operation_id)
                .and(organisations::id.eq(users::organisation_id))),
        )
        .filter(users::operation_id.eq(Bind(operation)))
        .filter(users::id.eq_any(of.into_iter().map(Bind)))
        .select((users::id, organisations::name))
        .load(conn)?)
}
