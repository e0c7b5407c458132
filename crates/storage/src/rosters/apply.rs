//! Writes what a plan changes: household by household, in portions, so that memory stays bounded and progress is seen.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use domain::{
    identity_number::IdentityNumber,
    ids::{BatchId, HouseholdId, PersonId, RosterId},
    persons::Relation,
    postings::PostingState,
    rosters::{
        effects::{
            HouseholdFact, HouseholdFacts, HouseholdRef, PersonFact, PersonRef, PostingFact, PostingRef,
        },
        record::PostingFacts,
    },
};

use super::{
    changes::{Changes, NewPerson, PersonChange, PostingChange, fill_posting},
    employers::Employers,
    merge,
};
use crate::{
    Home, Ledger, Scoped, StorageError,
    dialect::count_anew,
    households::{
        self,
        members::{self, MembershipFacts, MembershipRecord},
    },
    persons::{self, Identity, PhoneFacts},
    postings,
};

/// Households that are written before what is kept beside them is brought up to date.
const AT_ONCE: usize = 400;

/// As part of what something is written, and what the writing needs to know.
pub struct Context<'a> {
    /// The commit of the roster that the changes belong to.
    pub batch: (BatchId, RosterId),
    /// The day from which ages and states follow.
    pub today: NaiveDate,
    /// The identity numbers of rows.
    pub numbers: &'a HashMap<u32, IdentityNumber>,
    /// Hears how many households and people are written.
    pub written: &'a dyn Fn(usize),
}

/// Who and what the plan's new people and households became.
#[derive(Debug, Default)]
pub struct Written {
    persons: BTreeMap<u32, PersonId>,
    households: BTreeMap<u32, Home>,
    merged_persons: BTreeMap<PersonId, PersonId>,
}

impl Written {
    /// The person of the ledger that a plan speaks of.
    pub fn person(&self, person: PersonRef) -> Option<PersonId> {
        match person {
            PersonRef::Existing(id) => Some(self.merged_persons.get(&id).copied().unwrap_or(id)),
            PersonRef::New(n) => self.persons.get(&n).copied(),
        }
    }

    /// The household of the ledger that a plan speaks of.
    pub fn household(&self, household: HouseholdRef) -> Option<HouseholdId> {
        match household {
            HouseholdRef::Existing(id) => Some(id),
            HouseholdRef::New(n) => self.households.get(&n).map(|home| home.household_id),
        }
    }
}

/// Writes all changes, in the caller's transaction.
pub fn apply(
    scoped: &mut Scoped<'_>,
    mut changes: Changes,
    context: &Context<'_>,
) -> Result<Written, StorageError> {
    let mut writer =
        Writer { employers: Employers::load(scoped)?, written: Written::default(), context, count: 0 };
    let members = std::mem::take(&mut changes.members);
    let groups: Vec<Group> = by_household(members);
    let mut counting = Counting { next: AT_ONCE };
    for portion in groups.chunks(AT_ONCE) {
        scoped.ledger_of_batch(context.today, Some(context.batch.into()), |ledger| {
            writer.enter_members(ledger, portion, &mut changes)
        })?;
        writer.report(portion.len());
        if counting.is_due(writer.count) {
            count_anew(scoped.conn)?;
        }
    }
    if let Some(lost) = changes.new_persons.keys().next() {
        return Err(StorageError::internal(format!("the plan gives its person {lost} no household")));
    }
    let known: BTreeSet<PersonId> = changes
        .persons
        .keys()
        .copied()
        .chain(changes.postings.keys().filter_map(|(person, _)| writer.written.person(*person)))
        .collect();
    for portion in known.into_iter().collect::<Vec<_>>().chunks(AT_ONCE) {
        scoped.ledger_of_batch(context.today, Some(context.batch.into()), |ledger| {
            writer.change_persons(ledger, portion, &mut changes)
        })?;
        writer.report(portion.len());
    }
    let homes: Vec<(HouseholdId, Vec<HouseholdFact>)> =
        std::mem::take(&mut changes.households).into_iter().collect();
    for portion in homes.chunks(AT_ONCE) {
        scoped.ledger_of_batch(context.today, Some(context.batch.into()), |ledger| {
            change_households(ledger, portion)
        })?;
        writer.report(portion.len());
    }
    if !changes.merged_persons.is_empty() || !changes.merged_households.is_empty() {
        scoped.ledger_of_batch(context.today, Some(context.batch.into()), |ledger| {
            writer.merge(ledger, &changes)
        })?;
    }
    Ok(writer.written)
}

