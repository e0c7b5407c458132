//! A plan's effects, gathered by what they change: each person, household and posting is written once.

use std::collections::BTreeMap;

use domain::{
    ids::{HouseholdId, PersonId},
    persons::Relation,
    phone::PhoneNumber,
    rosters::{
        effects::{
            Effect, HouseholdFact, HouseholdFacts, HouseholdRef, PersonFact, PersonFacts, PersonRef,
            PostingFact, PostingRef,
        },
        plan::PlannedEffect,
        record::PostingFacts,
    },
};

/// What a plan changes.
#[derive(Debug, Default)]
pub struct Changes {
    /// Households that enter the ledger.
    pub new_households: BTreeMap<u32, (HouseholdFacts, Vec<HouseholdFact>)>,
    /// People who enter the ledger.
    pub new_persons: BTreeMap<u32, NewPerson>,
    /// Households of the ledger that get values.
    pub households: BTreeMap<HouseholdId, Vec<HouseholdFact>>,
    /// People of the ledger who get values.
    pub persons: BTreeMap<PersonId, PersonChange>,
    /// Postings, new and known, of people new and known.
    pub postings: BTreeMap<(PersonRef, PostingRef), PostingChange>,
    /// Who is to be a member where. The relation only fills what is not known.
    pub members: BTreeMap<(HouseholdRef, PersonRef), Option<Relation>>,
    /// Bare names of the ledger that turn out to be others.
    pub merged_persons: BTreeMap<PersonId, PersonRef>,
    /// Households of the ledger that turn out to be others.
    pub merged_households: BTreeMap<HouseholdId, HouseholdRef>,
}

/// Someone who enters the ledger.
#[derive(Debug)]
pub struct NewPerson {
    /// What was known when the plan created them.
    pub facts: PersonFacts,
    /// What came to be known later, and the phones.
    pub change: PersonChange,
}

/// What comes to be known of someone.
#[derive(Debug, Default)]
pub struct PersonChange {
    /// Values, in the plan's order.
    pub facts: Vec<PersonFact>,
    /// Phones, in the plan's order.
    pub phones: Vec<PhoneNumber>,
    /// The row that holds the identity number.
    pub number_in: Option<u32>,
}

/// A posting as the plan leaves it.
#[derive(Debug)]
pub enum PostingChange {
    /// A new one.
    New(PostingFacts),
    /// One of the ledger gets values.
    Known(Vec<PostingFact>),
}

impl Changes {
    /// Gathers a plan's effects.
    pub fn of(effects: impl IntoIterator<Item = PlannedEffect>) -> Self {
        let mut changes = Self::default();
        for PlannedEffect { row_no, effect } in effects {
            changes.take(row_no, effect);
        }
        changes
    }

    fn take(&mut self, row_no: u32, effect: Effect) {
        match effect {
            Effect::CreateHousehold { household: HouseholdRef::New(n), facts } => {
                self.new_households.insert(n, (facts, Vec::new()));
            }
            Effect::CreatePerson { person: PersonRef::New(n), facts } => {
                let number_in = facts.identity.is_some().then_some(row_no);
                let change = PersonChange { number_in, ..PersonChange::default() };
                self.new_persons.insert(n, NewPerson { facts, change });
            }
            // A plan creates only what it numbers itself.
            Effect::CreateHousehold { .. } | Effect::CreatePerson { .. } => {}
            Effect::AddMembership { person, household, relation } => {
                self.ensure_member(household, person, relation)
            }
            Effect::FillRelation { person, household, relation } => {
                self.ensure_member(household, person, Some(relation));
            }
            Effect::FillPerson { person, fact } => {
                let change = self.person(person);
                if matches!(fact, PersonFact::Identity(_)) {
                    change.number_in = Some(row_no);
                }
                change.facts.push(fact);
            }
            Effect::AddPhone { person, phone } => self.person(person).phones.push(phone),
            Effect::AddPosting { posting, person, facts } => {
                self.postings.insert((person, posting), PostingChange::New(facts));
            }
            Effect::FillPosting { posting, person, fact } => {
                let change = self
                    .postings
                    .entry((person, posting))
                    .or_insert_with(|| PostingChange::Known(Vec::new()));
                match change {
                    PostingChange::New(facts) => fill_posting(facts, fact),
                    PostingChange::Known(known) => known.push(fact),
                }
            }
            Effect::FillHousehold { household: HouseholdRef::Existing(id), fact } => {
                self.households.entry(id).or_default().push(fact);
            }
            Effect::FillHousehold { household: HouseholdRef::New(n), fact } => {
                if let Some((_, later)) = self.new_households.get_mut(&n) {
                    later.push(fact);
                }
            }
            Effect::MergeHouseholds { from, into } => self.merge_households(from, into),
            Effect::MergePersons { from, into } => self.merge_persons(from, into),
        }
    }

    fn person(&mut self, person: PersonRef) -> &mut PersonChange {
        match person {
            PersonRef::Existing(id) => self.persons.entry(id).or_default(),
            PersonRef::New(n) => {
                &mut self
                    .new_persons
                    .entry(n)
                    .or_insert_with(|| NewPerson {
                        facts: PersonFacts::default(),
                        change: PersonChange::default(),
                    })
                    .change
            }
        }
    }

