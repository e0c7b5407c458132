//! Persons as they were.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use domain::{
    access::Visibility,
    areas::AreaPath,
    ids::{HouseholdId, MembershipId, PersonId, PhoneId, PostingId},
    journal::{EntryKind, SubjectKind},
    postings::PostingState,
};
use uuid::Uuid;

use super::{Then, later::Later, not_then};
use crate::{
    Scoped, StorageError,
    columns::{Bind, IdValue},
    households::{
        self,
        members::{self, MembershipFacts, MembershipRecord},
    },
    journal::EntryRow,
    persons::{self, HouseholdOfPerson, PersonFacts, PersonRecord, PersonView},
    postings::{self, PostingFacts, PostingRecord},
    rosters::revert,
    schema::journal,
};

impl Scoped<'_> {
    pub(super) fn person_as_of(&mut self, id: PersonId, then: Then) -> Result<PersonView, StorageError> {
        match self.person(id) {
            Ok(_) => {}
            Err(StorageError::NotFound) => self.saw_person(id)?,
            Err(error) => return Err(error),
        }
        let mut later = Later::than(self.operation(), then);
        self.persons_as_of(&[id], &mut later, then)?.pop().ok_or_else(not_then)
    }

    /// Proves that somebody who left the ledger did so where the actor sees.
    fn saw_person(&mut self, id: PersonId) -> Result<(), StorageError> {
        let operation = self.operation();
        if !persons::load_many(self.conn, operation, &[id])?.is_empty() {
            return Err(StorageError::NotFound);
        }
        let last = self.last_of(id, EntryKind::PersonRemoved)?;
        let household = last.household_id.ok_or(StorageError::NotFound)?;
        if self.covers(&last) { Ok(()) } else { self.see(household) }
    }

    /// The entry with which a subject left the ledger.
    pub(super) fn last_of(
        &mut self,
        subject: impl IdValue,
        kind: EntryKind,
    ) -> Result<EntryRow, StorageError> {
        Ok(journal::table
            .filter(journal::operation_id.eq(Bind(self.operation())))
            .filter(journal::subject_id.eq(Bind(subject.any())))
            .filter(journal::kind.eq(Bind(kind)))
            .order(journal::id.desc())
            .select(EntryRow::as_select())
            .first(self.conn)?)
    }

    /// Whether an entry stands in the area of the actor's office.
    pub(super) fn covers(&self, entry: &EntryRow) -> bool {
        let path = AreaPath::from_stored(entry.area_path.clone());
        matches!(&self.actor.visibility, Visibility::Area(own) if own.contains(&path))
    }

    /// Persons as they were, whoever may see them; those who were not there are left out.
    pub(super) fn persons_as_of(
        &mut self,
        ids: &[PersonId],
        later: &mut Later,
        then: Then,
    ) -> Result<Vec<PersonView>, StorageError> {
        let operation = self.operation();
        let present = members::of_persons(self.conn, operation, ids)?;
        later.read_subjects(self.conn, ids.iter().copied())?;
        let homes = present.iter().map(|membership| membership.household_id);
        let elsewhere = later.subjects(SubjectKind::Person).filter_map(|(_, household)| household);
        let homes: BTreeSet<HouseholdId> = homes.chain(elsewhere).collect();
        later.read_households(self.conn, homes)?;
        let memberships = self.memberships_as_of(present, later)?;
        let postings = self.postings_as_of(ids, later)?;
        let employer_ids = postings.iter().filter_map(|posting| posting.facts.employer_id);
        let employers = households::organisation_names(self.conn, operation, employer_ids)?;
        let visible = self.visible(memberships.iter().map(|membership| membership.household_id))?;
        let mut rows: HashMap<PersonId, PersonRecord> = persons::load_many(self.conn, operation, ids)?
            .into_iter()
            .map(|record| (record.id, record))
            .collect();
        let mut views = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(record) = person_before(*id, rows.remove(id), later, then)? else { continue };
            let lived = memberships.iter().filter(|membership| membership.person_id == *id);
            let home = |membership: &MembershipRecord| {
                let (reference, name) = visible.get(&membership.household_id)?.clone();
                Some(HouseholdOfPerson {
                    id: membership.household_id,
                    reference,
                    name,
                    membership: *membership,
                })
            };
            views.push(PersonView {
                postings: persons::with_employers(&postings, *id, &employers),
                households: lived.filter_map(home).collect(),
                record,
            });
        }
        Ok(views)
    }

    /// The memberships there were: those that there are, and those that the journal knows.
    pub(super) fn memberships_as_of(
        &mut self,
        present: Vec<MembershipRecord>,
        later: &Later,
    ) -> Result<Vec<MembershipRecord>, StorageError> {
        let mut known: BTreeMap<MembershipId, (Option<HouseholdId>, Option<MembershipRecord>)> =
            present.into_iter().map(|row| (row.id, (Some(row.household_id), Some(row)))).collect();
        for (subject, household) in later.subjects(SubjectKind::Membership) {
            known.entry(MembershipId::from_uuid(subject.as_uuid())).or_insert((household, None));
        }
        let unread: Vec<MembershipId> =
            known.iter().filter(|(_, (_, row))| row.is_none()).map(|(id, _)| *id).collect();
        for row in members::by_ids(self.conn, self.actor.operation_id, &unread)? {
            known.insert(row.id, (Some(row.household_id), Some(row)));
        }
        let mut memberships = Vec::with_capacity(known.len());
        for (id, (household, row)) in known {
            let Some(mut then) = later.before(id, row.map(|row| row.all())) else { continue };
            if let (Some(household_id), Some(person_id)) = (household, then.take("person_id")?) {
                let facts = revert::membership(MembershipFacts::default(), &then.facts())?;
                memberships.push(MembershipRecord { id, household_id, person_id, facts });
            }
        }
        Ok(memberships)
    }

    fn postings_as_of(
        &mut self,
        persons: &[PersonId],
        later: &Later,
    ) -> Result<Vec<PostingRecord>, StorageError> {
        let operation = self.operation();
        let present = postings::of_persons(self.conn, operation, persons)?;
        let mut known: BTreeMap<PostingId, Option<PostingRecord>> =
            present.into_iter().map(|row| (row.id, Some(row))).collect();
        for (subject, _) in later.subjects(SubjectKind::Posting) {
            known.entry(PostingId::from_uuid(subject.as_uuid())).or_default();
        }
        let unread: Vec<PostingId> =
            known.iter().filter(|(_, row)| row.is_none()).map(|(id, _)| *id).collect();
        for row in postings::by_ids(self.conn, operation, &unread)? {
            known.insert(row.id, Some(row));
        }
        let mut postings = Vec::with_capacity(known.len());
        for (id, row) in known {
            let revision = row.as_ref().map_or(0, |row| row.revision);
            let Some(mut then) = later.before(id, row.map(|row| row.all())) else { continue };
            let Some(person_id) = then.take("person_id")? else { continue };
            if persons.contains(&person_id) {
                let facts = revert::posting(&PostingFacts::in_state(PostingState::Working), &then.facts())?;
                postings.push(PostingRecord { id, person_id, facts, revision });
            }
        }
        Ok(postings)
    }
}

