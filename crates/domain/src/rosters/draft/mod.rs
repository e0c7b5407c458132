//! The ledger as it will be: what was loaded, with the effects planned so far. Rows of one roster see each other here.

mod changes;

use std::collections::HashMap;

use super::{
    areas::{AreaIndex, Whereabouts},
    effects::{Effect, HouseholdRef, PersonRef, PostingRef},
    ledger::{IdentityKey, LedgerPosting, LedgerView},
    plan::PlannedEffect,
    reasons::About,
    record::PostingFacts,
};
use crate::{
    dates::PartialDate,
    ids::{HouseholdId, PersonId},
    persons::{Relation, SchoolGrade, Sex},
    phone::PhoneNumber,
    text::{address_key, name_key},
};

/// A person's place in the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonAt(usize);

/// A household's place in the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HouseholdAt(usize);

/// A person as they will be.
#[derive(Debug)]
pub struct DraftPerson {
    pub reference: PersonRef,
    /// The row that brings a new person.
    pub brought_by: Option<u32>,
    pub name: String,
    pub name_key: String,
    pub sex: Option<Sex>,
    pub birth_date: Option<PartialDate>,
    pub identity: Option<IdentityKey>,
    pub phones: Vec<PhoneNumber>,
    pub school_grade: Option<SchoolGrade>,
    pub limited_mobility: bool,
    pub note: Option<String>,
    pub postings: Vec<DraftPosting>,
    pub homes: Vec<(HouseholdAt, Option<Relation>)>,
    merged: bool,
}

/// A posting as it will be.
#[derive(Debug)]
pub struct DraftPosting {
    pub reference: PostingRef,
    pub facts: PostingFacts,
}

/// A household as it will be.
#[derive(Debug)]
pub struct DraftHousehold {
    pub reference: HouseholdRef,
    pub whereabouts: Option<Whereabouts>,
    pub address: Option<String>,
    pub members: Vec<PersonAt>,
    pub reported_elders: Option<i32>,
    pub reported_minors: Option<i32>,
    pub difficulties: Option<String>,
    pub situation_note: Option<String>,
    merged: bool,
}

impl DraftPerson {
    /// Whether nothing is known of the person but a name: a spouse whom somebody's row named.
    pub fn is_bare_name(&self) -> bool {
        self.identity.is_none()
            && self.phones.is_empty()
            && self.birth_date.is_none()
            && self.postings.is_empty()
    }

    /// Whom a reason speaks of.
    pub fn about(&self) -> Option<About> {
        match self.reference {
            PersonRef::Existing(id) => Some(About::Person(id)),
            PersonRef::New(_) => self.brought_by.map(About::Row),
        }
    }
}

/// The ledger as it will be, and the effects that make it so.
pub struct Draft<'a> {
    areas: &'a AreaIndex,
    persons: Vec<DraftPerson>,
    households: Vec<DraftHousehold>,
    by_identity: HashMap<IdentityKey, PersonAt>,
    by_phone: HashMap<PhoneNumber, Vec<PersonAt>>,
    by_name: HashMap<String, Vec<PersonAt>>,
    by_address: HashMap<String, Vec<HouseholdAt>>,
    by_person_id: HashMap<PersonId, PersonAt>,
    by_household_id: HashMap<HouseholdId, HouseholdAt>,
    created: Created,
    effects: Vec<PlannedEffect>,
}

#[derive(Debug, Default)]
struct Created {
    persons: u32,
    households: u32,
    postings: u32,
}

impl<'a> Draft<'a> {
    /// The ledger as loaded. Its order does not matter: people and households are taken by their ids.
    pub fn new(view: &LedgerView, areas: &'a AreaIndex) -> Self {
        let mut draft = Self {
            areas,
            persons: Vec::with_capacity(view.persons.len()),
            households: Vec::with_capacity(view.households.len()),
            by_identity: HashMap::new(),
            by_phone: HashMap::new(),
            by_name: HashMap::new(),
            by_address: HashMap::new(),
            by_person_id: HashMap::new(),
            by_household_id: HashMap::new(),
            created: Created::default(),
            effects: Vec::new(),
        };
        let mut households: Vec<_> = view.households.iter().collect();
        households.sort_by_key(|household| household.id);
        for household in households {
            let known = household.place != *areas.root() || household.area_hint.is_some();
            let at = draft.push_household(DraftHousehold {
                reference: HouseholdRef::Existing(household.id),
                whereabouts: known
                    .then(|| areas.whereabouts(&household.place, household.area_hint.as_deref())),
                address: household.address.clone(),
                members: Vec::new(),
                reported_elders: household.reported_elders,
                reported_minors: household.reported_minors,
                difficulties: household.difficulties.clone(),
                situation_note: household.situation_note.clone(),
                merged: false,
            });
            draft.by_household_id.insert(household.id, at);
        }
        let mut persons: Vec<_> = view.persons.iter().collect();
        persons.sort_by_key(|person| person.id);
        for person in persons {
            let at = draft.push_person(DraftPerson {
                reference: PersonRef::Existing(person.id),
                brought_by: None,
                name: person.name.clone(),
                name_key: name_key(&person.name),
                sex: person.sex,
                birth_date: person.birth_date,
                identity: person.identity,
                phones: person.phones.clone(),
                school_grade: person.school_grade,
                limited_mobility: person.limited_mobility,
                note: person.note.clone(),
                postings: person.postings.iter().map(DraftPosting::from).collect(),
                homes: Vec::new(),
                merged: false,
            });
            draft.by_person_id.insert(person.id, at);
            for (household, relation) in &person.households {
                if let Some(home) = draft.by_household_id.get(household).copied() {
                    draft.join(at, home, *relation);
                }
            }
        }
        draft
    }