type Member = (PersonRef, Option<Relation>);
type Group = (HouseholdRef, Vec<Member>);

fn by_household(members: BTreeMap<(HouseholdRef, PersonRef), Option<Relation>>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for ((household, person), relation) in members {
        match groups.last_mut() {
            Some((last, group)) if *last == household => group.push((person, relation)),
            _ => groups.push((household, vec![(person, relation)])),
        }
    }
    groups
}

/// When the engine is to count the tables anew: each time that ten times as much was written.
struct Counting {
    next: usize,
}

impl Counting {
    const fn is_due(&mut self, written: usize) -> bool {
        let is_due = written >= self.next;
        while written >= self.next {
            self.next *= 10;
        }
        is_due
    }
}

struct Writer<'a> {
    employers: Employers,
    written: Written,
    context: &'a Context<'a>,
    count: usize,
}

impl Writer<'_> {
    fn report(&mut self, more: usize) {
        self.count += more;
        (self.context.written)(self.count);
    }

    fn enter_members(
        &mut self,
        ledger: &mut Ledger<'_>,
        groups: &[Group],
        changes: &mut Changes,
    ) -> Result<(), StorageError> {
        let homes = homes(ledger, groups.iter().map(|(household, _)| *household))?;
        let existing =
            groups.iter().flat_map(|(_, members)| members).filter_map(|(person, _)| match person {
                PersonRef::Existing(id) => Some(*id),
                PersonRef::New(_) => None,
            });
        let mut present = memberships(ledger, existing)?;
        for (household, group) in groups {
            let home = match household {
                HouseholdRef::Existing(id) => homes.get(id).cloned().ok_or(StorageError::NotFound)?,
                HouseholdRef::New(n) => self.create_household(ledger, *n, changes)?,
            };
            for (person, relation) in group {
                self.ensure_member(ledger, &home, (*person, *relation), &mut present, changes)?;
            }
        }
        Ok(())
    }

    fn create_household(
        &mut self,
        ledger: &mut Ledger<'_>,
        n: u32,
        changes: &mut Changes,
    ) -> Result<Home, StorageError> {
        if let Some(home) = self.written.households.get(&n) {
            return Ok(home.clone());
        }
        let (facts, later) = changes.new_households.remove(&n).ok_or_else(|| {
            StorageError::internal(format!("the plan speaks of a household {n} that it does not create"))
        })?;
        let home = households::create(ledger, &household_facts(facts, later))?;
        self.written.households.insert(n, home.clone());
        Ok(home)
    }

    fn ensure_member(
        &mut self,
        ledger: &mut Ledger<'_>,
        home: &Home,
        (person, relation): Member,
        present: &mut HashMap<PersonId, Vec<MembershipRecord>>,
        changes: &mut Changes,
    ) -> Result<(), StorageError> {
        let id = match person {
            PersonRef::Existing(id) => id,
            PersonRef::New(n) => self.create_person(ledger, home, n, changes)?,
        };
        let known = present.get(&id).into_iter().flatten();
        let known = known
            .into_iter()
            .find(|member| member.household_id == home.household_id && member.facts.to.is_none());
        match known {
            Some(member) if member.facts.relation.is_none() && relation.is_some() => {
                let facts = MembershipFacts { relation, ..member.facts };
                members::save(ledger, home, member, &facts)?;
            }
            Some(_) => {}
            None => {
                members::join(ledger, home, id, &MembershipFacts::as_(relation))?;
            }
        }
        Ok(())
    }

    fn create_person(
        &mut self,
        ledger: &mut Ledger<'_>,
        home: &Home,
        n: u32,
        changes: &mut Changes,
    ) -> Result<PersonId, StorageError> {
        if let Some(id) = self.written.persons.get(&n) {
            return Ok(*id);
        }
        let new = changes.new_persons.remove(&n).ok_or_else(|| {
            StorageError::internal(format!("the plan speaks of a person {n} whom it does not create"))
        })?;
        let NewPerson { facts, change } = new;
        let mut entered = persons::PersonFacts {
            name: facts.name,
            sex: facts.sex,
            birth_date: facts.birth_date,
            school_grade: facts.school_grade,
            note: facts.note,
            ..persons::PersonFacts::default()
        };
        entered.limitations.limited_mobility = facts.limited_mobility;
        self.fill(&mut entered, change);
        let id = persons::create(ledger, home, &entered)?;
        self.written.persons.insert(n, id);
        let person = PersonRef::New(n);
        while let Some(((_, reference), change)) = take_posting(changes, person) {
            if let PostingChange::New(facts) = change {
                postings::create(ledger, home, id, &self.posting(facts))?;
            } else {
                return Err(StorageError::internal(format!(
                    "a new person cannot have the posting {reference:?}"
                )));
            }
        }
        Ok(id)
    }

    fn fill(&self, facts: &mut persons::PersonFacts, change: PersonChange) {
        if let Some(number) = change.number_in.and_then(|row| self.context.numbers.get(&row)) {
            facts.identity = Some(Identity::Given(number.clone()));
        }
        for fact in change.facts {
            match fact {
                PersonFact::Sex(sex) => facts.sex = Some(sex),
                PersonFact::BirthDate(date) => facts.birth_date = Some(date),
                // The number itself is in the row.
                PersonFact::Identity(_) => {}
                PersonFact::SchoolGrade(grade) => facts.school_grade = Some(grade),
                PersonFact::LimitedMobility => facts.limitations.limited_mobility = true,
                PersonFact::Note(note) => facts.note = Some(note),
            }
        }
        for number in change.phones {
            if !facts.phones.iter().any(|known| known.number == number) {
                facts.phones.push(PhoneFacts { number, label: None });
            }
        }
    }

    fn posting(&self, facts: PostingFacts) -> postings::PostingFacts {
        let today = self.context.today;
        let state = match (facts.from, facts.to) {
            (_, Some(to)) if to < today => PostingState::Returned,
            (Some(from), _) if from > today => PostingState::CalledUp,
            _ => PostingState::Working,
        };
        let mut posting = postings::PostingFacts::in_state(state);
        if let Some(employer) = facts.employer {
            self.employers.set(&mut posting, employer);
        }
        posting.category = facts.category.map(|category| category.as_str().to_owned());
        posting.place = facts.place;
        posting.from = facts.from;
        posting.to = facts.to;
        posting
    }

    fn change_persons(
        &mut self,
        ledger: &mut Ledger<'_>,
        ids: &[PersonId],
        changes: &mut Changes,
    ) -> Result<(), StorageError> {
        let operation = ledger.operation();
        let records = persons::load_many(ledger.conn, operation, ids)?;
        let known_postings = postings::of_persons(ledger.conn, operation, ids)?;
        let present = memberships(ledger, ids.iter().copied())?;
        let of_persons = present.values().flatten().map(|member| HouseholdRef::Existing(member.household_id));
        let homes = homes(ledger, of_persons)?;
        for record in &records {
            let home = home_of(record.id, &present, &homes)?;
            if let Some(change) = changes.persons.remove(&record.id) {
                let mut facts = record.facts.clone();
                self.fill(&mut facts, change);
                persons::save(ledger, home, record, &facts)?;
            }
            while let Some(((_, reference), change)) = take_posting(changes, PersonRef::Existing(record.id)) {
                match (change, reference) {
                    (PostingChange::New(facts), _) => {
                        postings::create(ledger, home, record.id, &self.posting(facts))?;
                    }
                    (PostingChange::Known(facts), PostingRef::Existing(id)) => {
                        let before = known_postings.iter().find(|posting| posting.id == id);
                        let before = before.ok_or(StorageError::NotFound)?;
                        postings::save(ledger, home, before, &self.filled(&before.facts, facts))?;
                    }
                    (PostingChange::Known(_), PostingRef::New(n)) => {
                        return Err(StorageError::internal(format!(
                            "the plan fills a posting {n} that it does not create"
                        )));
                    }
                }
            }
        }
        Ok(())
    }

    fn filled(&self, known: &postings::PostingFacts, facts: Vec<PostingFact>) -> postings::PostingFacts {
        let mut said = PostingFacts::default();
        facts.into_iter().for_each(|fact| fill_posting(&mut said, fact));
        let mut filled = known.clone();
        if let Some(employer) = said.employer {
            self.employers.set(&mut filled, employer);
        }
        filled.category = said.category.map(|category| category.as_str().to_owned()).or(filled.category);
        filled.place = said.place.or(filled.place);
        filled.from = said.from.or(filled.from);
        filled.to = said.to.or(filled.to);
        filled
    }

    fn merge(&mut self, ledger: &mut Ledger<'_>, changes: &Changes) -> Result<(), StorageError> {
        for (from, into) in &changes.merged_persons {
            let into = self.written.person(*into).ok_or(StorageError::NotFound)?;
            merge::person(ledger, *from, into)?;
            self.written.merged_persons.insert(*from, into);
        }
        for (from, into) in &changes.merged_households {
            let into = self.written.household(*into).ok_or(StorageError::NotFound)?;
            merge::household(ledger, *from, into)?;
        }
        Ok(())
    }
}

