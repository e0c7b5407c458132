//! Households as the list shows them.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::{
    areas::{AreaLevel, AreaPath},
    households::{Bits, HouseholdStatus, Missing, ReferenceCode, Situation},
    ids::{HouseholdId, OperationId, OrganisationId, UserId},
    phone::PhoneNumber,
};

use super::{
    filter::{Direction, HouseholdFilter, HouseholdKey, HouseholdOrder, SortBy, SortValue},
    list::List,
    listing::{ListedWorker, Listing},
};
use crate::{
    Connection, Scoped, Slice, StorageError, Store,
    columns::{Bind, Json},
    connection::MultiBackend,
    prepared::{Prepare as _, padded, padded_texts},
    schema::{areas, households, organisations, users},
    users::at_their_organisation,
};

/// A household as the list shows it.
#[derive(Debug, Clone)]
pub struct HouseholdRow {
    /// Its place in the list.
    pub key: HouseholdKey,
    /// Its reference.
    pub reference: ReferenceCode,
    /// Its name, by hand or by its workers.
    pub name: String,
    /// The name of its area.
    pub area_name: String,
    /// The name of the town that the area is or lies in, where it is known.
    pub town_name: Option<String>,
    /// The address.
    pub address: Option<String>,
    /// How far the operation has come with it.
    pub status: HouseholdStatus,
    /// What makes it vulnerable.
    pub situation: Bits<Situation>,
    /// What is still missing.
    pub missing: Bits<Missing>,
    /// Present members.
    pub member_count: i32,
    /// Those of them who have a posting.
    pub worker_count: i32,
    /// The category that the list shows.
    pub primary_category: Option<String>,
    /// Since when somebody is away.
    pub away_since: Option<NaiveDate>,
    /// The first phone of a worker, else of any member.
    pub phone: Option<PhoneNumber>,
    /// The employer of the worker whose category and days stand on the list.
    pub employer_name: Option<String>,
    /// How many are away.
    pub away_count: i32,
    /// Each present worker's work, in the order of their names in the household's.
    pub work: Vec<Work>,
    /// The coordinator in charge.
    pub owner: Option<UserRef>,
    /// Whether it has lost what tells who they were.
    pub is_anonymised: bool,
    /// When it or its members last changed.
    pub updated_at: DateTime<Utc>,
}

/// A user where a household refers to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRef {
    /// The user.
    pub id: UserId,
    /// The name that others see.
    pub display_name: String,
    /// The name of their organisation.
    pub organisation_name: String,
}

impl Store {
    /// Households in the order asked for.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the filter names an area that does not exist.
    pub async fn households(
        &self,
        filter: HouseholdFilter,
        order: HouseholdOrder,
        slice: Slice<HouseholdKey>,
    ) -> Result<Vec<HouseholdRow>, StorageError> {
        self.read(move |scoped| {
            let keys = List::of(scoped, &filter, order)?.slice(scoped, &slice)?;
            rows_at(scoped, keys)
        })
        .await
    }
}

/// How far households are counted.
const COUNTED: i64 = 10_000;

/// How many households fit a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// So many.
    Exactly(i64),
    /// So many and more: beyond them nobody counts.
    OrMore(i64),
}

impl Store {
    /// How many households fit a filter, counted as far as that costs no more than some pages of the list.
    ///
    /// # Errors
    /// As [`Store::households`].
    pub async fn count_households(&self, filter: HouseholdFilter) -> Result<Counted, StorageError> {
        self.read(move |scoped| {
            let order = HouseholdOrder { by: SortBy::Reference, direction: Direction::Ascending };
            let found = List::of(scoped, &filter, order)?.slice(scoped, &Slice::first(COUNTED + 1))?;
            let found = i64::try_from(found.len()).map_err(StorageError::internal)?;
            Ok(if found > COUNTED { Counted::OrMore(COUNTED) } else { Counted::Exactly(found) })
        })
        .await
    }
}

/// The rows of these households, whoever may see them.
pub(crate) fn rows_of(
    scoped: &mut Scoped<'_>,
    ids: &[HouseholdId],
) -> Result<Vec<HouseholdRow>, StorageError> {
    let order = HouseholdOrder { by: SortBy::Reference, direction: Direction::Ascending };
    let key = |id: &HouseholdId| HouseholdKey { order, value: SortValue::Text(String::new()), id: *id };
    rows_at(scoped, ids.iter().map(key).collect())
}

/// The rows at these places, with a fixed number of statements. They are not one: joined, PostgreSQL may read all areas and users
/// of the operation for a page.
pub(super) fn rows_at(
    scoped: &mut Scoped<'_>,
    keys: Vec<HouseholdKey>,
) -> Result<Vec<HouseholdRow>, StorageError> {
    let operation = scoped.operation();
    let rows: Vec<Household> = households::table
        .filter(households::operation_id.eq(Bind(operation)))
        .filter(households::id.eq_any(padded(keys.iter().map(|key| key.id))))
        .select(Household::as_select())
        .prepared()
        .load(scoped.conn)?;
    let employers = rows.iter().flat_map(|row| &row.listing.0.workers).filter_map(|one| one.employer_id);
    let around = Around {
        employers: organisation_names(scoped.conn, operation, employers)?,
        areas: areas_at(scoped.conn, operation, &rows)?,
        owners: user_refs(scoped.conn, operation, rows.iter().filter_map(|row| row.owner_id))?,
    };
    let mut rows: HashMap<HouseholdId, Household> = rows.into_iter().map(|row| (row.id, row)).collect();
    let rows = keys.into_iter().filter_map(|key| Some(row_at(rows.remove(&key.id)?, key, &around)));
    rows.collect()
}

