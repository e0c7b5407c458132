//! People and households in memory.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::{HouseholdId, PersonId, PostingId},
    persons::Relation,
    rosters::{
        effects::{Effect, HouseholdFact, HouseholdRef, PersonFact, PersonRef, PostingFact, PostingRef},
        ledger::{LedgerHousehold, LedgerPerson, LedgerPosting, LedgerView, Wanted},
        plan::{Plan, RowPlan},
    },
    text::{address_key, name_key},
};
use uuid::Uuid;

#[derive(Default, Clone, PartialEq, Debug)]
pub struct Ledger {
    pub persons: BTreeMap<PersonId, LedgerPerson>,
    pub households: BTreeMap<HouseholdId, LedgerHousehold>,
    next: u128,
    new_persons: BTreeMap<u32, PersonId>,
    new_households: BTreeMap<u32, HouseholdId>,
    new_postings: BTreeMap<u32, PostingId>,
}

/// The numbers of `expected.json`.
#[derive(Debug, PartialEq, Eq, Clone)]
pub struct Counts {
    pub workers: usize,
    pub households: usize,
    pub dual_frontline_households: usize,
    pub by_category: BTreeMap<String, usize>,
    pub without_category: usize,
}

impl Ledger {
    fn id(&mut self) -> Uuid {
        self.next += 1;
        Uuid::from_u128(self.next)
    }

    pub fn everything(&self) -> LedgerView {
        LedgerView {
            persons: self.persons.values().cloned().collect(),
            households: self.households.values().cloned().collect(),
        }
    }

    /// Loads as `Wanted` says, and not more.
    pub fn view(&self, wanted: &Wanted) -> LedgerView {
        let named = |person: &&LedgerPerson| {
            person.identity.is_some_and(|key| wanted.identities.contains(&key))
                || person.phones.iter().any(|phone| wanted.phones.contains(phone))
                || wanted.names.contains(&name_key(&person.name))
                || wanted.persons.contains(&person.id)
        };
        let mut persons: BTreeMap<PersonId, &LedgerPerson> =
            self.persons.values().filter(named).map(|person| (person.id, person)).collect();
        let mut homes: BTreeSet<HouseholdId> =
            persons.values().flat_map(|person| person.households.iter().map(|(home, _)| *home)).collect();
        homes.extend(&wanted.households);
        homes.extend(
            self.households
                .values()
                .filter(|household| {
                    household
                        .address
                        .as_deref()
                        .is_some_and(|address| wanted.addresses.contains(&address_key(address)))
                })
                .map(|household| household.id),
        );
        for person in self
            .persons
            .values()
            .filter(|person| person.households.iter().any(|(home, _)| homes.contains(home)))
        {
            persons.insert(person.id, person);
        }
        LedgerView {
            persons: persons.into_values().cloned().collect(),
            households: homes.iter().filter_map(|home| self.households.get(home)).cloned().collect(),
        }
    }

    fn person(&mut self, person: PersonRef) -> &mut LedgerPerson {
        let id = self.person_id(person);
        self.persons.get_mut(&id).unwrap()
    }

    fn person_id(&self, person: PersonRef) -> PersonId {
        match person {
            PersonRef::Existing(id) => id,
            PersonRef::New(number) => self.new_persons[&number],
        }
    }

    fn household_id(&self, household: HouseholdRef) -> HouseholdId {
        match household {
            HouseholdRef::Existing(id) => id,
            HouseholdRef::New(number) => self.new_households[&number],
        }
    }

    pub fn apply(&mut self, plan: &Plan) {
        for planned in &plan.effects {
            self.apply_one(&planned.effect);
        }
    }

