//! The part of the ledger that the rows of a roster may touch, loaded in a fixed number of queries for each thousand of
//! keys.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    areas::AreaPath,
    dates::PartialDate,
    ids::{AreaId, HouseholdId, OperationId, OrganisationId, PersonId, PostingId},
    persons::{Relation, SchoolGrade, Sex},
    phone::PhoneNumber,
    rosters::{
        areas::Place,
        categories::CategoryCode,
        ledger::{IdentityKey, LedgerHousehold, LedgerPerson, LedgerPosting, LedgerView, Wanted},
    },
};

use crate::{
    Connection, StorageError,
    columns::Bind,
    schema::{households, memberships, organisations, persons, phones, postings},
};

/// Keys in one query: well below both engines' limits of bound values.
pub(super) const KEYS: usize = 1_000;

/// Loads what [`Wanted`] describes.
///
/// # Errors
/// As any read.
pub fn load(
    conn: &mut Connection,
    operation: OperationId,
    wanted: &Wanted,
) -> Result<LedgerView, StorageError> {
    let mut found: BTreeSet<PersonId> = wanted.persons.clone();
    by_keys(conn, operation, wanted, &mut found)?;
    let mut homes: BTreeSet<HouseholdId> = wanted.households.clone();
    homes.extend(households_at(conn, operation, wanted)?);
    for chunk in chunks(&found) {
        let rows: Vec<HouseholdId> = present(operation)
            .filter(memberships::person_id.eq_any(chunk.iter().copied().map(Bind)))
            .select(memberships::household_id)
            .load(conn)?;
        homes.extend(rows);
    }
    for chunk in chunks(&homes) {
        let rows: Vec<PersonId> = present(operation)
            .filter(memberships::household_id.eq_any(chunk.iter().copied().map(Bind)))
            .select(memberships::person_id)
            .load(conn)?;
        found.extend(rows);
    }
    Ok(LedgerView {
        persons: load_persons(conn, operation, &found)?,
        households: load_households(conn, operation, &homes)?,
    })
}

fn chunks<T: Ord + Copy>(keys: &BTreeSet<T>) -> impl Iterator<Item = Vec<T>> {
    let keys: Vec<T> = keys.iter().copied().collect();
    let chunks: Vec<Vec<T>> = keys.chunks(KEYS).map(<[T]>::to_vec).collect();
    chunks.into_iter()
}

fn text_chunks<'a>(keys: impl Iterator<Item = &'a str>) -> impl Iterator<Item = Vec<&'a str>> {
    let keys: Vec<&str> = keys.collect();
    let chunks: Vec<Vec<&str>> = keys.chunks(KEYS).map(<[&str]>::to_vec).collect();
    chunks.into_iter()
}

#[diesel::dsl::auto_type(no_type_alias)]
fn present(operation: OperationId) -> _ {
    let of_operation: Bind<OperationId> = Bind(operation);
    memberships::table
        .filter(memberships::operation_id.eq(of_operation))
        .filter(memberships::to_date.is_null())
}

fn by_keys(
    conn: &mut Connection,
    operation: OperationId,
    wanted: &Wanted,
    found: &mut BTreeSet<PersonId>,
) -> Result<(), StorageError> {
    let of_operation = || persons::table.filter(persons::operation_id.eq(Bind(operation)));
    let digests: Vec<Vec<u8>> = wanted.identities.iter().map(|key| key.0.to_vec()).collect();
    for chunk in digests.chunks(KEYS) {
        let rows: Vec<PersonId> =
            of_operation().filter(persons::identity_digest.eq_any(chunk)).select(persons::id).load(conn)?;
        found.extend(rows);
    }
    for chunk in text_chunks(wanted.names.iter().map(String::as_str)) {
        let rows: Vec<PersonId> =
            of_operation().filter(persons::name_key.eq_any(chunk)).select(persons::id).load(conn)?;
        found.extend(rows);
    }
    for chunk in text_chunks(wanted.phones.iter().map(PhoneNumber::as_str)) {
        let rows: Vec<PersonId> = phones::table
            .filter(phones::operation_id.eq(Bind(operation)))
            .filter(phones::number.eq_any(chunk))
            .select(phones::person_id)
            .load(conn)?;
        found.extend(rows);
    }
    Ok(())
}

