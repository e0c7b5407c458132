//! Changing persons by hand.

use chrono::NaiveDate;
use domain::{
    households::HouseholdStatus,
    ids::{HouseholdId, PersonId},
};

use super::{facts::PersonFacts, view::PersonView, write};
use crate::{
    Home, Scoped, StorageError, Store,
    households::{self, Duplicates, checks, duplicates},
    refusal::{Answer, unless},
};

impl Store {
    /// Changes what is entered about a person.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], [`StorageError::StaleVersion`],
    /// [`HouseholdClosed`](domain::problems::ProblemCode::HouseholdClosed).
    pub async fn change_person(
        &self,
        today: NaiveDate,
        id: PersonId,
        revision: i64,
        change: impl Fn(&mut PersonFacts) + Send + 'static,
    ) -> Answer<PersonView> {
        self.write(move |scoped| {
            let home = scoped.home_of(id)?;
            let before = write::claim(scoped.conn, scoped.actor.operation_id, id, revision)?;
            let mut after = before.facts.clone();
            change(&mut after);
            if let Err(refusal) = unless(checks::of_person(&after, today, "")) {
                return Ok(Err(refusal));
            }
            let persons = if after.identity == before.facts.identity { Vec::new() } else { vec![&after] };
            let wanted = duplicates::Wanted { persons, home: None, within: None, except: Some(id) };
            let found = duplicates::find(scoped, &wanted)?;
            // Only the identity number stands against it: a phone may be shared.
            if let Err(refusal) = households::judge(found, Duplicates::Seen, |_| String::new()) {
                return Ok(Err(refusal));
            }
            scoped.ledger(today, |ledger| write::save(ledger, &home, &before, &after))?;
            scoped.person(id).map(Ok)
        })
        .await
    }
}

impl Scoped<'_> {
    /// The household in whose history a change of the person belongs, of those that the actor sees: where they live, else
    /// where they lived last. One that is open goes before one that is closed.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where the actor does not see the person;
    /// [`HouseholdClosed`](domain::problems::ProblemCode::HouseholdClosed) where no household of theirs is open.
    pub(crate) fn home_of(&mut self, person: PersonId) -> Result<Home, StorageError> {
        let view = self.person(person)?;
        let ids: Vec<HouseholdId> = view.households.iter().map(|one| one.id).collect();
        let operation = self.operation();
        let records = households::load_many(self.conn, operation, &ids)?;
        let homes = view.households.iter().filter_map(|one| {
            let record = records.iter().find(|record| record.id == one.id)?;
            Some((one.membership, record))
        });
        let by_presence = homes.min_by_key(|(membership, record)| {
            (membership.facts.to.is_some(), record.status == HouseholdStatus::Closed, membership.id)
        });
        let (_, household) = by_presence.ok_or(StorageError::NotFound)?;
        households::must_be_open(household)?;
        super::must_have_a_name(&view.record)?;
        Ok(Home::from(household))
    }
}
