//! Looking somebody up before entering them.

use std::collections::{BTreeSet, HashSet};

use diesel::prelude::*;
use domain::{
    identity_number::IdentityNumber,
    ids::{HouseholdId, PersonId},
    masking::PersonalField,
    text::name_key,
};
use serde::{Deserialize, Serialize};

use super::{read, view::PersonView};
use crate::{
    Scoped, Slice, StorageError, Store,
    columns::{AnyId, Bind, IdValue as _},
    households,
    prepared::padded,
    schema::{persons, search_terms},
    search::{Range, Reach, Word, words},
};

/// Terms that one range is asked for.
const AT_MOST: i64 = 2_000;

/// A person's place among those found: the best match first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PersonKey {
    /// How well they match.
    pub match_: Match,
    /// Their name.
    pub name: String,
    /// The person.
    pub id: PersonId,
}

/// How well a person matches what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Match {
    /// Their whole name, or their identity number.
    Whole,
    /// A part of it, or something else about them.
    Part,
}

/// A term's household, and whom it belongs to there.
type Hit = (HouseholdId, AnyId);

/// What one word finds.
enum Hits {
    /// All that there are.
    All(HashSet<Hit>),
    /// The first of too many.
    Some(HashSet<Hit>),
}

impl Store {
    /// Persons by name, pinyin, phone or identity number. Nothing typed finds nobody.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn find_persons(
        &self,
        typed: String,
        slice: Slice<PersonKey>,
    ) -> Result<Vec<(PersonKey, PersonView)>, StorageError> {
        self.read(move |scoped| {
            let mut keys = scoped.places_of_persons(&typed)?;
            keys.sort();
            keys.retain(|key| slice.after.as_ref().is_none_or(|after| key > after));
            keys.truncate(usize::try_from(slice.limit).unwrap_or_default());
            let ids: Vec<PersonId> = keys.iter().map(|key| key.id).collect();
            let views = scoped.persons(&ids)?;
            let with_view = |key: PersonKey| {
                let view = views.iter().find(|view| view.record.id == key.id)?;
                Some((key, view.clone()))
            };
            Ok(keys.into_iter().filter_map(with_view).collect())
        })
        .await
    }
}

impl Scoped<'_> {
    fn places_of_persons(&mut self, typed: &str) -> Result<Vec<PersonKey>, StorageError> {
        let by_number = IdentityNumber::parse(typed).ok();
        let found = match &by_number {
            Some(number) => self.with_number(number)?,
            None => self.with_words(&words(typed, Reach::of(self.actor)))?,
        };
        let operation = self.operation();
        let seen = self.seen(found.into_iter())?;
        let key = |(id, name): (PersonId, String)| {
            let whole = by_number.is_some() || name_key(&name) == name_key(typed);
            PersonKey { match_: if whole { Match::Whole } else { Match::Part }, name, id }
        };
        Ok(read::names(self.conn, operation, &seen)?.into_iter().map(key).collect())
    }

    /// The households in which somebody has an identity number, whoever may see them.
    pub(crate) fn households_with_number(
        &mut self,
        number: &IdentityNumber,
    ) -> Result<BTreeSet<HouseholdId>, StorageError> {
        let found: Vec<PersonId> = self.with_number(number)?.into_iter().collect();
        let operation = self.operation();
        let memberships = households::members::of_persons(self.conn, operation, &found)?;
        Ok(memberships.into_iter().map(|membership| membership.household_id).collect())
    }

    /// Nobody is found by a number whose searcher may not reveal it: trying numbers would be a way to it.
    fn with_number(&mut self, number: &IdentityNumber) -> Result<BTreeSet<PersonId>, StorageError> {
        if self.actor.may_reveal(PersonalField::IdentityNumber).is_err() {
            return Ok(BTreeSet::new());
        }
        let digest = self.vault.keys(self.conn)?.digest(self.operation(), number);
        let ids: Vec<PersonId> = persons::table
            .filter(persons::operation_id.eq(Bind(self.operation())))
            .filter(persons::identity_digest.eq(&digest).or(persons::claimed_digest.eq(&digest)))
            .select(persons::id)
            .load(self.conn)?;
        Ok(ids.into_iter().collect())
    }

    /// Those for whom each word is found about them or about their household.
    fn with_words(&mut self, words: &[Word]) -> Result<BTreeSet<PersonId>, StorageError> {
        let mut hits = Vec::new();
        for word in words {
            hits.push(self.hits(word, None)?);
        }
        // Rare words say which households to look at for the frequent ones.
        let rare = hits.iter().filter_map(|hits| match hits {
            Hits::All(hits) => Some(hits.iter().map(|(household, _)| *household).collect::<HashSet<_>>()),
            Hits::Some(_) => None,
        });
        let among = rare.reduce(|a, b| a.intersection(&b).copied().collect());
        let mut found: Vec<HashSet<Hit>> = Vec::new();
        for (word, hits) in words.iter().zip(hits) {
            let (Hits::All(hits) | Hits::Some(hits)) = match (&among, hits) {
                (Some(households), Hits::Some(_)) => self.hits(word, Some(households))?,
                (_, hits) => hits,
            };
            found.push(hits);
        }
        let matches = |(household, subject): &Hit| {
            found.iter().all(|hits| {
                hits.contains(&(*household, *subject)) || hits.contains(&(*household, household.any()))
            })
        };
        let persons = found.iter().flatten().filter(|(household, subject)| *subject != household.any());
        Ok(persons
            .filter(|hit| matches(hit))
            .map(|(_, person)| PersonId::from_uuid(person.as_uuid()))
            .collect())
    }

    fn hits(&mut self, word: &Word, among: Option<&HashSet<HouseholdId>>) -> Result<Hits, StorageError> {
        let mut found = HashSet::new();
        let mut complete = true;
        for Range { from, to } in &word.ranges {
            let mut query = search_terms::table
                .filter(search_terms::operation_id.eq(Bind(self.operation())))
                .filter(search_terms::term.ge(from))
                .filter(search_terms::term.lt(to))
                .select((search_terms::household_id, search_terms::subject_id))
                .limit(AT_MOST)
                .into_boxed();
            if let Some(among) = among {
                query = query.filter(search_terms::household_id.eq_any(padded(among.iter().copied())));
            }
            let rows: Vec<Hit> = query.load(self.conn)?;
            complete &= i64::try_from(rows.len()).is_ok_and(|rows| rows < AT_MOST);
            found.extend(rows);
        }
        Ok(if complete { Hits::All(found) } else { Hits::Some(found) })
    }
}