/// What the rows of a page refer to.
struct Around {
    employers: HashMap<OrganisationId, String>,
    /// Names and levels, by paths.
    areas: HashMap<String, (String, AreaLevel)>,
    owners: HashMap<UserId, UserRef>,
}

/// The areas of households and those right above them.
fn areas_at(
    conn: &mut Connection,
    operation: OperationId,
    rows: &[Household],
) -> Result<HashMap<String, (String, AreaLevel)>, StorageError> {
    let mut paths: BTreeSet<String> = rows.iter().map(|row| row.area_path.clone()).collect();
    let parents = |path: &String| AreaPath::from_stored(path.clone()).parent();
    let above: Vec<AreaPath> = paths.iter().filter_map(parents).collect();
    paths.extend(above.iter().map(|path| path.as_str().to_owned()));
    let found: Vec<(String, String, AreaLevel)> = areas::table
        .filter(areas::operation_id.eq(Bind(operation)))
        .filter(areas::path.eq_any(padded_texts(paths)))
        .select((areas::path, areas::name, areas::level))
        .prepared()
        .load(conn)?;
    Ok(found.into_iter().map(|(path, name, level)| (path, (name, level))).collect())
}

/// What the list shows of a household's own row.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = households, check_for_backend(MultiBackend))]
struct Household {
    id: HouseholdId,
    reference: String,
    name: String,
    area_path: String,
    address: String,
    status: HouseholdStatus,
    situation: i32,
    missing: i32,
    owner_id: Option<UserId>,
    member_count: i32,
    worker_count: i32,
    primary_category: Option<String>,
    away_since: Option<NaiveDate>,
    anonymised_at: Option<DateTime<Utc>>,
    updated_at: DateTime<Utc>,
    listing: Json<Listing>,
}

fn row_at(household: Household, key: HouseholdKey, around: &Around) -> Result<HouseholdRow, StorageError> {
    let path = AreaPath::from_stored(household.area_path);
    let area = around.areas.get(path.as_str());
    let (area_name, level) =
        area.cloned().ok_or_else(|| StorageError::internal("a household lies where no area is"))?;
    let Json(Listing { phone, workers }) = household.listing;
    let work: Vec<Work> = workers.into_iter().map(|worker| Work::of(worker, &around.employers)).collect();
    let away = || work.iter().filter(|work| !work.away_since.is_empty());
    let lead = away().find(|work| work.away_since.contains(&household.away_since)).or(work.first());
    Ok(HouseholdRow {
        key,
        reference: household.reference.parse().map_err(StorageError::internal)?,
        name: household.name,
        town_name: match level {
            AreaLevel::Village => {
                path.parent().and_then(|above| Some(around.areas.get(above.as_str())?.0.clone()))
            }
            AreaLevel::Town => Some(area_name.clone()),
            AreaLevel::City | AreaLevel::District => None,
        },
        area_name,
        address: (!household.address.is_empty()).then_some(household.address),
        status: household.status,
        situation: Bits::<Situation>::from_column(household.situation),
        missing: Bits::<Missing>::from_column(household.missing),
        member_count: household.member_count,
        worker_count: household.worker_count,
        primary_category: household.primary_category,
        away_since: household.away_since,
        phone,
        employer_name: lead.and_then(|work| work.employer.clone()),
        away_count: i32::try_from(away().count()).unwrap_or(i32::MAX),
        work,
        owner: household.owner_id.and_then(|owner| around.owners.get(&owner).cloned()),
        is_anonymised: household.anonymised_at.is_some(),
        updated_at: household.updated_at,
    })
}

/// What the postings of a worker say to the list.
#[derive(Debug, Clone, Default)]
pub struct Work {
    /// By the latest posting that names one.
    pub category: Option<String>,
    /// By the latest posting that names one.
    pub employer: Option<String>,
    /// The first days of the postings for which they are away.
    away_since: Vec<Option<NaiveDate>>,
}

impl Work {
    fn of(worker: ListedWorker, employers: &HashMap<OrganisationId, String>) -> Self {
        let by_id = worker.employer_id.and_then(|id| employers.get(&id).cloned());
        Self {
            category: worker.category,
            employer: by_id.or(worker.employer_name),
            away_since: worker.away_since,
        }
    }

    /// Since when the worker is away, where they are and the day is known.
    pub fn away_since(&self) -> Option<NaiveDate> {
        self.away_since.iter().copied().flatten().min()
    }
}

/// The names of organisations.
pub(crate) fn organisation_names(
    conn: &mut Connection,
    operation: OperationId,
    ids: impl Iterator<Item = OrganisationId>,
) -> Result<HashMap<OrganisationId, String>, StorageError> {
    let ids: BTreeSet<OrganisationId> = ids.collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(OrganisationId, String)> = organisations::table
        .filter(organisations::operation_id.eq(Bind(operation)))
        .filter(organisations::id.eq_any(padded(ids)))
        .select((organisations::id, organisations::name))
        .prepared()
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Users with the names of their organisations. Who owns a household is shown to all who see it.
pub(crate) fn user_refs(
    conn: &mut Connection,
    operation: OperationId,
    ids: impl Iterator<Item = UserId>,
) -> Result<HashMap<UserId, UserRef>, StorageError> {
    let ids: BTreeSet<UserId> = ids.collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(UserId, String, String)> = users::table
        .inner_join(organisations::table.on(at_their_organisation()))
        .filter(users::operation_id.eq(Bind(operation)))
        .filter(users::id.eq_any(padded(ids)))
        .select((users::id, users::display_name, organisations::name))
        .prepared()
        .load(conn)?;
    let user = |(id, display_name, organisation_name)| (id, UserRef { id, display_name, organisation_name });
    Ok(rows.into_iter().map(user).collect())
}
