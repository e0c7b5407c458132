//! What a settled row adds to its person and household: what is empty is filled, what differs is a conflict.

mod home;

use super::PlanRow;
use crate::{
    persons::Relation,
    rosters::{
        draft::{Draft, HouseholdAt, PersonAt},
        effects::{PersonFact, PersonFacts, PostingFact},
        fields::Field,
        matching::{self, Match, unclear},
        reasons::{Reason, ReasonCode},
        record::{LimitedMobility, PostingFacts},
    },
    text::{name_key, tidy},
};

/// Fills in what one row says.
pub struct Filler<'d, 'a, 'r> {
    draft: &'d mut Draft<'a>,
    row: &'r PlanRow<'r>,
    row_no: u32,
    reasons: Vec<Reason>,
}

impl<'d, 'a, 'r> Filler<'d, 'a, 'r> {
    pub const fn new(draft: &'d mut Draft<'a>, row: &'r PlanRow<'r>) -> Self {
        Self { draft, row, row_no: row.record.row_no, reasons: Vec::new() }
    }

    pub fn into_reasons(self) -> Vec<Reason> {
        self.reasons
    }

    fn say(&mut self, reason: Reason) {
        self.reasons.push(reason);
    }

    fn differs(&mut self, field: Field, said: impl ToString, known: impl ToString) {
        self.say(Reason::on(ReasonCode::ValueDiffers, field).value(said).other(known));
    }

    /// The row is about somebody known: says why.
    pub fn known(&mut self, found: &Match) -> PersonAt {
        let person = self.draft.person(found.person);
        let reason = unclear(found.by, person);
        let name_differs = (person.name_key != name_key(&self.row.record.name)).then(|| person.name.clone());
        self.say(reason);
        if let Some(known) = name_differs {
            self.differs(Field::Name, &self.row.record.name, known);
        }
        if let Some(rival) = found.rival {
            let reason = unclear(ReasonCode::PossibleDuplicate, self.draft.person(rival));
            self.say(reason);
        }
        found.person
    }

    /// The row brings somebody. A decided row goes without a number that belongs to somebody else.
    pub fn new_person(&mut self, key: &str) -> PersonAt {
        let record = self.row.record;
        let namesake = self.draft.by_name(key).next();
        if let Some(namesake) = namesake {
            let reason = unclear(ReasonCode::SameNameElsewhere, self.draft.person(namesake));
            self.say(reason);
        }
        let facts = PersonFacts {
            name: record.name.clone(),
            sex: record.sex,
            birth_date: record.birth_date,
            identity: self.row.identity.filter(|key| self.draft.by_identity(*key).is_none()),
            school_grade: record.school_grade,
            limited_mobility: record.limited_mobility == Some(LimitedMobility::Yes),
            note: record.note.clone(),
        };
        self.draft.create_person(self.row_no, facts)
    }

    /// Puts the person into the group's household, which is made where there is none yet.
    pub fn enter_household(&mut self, person: PersonAt, home: Option<HouseholdAt>) -> Option<HouseholdAt> {
        let record = self.row.record;
        let homes: Vec<HouseholdAt> = self.draft.person(person).homes.iter().map(|(home, _)| *home).collect();
        let Some(home) = home else {
            if let Some(home) = homes.first() {
                return Some(*home);
            }
            let home =
                self.draft.create_household(self.row_no, record.whereabouts.clone(), record.address.clone());
            self.draft.add_membership(self.row_no, person, home, record.relation);
            return Some(home);
        };
        if homes.contains(&home) {
            self.fill_relation(person, home);
            return Some(home);
        }
        if homes.is_empty() {
            self.absorb_bare_name(person, home);
            if !self.lives_in(person, home) {
                let relation = self.relation_in(home);
                self.draft.add_membership(self.row_no, person, home, relation);
            }
            return Some(home);
        }
        let without_address =
            homes.iter().copied().find(|other| self.draft.household(*other).address.is_none());
        if let Some(other) = without_address {
            self.absorb_bare_name(person, home);
            self.merge_household(other, home);
            return Some(home);
        }
        let there = homes.first().and_then(|there| self.draft.household(*there).address.clone());
        let mut reason = Reason::on(ReasonCode::LivesElsewhere, Field::Address);
        reason.value = record.address.clone();
        reason.other = there;
        self.say(reason);
        homes.first().copied()
    }