fn take_posting(
    changes: &mut Changes,
    person: PersonRef,
) -> Option<((PersonRef, PostingRef), PostingChange)> {
    let key = changes.postings.range((person, FIRST_POSTING)..).next().map(|(key, _)| *key)?;
    (key.0 == person).then(|| changes.postings.remove_entry(&key)).flatten()
}

/// Orders before every posting.
const FIRST_POSTING: PostingRef = PostingRef::Existing(domain::ids::PostingId::from_uuid(uuid::Uuid::nil()));

fn household_facts(facts: HouseholdFacts, later: Vec<HouseholdFact>) -> households::HouseholdFacts {
    let mut entered = households::HouseholdFacts::at(facts.place.id);
    entered.area_hint = facts.area_hint;
    entered.address = facts.address;
    later.into_iter().for_each(|fact| fill_household(&mut entered, fact));
    entered
}

fn fill_household(facts: &mut households::HouseholdFacts, fact: HouseholdFact) {
    match fact {
        HouseholdFact::Address(address) => facts.address = Some(address),
        HouseholdFact::Area { place, hint } => {
            facts.area_id = place.id;
            facts.area_hint = hint;
        }
        HouseholdFact::ReportedElders(count) => facts.reported_elders = Some(count),
        HouseholdFact::ReportedMinors(count) => facts.reported_minors = Some(count),
        HouseholdFact::Difficulties(text) => facts.difficulties = Some(text),
        HouseholdFact::SituationNote(text) => facts.situation_note = Some(text),
    }
}

