//! Walking along an index in the list's order until the page is full.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::{access::Visibility, areas::AreaPath, ids::HouseholdId};

use super::{
    super::filter::{Check, Direction, HouseholdKey, HouseholdOrder, SortBy, SortValue},
    condition,
};
use crate::{Scoped, Slice, StorageError, columns::Bind, schema::households, visibility};

/// Walks along one column; `$after` is the last value and id that the caller has, `$within` narrows the column of areas.
macro_rules! along {
    ($scoped:expr, $direction:expr, $checks:expr, $limit:expr, $column:expr, $after:expr) => {
        along!($scoped, $direction, $checks, $limit, $column, $after, Vec::<AreaPath>::new())
    };
    ($scoped:expr, $direction:expr, $checks:expr, $limit:expr, $column:expr, $after:expr, $within:expr) => {{
        let mut query = households::table
            .filter(visibility::of_households($scoped.actor))
            .filter($column.is_not_null())
            .select((households::id, $column))
            .limit($limit)
            .into_boxed();
        for check in $checks {
            query = query.filter(condition(check));
        }
        for path in $within {
            query = query
                .filter(households::area_path.ge(path.as_str().to_owned()))
                .filter(households::area_path.lt(path.end_of_subtree()));
        }
        query = match $direction {
            Direction::Ascending => query.order(($column.asc(), households::id.asc())),
            Direction::Descending => query.order(($column.desc(), households::id.desc())),
        };
        // The first half of each condition is a range of the index, the second tells equals apart.
        if let Some((value, id)) = $after {
            query = match $direction {
                Direction::Ascending => {
                    let behind = $column.gt(value.clone()).or(households::id.gt(Bind(id)));
                    query.filter($column.ge(value).and(behind))
                }
                Direction::Descending => {
                    let behind = $column.lt(value.clone()).or(households::id.lt(Bind(id)));
                    query.filter($column.le(value).and(behind))
                }
            };
        }
        query.load($scoped.conn)?
    }};
}

pub fn walk(
    scoped: &mut Scoped<'_>,
    order: HouseholdOrder,
    checks: &[Check],
    slice: &Slice<HouseholdKey>,
) -> Result<Vec<HouseholdKey>, StorageError> {
    let (direction, limit) = (order.direction, slice.limit);
    let text = || match &slice.after {
        Some(HouseholdKey { value: SortValue::Text(text), id, .. }) => Some((text.clone(), *id)),
        _ => None,
    };
    let moment = || match &slice.after {
        Some(HouseholdKey { value: SortValue::Moment(moment), id, .. }) => Some((Bind(*moment), *id)),
        _ => None,
    };
    let with = |value, id| HouseholdKey { order, value, id };
    let of_text = |(id, text): (HouseholdId, String)| with(SortValue::Text(text), id);
    let of_moment = |(id, moment): (HouseholdId, DateTime<Utc>)| with(SortValue::Moment(moment), id);
    Ok(match order.by {
        SortBy::Reference => {
            let rows: Vec<_> = along!(scoped, direction, checks, limit, households::reference, text());
            rows.into_iter().map(of_text).collect()
        }
        SortBy::Name => {
            let rows: Vec<_> = along!(scoped, direction, checks, limit, households::name_sort, text());
            rows.into_iter().map(of_text).collect()
        }
        SortBy::Area => {
            let rows: Vec<_> = along!(
                scoped,
                direction,
                checks,
                limit,
                households::area_path,
                text(),
                areas(scoped, checks)
            );
            rows.into_iter().map(of_text).collect()
        }
        SortBy::Updated => {
            let rows: Vec<_> = along!(scoped, direction, checks, limit, households::updated_at, moment());
            rows.into_iter().map(of_moment).collect()
        }
        SortBy::AwaySince => walk_days(scoped, order, checks, slice)?,
    })
}

/// In the order of areas the walk begins where the areas asked for begin, and ends with them.
fn areas(scoped: &Scoped<'_>, checks: &[Check]) -> Vec<AreaPath> {
    let seen = match &scoped.actor.visibility {
        Visibility::Area(path) => Some(path.clone()),
        Visibility::Employer(_) | Visibility::Referred(_) => None,
    };
    let asked = checks.iter().filter_map(|check| match check {
        Check::Within(path) => Some(path.clone()),
        _ => None,
    });
    asked.chain(seen).collect()
}

/// The known days first, then the households whose day is not known, which no engine puts where the other does.
fn walk_days(
    scoped: &mut Scoped<'_>,
    order: HouseholdOrder,
    checks: &[Check],
    slice: &Slice<HouseholdKey>,
) -> Result<Vec<HouseholdKey>, StorageError> {
    let direction = order.direction;
    let mut keys: Vec<HouseholdKey> = Vec::new();
    let unknown_after = match &slice.after {
        Some(HouseholdKey { value: SortValue::UnknownDay, id, .. }) => Some(*id),
        after => {
            let after = after.as_ref().and_then(|key| match &key.value {
                SortValue::Day(day) => Some((*day, key.id)),
                _ => None,
            });
            let rows: Vec<(HouseholdId, Option<NaiveDate>)> =
                along!(scoped, direction, checks, slice.limit, households::away_since, after);
            keys.extend(
                rows.into_iter()
                    .filter_map(|(id, day)| Some(HouseholdKey { order, value: SortValue::Day(day?), id })),
            );
            None
        }
    };
    let left = slice.limit.saturating_sub(i64::try_from(keys.len()).unwrap_or(i64::MAX));
    if left <= 0 {
        return Ok(keys);
    }
    let mut query = households::table
        .filter(visibility::of_households(scoped.actor))
        .filter(households::away_since.is_null())
        .select(households::id)
        .limit(left)
        .into_boxed();
    for check in checks {
        query = query.filter(condition(check));
    }
    query = match (direction, unknown_after) {
        (Direction::Ascending, None) => query.order(households::id.asc()),
        (Direction::Ascending, Some(after)) => {
            query.filter(households::id.gt(Bind(after))).order(households::id.asc())
        }
        (Direction::Descending, None) => query.order(households::id.desc()),
        (Direction::Descending, Some(after)) => {
            query.filter(households::id.lt(Bind(after))).order(households::id.desc())
        }
    };
    let ids: Vec<HouseholdId> = query.load(scoped.conn)?;
    keys.extend(ids.into_iter().map(|id| HouseholdKey { order, value: SortValue::UnknownDay, id }));
    Ok(keys)
}
