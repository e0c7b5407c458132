//! A household's page as it was.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    access::Visibility,
    households::{Bits, HouseholdStatus, Missing, Situation},
    ids::{AreaId, HouseholdId, PersonId},
    journal::EntryKind,
};

use super::{Then, later::Later, not_then};
use crate::{
    Scoped, StorageError,
    columns::Bind,
    households::{self, HouseholdFacts, HouseholdRecord, HouseholdView, MemberView, members},
    rosters::revert,
    schema::journal,
};

impl Scoped<'_> {
    pub(super) fn household_as_of(
        &mut self,
        id: HouseholdId,
        then: Then,
    ) -> Result<HouseholdView, StorageError> {
        let present = match self.see(id) {
            Ok(()) => Some(households::load(self.conn, self.actor.operation_id, id)?),
            Err(StorageError::NotFound) => None,
            Err(error) => return Err(error),
        };
        if present.is_some() {
            return self.page_as_of(id, present, then);
        }
        self.has_left(id)?;
        let removal = self.last_of(id, EntryKind::HouseholdRemoved)?;
        if self.covers(&removal) {
            return self.page_as_of(id, None, then);
        }
        let Visibility::Employer(own) = self.actor.visibility else { return Err(StorageError::NotFound) };
        let page = self.page_as_of(id, None, then).map_err(|_| StorageError::NotFound)?;
        let mut postings = page.members.iter().flat_map(|member| &member.person.postings);
        let employed = postings.any(|posting| posting.record.facts.employer_id == Some(own));
        if employed { Ok(page) } else { Err(StorageError::NotFound) }
    }

    /// Proves that the ledger has no such household: one that it has is not seen by way of its past.
    fn has_left(&mut self, id: HouseholdId) -> Result<(), StorageError> {
        match households::load(self.conn, self.actor.operation_id, id) {
            Err(StorageError::NotFound) => Ok(()),
            Ok(_) => Err(StorageError::NotFound),
            Err(error) => Err(error),
        }
    }

    fn page_as_of(
        &mut self,
        id: HouseholdId,
        present: Option<HouseholdRecord>,
        then: Then,
    ) -> Result<HouseholdView, StorageError> {
        let operation = self.operation();
        let mut later = Later::than(operation, then);
        later.read_households(self.conn, [id])?;
        let mut record = self.record_as_of(id, present, &later, then)?;
        let memberships = members::of_households(self.conn, operation, &[id])?;
        let mut memberships = self.memberships_as_of(memberships, &later)?;
        memberships.retain(|membership| membership.household_id == id);
        let person_ids: HashSet<PersonId> =
            memberships.iter().map(|membership| membership.person_id).collect();
        let mut persons = self.persons_as_of(&Vec::from_iter(person_ids), &mut later, then)?;
        households::derive(self.conn, operation, &mut record, &memberships, &persons, then.day)?;
        for home in persons.iter_mut().flat_map(|person| &mut person.households).filter(|home| home.id == id)
        {
            home.name.clone_from(&record.name);
        }
        let member = |membership: members::MembershipRecord| {
            let person = persons.iter().find(|person| person.record.id == membership.person_id)?.clone();
            Some(MemberView { membership, person })
        };
        let members: Vec<MemberView> = memberships.into_iter().filter_map(member).collect();
        let areas = self.area_refs(&HashSet::from([record.facts.area_id]))?;
        let owners = households::user_refs(self.conn, operation, record.owner_id.into_iter())?;
        let mut sources = self.sources_of(id)?;
        sources.retain(|source| source.committed_at < then.end);
        Ok(HouseholdView {
            area: areas.get(&record.facts.area_id).cloned().ok_or(StorageError::NotFound)?,
            owner: record.owner_id.and_then(|owner| owners.get(&owner).cloned()),
            members: households::in_order(members),
            sources,
            record,
            former: Vec::new(),
            rule: None,
        })
    }

    /// What was entered about the household; what follows from it is not there yet.
    fn record_as_of(
        &mut self,
        id: HouseholdId,
        present: Option<HouseholdRecord>,
        later: &Later,
        then: Then,
    ) -> Result<HouseholdRecord, StorageError> {
        let revision = present.as_ref().map_or(0, |record| record.revision);
        let anonymised = present.as_ref().and_then(|record| record.anonymised);
        let created_at = match &present {
            Some(record) => record.created_at,
            None => self.entered_at(id)?,
        };
        let mut known = later.before(id, present.map(|record| record.all())).ok_or_else(not_then)?;
        let lost = || StorageError::internal("a household's journal does not say what it was");
        let reference = known.take("reference")?.ok_or_else(lost)?;
        let status = known.take("status")?.unwrap_or(HouseholdStatus::Registered);
        let owner_id = known.take("owner_id")?;
        let area_id: AreaId = known.take("area_id")?.ok_or_else(lost)?;
        let facts = revert::household(&HouseholdFacts::at(area_id), &known.facts())?;
        Ok(HouseholdRecord {
            id,
            reference,
            name: String::new(),
            facts,
            area_path: self.place(area_id)?.path,
            status,
            situation: Bits::<Situation>::from_column(0),
            missing: Bits::<Missing>::from_column(0),
            owner_id,
            member_count: 0,
            worker_count: 0,
            dual_frontline: false,
            primary_category: None,
            away_since: None,
            revision,
            created_at,
            updated_at: self.last_change(id, then)?.unwrap_or(created_at),
            closed_at: None,
            anonymised,
        })
    }

    fn entered_at(&mut self, id: HouseholdId) -> Result<DateTime<Utc>, StorageError> {
        Ok(journal::table
            .filter(journal::operation_id.eq(Bind(self.operation())))
            .filter(journal::household_id.eq(Bind(id)))
            .order(journal::id.asc())
            .select(journal::at)
            .first(self.conn)?)
    }

    fn last_change(&mut self, id: HouseholdId, then: Then) -> Result<Option<DateTime<Utc>>, StorageError> {
        Ok(journal::table
            .filter(journal::operation_id.eq(Bind(self.operation())))
            .filter(journal::household_id.eq(Bind(id)))
            .filter(journal::id.lt(Bind(then.bound())))
            // Whoever only looked changed nothing.
            .filter(journal::kind.ne_all([EntryKind::HouseholdRevealed, EntryKind::PersonRevealed].map(Bind)))
            .order(journal::id.desc())
            .select(journal::at)
            .first(self.conn)
            .optional()?)
    }
}