    fn lives_in(&self, person: PersonAt, home: HouseholdAt) -> bool {
        self.draft.household(home).members.contains(&person)
    }

    /// A worker who joins another worker's household by a list without relations is a worker, too.
    fn relation_in(&self, home: HouseholdAt) -> Option<Relation> {
        self.row
            .record
            .relation
            .or_else(|| self.draft.household(home).members.is_empty().then_some(Relation::Worker))
    }

    fn fill_relation(&mut self, person: PersonAt, home: HouseholdAt) {
        let known = self
            .draft
            .person(person)
            .homes
            .iter()
            .find(|(at, _)| *at == home)
            .and_then(|(_, relation)| *relation);
        match (known, self.row.record.relation) {
            (None, Some(said)) => self.draft.fill_relation(self.row_no, person, home, said),
            (Some(known), Some(said))
                if known != said && said != Relation::Worker && known != Relation::Worker =>
            {
                self.say(Reason::on(ReasonCode::RelationDiffers, Field::Relation).value(said).other(known));
            }
            _ => {}
        }
    }

    /// A spouse whom somebody's row named, and of whom nothing else was known, is this person.
    fn absorb_bare_name(&mut self, person: PersonAt, home: HouseholdAt) {
        let key = self.draft.person(person).name_key.clone();
        let bare = self.draft.household(home).members.iter().copied().find(|member| {
            let known = self.draft.person(*member);
            *member != person
                && known.name_key == key
                && known.is_bare_name()
                && matching::may_be_member(known, self.row, home)
        });
        if let Some(bare) = bare {
            self.draft.merge_persons(self.row_no, bare, person);
        }
    }

    /// Fills what the row knows of the person and, where the row is about their home, of the household.
    pub fn fill(&mut self, person: PersonAt, home: Option<HouseholdAt>) {
        self.fill_person(person);
        self.add_phones(person, home);
        if let Some(posting) = &self.row.record.posting {
            self.fill_posting(person, posting);
        }
        let elsewhere = self.reasons.iter().any(|reason| reason.code == ReasonCode::LivesElsewhere);
        if let Some(home) = home.filter(|_| !elsewhere) {
            self.fill_household(home);
            self.add_spouse(person, home);
        }
    }

    fn fill_person(&mut self, at: PersonAt) {
        let record = self.row.record;
        let person = self.draft.person(at);
        let (sex, birth_date, identity) = (person.sex, person.birth_date, person.identity);
        let (grade, limited, note) = (person.school_grade, person.limited_mobility, person.note.clone());
        let mut facts = Vec::new();
        match (sex, record.sex) {
            (None, Some(said)) => facts.push(PersonFact::Sex(said)),
            (Some(known), Some(said)) if known != said => self.differs(Field::Sex, said, known),
            _ => {}
        }
        match (birth_date, record.birth_date) {
            (None, Some(said)) => facts.push(PersonFact::BirthDate(said)),
            (Some(known), Some(said)) if said.is_more_precise_than(known) => {
                facts.push(PersonFact::BirthDate(said))
            }
            (Some(known), Some(said)) if !said.is_compatible_with(known) => {
                self.differs(Field::BirthDate, said, known)
            }
            _ => {}
        }
        match (identity, self.row.identity) {
            (None, Some(said)) => facts.push(PersonFact::Identity(said)),
            (Some(known), Some(said)) if known != said => {
                self.say(Reason::on(ReasonCode::ValueDiffers, Field::IdentityNumber));
            }
            _ => {}
        }
        match (grade, record.school_grade) {
            (None, Some(said)) => facts.push(PersonFact::SchoolGrade(said)),
            (Some(known), Some(said)) if known != said => self.differs(Field::SchoolGrade, said, known),
            _ => {}
        }
        match record.limited_mobility {
            Some(LimitedMobility::Yes) if !limited => facts.push(PersonFact::LimitedMobility),
            Some(LimitedMobility::No) if limited => {
                self.say(Reason::on(ReasonCode::ValueDiffers, Field::LimitedMobility));
            }
            _ => {}
        }
        facts.extend(
            record.note.as_deref().and_then(|said| added(note.as_deref(), said)).map(PersonFact::Note),
        );
        for fact in facts {
            self.draft.fill_person(self.row_no, at, fact);
        }
    }

