//! Settling a disagreement: one word stands, and all that was said is remembered, so that only news opens it again.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    coverage::Matter,
    ids::{HouseholdId, OrganisationId, PersonId, RosterId, SettlementId},
    journal::{Change, EntryKind, SubjectKind},
    problems::ProblemCode,
};

use super::{
    claims::token,
    disagreements::{Said, said},
    known,
    settlements::{self, Employer, Taken},
    words::{self, About},
};
use crate::{
    ConflictKind, Scoped, StorageError, Store,
    columns::Bind,
    connection::MultiBackend,
    dialect::lock_households,
    households::{self, HouseholdFacts},
    journal::Entry,
    ledger::{Home, Ledger, Subject},
    postings::{self, PostingFacts, PostingRecord},
    refusal::{Answer, Fault, unless},
    rosters::Employers,
    schema::coverage_gaps,
};

/// Which word stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// On what, and of whom.
    pub whom: Whom,
    /// Whose word.
    pub choice: Choice,
    /// Why.
    pub reason: Option<String>,
    /// What was seen of it.
    pub version: String,
}

/// On what something is settled, and of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whom {
    /// On what.
    pub matter: Matter,
    /// In which household.
    pub household_id: HouseholdId,
    /// Of whom; none where it is the household's address.
    pub person_id: Option<PersonId>,
}

/// Whose word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// What the ledger has.
    Ledgers,
    /// What this row of a roster says.
    Row(RosterId, i32),
}

impl Whom {
    /// A worker's category and employer, a household's address.
    fn about(self) -> Result<About, StorageError> {
        match (self.matter, self.person_id) {
            (Matter::Address, None) => Ok(About::Household(self.household_id)),
            (Matter::Category | Matter::Employer, Some(person)) => Ok(About::Person(person)),
            (Matter::Address, Some(_)) | (Matter::Category | Matter::Employer, None) => {
                Err(StorageError::NotFound)
            }
        }
    }
}

impl Store {
    /// Settles a disagreement. Whoever leaves the ledger as it is says why.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where the actor sees no such disagreement or the row says nothing of it;
    /// [`ProblemCode::AlreadySettled`], [`ProblemCode::ChangedSince`] where something else is weighed now.
    pub async fn settle_disagreement(&self, today: NaiveDate, settlement: Settlement) -> Answer<()> {
        self.write(move |scoped| {
            let silent = settlement.choice == Choice::Ledgers && settlement.reason.is_none();
            let unfounded = silent.then(|| Fault::at("", "/reason", ProblemCode::Required));
            if let Err(refusal) = unless(unfounded.into_iter().collect()) {
                return Ok(Err(refusal));
            }
            scoped.settle_disagreement(today, &settlement).map(Ok)
        })
        .await
    }

    /// Takes a settlement back: the ledger has what it had, and the disagreement is open again.
    ///
    /// # Errors
    /// [`StorageError::NotFound`]; [`ProblemCode::ChangedSince`] where somebody changed what the ledger took over.
    pub async fn reopen_disagreement(&self, today: NaiveDate, id: SettlementId) -> Result<(), StorageError> {
        self.write(move |scoped| scoped.reopen_disagreement(today, id)).await
    }
}

