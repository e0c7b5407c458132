//! What must hold across fields and tables before something is entered.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use diesel::prelude::*;
use domain::{
    access::Visibility,
    dates::PartialDate,
    ids::{AreaId, OrganisationId},
    organisations::OrganisationKind,
    postings::check_interval,
    problems::ProblemCode,
};

use super::members::{MembershipFacts, MembershipRecord};
use crate::{
    Scoped, StorageError,
    columns::Bind,
    persons::PersonFacts,
    postings::PostingFacts,
    prepared::{Prepare as _, padded},
    refusal::Fault,
    schema::{organisations, worker_categories},
};

/// An area that is in use and, for an area's office, lies in that area: it would not see the household otherwise.
pub(crate) fn of_area(scoped: &mut Scoped<'_>, area: AreaId) -> Result<Vec<Fault>, StorageError> {
    let fault = || vec![Fault::at("", "/area_id", ProblemCode::UnknownReference)];
    match (scoped.place_in_use(area), &scoped.actor.visibility) {
        (Err(StorageError::NotFound), _) => Ok(fault()),
        (Err(error), _) => Err(error),
        (Ok(place), Visibility::Area(own)) if !own.contains(&place.path) => Ok(fault()),
        (Ok(_), _) => Ok(Vec::new()),
    }
}

/// A birth date that has been.
pub(crate) fn of_person(facts: &PersonFacts, today: NaiveDate, place: &str) -> Vec<Fault> {
    let in_the_future = match facts.birth_date {
        Some(PartialDate::Full(date)) => date > today,
        Some(PartialDate::Year(year)) => i32::from(year) > today.year(),
        Some(PartialDate::MonthDay { .. }) | None => false,
    };
    let fault = in_the_future.then(|| Fault::at(place, "/birth_date", ProblemCode::InTheFuture));
    fault.into_iter().collect()
}

/// An interval that has begun, or whose beginning is not known, and does not end before.
pub(super) fn of_membership(facts: &MembershipFacts, today: NaiveDate, place: &str) -> Vec<Fault> {
    let future = |date: Option<NaiveDate>| date.is_some_and(|date| date > today);
    let from = future(facts.from).then(|| Fault::at(place, "/from", ProblemCode::InTheFuture));
    let to = future(facts.to).then(|| Fault::at(place, "/to", ProblemCode::InTheFuture));
    from.into_iter().chain(to).chain(of_interval(facts.from, facts.to, place)).collect()
}

/// A day that has come, and that is not before the membership which it ends began.
pub(crate) fn of_move(membership: &MembershipRecord, from: NaiveDate, today: NaiveDate) -> Vec<Fault> {
    let early = membership.facts.from.is_some_and(|since| from <= since);
    let future = (from > today).then(|| Fault::at("", "/from", ProblemCode::InTheFuture));
    let early = early.then(|| Fault::at("", "/from", ProblemCode::EndsBeforeItBegins));
    future.into_iter().chain(early).collect()
}

fn of_interval(from: Option<NaiveDate>, to: Option<NaiveDate>, place: &str) -> Option<Fault> {
    check_interval(from, to).err().map(|_| Fault::at(place, "/to", ProblemCode::EndsBeforeItBegins))
}

/// Intervals, categories and employers of postings, each with its place in the request.
pub(crate) fn of_postings(
    scoped: &mut Scoped<'_>,
    postings: &[(String, &PostingFacts)],
) -> Result<Vec<Fault>, StorageError> {
    let operation = scoped.operation();
    let wanted: BTreeSet<&str> = postings.iter().filter_map(|(_, facts)| facts.category.as_deref()).collect();
    let categories: Vec<String> = worker_categories::table
        .filter(worker_categories::operation_id.eq(Bind(operation)))
        .filter(worker_categories::code.eq_any(wanted))
        .select(worker_categories::code)
        .load(scoped.conn)?;
    let wanted: BTreeSet<OrganisationId> =
        postings.iter().filter_map(|(_, facts)| facts.employer_id).collect();
    let employers: Vec<OrganisationId> = organisations::table
        .filter(organisations::operation_id.eq(Bind(operation)))
        .filter(organisations::id.eq_any(padded(wanted)))
        .filter(organisations::kind.eq(Bind(OrganisationKind::Employer)))
        .select(organisations::id)
        .prepared()
        .load(scoped.conn)?;
    let faults = postings.iter().flat_map(|(place, facts)| {
        let unknown = |pointer: &str| Fault::at(place, pointer, ProblemCode::UnknownReference);
        let category = facts.category.as_ref().filter(|code| !categories.contains(code));
        let employer = facts.employer_id.filter(|id| !employers.contains(id));
        [
            category.map(|_| unknown("/category")),
            employer.map(|_| unknown("/employer_id")),
            of_interval(facts.from, facts.to, place),
        ]
    });
    Ok(faults.flatten().collect())
}
