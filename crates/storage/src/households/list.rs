//! The list of households.
//!
//! No list costs more than its page, however many households there are, and no planner's guess decides about it: each
//! condition is asked for its households first, but only for some. Where all of them were few, they are the list to choose
//! from; the conditions of which there are many are checked on those. Where all conditions have many households, the list
//! is walked in its order and most of what it meets belongs on the page.

mod walk;

use std::{cmp::Ordering, collections::BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{dsl::exists, prelude::*};
use domain::{access::Visibility, coverage::HouseholdCoverage, ids::HouseholdId};

use super::filter::{
    Check, Direction, HouseholdFilter, HouseholdKey, HouseholdOrder, OwnerFilter, SortBy, SortValue,
};
use crate::{
    Scoped, Slice, StorageError,
    columns::Bind,
    prepared::padded,
    schema::{coverage_workers, households, search_terms},
    search::{Range, Word, terms},
    unindexed::along_the_way,
    visibility::{self, Condition},
};

/// Rows that a condition is asked for. With more it counts as one that many households meet.
const FEW: i64 = 2_000;

/// A list that is ready to be read, slice by slice.
pub(super) struct List {
    order: HouseholdOrder,
    found: Found,
    /// What is left to check.
    checks: Vec<Check>,
}

enum Found {
    /// No other household can be on the list.
    Among(BTreeSet<HouseholdId>),
    /// Any can.
    Anywhere,
}

impl List {
    pub fn of(
        scoped: &mut Scoped<'_>,
        filter: &HouseholdFilter,
        order: HouseholdOrder,
    ) -> Result<Self, StorageError> {
        let checks = filter.checks(scoped)?;
        let mut list = Self { order, found: Found::Anywhere, checks: Vec::new() };
        // What the actor sees is checked on every row in any case; here it may tell where to look.
        let seen = match &scoped.actor.visibility {
            Visibility::Area(path) if path.parent().is_none() => None,
            Visibility::Area(path) => Some(Check::Within(path.clone())),
            Visibility::Employer(employer) => {
                Some(Check::Word(Word::exactly(&terms::facet("employer", &employer.to_string()))))
            }
            Visibility::Referred(_) => None,
        };
        if let Some(check) = seen
            && let Some(ids) = few(scoped, &check)?
        {
            list.found.narrow(ids);
        }
        for check in checks {
            match few(scoped, &check)? {
                Some(ids) => {
                    list.found.narrow(ids);
                    // Those with a covered worker may have another one who is not.
                    if check.is_of_every_worker() {
                        list.checks.push(check);
                    }
                }
                None => list.checks.push(check),
            }
        }
        Ok(list)
    }

    /// The places of the households of a slice.
    pub fn slice(
        &self,
        scoped: &mut Scoped<'_>,
        slice: &Slice<HouseholdKey>,
    ) -> Result<Vec<HouseholdKey>, StorageError> {
        match &self.found {
            Found::Among(ids) => self.choose(scoped, ids, slice),
            Found::Anywhere => walk::walk(scoped, self.order, &self.checks, slice),
        }
    }

    fn choose(
        &self,
        scoped: &mut Scoped<'_>,
        ids: &BTreeSet<HouseholdId>,
        slice: &Slice<HouseholdKey>,
    ) -> Result<Vec<HouseholdKey>, StorageError> {
        type Row = (HouseholdId, String, String, String, DateTime<Utc>, Option<NaiveDate>);
        let mut query = households::table
            .filter(visibility::of_households(scoped.actor))
            .filter(households::id.eq_any(padded(ids.iter().copied())))
            .select((
                households::id,
                households::reference,
                households::name_sort,
                households::area_path,
                households::updated_at,
                households::away_since,
            ))
            .into_boxed();
        for check in &self.checks {
            query = query.filter(condition(check));
        }
        let order = self.order;
        let key = |(id, reference, name, area, updated, away): Row| {
            let value = match order.by {
                SortBy::Reference => SortValue::Text(reference),
                SortBy::Name => SortValue::Text(name),
                SortBy::Area => SortValue::Text(area),
                SortBy::Updated => SortValue::Moment(updated),
                SortBy::AwaySince => away.map_or(SortValue::UnknownDay, SortValue::Day),
            };
            HouseholdKey { order, value, id }
        };
        let rows: Vec<Row> = query.load(scoped.conn)?;
        let mut keys: Vec<HouseholdKey> = rows.into_iter().map(key).collect();
        keys.sort_by(compare);
        if let Some(after) = &slice.after {
            keys.retain(|key| compare(key, after).is_gt());
        }
        keys.truncate(usize::try_from(slice.limit).unwrap_or_default());
        Ok(keys)
    }
}

impl Found {
    fn narrow(&mut self, ids: BTreeSet<HouseholdId>) {
        *self = match self {
            Self::Among(before) => Self::Among(before.intersection(&ids).copied().collect()),
            Self::Anywhere => Self::Among(ids),
        };
    }
}

/// The order of two places of one list. Unknown days are last both ways.
fn compare(a: &HouseholdKey, b: &HouseholdKey) -> Ordering {
    let forward = match (&a.value, &b.value) {
        (SortValue::UnknownDay, SortValue::UnknownDay) => a.id.cmp(&b.id),
        (SortValue::UnknownDay, _) => return Ordering::Greater,
        (_, SortValue::UnknownDay) => return Ordering::Less,
        (a_value, b_value) => a_value.cmp(b_value).then(a.id.cmp(&b.id)),
    };
    match a.order.direction {
        Direction::Ascending => forward,
        Direction::Descending => forward.reverse(),
    }
}

/// The households that meet a condition, if they are few.
fn few(scoped: &mut Scoped<'_>, check: &Check) -> Result<Option<BTreeSet<HouseholdId>>, StorageError> {
    let operation = scoped.operation();
    let of_operation = households::table
        .filter(households::operation_id.eq(Bind(operation)))
        .select(households::id)
        .limit(FEW + 1)
        .into_boxed();
    let query = match check {
        Check::Word(word) => return few_with_word(scoped, word),
        Check::Among(ids) => return Ok(Some(ids.clone())),
        Check::Coverage(coverage) => return few_with_workers(scoped, *coverage),
        Check::Within(path) => of_operation
            .filter(households::area_path.ge(path.as_str().to_owned()))
            .filter(households::area_path.lt(path.end_of_subtree())),
        Check::Status(status) => of_operation.filter(households::status.eq(Bind(*status))),
        Check::Owner(OwnerFilter::Nobody) => of_operation.filter(households::owner_id.is_null()),
        Check::Owner(OwnerFilter::User(owner)) => of_operation.filter(households::owner_id.eq(Bind(*owner))),
    };
    let ids: Vec<HouseholdId> = query.load(scoped.conn)?;
    Ok(is_few(ids.len()).then(|| ids.into_iter().collect()))
}

fn is_few(rows: usize) -> bool {
    i64::try_from(rows).is_ok_and(|rows| rows <= FEW)
}

fn few_with_workers(
    scoped: &mut Scoped<'_>,
    coverage: HouseholdCoverage,
) -> Result<Option<BTreeSet<HouseholdId>>, StorageError> {
    let of_operation = coverage_workers::table
        .filter(coverage_workers::operation_id.eq(Bind(scoped.operation())))
        .select(coverage_workers::household_id)
        .limit(FEW + 1)
        .into_boxed();
    let query = match coverage {
        HouseholdCoverage::Covered => of_operation.filter(coverage_workers::missing.eq("")),
        HouseholdCoverage::Uncovered => of_operation.filter(coverage_workers::missing.gt("")),
        HouseholdCoverage::Any => of_operation,
    };
    let ids: Vec<HouseholdId> = query.load(scoped.conn)?;
    Ok(is_few(ids.len()).then(|| ids.into_iter().collect()))
}

fn few_with_word(
    scoped: &mut Scoped<'_>,
    word: &Word,
) -> Result<Option<BTreeSet<HouseholdId>>, StorageError> {
    let mut found = BTreeSet::new();
    for Range { from, to } in &word.ranges {
        let ids: Vec<HouseholdId> = search_terms::table
            .filter(search_terms::operation_id.eq(Bind(scoped.operation())))
            .filter(search_terms::term.ge(from))
            .filter(search_terms::term.lt(to))
            .select(search_terms::household_id)
            .limit(FEW + 1)
            .load(scoped.conn)?;
        if !is_few(ids.len()) {
            return Ok(None);
        }
        found.extend(ids);
    }
    Ok(Some(found))
}

/// A condition to check on households that were found by something else.
fn condition(check: &Check) -> Condition<households::table> {
    match check {
        Check::Word(word) => has_word(word),
        Check::Among(ids) => along_the_way(households::id.eq_any(padded(ids.iter().copied()))),
        Check::Within(path) => along_the_way(
            households::area_path
                .ge(path.as_str().to_owned())
                .and(households::area_path.lt(path.end_of_subtree())),
        ),
        Check::Coverage(coverage) => has_workers(*coverage),
        Check::Status(status) => along_the_way(households::status.eq(Bind(*status))),
        Check::Owner(OwnerFilter::Nobody) => along_the_way(households::owner_id.is_null()),
        Check::Owner(OwnerFilter::User(owner)) => {
            along_the_way(households::owner_id.assume_not_null().eq(Bind(*owner)))
        }
    }
}

/// Whether a household has workers who are covered so.
fn has_workers(coverage: HouseholdCoverage) -> Condition<households::table> {
    let workers = || {
        coverage_workers::table
            .filter(coverage_workers::operation_id.eq(households::operation_id))
            .filter(coverage_workers::household_id.eq(households::id))
            .select(coverage_workers::person_id)
    };
    let uncovered = || exists(workers().filter(coverage_workers::missing.gt("")));
    match coverage {
        HouseholdCoverage::Any => along_the_way(exists(workers())),
        HouseholdCoverage::Uncovered => along_the_way(uncovered()),
        HouseholdCoverage::Covered => along_the_way(exists(workers()).and(diesel::dsl::not(uncovered()))),
    }
}

/// Whether one of a household's terms lies in one of the word's ranges.
fn has_word(word: &Word) -> Condition<households::table> {
    let nothing = Range { from: String::new(), to: String::new() };
    let mut ranges = word.ranges.iter().cloned().chain(std::iter::repeat(nothing));
    let mut within = || {
        let Range { from, to } = ranges.next().unwrap_or_default();
        search_terms::term.ge(from).and(search_terms::term.lt(to))
    };
    let within_any = within().or(within()).or(within()).or(within());
    along_the_way(exists(
        search_terms::table
            .filter(search_terms::operation_id.eq(households::operation_id))
            .filter(search_terms::household_id.eq(households::id))
            .filter(within_any)
            .select(search_terms::term),
    ))
}
