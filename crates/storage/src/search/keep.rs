//! Keeping the terms of households: only those that came or went are written.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::ids::{HouseholdId, OperationId};

use crate::{
    Connection, StorageError,
    columns::{AnyId, Bind},
    dialect::insert_all,
    prepared::{Prepare as _, padded, padded_texts},
    schema::search_terms,
};

/// A term, the household that it finds, and the person or household it belongs to.
pub type Term = (HouseholdId, AnyId, String);

/// Terms that go with one statement.
const AT_ONCE: usize = 200;

/// Makes these the terms of the households.
pub fn keep(
    conn: &mut Connection,
    operation: OperationId,
    households: &[HouseholdId],
    wanted: &BTreeSet<Term>,
) -> Result<(), StorageError> {
    let kept: Vec<Term> = search_terms::table
        .filter(search_terms::operation_id.eq(Bind(operation)))
        .filter(search_terms::household_id.eq_any(padded(households.iter().copied())))
        .select((search_terms::household_id, search_terms::subject_id, search_terms::term))
        .prepared()
        .load(conn)?;
    let kept: BTreeSet<Term> = kept.into_iter().collect();
    let gone: Vec<&Term> = kept.difference(wanted).collect();
    for chunk in gone.chunk_by(|(a, ..), (b, ..)| a == b) {
        remove(conn, operation, chunk)?;
    }
    let new = wanted.difference(&kept).map(|(household, subject, term)| {
        (
            search_terms::operation_id.eq(Bind(operation)),
            search_terms::household_id.eq(Bind(*household)),
            search_terms::subject_id.eq(Bind(*subject)),
            search_terms::term.eq(term.clone()),
        )
    });
    Ok(insert_all!(conn, search_terms::table, new.collect::<Vec<_>>())?)
}

/// Removes terms of one household. A term may belong to several of its subjects, so each subject has a statement.
fn remove(conn: &mut Connection, operation: OperationId, terms: &[&Term]) -> Result<(), StorageError> {
    for of_subject in terms.chunk_by(|(_, a, _), (_, b, _)| a == b) {
        for chunk in of_subject.chunks(AT_ONCE) {
            let Some((household, subject, _)) = chunk.first() else { continue };
            let rows = search_terms::table
                .filter(search_terms::operation_id.eq(Bind(operation)))
                .filter(search_terms::household_id.eq(Bind(*household)))
                .filter(search_terms::subject_id.eq(Bind(*subject)))
                .filter(search_terms::term.eq_any(padded_texts(chunk.iter().map(|(.., term)| term.clone()))));
            diesel::delete(rows).prepared().execute(conn)?;
        }
    }
    Ok(())
}
