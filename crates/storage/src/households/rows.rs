//! Households as the list shows them.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    ids::{HouseholdId, OperationId, OrganisationId, PersonId, UserId},
    persons::Relation,
    phone::PhoneNumber,
};

use super::{
    facts::{self, HouseholdRecord},
    filter::{Direction, HouseholdFilter, HouseholdKey, HouseholdOrder, SortBy, SortValue},
    list::List,
    members::{self, MembershipRecord},
};
use crate::{
    Connection, Scoped, Slice, StorageError, Store,
    areas::AreaRef,
    columns::Bind,
    persons, postings,
    prepared::{Prepare as _, padded},
    schema::{organisations, users},
};

/// A household as the list shows it.
#[derive(Debug, Clone)]
pub struct HouseholdRow {
    /// Its place in the list.
    pub key: HouseholdKey,
    /// The household.
    pub record: HouseholdRecord,
    /// Where it lives.
    pub area: AreaRef,
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

/// The rows at these places, with a fixed number of statements.
pub(super) fn rows_at(
    scoped: &mut Scoped<'_>,
    keys: Vec<HouseholdKey>,
) -> Result<Vec<HouseholdRow>, StorageError> {
    let operation = scoped.operation();
    let ids: Vec<HouseholdId> = keys.iter().map(|key| key.id).collect();
    let records = facts::load_many(scoped.conn, operation, &ids)?;
    let areas =
        scoped.area_refs(&records.iter().map(|record| record.facts.area_id).collect::<HashSet<_>>())?;
    let owners = user_refs(scoped.conn, operation, records.iter().filter_map(|record| record.owner_id))?;
    let mut members = members::of_households(scoped.conn, operation, &ids)?;
    members.retain(|member| member.facts.to.is_none());
    members.sort_by_key(|member| member.facts.relation != Some(Relation::Worker));
    let person_ids: Vec<PersonId> = members.iter().map(|member| member.person_id).collect();
    let phones = persons::phones(scoped.conn, operation, &person_ids)?;
    let workers = workers(scoped.conn, operation, &person_ids)?;
    let mut records: HashMap<HouseholdId, HouseholdRecord> =
        records.into_iter().map(|record| (record.id, record)).collect();
    let row = |key: HouseholdKey| {
        let record = records.remove(&key.id)?;
        let own = || members.iter().filter(|member| member.household_id == record.id);
        let phone =
            |member: &MembershipRecord| phones.get(&member.person_id)?.first().map(|(_, phone)| phone);
        let works = |member: &MembershipRecord| workers.get(&member.person_id);
        let away: Vec<&Work> = own().filter_map(works).filter(|work| !work.away_since.is_empty()).collect();
        let lead = away.iter().copied().find(|work| work.away_since.contains(&record.away_since));
        let work = own().filter_map(works).cloned().collect();
        Some(HouseholdRow {
            area: areas.get(&record.facts.area_id).cloned()?,
            phone: own()
                .filter(|member| works(member).is_some())
                .chain(own())
                .find_map(phone)
                .map(|phone| phone.number.clone()),
            employer_name: lead.or_else(|| own().find_map(works)).and_then(|work| work.employer.clone()),
            away_count: i32::try_from(away.len()).unwrap_or(i32::MAX),
            work,
            owner: record.owner_id.and_then(|owner| owners.get(&owner).cloned()),
            key,
            record,
        })
    };
    Ok(keys.into_iter().filter_map(row).collect())
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
    /// Since when the worker is away, where they are and the day is known.
    pub fn away_since(&self) -> Option<NaiveDate> {
        self.away_since.iter().copied().flatten().min()
    }
}

/// The work of those persons who have a posting.
fn workers(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, Work>, StorageError> {
    let postings = postings::of_persons(conn, operation, ids)?;
    let names = organisation_names(conn, operation, postings.iter().filter_map(|one| one.facts.employer_id))?;
    let mut workers: HashMap<PersonId, Work> = HashMap::new();
    for posting in postings {
        let by_id = posting.facts.employer_id.and_then(|id| names.get(&id).cloned());
        let work = workers.entry(posting.person_id).or_default();
        if posting.facts.to.is_none() && posting.facts.state.is_away() {
            work.away_since.push(posting.facts.from);
        }
        work.category = posting.facts.category.or_else(|| work.category.take());
        work.employer = by_id.or(posting.facts.employer_name).or_else(|| work.employer.take());
    }
    Ok(workers)
}

/// The names of organisations.
pub(crate) fn organisation_names(
    conn: &mut Connection,
    operation: OperationId,
    ids: impl Iterator<Item = OrganisationId>,
) -> Result<HashMap<OrganisationId, String>, StorageError> {
    let ids: BTreeSet<OrganisationId> = ids.collect();
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
    let rows: Vec<(UserId, String, String)> = users::table
        .inner_join(
            organisations::table.on(organisations::operation_id
                .eq(users::operation_id)
                .and(organisations::id.eq(users::organisation_id))),
        )
        .filter(users::operation_id.eq(Bind(operation)))
        .filter(users::id.eq_any(padded(ids)))
        .select((users::id, users::display_name, organisations::name))
        .prepared()
        .load(conn)?;
    let user = |(id, display_name, organisation_name)| (id, UserRef { id, display_name, organisation_name });
    Ok(rows.into_iter().map(user).collect())
}
