//! The changes of a draft: each is made here and listed as an effect at the same time.

use super::{Draft, DraftHousehold, DraftPerson, DraftPosting, HouseholdAt, PersonAt};
use crate::{
    persons::Relation,
    phone::PhoneNumber,
    rosters::{
        areas::Whereabouts,
        effects::{
            Effect, HouseholdFact, HouseholdFacts, HouseholdRef, PersonFact, PersonFacts, PersonRef,
            PostingFact, PostingRef,
        },
        record::PostingFacts,
    },
    text::{address_key, name_key},
};

impl Draft<'_> {
    pub fn create_household(
        &mut self,
        row_no: u32,
        whereabouts: Option<Whereabouts>,
        address: Option<String>,
    ) -> HouseholdAt {
        let household = HouseholdRef::New(self.created.households);
        self.created.households += 1;
        let place = whereabouts.as_ref().map_or(self.areas.root(), |known| &known.place).clone();
        let area_hint = whereabouts.as_ref().and_then(|known| known.hint.clone());
        let facts = HouseholdFacts { place, area_hint, address: address.clone() };
        self.emit(row_no, Effect::CreateHousehold { household, facts });
        self.push_household(DraftHousehold {
            reference: household,
            whereabouts,
            address,
            members: Vec::new(),
            reported_elders: None,
            reported_minors: None,
            difficulties: None,
            situation_note: None,
            merged: false,
        })
    }

    pub fn create_person(&mut self, row_no: u32, facts: PersonFacts) -> PersonAt {
        let person = PersonRef::New(self.created.persons);
        self.created.persons += 1;
        let at = self.push_person(DraftPerson {
            reference: person,
            brought_by: Some(row_no),
            name: facts.name.clone(),
            name_key: name_key(&facts.name),
            sex: facts.sex,
            birth_date: facts.birth_date,
            identity: facts.identity,
            phones: Vec::new(),
            school_grade: facts.school_grade,
            limited_mobility: facts.limited_mobility,
            note: facts.note.clone(),
            postings: Vec::new(),
            homes: Vec::new(),
            merged: false,
        });
        self.emit(row_no, Effect::CreatePerson { person, facts });
        at
    }

    pub fn add_membership(
        &mut self,
        row_no: u32,
        at: PersonAt,
        home: HouseholdAt,
        relation: Option<Relation>,
    ) {
        self.join(at, home, relation);
        let (person, household) = (self.person(at).reference, self.household(home).reference);
        self.emit(row_no, Effect::AddMembership { person, household, relation });
    }

    pub fn fill_relation(&mut self, row_no: u32, at: PersonAt, home: HouseholdAt, relation: Relation) {
        for (_, known) in self.person_mut(at).homes.iter_mut().filter(|(household, _)| *household == home) {
            *known = Some(relation);
        }
        let (person, household) = (self.person(at).reference, self.household(home).reference);
        self.emit(row_no, Effect::FillRelation { person, household, relation });
    }

    pub fn fill_person(&mut self, row_no: u32, at: PersonAt, fact: PersonFact) {
        let person = self.person_mut(at);
        let reference = person.reference;
        match &fact {
            PersonFact::Sex(sex) => person.sex = Some(*sex),
            PersonFact::BirthDate(date) => person.birth_date = Some(*date),
            PersonFact::Identity(key) => person.identity = Some(*key),
            PersonFact::SchoolGrade(grade) => person.school_grade = Some(*grade),
            PersonFact::LimitedMobility => person.limited_mobility = true,
            PersonFact::Note(note) => person.note = Some(note.clone()),
        }
        if let PersonFact::Identity(key) = &fact {
            self.by_identity.entry(*key).or_insert(at);
        }
        self.emit(row_no, Effect::FillPerson { person: reference, fact });
    }

    pub fn add_phone(&mut self, row_no: u32, at: PersonAt, phone: PhoneNumber) {
        self.by_phone.entry(phone.clone()).or_default().push(at);
        let person = self.person_mut(at);
        person.phones.push(phone.clone());
        let person = person.reference;
        self.emit(row_no, Effect::AddPhone { person, phone });
    }

    pub fn add_posting(&mut self, row_no: u32, at: PersonAt, facts: PostingFacts) {
        let posting = PostingRef::New(self.created.postings);
        self.created.postings += 1;
        let person = self.person_mut(at);
        person.postings.push(DraftPosting { reference: posting, facts: facts.clone() });
        let person = person.reference;
        self.emit(row_no, Effect::AddPosting { posting, person, facts });
    }

    pub fn fill_posting(&mut self, row_no: u32, at: PersonAt, posting: PostingRef, fact: PostingFact) {
        let person = self.person_mut(at);
        let reference = person.reference;
        if let Some(known) = person.postings.iter_mut().find(|known| known.reference == posting) {
            match &fact {
                PostingFact::Category(category) => known.facts.category = Some(category.clone()),
                PostingFact::Employer(employer) => known.facts.employer = Some(employer.clone()),
                PostingFact::Place(place) => known.facts.place = Some(place.clone()),
                PostingFact::From(from) => known.facts.from = Some(*from),
                PostingFact::To(to) => known.facts.to = Some(*to),
            }
        }
        self.emit(row_no, Effect::FillPosting { posting, person: reference, fact });
    }

    pub fn fill_household(&mut self, row_no: u32, at: HouseholdAt, fact: HouseholdFact) {
        let areas = self.areas;
        let household = self.household_mut(at);
        let reference = household.reference;
        match &fact {
            HouseholdFact::Address(address) => household.address = Some(address.clone()),
            HouseholdFact::Area { place, hint } => {
                household.whereabouts = Some(areas.whereabouts(place, hint.as_deref()))
            }
            HouseholdFact::ReportedElders(count) => household.reported_elders = Some(*count),
            HouseholdFact::ReportedMinors(count) => household.reported_minors = Some(*count),
            HouseholdFact::Difficulties(text) => household.difficulties = Some(text.clone()),
            HouseholdFact::SituationNote(text) => household.situation_note = Some(text.clone()),
        }
        if let HouseholdFact::Address(address) = &fact {
            self.by_address.entry(address_key(address)).or_default().push(at);
        }
        self.emit(row_no, Effect::FillHousehold { household: reference, fact });
    }

    pub fn merge_households(&mut self, row_no: u32, from: HouseholdAt, into: HouseholdAt) {
        let members = std::mem::take(&mut self.household_mut(from).members);
        for member in members {
            let homes = &mut self.person_mut(member).homes;
            let stays = homes.iter().any(|(home, _)| *home == into);
            if stays {
                homes.retain(|(home, _)| *home != from);
            } else {
                homes.iter_mut().filter(|(home, _)| *home == from).for_each(|(home, _)| *home = into);
                self.household_mut(into).members.push(member);
            }
        }
        self.household_mut(from).merged = true;
        let (from, into) = (self.household(from).reference, self.household(into).reference);
        self.emit(row_no, Effect::MergeHouseholds { from, into });
    }

    pub fn merge_persons(&mut self, row_no: u32, from: PersonAt, into: PersonAt) {
        let homes = std::mem::take(&mut self.person_mut(from).homes);
        for (home, relation) in homes {
            self.household_mut(home).members.retain(|member| *member != from);
            let known = &mut self.person_mut(into).homes;
            match known.iter_mut().find(|(other, _)| *other == home) {
                Some((_, kept)) => *kept = kept.or(relation),
                None => self.join(into, home, relation),
            }
        }
        self.person_mut(from).merged = true;
        let (from, into) = (self.person(from).reference, self.person(into).reference);
        self.emit(row_no, Effect::MergePersons { from, into });
    }
}
