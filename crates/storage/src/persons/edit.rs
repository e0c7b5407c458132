//! Changing persons by hand.

use chrono::NaiveDate;
use domain::ids::PersonId;

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
    /// [`StorageError::NotFound`], [`StorageError::StaleVersion`].
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
    /// where they lived last.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where the actor does not see the person.
    pub(crate) fn home_of(&mut self, person: PersonId) -> Result<Home, StorageError> {
        let view = self.person(person)?;
        let by_presence =
            view.households.iter().min_by_key(|one| (one.membership.facts.to.is_some(), one.membership.id));
        let household = by_presence.ok_or(StorageError::NotFound)?.id;
        let operation = self.operation();
        Ok(Home::from(&households::load(self.conn, operation, household)?))
    }
}