fn households_at(
    conn: &mut Connection,
    operation: OperationId,
    wanted: &Wanted,
) -> Result<BTreeSet<HouseholdId>, StorageError> {
    let mut found = BTreeSet::new();
    for chunk in text_chunks(wanted.addresses.iter().map(String::as_str).filter(|key| !key.is_empty())) {
        let rows: Vec<HouseholdId> = households::table
            .filter(households::operation_id.eq(Bind(operation)))
            .filter(households::address_key.eq_any(chunk))
            .select(households::id)
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

#[derive(Queryable)]
struct PersonRow {
    id: PersonId,
    name: String,
    sex: Option<Sex>,
    birth_date: Option<PartialDate>,
    identity_digest: Option<Vec<u8>>,
    school_grade: Option<SchoolGrade>,
    limited_mobility: bool,
    note: Option<String>,
}

fn load_persons(
    conn: &mut Connection,
    operation: OperationId,
    ids: &BTreeSet<PersonId>,
) -> Result<Vec<LedgerPerson>, StorageError> {
    let employers = employer_names(conn, operation)?;
    let mut loaded: BTreeMap<PersonId, LedgerPerson> = BTreeMap::new();
    for chunk in chunks(ids) {
        let keys = || chunk.iter().copied().map(Bind);
        let rows: Vec<PersonRow> = persons::table
            .filter(persons::operation_id.eq(Bind(operation)))
            .filter(persons::id.eq_any(keys()))
            .select((
                persons::id,
                persons::name,
                persons::sex,
                persons::birth_date,
                persons::identity_digest,
                persons::school_grade,
                persons::limited_mobility,
                persons::note,
            ))
            .load(conn)?;
        loaded.extend(rows.into_iter().map(|row| (row.id, row.into())));
        let numbers: Vec<(PersonId, String)> = phones::table
            .filter(phones::operation_id.eq(Bind(operation)))
            .filter(phones::person_id.eq_any(keys()))
            .order((phones::person_id, phones::position))
            .select((phones::person_id, phones::number))
            .load(conn)?;
        for (person, number) in numbers {
            if let (Some(person), Ok(number)) = (loaded.get_mut(&person), PhoneNumber::parse(&number)) {
                person.phones.push(number);
            }
        }
        let rows: Vec<PostingRow> = postings::table
            .filter(postings::operation_id.eq(Bind(operation)))
            .filter(postings::person_id.eq_any(keys()))
            .order(postings::id)
            .select((
                postings::person_id,
                postings::id,
                postings::category,
                postings::employer_id,
                postings::employer_name,
                postings::place,
                postings::from_date,
                postings::to_date,
            ))
            .load(conn)?;
        for row in rows {
            if let Some(person) = loaded.get_mut(&row.person_id) {
                person.postings.push(row.named(&employers));
            }
        }
        let homes: Vec<(PersonId, HouseholdId, Option<Relation>)> = present(operation)
            .filter(memberships::person_id.eq_any(keys()))
            .order(memberships::id)
            .select((memberships::person_id, memberships::household_id, memberships::relation))
            .load(conn)?;
        for (person, household, relation) in homes {
            if let Some(person) = loaded.get_mut(&person) {
                person.households.push((household, relation));
            }
        }
    }
    Ok(loaded.into_values().collect())
}

impl From<PersonRow> for LedgerPerson {
    fn from(row: PersonRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            sex: row.sex,
            birth_date: row.birth_date,
            identity: row.identity_digest.and_then(|digest| digest.try_into().ok()).map(IdentityKey),
            phones: Vec::new(),
            school_grade: row.school_grade,
            limited_mobility: row.limited_mobility,
            note: row.note,
            postings: Vec::new(),
            households: Vec::new(),
        }
    }
}

#[derive(Queryable)]
struct PostingRow {
    person_id: PersonId,
    id: PostingId,
    category: Option<String>,
    employer_id: Option<OrganisationId>,
    employer_name: Option<String>,
    place: Option<String>,
    from_date: Option<NaiveDate>,
    to_date: Option<NaiveDate>,
}

impl PostingRow {
    fn named(self, employers: &HashMap<OrganisationId, String>) -> LedgerPosting {
        let known = self.employer_id.and_then(|id| employers.get(&id).cloned());
        LedgerPosting {
            id: self.id,
            category: self.category.map(CategoryCode::from_stored),
            employer: known.or(self.employer_name),
            place: self.place,
            from: self.from_date,
            to: self.to_date,
        }
    }
}

/// The names of the employers that are organisations of the operation.
fn employer_names(
    conn: &mut Connection,
    operation: OperationId,
) -> Result<HashMap<OrganisationId, String>, StorageError> {
    let rows: Vec<(OrganisationId, String)> = organisations::table
        .filter(organisations::operation_id.eq(Bind(operation)))
        .filter(organisations::kind.eq(Bind(domain::organisations::OrganisationKind::Employer)))
        .select((organisations::id, organisations::name))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

#[derive(Queryable)]
struct HouseholdRow {
    id: HouseholdId,
    area_id: AreaId,
    area_path: String,
    area_hint: String,
    address: String,
    reported_elders: Option<i32>,
    reported_minors: Option<i32>,
    difficulties: Option<String>,
    situation_note: Option<String>,
}

fn load_households(
    conn: &mut Connection,
    operation: OperationId,
    ids: &BTreeSet<HouseholdId>,
) -> Result<Vec<LedgerHousehold>, StorageError> {
    let mut loaded = Vec::with_capacity(ids.len());
    for chunk in chunks(ids) {
        let rows: Vec<HouseholdRow> = households::table
            .filter(households::operation_id.eq(Bind(operation)))
            .filter(households::id.eq_any(chunk.iter().copied().map(Bind)))
            .select((
                households::id,
                households::area_id,
                households::area_path,
                households::area_hint,
                households::address,
                households::reported_elders,
                households::reported_minors,
                households::difficulties,
                households::situation_note,
            ))
            .load(conn)?;
        loaded.extend(rows.into_iter().map(LedgerHousehold::from));
    }
    Ok(loaded)
}

impl From<HouseholdRow> for LedgerHousehold {
    fn from(row: HouseholdRow) -> Self {
        let said = |text: String| (!text.is_empty()).then_some(text);
        Self {
            id: row.id,
            place: Place { id: row.area_id, path: AreaPath::from_stored(row.area_path) },
            area_hint: said(row.area_hint),
            address: said(row.address),
            reported_elders: row.reported_elders,
            reported_minors: row.reported_minors,
            difficulties: row.difficulties,
            situation_note: row.situation_note,
        }
    }
}
