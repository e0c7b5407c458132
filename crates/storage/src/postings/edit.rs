//! Entering and changing postings by hand.

use chrono::NaiveDate;
use domain::ids::{PersonId, PostingId};

use super::{facts::PostingFacts, write};
use crate::{
    Scoped, StorageError, Store,
    households::checks,
    persons::PostingView,
    refusal::{Answer, unless},
};

impl Store {
    /// Enters a posting of a person.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where the actor does not see the person.
    pub async fn add_posting(
        &self,
        today: NaiveDate,
        worker: PersonId,
        facts: PostingFacts,
    ) -> Answer<PostingView> {
        self.write(move |scoped| {
            let home = scoped.home_of(worker)?;
            if let Err(refusal) = unless(checks::of_postings(scoped, &[(String::new(), &facts)])?) {
                return Ok(Err(refusal));
            }
            let id = scoped.ledger(today, |ledger| write::create(ledger, &home, worker, &facts))?;
            scoped.posting(id).map(Ok)
        })
        .await
    }

    /// Changes a posting.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], [`StorageError::StaleVersion`].
    pub async fn change_posting(
        &self,
        today: NaiveDate,
        id: PostingId,
        revision: i64,
        change: impl Fn(&mut PostingFacts) + Send + 'static,
    ) -> Answer<PostingView> {
        self.write(move |scoped| {
            let worker = write::load(scoped.conn, scoped.actor.operation_id, id)?.person_id;
            let home = scoped.home_of(worker)?;
            let before = write::claim(scoped.conn, scoped.actor.operation_id, id, revision)?;
            let mut after = before.facts.clone();
            change(&mut after);
            if let Err(refusal) = unless(checks::of_postings(scoped, &[(String::new(), &after)])?) {
                return Ok(Err(refusal));
            }
            scoped.ledger(today, |ledger| write::save(ledger, &home, &before, &after))?;
            scoped.posting(id).map(Ok)
        })
        .await
    }

    /// One posting of a person whom the actor sees.
    ///
    /// # Errors
    /// [`StorageError::NotFound`].
    pub async fn posting(&self, id: PostingId) -> Result<PostingView, StorageError> {
        self.read(move |scoped| {
            let worker = write::load(scoped.conn, scoped.actor.operation_id, id)?.person_id;
            scoped.person(worker)?;
            scoped.posting(id)
        })
        .await
    }
}

impl Scoped<'_> {
    /// A posting, whoever may see it.
    fn posting(&mut self, id: PostingId) -> Result<PostingView, StorageError> {
        let operation = self.operation();
        let worker = write::load(self.conn, operation, id)?.person_id;
        let persons = self.persons(&[worker])?;
        let mut postings = persons.into_iter().flat_map(|person| person.postings);
        postings.find(|posting| posting.record.id == id).ok_or(StorageError::NotFound)
    }
}