    fn ensure_member(&mut self, household: HouseholdRef, person: PersonRef, relation: Option<Relation>) {
        let known = self.members.entry((household, person)).or_default();
        *known = known.or(relation);
    }

    fn merge_households(&mut self, from: HouseholdRef, into: HouseholdRef) {
        let moved: Vec<(HouseholdRef, PersonRef)> =
            self.members.keys().filter(|(household, _)| *household == from).copied().collect();
        for key in moved {
            if let Some(relation) = self.members.remove(&key) {
                self.ensure_member(into, key.1, relation);
            }
        }
        match from {
            HouseholdRef::New(n) => drop(self.new_households.remove(&n)),
            HouseholdRef::Existing(id) => {
                self.households.remove(&id);
                self.merged_households.insert(id, into);
            }
        }
        for target in self.merged_households.values_mut().filter(|target| **target == from) {
            *target = into;
        }
    }

    fn merge_persons(&mut self, from: PersonRef, into: PersonRef) {
        let moved: Vec<(HouseholdRef, PersonRef)> =
            self.members.keys().filter(|(_, person)| *person == from).copied().collect();
        for key in moved {
            if let Some(relation) = self.members.remove(&key) {
                self.ensure_member(key.0, into, relation);
            }
        }
        match from {
            PersonRef::New(n) => drop(self.new_persons.remove(&n)),
            PersonRef::Existing(id) => {
                self.persons.remove(&id);
                self.merged_persons.insert(id, into);
            }
        }
        for target in self.merged_persons.values_mut().filter(|target| **target == from) {
            *target = into;
        }
    }
}

/// Gives a posting's field its value.
pub fn fill_posting(facts: &mut PostingFacts, fact: PostingFact) {
    match fact {
        PostingFact::Category(category) => facts.category = Some(category),
        PostingFact::Employer(employer) => facts.employer = Some(employer),
        PostingFact::Place(place) => facts.place = Some(place),
        PostingFact::From(from) => facts.from = Some(from),
        PostingFact::To(to) => facts.to = Some(to),
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        areas::AreaPath,
        ids::AreaId,
        rosters::{areas::Place, ledger::IdentityKey},
    };
    use uuid::Uuid;

    use super::*;

    fn effects(effects: Vec<Effect>) -> Changes {
        Changes::of((1..).zip(effects).map(|(row_no, effect)| PlannedEffect { row_no, effect }))
    }

    fn household(n: u32) -> Effect {
        let place = Place { id: AreaId::from_uuid(Uuid::nil()), path: AreaPath::root(1) };
        let facts = HouseholdFacts { place, area_hint: None, address: None };
        Effect::CreateHousehold { household: HouseholdRef::New(n), facts }
    }

    fn person(n: u32) -> Effect {
        Effect::CreatePerson { person: PersonRef::New(n), facts: PersonFacts::default() }
    }

    #[test]
    fn a_bare_name_that_turns_out_to_be_another_is_never_written() {
        let (home, bare, whole) = (HouseholdRef::New(0), PersonRef::New(0), PersonRef::New(1));
        let changes = effects(vec![
            household(0),
            person(0),
            Effect::AddMembership { person: bare, household: home, relation: Some(Relation::Spouse) },
            person(1),
            Effect::MergePersons { from: bare, into: whole },
        ]);
        assert_eq!(changes.new_persons.keys().collect::<Vec<_>>(), [&1]);
        assert_eq!(changes.members, BTreeMap::from([((home, whole), Some(Relation::Spouse))]));
        assert!(changes.merged_persons.is_empty());
    }

    #[test]
    fn members_follow_a_household_through_two_merges() {
        let old = HouseholdId::from_uuid(Uuid::from_u128(7));
        let (first, second) = (HouseholdRef::New(0), HouseholdRef::New(1));
        let changes = effects(vec![
            household(0),
            household(1),
            person(0),
            Effect::AddMembership { person: PersonRef::New(0), household: first, relation: None },
            Effect::MergeHouseholds { from: HouseholdRef::Existing(old), into: first },
            Effect::MergeHouseholds { from: first, into: second },
        ]);
        assert_eq!(changes.members.keys().collect::<Vec<_>>(), [&(second, PersonRef::New(0))]);
        assert_eq!(changes.merged_households, BTreeMap::from([(old, second)]));
        assert_eq!(changes.new_households.len(), 1);
    }

    #[test]
    fn the_row_with_the_identity_number_is_remembered() {
        let id = PersonId::from_uuid(Uuid::from_u128(3));
        let key = IdentityKey([1; 32]);
        let changes = effects(vec![
            Effect::AddPhone {
                person: PersonRef::Existing(id),
                phone: PhoneNumber::parse("19970115465").unwrap(),
            },
            Effect::FillPerson { person: PersonRef::Existing(id), fact: PersonFact::Identity(key) },
        ]);
        assert_eq!(changes.persons.get(&id).unwrap().number_in, Some(2));
    }
}
