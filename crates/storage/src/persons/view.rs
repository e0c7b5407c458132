//! Persons as one sees them: with their postings and the households that one may see.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use domain::{
    households::ReferenceCode,
    ids::{HouseholdId, OrganisationId, PersonId},
    persons::Relation,
};

use super::{facts::PersonRecord, read};
use crate::{
    Scoped, StorageError, Store,
    households::{
        self, HouseholdRecord,
        members::{self, MembershipRecord},
    },
    merges,
    postings::{self, PostingRecord},
    prepared::{Prepare as _, padded},
    schema::households::dsl as table,
    visibility,
};

/// A person with what is shown beside them.
#[derive(Debug, Clone)]
pub struct PersonView {
    /// The person.
    pub record: PersonRecord,
    /// Their postings, the latest first.
    pub postings: Vec<PostingView>,
    /// The households in which they live or lived, of those that the actor sees.
    pub households: Vec<HouseholdOfPerson>,
}

/// A posting with its employer's name.
#[derive(Debug, Clone)]
pub struct PostingView {
    /// The posting.
    pub record: PostingRecord,
    /// The employer's name, as the organisation or as a roster has it.
    pub employer_name: Option<String>,
}

/// A household in which a person lives or lived.
#[derive(Debug, Clone)]
pub struct HouseholdOfPerson {
    /// The household.
    pub id: HouseholdId,
    /// Its reference.
    pub reference: ReferenceCode,
    /// Its name.
    pub name: String,
    /// The membership.
    pub membership: MembershipRecord,
}

impl Store {
    /// One person of a household that the actor sees; whom they became, where they were merged.
    ///
    /// # Errors
    /// [`StorageError::NotFound`].
    pub async fn person(&self, id: PersonId) -> Result<PersonView, StorageError> {
        self.read(move |scoped| {
            let now = merges::aliases::resolve(scoped.conn, scoped.actor.operation_id, id)?;
            scoped.person(PersonId::from_uuid(now.as_uuid()))
        })
        .await
    }
}

impl Scoped<'_> {
    /// One person of a household that the actor sees.
    pub(crate) fn person(&mut self, id: PersonId) -> Result<PersonView, StorageError> {
        let person = self.persons(&[id])?.pop().ok_or(StorageError::NotFound)?;
        if person.households.is_empty() { Err(StorageError::NotFound) } else { Ok(person) }
    }

    /// Persons in the order of their ids, whoever may see them, with a fixed number of statements.
    pub(crate) fn persons(&mut self, ids: &[PersonId]) -> Result<Vec<PersonView>, StorageError> {
        self.persons_of(ids, None)
    }

    /// [`Scoped::persons`] where a household of theirs is read and seen already.
    pub(crate) fn persons_of(
        &mut self,
        ids: &[PersonId],
        home: Option<&HouseholdRecord>,
    ) -> Result<Vec<PersonView>, StorageError> {
        let operation = self.operation();
        let records = read::load_many(self.conn, operation, ids)?;
        let postings = postings::of_persons(self.conn, operation, ids)?;
        let employer_ids = postings.iter().filter_map(|posting| posting.facts.employer_id);
        let employers = households::organisation_names(self.conn, operation, employer_ids)?;
        let memberships = members::of_persons(self.conn, operation, ids)?;
        let elsewhere = memberships.iter().map(|membership| membership.household_id);
        let mut visible = self.visible(elsewhere.filter(|id| home.is_none_or(|home| home.id != *id)))?;
        visible.extend(home.map(|home| (home.id, (home.reference.clone(), home.name.clone()))));
        let view = |record: PersonRecord| {
            let lives = memberships.iter().filter(|membership| membership.person_id == record.id);
            PersonView {
                postings: with_employers(&postings, record.id, &employers),
                households: lives
                    .filter_map(|membership| {
                        let (reference, name) = visible.get(&membership.household_id)?.clone();
                        let id = membership.household_id;
                        Some(HouseholdOfPerson { id, reference, name, membership: *membership })
                    })
                    .collect(),
                record,
            }
        };
        Ok(records.into_iter().map(view).collect())
    }

    /// Those of the persons whom the actor sees.
    pub(crate) fn seen(
        &mut self,
        persons: impl Iterator<Item = PersonId>,
    ) -> Result<BTreeSet<PersonId>, StorageError> {
        let ids: Vec<PersonId> = persons.collect();
        if ids.is_empty() {
            return Ok(BTreeSet::new());
        }
        let operation = self.operation();
        let memberships = members::of_persons(self.conn, operation, &ids)?;
        let visible = self.visible(memberships.iter().map(|membership| membership.household_id))?;
        let seen = memberships.iter().filter(|membership| visible.contains_key(&membership.household_id));
        Ok(seen.map(|membership| membership.person_id).collect())
    }

    /// Those of the households that the actor sees, with their references and names.
    pub(crate) fn visible(
        &mut self,
        ids: impl Iterator<Item = HouseholdId>,
    ) -> Result<HashMap<HouseholdId, (ReferenceCode, String)>, StorageError> {
        let ids: BTreeSet<HouseholdId> = ids.collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<(HouseholdId, String, String)> = table::households
            .filter(visibility::of_households(self.actor))
            .filter(table::id.eq_any(padded(ids)))
            .select((table::id, table::reference, table::name))
            .prepared()
            .load(self.conn)?;
        rows.into_iter()
            .map(|(id, reference, name)| Ok((id, (reference.parse().map_err(StorageError::internal)?, name))))
            .collect()
    }
}

/// A person's postings, the latest first, with their employers' names.
pub(crate) fn with_employers(
    postings: &[PostingRecord],
    person: PersonId,
    employers: &HashMap<OrganisationId, String>,
) -> Vec<PostingView> {
    let own = postings.iter().rev().filter(|posting| posting.person_id == person);
    own.map(|posting| {
        let by_id = posting.facts.employer_id.and_then(|id| employers.get(&id).cloned());
        let employer_name = by_id.or_else(|| posting.facts.employer_name.clone());
        PostingView { record: posting.clone(), employer_name }
    })
    .collect()
}

impl PersonView {
    /// What the person is in a household, where they live or lived there.
    pub fn relation_in(&self, household: HouseholdId) -> Option<Relation> {
        self.households.iter().find(|one| one.id == household)?.membership.facts.relation
    }
}
