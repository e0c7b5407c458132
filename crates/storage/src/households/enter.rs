//! Entering households and members by hand.

use chrono::NaiveDate;
use domain::{
    access::Visibility,
    ids::{HouseholdId, PersonId},
    persons::Relation,
    problems::ProblemCode,
};

use super::{
    checks,
    duplicates::{self, Found, Wanted},
    facts::{self, HouseholdFacts},
    members::{self, MembershipFacts},
    page::HouseholdView,
    write,
};
use crate::{
    Home, Ledger, Scoped, StorageError, Store,
    persons::{self, PersonFacts},
    postings::{self, PostingFacts},
    refusal::{Answer, Fault, Refusal, unless},
};

/// A household to enter.
#[derive(Debug, Clone)]
pub struct NewHousehold {
    /// What is known about it.
    pub facts: HouseholdFacts,
    /// Who lives there.
    pub members: Vec<NewMember>,
    /// What to do about households that may be the same.
    pub duplicates: Duplicates,
}

/// A member to enter.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// What the person is to the worker.
    pub relation: Relation,
    /// Since when.
    pub from: Option<NaiveDate>,
    /// The person.
    pub person: Who,
    /// Their posting, where they are on the front line.
    pub posting: Option<PostingFacts>,
}

/// Who joins a household.
#[derive(Debug, Clone)]
pub enum Who {
    /// Somebody who is new to the ledger.
    New(PersonFacts),
    /// Somebody whom it has.
    Known(PersonId),
}

/// What to do about households that may be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duplicates {
    /// Name them and enter nothing.
    Ask,
    /// Somebody has looked at them: enter it.
    Seen,
}

impl Store {
    /// Enters a household with its members.
    ///
    /// # Errors
    /// As [`crate::Database::write`].
    pub async fn create_household(&self, today: NaiveDate, new: NewHousehold) -> Answer<HouseholdView> {
        self.write(move |scoped| scoped.create_household(today, new.clone())).await
    }

    /// Adds a member to a household.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where the actor sees no such household or person;
    /// [`ProblemCode::HouseholdClosed`], [`ProblemCode::AlreadyMember`].
    pub async fn add_member(
        &self,
        today: NaiveDate,
        household: HouseholdId,
        new: NewMember,
        duplicates: Duplicates,
    ) -> Answer<HouseholdView> {
        self.write(move |scoped| scoped.add_member(today, household, new.clone(), duplicates)).await
    }
}