    fn add_phones(&mut self, at: PersonAt, home: Option<HouseholdAt>) {
        for phone in &self.row.record.phones {
            if self.draft.person(at).phones.contains(phone) {
                continue;
            }
            let owners: Vec<PersonAt> = self.draft.by_phone(phone).filter(|owner| *owner != at).collect();
            let stranger = owners.iter().find(|owner| !home.is_some_and(|home| self.lives_in(**owner, home)));
            if let Some(stranger) = stranger.filter(|_| self.row.record.posting.is_some()) {
                let mut reason = unclear(ReasonCode::ValueDiffers, self.draft.person(*stranger));
                reason.field = Some(Field::Phone);
                reason.value = Some(phone.masked());
                self.say(reason);
                continue;
            }
            if let Some(owner) = owners.first() {
                let mut reason = unclear(ReasonCode::PhoneSharedInHousehold, self.draft.person(*owner));
                reason.field = Some(Field::Phone);
                self.say(reason);
            }
            self.draft.add_phone(self.row_no, at, phone.clone());
        }
    }

    /// A roster knows one posting of a worker: the one that fits, or the latest.
    fn fill_posting(&mut self, at: PersonAt, said: &PostingFacts) {
        let postings = &self.draft.person(at).postings;
        let fits = |known: &PostingFacts| {
            said.category.is_none() || known.category.is_none() || said.category == known.category
        };
        let known = postings.iter().rev().find(|known| fits(&known.facts)).or_else(|| postings.last());
        let Some((reference, known)) = known.map(|known| (known.reference, known.facts.clone())) else {
            self.draft.add_posting(self.row_no, at, said.clone());
            return;
        };
        let mut facts = Vec::new();
        let mut compare =
            |field, said: Option<String>, known: Option<String>, fact: Option<PostingFact>| match (
                said, known,
            ) {
                (Some(_), None) => facts.extend(fact),
                (Some(said), Some(known)) if same_words(&said, &known) => {}
                (Some(said), Some(known)) => {
                    self.reasons.push(Reason::on(ReasonCode::ValueDiffers, field).value(said).other(known))
                }
                (None, _) => {}
            };
        let text = |value: &Option<_>| value.as_ref().map(ToString::to_string);
        compare(
            Field::Category,
            text(&said.category),
            text(&known.category),
            said.category.clone().map(PostingFact::Category),
        );
        compare(
            Field::Employer,
            said.employer.clone(),
            known.employer,
            said.employer.clone().map(PostingFact::Employer),
        );
        compare(Field::Place, said.place.clone(), known.place, said.place.clone().map(PostingFact::Place));
        let day = |value: Option<chrono::NaiveDate>| value.map(|day| day.to_string());
        compare(Field::PostingFrom, day(said.from), day(known.from), said.from.map(PostingFact::From));
        compare(Field::PostingTo, day(said.to), day(known.to), said.to.map(PostingFact::To));
        for fact in facts {
            self.draft.fill_posting(self.row_no, at, reference, fact);
        }
    }
}

fn same_words(a: &str, b: &str) -> bool {
    let bare = |text: &str| tidy(text).to_lowercase().replace(' ', "");
    bare(a) == bare(b)
}

/// The note with what is said added, unless it says that already.
fn added(known: Option<&str>, said: &str) -> Option<String> {
    match known.filter(|known| !known.is_empty()) {
        None => Some(said.to_owned()),
        Some(known) if known.contains(said) => None,
        Some(known) => Some(format!("{known}；{said}")),
    }
}