impl Scoped<'_> {
    fn settle_disagreement(&mut self, today: NaiveDate, settlement: &Settlement) -> Result<(), StorageError> {
        let whom = settlement.whom;
        let about = whom.about()?;
        let operation = self.operation();
        self.see(whom.household_id)?;
        lock_households(self.conn, operation, &[whom.household_id])?;
        let employer_id = self.open_of_employer(whom)?;
        let said = self.weighed(whom.matter, about, &settlement.version)?;
        let chosen = match settlement.choice {
            Choice::Ledgers => None,
            Choice::Row(roster, row_no) => {
                let is_it = |one: &&Said| one.word.roster_id == roster && one.word.row_no == row_no;
                Some(said.iter().find(is_it).ok_or(StorageError::NotFound)?)
            }
        };
        let employers = Employers::load(self)?;
        let home = Home::from(&households::load(self.conn, operation, whom.household_id)?);
        self.ledger(today, |ledger| {
            let taken = match chosen {
                None => None,
                Some(one) => take_over(ledger, &home, about, whom.matter, &one.value, &employers)?,
            };
            let new = settlements::New {
                about,
                matter: whom.matter,
                household_id: whom.household_id,
                area_path: home.area_path.as_str().to_owned(),
                employer_id,
                weighed: said.iter().map(|one| token(whom.matter, one.word.source.0, &one.value)).collect(),
                source_id: chosen.map(|one| one.word.source.0),
                taken,
                reason: settlement.reason.clone(),
            };
            settlements::remember(ledger, new)?;
            let source = chosen.map(|one| one.word.source.1.clone());
            let changes = [
                Change::set("matter", &whom.matter),
                Change::between("source", &None, &source),
                Change::between("reason", &None, &settlement.reason),
            ];
            note(ledger, EntryKind::DisagreementSettled, &home, about, changes);
            Ok(())
        })
    }

    fn reopen_disagreement(&mut self, today: NaiveDate, id: SettlementId) -> Result<(), StorageError> {
        let operation = self.operation();
        let household_id = settlements::load(self.conn, operation, id)?.household_id;
        self.see(household_id)?;
        lock_households(self.conn, operation, &[household_id])?;
        // Once more: who waited for the lock finds what the other left.
        let record = settlements::load(self.conn, operation, id)?;
        let (about, matter) = (record.about(), record.matter);
        let home = Home::from(&households::load(self.conn, operation, household_id)?);
        self.ledger(today, |ledger| {
            settlements::forget(ledger.conn, operation, id)?;
            if let Some(taken) = record.taken {
                give_back(ledger, &home, taken.0)?;
            }
            let changes = [Change::between("matter", &Some(matter), &None), None, None];
            note(ledger, EntryKind::DisagreementReopened, &home, about, changes);
            Ok(())
        })
    }

    /// The employer of the worker in dispute, where it is open.
    fn open_of_employer(&mut self, whom: Whom) -> Result<Option<OrganisationId>, StorageError> {
        let gaps = coverage_gaps::table
            .filter(coverage_gaps::operation_id.eq(Bind(self.operation())))
            .filter(coverage_gaps::household_id.eq(Bind(whom.household_id)))
            .filter(coverage_gaps::kind.eq(Bind(whom.matter.gap())))
            .select(coverage_gaps::employer_id)
            .into_boxed::<MultiBackend>();
        let gaps = match whom.person_id {
            Some(person) => gaps.filter(coverage_gaps::person_id.eq(Bind(person))),
            None => gaps.filter(coverage_gaps::person_id.is_null()),
        };
        let open: Option<Option<OrganisationId>> = gaps.first(self.conn).optional()?;
        if let Some(employer) = open {
            return Ok(employer);
        }
        let is_settled = settlements::of_household(self.conn, self.operation(), whom.household_id)?
            .iter()
            .any(|record| record.matter == whom.matter && record.person_id == whom.person_id);
        if is_settled { Err(rule(ProblemCode::AlreadySettled)) } else { Err(StorageError::NotFound) }
    }

    /// What is said of it, where that is what the actor saw.
    fn weighed(&mut self, matter: Matter, about: About, seen: &str) -> Result<Vec<Said>, StorageError> {
        let operation = self.operation();
        let words = words::of(self.conn, operation, std::iter::once(about))?;
        let mut known = known::of(self.conn, operation, &HashSet::from([about]))?;
        let known = known.remove(&(about, matter)).unwrap_or_default();
        let said = said(&words, about, matter, &known, &self.category_index()?);
        if self.version(matter, &known, &said) == seen {
            Ok(said)
        } else {
            Err(rule(ProblemCode::ChangedSince))
        }
    }
}

fn rule(code: ProblemCode) -> StorageError {
    ConflictKind::Rule(code).into()
}

