//! What a row adds to its household.

use super::{Filler, added};
use crate::{
    persons::Relation,
    rosters::{
        areas::Whereabouts,
        draft::{HouseholdAt, PersonAt},
        effects::{HouseholdFact, PersonFacts},
        fields::Field,
        matching::unclear,
        reasons::{Reason, ReasonCode},
        record::Worker,
        values::split_sentences,
    },
    text::{address_key, name_key},
};

impl Filler<'_, '_, '_> {
    pub(super) fn fill_household(&mut self, home: HouseholdAt) {
        let record = self.row.record;
        let household = self.draft.household(home);
        let (address, whereabouts) = (household.address.clone(), household.whereabouts.clone());
        match (address, &record.address) {
            (None, Some(said)) => {
                self.draft.fill_household(self.row_no, home, HouseholdFact::Address(said.clone()))
            }
            (Some(known), Some(said)) if address_key(&known) != address_key(said) => {
                self.differs(Field::Address, said, known)
            }
            _ => {}
        }
        if let Some(said) = &record.whereabouts {
            self.fill_area(home, whereabouts.as_ref(), said);
        }
        self.fill_counts(home, record.elders, record.minors);
        self.add_difficulties(home, record.difficulties.clone());
        if let Some(grades) = &record.minors_grades {
            self.add_situation(home, &format!("子女年级：{grades}"));
        }
    }

    fn fill_area(&mut self, home: HouseholdAt, known: Option<&Whereabouts>, said: &Whereabouts) {
        let is_news = known.is_none_or(|known| said.is_more_precise_than(known));
        if is_news {
            let fact = HouseholdFact::Area { place: said.place.clone(), hint: said.hint.clone() };
            self.draft.fill_household(self.row_no, home, fact);
        } else if known.is_some_and(|known| known.is_certain() && said.is_certain() && !known.fits(said)) {
            let mut reason = Reason::on(ReasonCode::ValueDiffers, Field::Village);
            reason.other = known.and_then(|known| known.hint.clone());
            self.say(reason);
        }
    }

    fn fill_counts(&mut self, home: HouseholdAt, elders: Option<i32>, minors: Option<i32>) {
        let household = self.draft.household(home);
        let known = [household.reported_elders, household.reported_minors];
        let said = [elders, minors];
        for ((field, known), said) in [Field::Elders, Field::Minors].into_iter().zip(known).zip(said) {
            match (known, said) {
                (None, Some(said)) => {
                    let fact = if field == Field::Elders {
                        HouseholdFact::ReportedElders(said)
                    } else {
                        HouseholdFact::ReportedMinors(said)
                    };
                    self.draft.fill_household(self.row_no, home, fact);
                }
                (Some(known), Some(said)) if known != said => self.differs(field, said, known),
                _ => {}
            }
        }
    }

    /// Difficulties add up; “none” stands only while nobody has named one.
    fn add_difficulties(&mut self, home: HouseholdAt, said: Vec<String>) {
        let known = self.draft.household(home).difficulties.clone();
        let mut all: Vec<String> = known.iter().flat_map(|text| split_sentences(text)).collect();
        for part in said {
            if !all.contains(&part) {
                all.push(part);
            }
        }
        if all.iter().any(|part| !is_none(part)) {
            all.retain(|part| !is_none(part));
        }
        let text = all.join("；");
        let is_same = known.as_deref().map(|known| split_sentences(known).collect::<Vec<_>>()) == Some(all);
        if !text.is_empty() && !is_same {
            self.draft.fill_household(self.row_no, home, HouseholdFact::Difficulties(text));
        }
    }

    fn add_situation(&mut self, home: HouseholdAt, said: &str) {
        let known = self.draft.household(home).situation_note.clone();
        if let Some(text) = added(known.as_deref(), said) {
            self.draft.fill_household(self.row_no, home, HouseholdFact::SituationNote(text));
        }
    }

    /// A spouse whom the row names is a member of the household, to be recognised when their own row comes.
    pub(super) fn add_spouse(&mut self, person: PersonAt, home: HouseholdAt) {
        let Some(spouse) = &self.row.record.spouse else { return };
        let key = name_key(&spouse.name);
        let named = |at: &PersonAt| *at != person && self.draft.person(*at).name_key == key;
        let known = self.draft.household(home).members.iter().copied().find(named);
        let spouse_at = known.unwrap_or_else(|| {
            let facts = PersonFacts { name: spouse.name.clone(), ..PersonFacts::default() };
            let at = self.draft.create_person(self.row_no, facts);
            self.draft.add_membership(self.row_no, at, home, Some(Relation::Spouse));
            at
        });
        if spouse.works == Some(Worker::Yes) && self.draft.person(spouse_at).postings.is_empty() {
            let reason = unclear(ReasonCode::SpousePostingUnconfirmed, self.draft.person(spouse_at));
            self.say(reason);
        }
    }

    /// What a household without an address said goes over to the one with the address.
    pub(super) fn merge_household(&mut self, from: HouseholdAt, into: HouseholdAt) {
        let old = self.draft.household(from);
        let (elders, minors) = (old.reported_elders, old.reported_minors);
        let (difficulties, note) = (old.difficulties.clone(), old.situation_note.clone());
        self.fill_counts(into, elders, minors);
        self.add_difficulties(into, difficulties.iter().flat_map(|text| split_sentences(text)).collect());
        if let Some(note) = note {
            self.add_situation(into, &note);
        }
        self.draft.merge_households(self.row_no, from, into);
    }
}

fn is_none(part: &str) -> bool {
    matches!(part, "无" | "没有" | "暂无" | "无困难" | "none" | "None")
}
