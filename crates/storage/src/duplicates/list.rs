//! The worklist: pairs that may be one, the strongest reasons first, area by area.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    access::Visibility,
    duplicates::{DuplicateReason, DuplicateState},
    households::Bits,
    ids::{DuplicateId, HouseholdId, PersonId, UserId},
    merges::MergeKind,
};
use serde::{Deserialize, Serialize};

use super::known::sight_of;
use crate::{
    Scoped, Slice, StorageError, Store,
    columns::{AnyId, Bind},
    connection::MultiBackend,
    households::{self, HouseholdRow, UserRef},
    persons::PersonView,
    schema::{duplicate_sights, duplicates},
};

/// A pair's place on the list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DuplicateKey {
    /// The place of its strongest reason.
    pub strength: i32,
    /// The smallest area that holds both, or the employer that sees both.
    pub sight: String,
    /// The pair.
    pub id: DuplicateId,
}

/// Two that may be one.
#[derive(Debug, Clone)]
pub struct Duplicate<T> {
    /// Its place on the list.
    pub key: DuplicateKey,
    /// Why, the strongest reason first.
    pub reasons: Vec<DuplicateReason>,
    /// What was decided.
    pub state: DuplicateState,
    /// Since when they have been known to be alike.
    pub found_at: DateTime<Utc>,
    /// Who decided, and when.
    pub decided: Option<Decided>,
    /// The two.
    pub sides: [T; 2],
}

/// Who decided, and when.
#[derive(Debug, Clone)]
pub struct Decided {
    /// Who; absent where they are no user any more.
    pub by: Option<UserRef>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What two that may be one are.
pub trait DuplicateSides: Sized {
    /// Of what kind they are.
    const KIND: MergeKind;

    /// Those that the actor sees, by their ids.
    ///
    /// # Errors
    /// As any read.
    fn load(scoped: &mut Scoped<'_>, ids: &[AnyId]) -> Result<HashMap<AnyId, Self>, StorageError>;
}

impl DuplicateSides for PersonView {
    const KIND: MergeKind = MergeKind::Persons;

    fn load(scoped: &mut Scoped<'_>, ids: &[AnyId]) -> Result<HashMap<AnyId, Self>, StorageError> {
        let ids: Vec<PersonId> = ids.iter().map(|id| PersonId::from_uuid(id.as_uuid())).collect();
        let views = scoped.persons(&ids)?.into_iter().filter(|view| !view.households.is_empty());
        Ok(views.map(|view| (AnyId::from_uuid(view.record.id.as_uuid()), view)).collect())
    }
}

impl DuplicateSides for HouseholdRow {
    const KIND: MergeKind = MergeKind::Households;

    fn load(scoped: &mut Scoped<'_>, ids: &[AnyId]) -> Result<HashMap<AnyId, Self>, StorageError> {
        let ids = ids.iter().map(|id| HouseholdId::from_uuid(id.as_uuid()));
        let visible: Vec<HouseholdId> = scoped.visible(ids)?.into_keys().collect();
        let rows = households::rows_of(scoped, &visible)?.into_iter();
        Ok(rows.map(|row| (AnyId::from_uuid(row.key.id.as_uuid()), row)).collect())
    }
}

/// A pair as its row has it.
type Row =
    (DuplicateId, AnyId, AnyId, i32, DuplicateState, DateTime<Utc>, Option<DateTime<Utc>>, Option<UserId>);

impl Store {
    /// Pairs of persons or households that the actor sees both.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn duplicates<T: DuplicateSides + Clone + Send + 'static>(
        &self,
        state: DuplicateState,
        slice: Slice<DuplicateKey>,
    ) -> Result<Vec<Duplicate<T>>, StorageError> {
        self.read(move |scoped| {
            let keys = scoped.places_of_duplicates(T::KIND, state, &slice)?;
            scoped.duplicates_at(keys)
        })
        .await
    }
}

impl Scoped<'_> {
    fn places_of_duplicates(
        &mut self,
        kind: MergeKind,
        state: DuplicateState,
        slice: &Slice<DuplicateKey>,
    ) -> Result<Vec<DuplicateKey>, StorageError> {
        let wanted = usize::try_from(slice.limit).unwrap_or_default();
        let mut keys: Vec<DuplicateKey> = Vec::new();
        let first = slice.after.as_ref().map_or(0, |after| after.strength);
        for reason in DuplicateReason::ALL.iter().filter(|reason| **reason as i32 >= first) {
            let strength = *reason as i32;
            let mut after = slice.after.clone().filter(|after| after.strength == strength);
            while keys.len() < wanted {
                let page = self.sights_from(kind, state, strength, after.as_ref(), slice.limit)?;
                let is_last = page.len() < wanted;
                after = page.last().cloned();
                keys.extend(self.first_sights(page)?);
                if is_last {
                    break;
                }
            }
        }
        keys.truncate(wanted);
        Ok(keys)
    }