fn change_households(
    ledger: &mut Ledger<'_>,
    changes: &[(HouseholdId, Vec<HouseholdFact>)],
) -> Result<(), StorageError> {
    let ids: Vec<HouseholdId> = changes.iter().map(|(id, _)| *id).collect();
    let records = households::load_many(ledger.conn, ledger.operation(), &ids)?;
    let records: HashMap<HouseholdId, _> = records.into_iter().map(|record| (record.id, record)).collect();
    for (id, facts) in changes {
        let record = records.get(id).ok_or(StorageError::NotFound)?;
        let mut after = record.facts.clone();
        facts.iter().cloned().for_each(|fact| fill_household(&mut after, fact));
        households::save(ledger, record, &after)?;
    }
    Ok(())
}

/// Where households of the ledger lie.
pub(super) fn homes(
    ledger: &mut Ledger<'_>,
    households: impl Iterator<Item = HouseholdRef>,
) -> Result<HashMap<HouseholdId, Home>, StorageError> {
    let ids: BTreeSet<HouseholdId> = households
        .filter_map(|household| match household {
            HouseholdRef::Existing(id) => Some(id),
            HouseholdRef::New(_) => None,
        })
        .collect();
    let ids: Vec<HouseholdId> = ids.into_iter().collect();
    let mut homes = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(super::view::KEYS) {
        let records = households::load_many(ledger.conn, ledger.operation(), chunk)?;
        homes.extend(records.iter().map(|record| (record.id, Home::from(record))));
    }
    Ok(homes)
}

/// The memberships of persons, present ones first.
pub(super) fn memberships(
    ledger: &mut Ledger<'_>,
    persons: impl Iterator<Item = PersonId>,
) -> Result<HashMap<PersonId, Vec<MembershipRecord>>, StorageError> {
    let ids: BTreeSet<PersonId> = persons.collect();
    let ids: Vec<PersonId> = ids.into_iter().collect();
    let mut found: HashMap<PersonId, Vec<MembershipRecord>> = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(super::view::KEYS) {
        for member in members::of_persons(ledger.conn, ledger.operation(), chunk)? {
            found.entry(member.person_id).or_default().push(member);
        }
    }
    found
        .values_mut()
        .for_each(|members| members.sort_by_key(|member| (member.facts.to.is_some(), member.id)));
    Ok(found)
}

/// The household in whose history a person's changes stand.
pub(super) fn home_of<'a>(
    person: PersonId,
    present: &HashMap<PersonId, Vec<MembershipRecord>>,
    homes: &'a HashMap<HouseholdId, Home>,
) -> Result<&'a Home, StorageError> {
    let member = present.get(&person).and_then(|members| members.first());
    let home = member.and_then(|member| homes.get(&member.household_id));
    home.ok_or_else(|| StorageError::internal(format!("the person {person} is in no household")))
}