impl Scoped<'_> {
    fn create_household(&mut self, today: NaiveDate, mut new: NewHousehold) -> Answer<HouseholdView> {
        if let Visibility::Employer(own) = self.actor.visibility {
            for posting in new.members.iter_mut().filter_map(|member| member.posting.as_mut()) {
                if posting.employer_id.is_none() && posting.employer_name.is_none() {
                    posting.employer_id = Some(own);
                }
            }
        }
        let mut faults = checks::of_area(self, new.facts.area_id)?;
        faults.extend(self.faults_of_members(today, &places(new.members.len()), &new.members)?);
        faults.extend(self.fault_of_employer(&new.members));
        if let Err(refusal) = unless(faults) {
            return Ok(Err(refusal));
        }
        let address = new.facts.address.as_deref().map(|address| (new.facts.area_id, address));
        let wanted = Wanted { persons: new_persons(&new.members), home: address, within: None, except: None };
        let found = duplicates::find(self, &wanted)?;
        if let Err(refusal) = judge(found, new.duplicates, |index| format!("/members/{index}/person")) {
            return Ok(Err(refusal));
        }
        let id = self.ledger(today, |ledger| {
            let home = write::create(ledger, &new.facts)?;
            new.members.iter().try_for_each(|member| enter(ledger, &home, member))?;
            Ok(home.household_id)
        })?;
        self.household(id).map(Ok)
    }

    fn add_member(
        &mut self,
        today: NaiveDate,
        household: HouseholdId,
        new: NewMember,
        duplicates: Duplicates,
    ) -> Answer<HouseholdView> {
        self.see(household)?;
        let operation = self.operation();
        let record = facts::load(self.conn, operation, household)?;
        write::must_be_open(&record)?;
        if let Who::Known(person) = &new.person {
            persons::must_have_a_name(&self.person(*person)?.record)?;
        }
        let members = [new];
        if let Err(refusal) = unless(self.faults_of_members(today, &[String::new()], &members)?) {
            return Ok(Err(refusal));
        }
        let persons = new_persons(&members);
        let wanted = Wanted { persons, home: None, within: Some(household), except: None };
        let found = duplicates::find(self, &wanted)?;
        if let Err(refusal) = judge(found, duplicates, |_| "/person".to_owned()) {
            return Ok(Err(refusal));
        }
        self.ledger(today, |ledger| {
            members.iter().try_for_each(|member| enter(ledger, &Home::from(&record), member))
        })?;
        self.household(household).map(Ok)
    }

    fn faults_of_members(
        &mut self,
        today: NaiveDate,
        places: &[String],
        members: &[NewMember],
    ) -> Result<Vec<Fault>, StorageError> {
        let mut faults = Vec::new();
        let mut postings = Vec::new();
        for (place, member) in places.iter().zip(members) {
            let membership = MembershipFacts { relation: Some(member.relation), from: member.from, to: None };
            faults.extend(checks::of_membership(&membership, today, place));
            if let Who::New(facts) = &member.person {
                faults.extend(checks::of_person(facts, today, &format!("{place}/person")));
            }
            postings.extend(member.posting.as_ref().map(|posting| (format!("{place}/posting"), posting)));
        }
        faults.extend(checks::of_postings(self, &postings)?);
        Ok(faults)
    }

    /// An employer enters households of its own workers, since it sees no others.
    fn fault_of_employer(&self, members: &[NewMember]) -> Option<Fault> {
        let Visibility::Employer(own) = self.actor.visibility else { return None };
        let mut employers = members.iter().filter_map(|member| member.posting.as_ref()?.employer_id);
        let fault = || Fault::at("/members/0", "/posting", ProblemCode::Required);
        (!employers.any(|employer| employer == own)).then(fault)
    }
}

fn places(members: usize) -> Vec<String> {
    (0..members).map(|index| format!("/members/{index}")).collect()
}

fn new_persons(members: &[NewMember]) -> Vec<&PersonFacts> {
    let new = members.iter().filter_map(|member| match &member.person {
        Who::New(facts) => Some(facts),
        Who::Known(_) => None,
    });
    new.collect()
}

/// What is found stands against entering, unless somebody has looked at it. An identity number belongs to one person.
pub(crate) fn judge(
    found: Found,
    duplicates: Duplicates,
    place: impl Fn(usize) -> String,
) -> Result<(), Refusal> {
    let Found { taken, candidates } = found;
    match (duplicates, taken.is_empty(), candidates.is_empty()) {
        (Duplicates::Ask, _, false) => Err(Refusal::PossibleDuplicate(candidates)),
        (_, false, _) => {
            let fault =
                |index| Fault::at(&place(index), "/identity_number", ProblemCode::IdentityNumberTaken);
            let fields = taken.into_iter().map(fault).collect();
            Err(Refusal::IdentityNumberTaken { fields, holders: candidates })
        }
        _ => Ok(()),
    }
}

fn enter(ledger: &mut Ledger<'_>, home: &Home, member: &NewMember) -> Result<(), StorageError> {
    let person = match &member.person {
        Who::New(facts) => persons::create(ledger, home, facts)?,
        Who::Known(person) => *person,
    };
    let facts = MembershipFacts { relation: Some(member.relation), from: member.from, to: None };
    members::join(ledger, home, person, &facts)?;
    if let Some(posting) = &member.posting {
        postings::create(ledger, home, person, posting)?;
    }
    Ok(())
}
