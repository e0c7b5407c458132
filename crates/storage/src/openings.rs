//! Who opened which household, at most once for each user and hour.
//!
//! An opening is an entry of the journal whose subject is the household. It is not among the household's own entries
//! (`household_id`), which tell what changed: a page that many look at has as short a history as any other.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use diesel::prelude::*;
use domain::{
    areas::AreaPath,
    households::{HouseholdStatus, ReferenceCode},
    ids::{EntryId, HouseholdId, OperationId, UserId},
    journal::{EntryKind, SubjectKind},
};

use crate::{
    Connection, Slice, StorageError, Store,
    columns::Bind,
    connection::MultiBackend,
    dialect::insert_all,
    journal::{self, Author, Entry},
    ledger::KEYS,
    prepared::{Prepare as _, padded},
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

/// Writes openings to the journal, those of each user, household and hour once, whichever process they come from. All are
/// written or none.
///
/// # Errors
/// As any write; [`StorageError::Conflict`] where another process is writing the same opening: try again.
pub fn record(conn: &mut Connection, openings: &[Opening]) -> Result<(), StorageError> {
    let mut by_operation: BTreeMap<OperationId, Vec<&Opening>> = BTreeMap::new();
    for opening in openings {
        by_operation.entry(opening.author.operation_id).or_default().push(opening);
    }
    for (operation, openings) in by_operation {
        for openings in openings.chunks(KEYS) {
            let first = claim(conn, operation, openings)?;
            note(conn, operation, &first)?;
        }
    }
    Ok(())
}

/// Those openings that are the first of their user, household and hour.
fn claim<'a>(
    conn: &mut Connection,
    operation: OperationId,
    openings: &[&'a Opening],
) -> Result<Vec<&'a Opening>, StorageError> {
    let known: Vec<(HouseholdId, UserId, DateTime<Utc>)> = household_openings::table
        .filter(household_openings::operation_id.eq(Bind(operation)))
        .filter(household_openings::household_id.eq_any(padded(openings.iter().map(|one| one.household_id))))
        .select((household_openings::household_id, household_openings::user_id, household_openings::hour))
        .prepared()
        .load(conn)?;
    let mut hours: HashMap<(HouseholdId, UserId), DateTime<Utc>> =
        known.into_iter().map(|(household, user, hour)| ((household, user), hour)).collect();
    let mut new = BTreeMap::new();
    let mut first = Vec::new();
    for opening in openings {
        let Some(user) = opening.author.user_id else { continue };
        let (key, hour) = ((opening.household_id, user), opening.hour());
        match hours.insert(key, hour) {
            Some(known) if known >= hour => drop(hours.insert(key, known)),
            Some(_) if !new.contains_key(&key) => {
                diesel::update(household_openings::table.find((Bind(operation), Bind(key.0), Bind(key.1))))
                    .set(household_openings::hour.eq(Bind(hour)))
                    .execute(conn)?;
                first.push(*opening);
            }
            Some(_) | None => {
                new.insert(key, hour);
                first.push(*opening);
            }
        }
    }
    let rows = new.into_iter().map(|((household, user), hour)| {
        (
            household_openings::operation_id.eq(Bind(operation)),
            household_openings::household_id.eq(Bind(household)),
            household_openings::user_id.eq(Bind(user)),
            household_openings::hour.eq(Bind(hour)),
        )
    });
    insert_all!(conn, household_openings::table, rows.collect::<Vec<_>>())?;
    Ok(first)
}

fn note(conn: &mut Connection, operation: OperationId, openings: &[&Opening]) -> Result<(), StorageError> {
    // The name of a closed one may be about to go.
    let found: Vec<(HouseholdId, String, String, String, HouseholdStatus)> = households::table
        .filter(households::operation_id.eq(Bind(operation)))
        .filter(households::id.eq_any(padded(openings.iter().map(|opening| opening.household_id))))
        .select((
            households::id,
            households::name,
            households::reference,
            households::area_path,
            households::status,
        ))
        .prepared()
        .load(conn)?;
    let mut places: HashMap<HouseholdId, (String, String)> = HashMap::with_capacity(found.len());
    for (id, name, reference, area, status) in found {
        let name = if status == HouseholdStatus::Closed {
            reference.parse::<ReferenceCode>().map_err(StorageError::internal)?.to_string()
        } else {
            name
        };
        places.insert(id, (name, area));
    }
    let entry = |opening: &&'_ Opening| {
        // It may have left the ledger meanwhile.
        let (name, area) = places.get(&opening.household_id)?;
        let entry = Entry::new(EntryKind::HouseholdOpened, SubjectKind::Household, opening.household_id);
        Some(entry.named(name).at(&AreaPath::from_stored(area.clone())))
    };
    let noted = openings.iter().filter_map(|opening| Some((&opening.author, entry(opening)?)));
    journal::append_each(conn, noted.collect::<Vec<_>>())
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
    let of: BTreeSet<UserId> = of.collect();
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
