//! Entering and changing postings by hand.

use chrono::NaiveDate;
use domain::{
    ids::{PersonId, PostingId},
    postings::PostingState,
    problems::ProblemCode,
};

use super::{facts::PostingFacts, write};
use crate::{
    ConflictKind, Scoped, StorageError, Store,
    households::checks,
    persons::{self, PersonView, PostingView},
    refusal::{Answer, Fault, unless},
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

    /// Lets a worker come home: every posting of theirs that goes on ends on this day.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], [`StorageError::StaleVersion`], [`ProblemCode::NotAway`],
    /// [`ProblemCode::HouseholdClosed`].
    pub async fn return_worker(
        &self,
        today: NaiveDate,
        worker: PersonId,
        revision: i64,
        on: NaiveDate,
    ) -> Answer<PersonView> {
        self.write(move |scoped| {
            let home = scoped.home_of(worker)?;
            let operation = scoped.actor.operation_id;
            persons::claim(scoped.conn, operation, worker, revision)?;
            let mut current = write::of_persons(scoped.conn, operation, &[worker])?;
            current.retain(|posting| posting.facts.is_current(today));
            if current.is_empty() {
                return Err(ConflictKind::Rule(ProblemCode::NotAway).into());
            }
            let too_early = current.iter().any(|posting| posting.facts.from.is_some_and(|from| on < from));
            let future = (on > today).then(|| Fault::at("", "/on", ProblemCode::InTheFuture));
            let early = too_early.then(|| Fault::at("", "/on", ProblemCode::EndsBeforeItBegins));
            if let Err(refusal) = unless(future.into_iter().chain(early).collect()) {
                return Ok(Err(refusal));
            }
            scoped.ledger(today, |ledger| {
                current.iter().try_for_each(|before| {
                    let after =
                        PostingFacts { to: Some(on), state: PostingState::Returned, ..before.facts.clone() };
                    write::save(ledger, &home, before, &after).map(drop)
                })
            })?;
            scoped.person(worker).map(Ok)
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