    /// What the actor sees behind a place, among pairs of one strength.
    fn sights_from(
        &mut self,
        kind: MergeKind,
        state: DuplicateState,
        strength: i32,
        after: Option<&DuplicateKey>,
        limit: i64,
    ) -> Result<Vec<DuplicateKey>, StorageError> {
        let Some((from, to)) = self.sights() else { return Ok(Vec::new()) };
        let mut query = duplicate_sights::table
            .filter(duplicate_sights::operation_id.eq(Bind(self.operation())))
            .filter(duplicate_sights::kind.eq(Bind(kind)))
            .filter(duplicate_sights::state.eq(Bind(state)))
            .filter(duplicate_sights::strength.eq(strength))
            .filter(duplicate_sights::sight.lt(to))
            .order((duplicate_sights::sight, duplicate_sights::duplicate_id))
            .limit(limit)
            .select((duplicate_sights::sight, duplicate_sights::duplicate_id))
            .into_boxed::<MultiBackend>();
        query = match after {
            None => query.filter(duplicate_sights::sight.ge(from)),
            Some(after) => query.filter(duplicate_sights::sight.ge(after.sight.clone())).filter(
                duplicate_sights::sight
                    .gt(after.sight.clone())
                    .or(duplicate_sights::duplicate_id.gt(Bind(after.id))),
            ),
        };
        let rows: Vec<(String, DuplicateId)> = query.load(self.conn)?;
        Ok(rows.into_iter().map(|(sight, id)| DuplicateKey { strength, sight, id }).collect())
    }

    /// The sights of the actor, as a range.
    fn sights(&self) -> Option<(String, String)> {
        match &self.actor.visibility {
            Visibility::Area(path) => Some((path.as_str().to_owned(), path.end_of_subtree())),
            Visibility::Employer(employer) => {
                let sight = sight_of(*employer);
                let end = format!("{sight}~");
                Some((sight, end))
            }
            Visibility::Referred(_) => None,
        }
    }

    /// A pair that is seen from several places stands at the first of them only.
    fn first_sights(&mut self, mut page: Vec<DuplicateKey>) -> Result<Vec<DuplicateKey>, StorageError> {
        let Some((from, to)) = self.sights() else { return Ok(Vec::new()) };
        let rows: Vec<(DuplicateId, String)> = duplicate_sights::table
            .filter(duplicate_sights::operation_id.eq(Bind(self.operation())))
            .filter(duplicate_sights::duplicate_id.eq_any(page.iter().map(|key| Bind(key.id))))
            .filter(duplicate_sights::sight.ge(from))
            .filter(duplicate_sights::sight.lt(to))
            .select((duplicate_sights::duplicate_id, duplicate_sights::sight))
            .load(self.conn)?;
        let mut first: BTreeMap<DuplicateId, String> = BTreeMap::new();
        for (id, sight) in rows {
            let known = first.entry(id).or_insert_with(|| sight.clone());
            if sight < *known {
                *known = sight;
            }
        }
        page.retain(|key| first.get(&key.id) == Some(&key.sight));
        Ok(page)
    }

    /// Pairs in the order of these places, with a fixed number of statements. One that is not whole is left out.
    fn duplicates_at<T: DuplicateSides + Clone>(
        &mut self,
        keys: Vec<DuplicateKey>,
    ) -> Result<Vec<Duplicate<T>>, StorageError> {
        let operation = self.operation();
        let rows: Vec<Row> = duplicates::table
            .filter(duplicates::operation_id.eq(Bind(operation)))
            .filter(duplicates::id.eq_any(keys.iter().map(|key| Bind(key.id))))
            .select((
                duplicates::id,
                duplicates::one_id,
                duplicates::other_id,
                duplicates::reasons,
                duplicates::state,
                duplicates::found_at,
                duplicates::decided_at,
                duplicates::decided_by,
            ))
            .load(self.conn)?;
        let sides: Vec<AnyId> = rows.iter().flat_map(|row| [row.1, row.2]).collect();
        let sides = T::load(self, &sides)?;
        let users = households::user_refs(self.conn, operation, rows.iter().filter_map(|row| row.7))?;
        let mut rows: HashMap<DuplicateId, Row> = rows.into_iter().map(|row| (row.0, row)).collect();
        let pair = |key: DuplicateKey| {
            let (_, one, other, reasons, state, found_at, decided_at, decided_by) = rows.remove(&key.id)?;
            Some(Duplicate {
                key,
                reasons: Bits::<DuplicateReason>::from_column(reasons).iter().collect(),
                state,
                found_at,
                decided: decided_at
                    .map(|at| Decided { by: decided_by.and_then(|user| users.get(&user).cloned()), at }),
                sides: [sides.get(&one).cloned()?, sides.get(&other).cloned()?],
            })
        };
        Ok(keys.into_iter().filter_map(pair).collect())
    }
}