/// What a roster says becomes the household's address, or that of the worker's latest posting that has something else.
fn take_over(
    ledger: &mut Ledger<'_>,
    home: &Home,
    about: About,
    matter: Matter,
    value: &str,
    employers: &Employers,
) -> Result<Option<Taken>, StorageError> {
    let person = match about {
        About::Household(id) => {
            let before = households::load(ledger.conn, ledger.operation(), id)?;
            let after = HouseholdFacts { address: Some(value.to_owned()), ..before.facts.clone() };
            households::save(ledger, &before, &after)?;
            return Ok(Some(Taken::Address { before: before.facts.address, after: after.address }));
        }
        About::Person(person) => person,
    };
    let mut postings = postings::of_persons(ledger.conn, ledger.operation(), &[person])?;
    postings.reverse();
    let says = |posting: &&PostingRecord| match matter {
        Matter::Category => posting.facts.category.is_some(),
        _ => posting.facts.employer_id.is_some() || posting.facts.employer_name.is_some(),
    };
    let before = postings.iter().find(says).ok_or(StorageError::NotFound)?;
    let mut after = before.facts.clone();
    let taken = match matter {
        Matter::Category => {
            after.category = Some(value.to_owned());
            Taken::Category {
                posting: before.id,
                before: before.facts.category.clone(),
                after: after.category.clone(),
            }
        }
        Matter::Employer | Matter::Address => {
            employers.set(&mut after, value.to_owned());
            Taken::Employer { posting: before.id, before: employer(&before.facts), after: employer(&after) }
        }
    };
    postings::save(ledger, home, before, &after)?;
    Ok(Some(taken))
}

/// The ledger has what it had, unless somebody changed it since.
fn give_back(ledger: &mut Ledger<'_>, home: &Home, taken: Taken) -> Result<(), StorageError> {
    let operation = ledger.operation();
    match taken {
        Taken::Address { before, after } => {
            let now = households::load(ledger.conn, operation, home.household_id)?;
            unchanged(&now.facts.address, &after)?;
            let then = HouseholdFacts { address: before, ..now.facts.clone() };
            households::save(ledger, &now, &then).map(drop)
        }
        Taken::Category { posting, before, after } => {
            let now = posting_now(ledger, posting)?;
            unchanged(&now.facts.category, &after)?;
            let then = PostingFacts { category: before, ..now.facts.clone() };
            postings::save(ledger, home, &now, &then).map(drop)
        }
        Taken::Employer { posting, before, after } => {
            let now = posting_now(ledger, posting)?;
            unchanged(&employer(&now.facts), &after)?;
            let then =
                PostingFacts { employer_id: before.id, employer_name: before.name, ..now.facts.clone() };
            postings::save(ledger, home, &now, &then).map(drop)
        }
    }
}

/// A posting that is gone was changed, too.
fn posting_now(ledger: &mut Ledger<'_>, id: domain::ids::PostingId) -> Result<PostingRecord, StorageError> {
    postings::load(ledger.conn, ledger.operation(), id).map_err(|error| match error {
        StorageError::NotFound => rule(ProblemCode::ChangedSince),
        error => error,
    })
}

fn unchanged<T: PartialEq>(now: &T, after: &T) -> Result<(), StorageError> {
    if now == after { Ok(()) } else { Err(rule(ProblemCode::ChangedSince)) }
}

fn employer(facts: &PostingFacts) -> Employer {
    Employer { id: facts.employer_id, name: facts.employer_name.clone() }
}

/// That it was settled, or is open again; what became of the value is an entry of its own.
fn note(ledger: &mut Ledger<'_>, kind: EntryKind, home: &Home, about: About, changes: [Option<Change>; 3]) {
    let (entry, subject) = match about {
        About::Person(id) => (Entry::new(kind, SubjectKind::Person, id), Subject::Person(id)),
        About::Household(id) => (Entry::new(kind, SubjectKind::Household, id), Subject::Household(id)),
    };
    ledger.note(entry, home, subject, changes.into_iter().flatten().collect());
}