    fn apply_one(&mut self, effect: &Effect) {
        match effect.clone() {
            Effect::CreateHousehold { household, facts } => {
                let id = HouseholdId::from_uuid(self.id());
                let HouseholdRef::New(number) = household else {
                    panic!("a new household has a new reference")
                };
                assert_eq!(self.new_households.insert(number, id), None);
                self.households.insert(
                    id,
                    LedgerHousehold {
                        id,
                        place: facts.place,
                        area_hint: facts.area_hint,
                        address: facts.address,
                        reported_elders: None,
                        reported_minors: None,
                        difficulties: None,
                        situation_note: None,
                    },
                );
            }
            Effect::CreatePerson { person, facts } => {
                let id = PersonId::from_uuid(self.id());
                let PersonRef::New(number) = person else { panic!("a new person has a new reference") };
                assert_eq!(self.new_persons.insert(number, id), None);
                self.persons.insert(
                    id,
                    LedgerPerson {
                        id,
                        name: facts.name,
                        sex: facts.sex,
                        birth_date: facts.birth_date,
                        identity: facts.identity,
                        phones: Vec::new(),
                        school_grade: facts.school_grade,
                        limited_mobility: facts.limited_mobility,
                        note: facts.note,
                        postings: Vec::new(),
                        households: Vec::new(),
                    },
                );
            }
            Effect::AddMembership { person, household, relation } => {
                let home = self.household_id(household);
                let homes = &mut self.person(person).households;
                assert!(homes.iter().all(|(known, _)| *known != home), "a member once");
                homes.push((home, relation));
            }
            Effect::FillRelation { person, household, relation } => {
                let home = self.household_id(household);
                let place =
                    self.person(person).households.iter_mut().find(|(known, _)| *known == home).unwrap();
                assert_eq!(place.1.replace(relation), None::<Relation>);
            }
            Effect::FillPerson { person, fact } => {
                let person = self.person(person);
                match fact {
                    PersonFact::Sex(sex) => assert_eq!(person.sex.replace(sex), None),
                    PersonFact::BirthDate(date) => {
                        assert!(person.birth_date.is_none_or(|known| date.is_more_precise_than(known)));
                        person.birth_date = Some(date);
                    }
                    PersonFact::Identity(key) => assert_eq!(person.identity.replace(key), None),
                    PersonFact::SchoolGrade(grade) => assert_eq!(person.school_grade.replace(grade), None),
                    PersonFact::LimitedMobility => person.limited_mobility = true,
                    PersonFact::Note(note) => person.note = Some(note),
                }
            }
            Effect::AddPhone { person, phone } => self.person(person).phones.push(phone),
            Effect::AddPosting { posting, person, facts } => {
                let id = PostingId::from_uuid(self.id());
                let PostingRef::New(number) = posting else { panic!("a new posting has a new reference") };
                self.new_postings.insert(number, id);
                self.person(person).postings.push(LedgerPosting {
                    id,
                    category: facts.category,
                    employer: facts.employer,
                    place: facts.place,
                    from: facts.from,
                    to: facts.to,
                });
            }
            Effect::FillPosting { posting, person, fact } => {
                let id = match posting {
                    PostingRef::Existing(id) => id,
                    PostingRef::New(number) => self.new_postings[&number],
                };
                let posting =
                    self.person(person).postings.iter_mut().find(|posting| posting.id == id).unwrap();
                match fact {
                    PostingFact::Category(category) => assert_eq!(posting.category.replace(category), None),
                    PostingFact::Employer(employer) => assert_eq!(posting.employer.replace(employer), None),
                    PostingFact::Place(place) => assert_eq!(posting.place.replace(place), None),
                    PostingFact::From(day) => assert_eq!(posting.from.replace(day), None),
                    PostingFact::To(day) => assert_eq!(posting.to.replace(day), None),
                }
            }
            Effect::FillHousehold { household, fact } => {
                let id = self.household_id(household);
                let household = self.households.get_mut(&id).unwrap();
                match fact {
                    HouseholdFact::Address(address) => assert_eq!(household.address.replace(address), None),
                    HouseholdFact::Area { place, hint } => {
                        household.place = place;
                        household.area_hint = hint;
                    }
                    HouseholdFact::ReportedElders(count) => {
                        assert_eq!(household.reported_elders.replace(count), None)
                    }
                    HouseholdFact::ReportedMinors(count) => {
                        assert_eq!(household.reported_minors.replace(count), None)
                    }
                    HouseholdFact::Difficulties(text) => household.difficulties = Some(text),
                    HouseholdFact::SituationNote(text) => household.situation_note = Some(text),
                }
            }
            Effect::MergeHouseholds { from, into } => {
                let (from, into) = (self.household_id(from), self.household_id(into));
                assert_eq!(
                    self.households.remove(&from).unwrap().address,
                    None,
                    "only a household without an address"
                );
                for person in self.persons.values_mut() {
                    move_home(&mut person.households, from, into);
                }
            }
            Effect::MergePersons { from, into } => {
                let id = self.person_id(from);
                let bare = self.persons.remove(&id).unwrap();
                assert!(
                    bare.phones.is_empty()
                        && bare.postings.is_empty()
                        && bare.identity.is_none()
                        && bare.birth_date.is_none()
                );
                let person = self.person(into);
                for (home, relation) in bare.households {
                    match person.households.iter_mut().find(|(known, _)| *known == home) {
                        Some((_, known)) => *known = known.or(relation),
                        None => person.households.push((home, relation)),
                    }
                }
            }
        }
    }

