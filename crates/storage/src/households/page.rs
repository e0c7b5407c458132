//! The page of one household: everything that a coordinator must know before they call.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    ids::{HouseholdId, PersonId, RosterId},
    persons::Relation,
};

use super::{
    facts::{self, HouseholdRecord},
    members::{self, MembershipRecord},
    rows::{UserRef, user_refs},
};
use crate::{
    Scoped, StorageError, Store,
    anonymising::{Rule, rule_of},
    areas::AreaRef,
    columns::Bind,
    merges::{Alias, aliases},
    persons::PersonView,
    schema::{households, roster_rows, rosters, sources},
    visibility,
};

/// A household with everything on its page.
#[derive(Debug, Clone)]
pub struct HouseholdView {
    /// The household.
    pub record: HouseholdRecord,
    /// Where it lives.
    pub area: AreaRef,
    /// The coordinator in charge.
    pub owner: Option<UserRef>,
    /// Present members, the worker first, then past ones.
    pub members: Vec<MemberView>,
    /// The rosters that name it.
    pub sources: Vec<SourceView>,
    /// Households that became part of it.
    pub former: Vec<Alias>,
    /// The rule by which it will be anonymised, where it is closed.
    pub rule: Option<Rule>,
}

/// A member on the page.
#[derive(Debug, Clone)]
pub struct MemberView {
    /// The membership.
    pub membership: MembershipRecord,
    /// The person.
    pub person: PersonView,
}

/// A roster that names the household.
#[derive(Debug, Clone)]
pub struct SourceView {
    /// The roster.
    pub roster_id: RosterId,
    /// The office that sent it.
    pub source_name: String,
    /// The file's name.
    pub filename: String,
    /// When it was applied.
    pub committed_at: DateTime<Utc>,
}

/// Present members before past ones, the worker first.
pub(crate) fn in_order(mut members: Vec<MemberView>) -> Vec<MemberView> {
    members.sort_by_key(|member| {
        let facts = member.membership.facts;
        (facts.to.is_some(), facts.relation != Some(Relation::Worker), member.person.postings.is_empty())
    });
    members
}

impl Store {
    /// One household with everything on its page; the one of which it became part, where it was merged.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is none that the actor sees.
    pub async fn household(&self, id: HouseholdId) -> Result<HouseholdView, StorageError> {
        self.read(move |scoped| match scoped.household(id) {
            Err(StorageError::NotFound) => {
                let now = aliases::resolve(scoped.conn, scoped.actor.operation_id, id)?;
                scoped.household(HouseholdId::from_uuid(now.as_uuid()))
            }
            found => found,
        })
        .await
    }
}

impl Scoped<'_> {
    /// Proves that the actor sees a household.
    ///
    /// # Errors
    /// [`StorageError::NotFound`].
    pub(crate) fn see(&mut self, id: HouseholdId) -> Result<(), StorageError> {
        let _: HouseholdId = households::table
            .filter(visibility::of_households(self.actor))
            .filter(households::id.eq(Bind(id)))
            .select(households::id)
            .first(self.conn)?;
        Ok(())
    }

    /// One household with everything on its page.
    pub(crate) fn household(&mut self, id: HouseholdId) -> Result<HouseholdView, StorageError> {
        let operation = self.operation();
        let record = facts::load_visible(self, id)?;
        let area = self.area_at(record.facts.area_id, &record.area_path)?;
        let owners = user_refs(self.conn, operation, record.owner_id.into_iter())?;
        let memberships = members::of_households(self.conn, operation, &[id])?;
        let person_ids: Vec<PersonId> = memberships.iter().map(|membership| membership.person_id).collect();
        let persons = self.persons_of(&person_ids, Some(&record))?;
        let members: Vec<MemberView> = memberships
            .into_iter()
            .filter_map(|membership| {
                let person = persons.iter().find(|person| person.record.id == membership.person_id)?.clone();
                Some(MemberView { membership, person })
            })
            .collect();
        Ok(HouseholdView {
            area,
            owner: record.owner_id.and_then(|owner| owners.get(&owner).cloned()),
            members: in_order(members),
            sources: self.sources_of(id)?,
            former: aliases::of_households(self.conn, operation, &[id])?.remove(&id).unwrap_or_default(),
            rule: match (record.closed_at, record.anonymised) {
                (Some(_), None) => Some(rule_of(self.conn, operation)?),
                _ => None,
            },
            record,
        })
    }

    pub(crate) fn sources_of(&mut self, id: HouseholdId) -> Result<Vec<SourceView>, StorageError> {
        let rows: Vec<(RosterId, String, String, Option<DateTime<Utc>>)> =
            roster_rows::table
                .inner_join(
                    rosters::table.on(rosters::operation_id
                        .eq(roster_rows::operation_id)
                        .and(rosters::id.eq(roster_rows::roster_id))),
                )
                .inner_join(sources::table.on(
                    sources::operation_id.eq(rosters::operation_id).and(sources::id.eq(rosters::source_id)),
                ))
                .filter(roster_rows::operation_id.eq(Bind(self.operation())))
                .filter(roster_rows::household_id.eq(Bind(id)))
                .filter(rosters::committed_at.is_not_null())
                .filter(rosters::undone_at.is_null())
                .select((rosters::id, sources::name, rosters::filename, rosters::committed_at))
                .distinct()
                .load(self.conn)?;
        let mut views: Vec<SourceView> = rows
            .into_iter()
            .filter_map(|(roster_id, source_name, filename, committed_at)| {
                Some(SourceView { roster_id, source_name, filename, committed_at: committed_at? })
            })
            .collect();
        views.sort_by_key(|view| (view.committed_at, view.roster_id));
        Ok(views)
    }
}