fn person_before(
    id: PersonId,
    row: Option<PersonRecord>,
    later: &Later,
    then: Then,
) -> Result<Option<PersonRecord>, StorageError> {
    let revision = row.as_ref().map_or(0, |row| row.revision);
    let anonymised_at = row.as_ref().and_then(|row| row.anonymised_at);
    let phones: Vec<(PhoneId, String)> = row
        .iter()
        .flat_map(|row| row.phone_ids.iter().zip(&row.facts.phones))
        .map(|(id, phone)| (*id, phone.number.as_str().to_owned()))
        .collect();
    let Some(known) = later.before(id, row.map(|row| row.all())) else { return Ok(None) };
    let facts = revert::person(&PersonFacts::default(), &known.facts())?;
    // The journal does not keep the ids of phones: one that is gone is known by its place alone.
    let phone_id = |(place, number): (u128, &str)| {
        let kept = phones.iter().find(|(_, known)| known == number);
        kept.map_or_else(|| PhoneId::from_uuid(Uuid::from_u128(place)), |(id, _)| *id)
    };
    let numbers = facts.phones.iter().map(|phone| phone.number.as_str());
    Ok(Some(PersonRecord {
        id,
        phone_ids: (1..).zip(numbers).map(phone_id).collect(),
        facts,
        revision,
        updated_at: then.end,
        anonymised_at,
    }))
}