    pub fn resolve(&self, mut row: RowPlan) -> RowPlan {
        row.person = row.person.map(|person| PersonRef::Existing(self.person_id(person)));
        row.household = row.household.map(|household| HouseholdRef::Existing(self.household_id(household)));
        row
    }

    pub fn forget_new(&mut self) {
        self.new_persons.clear();
        self.new_households.clear();
        self.new_postings.clear();
    }

    /// Everybody lives somewhere, every household has a member, and a worker among them.
    pub fn check(&self) {
        for person in self.persons.values() {
            assert!(!person.households.is_empty(), "{} lives somewhere", person.name);
            assert!(person.households.iter().all(|(home, _)| self.households.contains_key(home)));
            assert!(person.postings.len() <= 1, "{} has one posting", person.name);
        }
        let with_worker: BTreeSet<_> = self
            .persons
            .values()
            .filter(|person| !person.postings.is_empty())
            .flat_map(|person| person.households.iter().map(|(home, _)| *home))
            .collect();
        assert!(self.households.keys().eq(&with_worker), "every household has a worker");
        let numbers = self.persons.values().filter_map(|person| person.identity);
        let mut seen = BTreeSet::new();
        assert!(numbers.into_iter().all(|number| seen.insert(number)), "one number, one person");
    }

    pub fn counts(&self) -> Counts {
        let workers: Vec<_> = self.persons.values().filter(|person| !person.postings.is_empty()).collect();
        let mut by_category = BTreeMap::new();
        for category in
            workers.iter().flat_map(|worker| &worker.postings).filter_map(|posting| posting.category.as_ref())
        {
            *by_category.entry(category.to_string()).or_default() += 1;
        }
        let mut per_home: BTreeMap<HouseholdId, usize> = BTreeMap::new();
        for (home, _) in workers.iter().flat_map(|worker| &worker.households) {
            *per_home.entry(*home).or_default() += 1;
        }
        Counts {
            workers: workers.len(),
            households: self.households.len(),
            dual_frontline_households: per_home.values().filter(|count| **count >= 2).count(),
            without_category: workers
                .iter()
                .filter(|worker| worker.postings.iter().all(|posting| posting.category.is_none()))
                .count(),
            by_category,
        }
    }

    /// Who lives with whom where, apart from the order in which they came: name, birth date and phones by address.
    pub fn picture(&self) -> BTreeSet<String> {
        self.households
            .values()
            .map(|household| {
                let members: BTreeSet<String> = self
                    .persons
                    .values()
                    .filter(|person| person.households.iter().any(|(home, _)| *home == household.id))
                    .map(|person| {
                        let phones: BTreeSet<_> = person.phones.iter().map(ToString::to_string).collect();
                        let birth = person.birth_date.map(|date| date.to_string());
                        let categories: Vec<_> = person
                            .postings
                            .iter()
                            .map(|posting| posting.category.as_ref().map(ToString::to_string))
                            .collect();
                        format!(
                            "{} {birth:?} {phones:?} {:?} {categories:?}",
                            person.name,
                            person.identity.is_some()
                        )
                    })
                    .collect();
                format!(
                    "{:?} {} {:?} {members:?}",
                    household.address.as_deref().map(address_key),
                    household.place.path,
                    household.area_hint.is_some()
                )
            })
            .collect()
    }
}

fn move_home(homes: &mut Vec<(HouseholdId, Option<Relation>)>, from: HouseholdId, into: HouseholdId) {
    if homes.iter().any(|(home, _)| *home == into) {
        homes.retain(|(home, _)| *home != from);
    }
    homes.iter_mut().filter(|(home, _)| *home == from).for_each(|(home, _)| *home = into);
}

pub fn existing_household(household: HouseholdRef) -> Option<HouseholdId> {
    match household {
        HouseholdRef::Existing(id) => Some(id),
        HouseholdRef::New(_) => None,
    }
}
