//! Households as the list shows them.

use std::collections::{BTreeSet, HashMap, HashSet};

use diesel::prelude::*;
use domain::{
    ids::{HouseholdId, OperationId, OrganisationId, PersonId, UserId},
    persons::Relation,
    phone::PhoneNumber,
};

use super::{
    facts::{self, HouseholdRecord},
    filter::{HouseholdFilter, HouseholdKey, HouseholdOrder},
    list::List,
    members::{self, MembershipRecord},
};
use crate::{
    Connection, Scoped, Slice, StorageError, Store,
    areas::AreaRef,
    columns::Bind,
    persons, postings,
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
    /// The employer of a worker.
    pub employer_name: Option<String>,
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
    let employers = employers(scoped.conn, operation, &person_ids)?;
    let mut records: HashMap<HouseholdId, HouseholdRecord> =
        records.into_iter().map(|record| (record.id, record)).collect();
    let row = |key: HouseholdKey| {
        let record = records.remove(&key.id)?;
        let own = || members.iter().filter(|member| member.household_id == record.id);
        let phone =
            |member: &MembershipRecord| phones.get(&member.person_id)?.first().map(|(_, phone)| phone);
        let works = |member: &&MembershipRecord| employers.contains_key(&member.person_id);
        let by_workers = own().filter(works).chain(own());
        Some(HouseholdRow {
            area: areas.get(&record.facts.area_id).cloned()?,
            phone: by_workers.clone().find_map(phone).map(|phone| phone.number.clone()),
            employer_name: own().find_map(|member| employers.get(&member.person_id)?.clone()),
            owner: record.owner_id.and_then(|owner| owners.get(&owner).cloned()),
            key,
            record,
        })
    };
    Ok(keys.into_iter().filter_map(row).collect())
}

/// The employers of those persons who have a posting, by the latest posting that names one.
fn employers(
    conn: &mut Connection,
    operation: OperationId,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, Option<String>>, StorageError> {
    let postings = postings::of_persons(conn, operation, ids)?;
    let names = organisation_names(conn, operation, postings.iter().filter_map(|one| one.facts.employer_id))?;
    let mut employers: HashMap<PersonId, Option<String>> = HashMap::new();
    for posting in postings {
        let by_id = posting.facts.employer_id.and_then(|id| names.get(&id).cloned());
        let name = by_id.or(posting.facts.employer_name);
        let known = employers.entry(posting.person_id).or_default();
        *known = name.or_else(|| known.take());
    }
    Ok(employers)
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
        .filter(organisations::id.eq_any(ids.into_iter().map(Bind)))
        .select((organisations::id, organisations::name))
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
        .filter(users::id.eq_any(ids.into_iter().map(Bind)))
        .select((users::id, users::display_name, organisations::name))
        .load(conn)?;
    let user = |(id, display_name, organisation_name)| (id, UserRef { id, display_name, organisation_name });
    Ok(rows.into_iter().map(user).collect())
}