    /// The effects, in the order in which they are to be applied.
    pub fn into_effects(self) -> Vec<PlannedEffect> {
        self.effects
    }

    /// How many effects there are so far.
    pub const fn effect_count(&self) -> usize {
        self.effects.len()
    }

    #[expect(clippy::indexing_slicing, reason = "places are only made by this draft, which never shrinks")]
    pub fn person(&self, at: PersonAt) -> &DraftPerson {
        &self.persons[at.0]
    }

    #[expect(clippy::indexing_slicing, reason = "places are only made by this draft, which never shrinks")]
    pub fn household(&self, at: HouseholdAt) -> &DraftHousehold {
        &self.households[at.0]
    }

    #[expect(clippy::indexing_slicing, reason = "places are only made by this draft, which never shrinks")]
    fn person_mut(&mut self, at: PersonAt) -> &mut DraftPerson {
        &mut self.persons[at.0]
    }

    #[expect(clippy::indexing_slicing, reason = "places are only made by this draft, which never shrinks")]
    fn household_mut(&mut self, at: HouseholdAt) -> &mut DraftHousehold {
        &mut self.households[at.0]
    }

    pub fn by_identity(&self, key: IdentityKey) -> Option<PersonAt> {
        self.by_identity.get(&key).copied()
    }

    pub fn by_phone(&self, phone: &PhoneNumber) -> impl Iterator<Item = PersonAt> {
        self.present(self.by_phone.get(phone))
    }

    pub const fn areas(&self) -> &'a AreaIndex {
        self.areas
    }

    pub fn by_name(&self, name_key: &str) -> impl Iterator<Item = PersonAt> {
        self.present(self.by_name.get(name_key))
    }

    fn present<'b>(&'b self, places: Option<&'b Vec<PersonAt>>) -> impl Iterator<Item = PersonAt> + 'b {
        places.into_iter().flatten().copied().filter(|at| !self.person(*at).merged)
    }

    pub fn by_person_id(&self, id: PersonId) -> Option<PersonAt> {
        self.by_person_id.get(&id).copied()
    }

    pub fn by_household_id(&self, id: HouseholdId) -> Option<HouseholdAt> {
        self.by_household_id.get(&id).copied().filter(|at| !self.household(*at).merged)
    }

    /// The households with this address.
    pub fn by_address(&self, address: &str) -> impl Iterator<Item = HouseholdAt> {
        let found = self.by_address.get(&address_key(address));
        found.into_iter().flatten().copied().filter(|at| !self.household(*at).merged)
    }

    fn push_person(&mut self, person: DraftPerson) -> PersonAt {
        let at = PersonAt(self.persons.len());
        self.by_name.entry(person.name_key.clone()).or_default().push(at);
        if let Some(key) = person.identity {
            self.by_identity.entry(key).or_insert(at);
        }
        for phone in &person.phones {
            self.by_phone.entry(phone.clone()).or_default().push(at);
        }
        self.persons.push(person);
        at
    }

    fn push_household(&mut self, household: DraftHousehold) -> HouseholdAt {
        let at = HouseholdAt(self.households.len());
        if let Some(address) = &household.address {
            self.by_address.entry(address_key(address)).or_default().push(at);
        }
        self.households.push(household);
        at
    }

    fn join(&mut self, person: PersonAt, household: HouseholdAt, relation: Option<Relation>) {
        self.person_mut(person).homes.push((household, relation));
        self.household_mut(household).members.push(person);
    }

    fn emit(&mut self, row_no: u32, effect: Effect) {
        self.effects.push(PlannedEffect { row_no, effect });
    }
}

impl From<&LedgerPosting> for DraftPosting {
    fn from(posting: &LedgerPosting) -> Self {
        Self {
            reference: PostingRef::Existing(posting.id),
            facts: PostingFacts {
                category: posting.category.clone(),
                employer: posting.employer.clone(),
                place: posting.place.clone(),
                from: posting.from,
                to: posting.to,
            },
        }
    }
}
