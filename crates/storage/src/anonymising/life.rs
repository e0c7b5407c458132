//! What is left of the household and its people themselves.

use diesel::prelude::*;
use domain::{
    dates::PartialDate,
    ids::{IdentityNumberId, PersonId},
    persons::SchoolGrade,
    phone::PhoneNumber,
};

use super::Anonymising;
use crate::{
    Connection, StorageError,
    columns::{AnyId, Bind, IdValue as _},
    ledger::KEYS,
    persons,
    prepared::{Prepare as _, padded},
    schema::{
        aliases, coverage_settlements, households, identity_numbers, persons as person_table, phones,
        postings,
    },
};

/// Takes from the ledger what tells who they were.
///
/// # Errors
/// As any write.
pub fn empty(conn: &mut Connection, work: &Anonymising<'_>) -> Result<(), StorageError> {
    household(conn, work)?;
    settlements(conn, work)?;
    let persons: Vec<PersonId> = work.reach.persons.iter().copied().collect();
    persons.chunks(KEYS).try_for_each(|persons| people(conn, work, persons))
}

fn household(conn: &mut Connection, work: &Anonymising<'_>) -> Result<(), StorageError> {
    let nothing = None::<String>;
    diesel::update(households::table.find((Bind(work.operation), Bind(work.household.id))))
        .set((
            // What people know it by from now on.
            households::name.eq(work.household.reference.to_string()),
            households::name_by_hand.eq(false),
            households::address.eq(""),
            households::address_key.eq(""),
            households::area_hint.eq(""),
            households::contact_hours.eq(&nothing),
            households::difficulties.eq(&nothing),
            households::situation_note.eq(&nothing),
            households::anonymised_at.eq(Some(Bind(work.author.at))),
            households::anonymised_after_days.eq(work.why.after_days()),
        ))
        .execute(conn)?;
    Ok(())
}

fn people(conn: &mut Connection, work: &Anonymising<'_>, ids: &[PersonId]) -> Result<(), StorageError> {
    let operation = work.operation;
    let keys = || padded(ids.iter().copied());
    let of_persons = person_table::table
        .filter(person_table::operation_id.eq(Bind(operation)))
        .filter(person_table::id.eq_any(keys()));
    let held: Vec<Vec<u8>> = of_persons
        .clone()
        .filter(person_table::identity_digest.is_not_null())
        .select(person_table::identity_digest.assume_not_null())
        .load(conn)?;
    let (nothing, no_bytes, no_id) = (None::<String>, None::<Vec<u8>>, None::<Bind<IdentityNumberId>>);
    diesel::update(of_persons)
        .set((
            person_table::name.eq(""),
            person_table::name_key.eq(""),
            person_table::birth_date.eq(None::<Bind<PartialDate>>),
            person_table::identity_digest.eq(&no_bytes),
            person_table::claimed_digest.eq(&no_bytes),
            person_table::identity_id.eq(no_id),
            person_table::identity_masked.eq(&nothing),
            person_table::school_grade.eq(None::<Bind<SchoolGrade>>),
            person_table::limited_mobility.eq(false),
            person_table::pregnant.eq(false),
            person_table::disability.eq(false),
            person_table::chronic_illness.eq(false),
            person_table::note.eq(&nothing),
            person_table::revision.eq(person_table::revision + 1),
            person_table::updated_at.eq(Bind(work.author.at)),
            person_table::anonymised_at.eq(Some(Bind(work.author.at))),
        ))
        .execute(conn)?;
    held.iter().try_for_each(|digest| persons::hand_number_on(conn, operation, digest))?;
    let of_persons = phones::table
        .filter(phones::operation_id.eq(Bind(operation)))
        .filter(phones::person_id.eq_any(keys()));
    diesel::delete(of_persons).execute(conn)?;
    let of_persons = identity_numbers::table
        .filter(identity_numbers::operation_id.eq(Bind(operation)))
        .filter(identity_numbers::person_id.eq_any(keys()));
    diesel::delete(of_persons).execute(conn)?;
    let of_persons = postings::table
        .filter(postings::operation_id.eq(Bind(operation)))
        .filter(postings::person_id.eq_any(keys()));
    diesel::update(of_persons)
        .set((postings::employer_name.eq(&nothing), postings::place.eq(&nothing)))
        .execute(conn)?;
    let former: Vec<AnyId> = ids.iter().map(|id| id.any()).collect();
    let of_persons = aliases::table
        .filter(aliases::operation_id.eq(Bind(operation)))
        .filter(aliases::id.eq_any(former.iter().copied().map(Bind)));
    diesel::update(of_persons)
        .set((
            aliases::name_key.eq(&nothing),
            aliases::identity_id.eq(no_id),
            aliases::phones.eq(Bind(Vec::<PhoneNumber>::new())),
        ))
        .execute(conn)?;
    Ok(())
}

/// That something was settled, and by whom, stays; what was said does not.
fn settlements(conn: &mut Connection, work: &Anonymising<'_>) -> Result<(), StorageError> {
    let persons = work.reach.persons.iter().copied();
    let homes = work.reach.households.iter().copied();
    let of_these = coverage_settlements::table
        .filter(coverage_settlements::operation_id.eq(Bind(work.operation)))
        .filter(
            coverage_settlements::household_id
                .eq_any(homes.map(Bind))
                .or(coverage_settlements::person_id.eq_any(persons.map(|id| Some(Bind(id))))),
        );
    diesel::update(of_these)
        .set((
            coverage_settlements::claims.eq(Bind(Vec::<String>::new())),
            coverage_settlements::taken.eq(None::<Bind<serde_json::Value>>),
            coverage_settlements::reason.eq(None::<String>),
        ))
        .prepared()
        .execute(conn)?;
    Ok(())
}
