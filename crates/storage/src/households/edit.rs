//! Changing households and memberships by hand.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    access::{Actor, Visibility},
    areas::AreaPath,
    households::HouseholdStatus,
    ids::{HouseholdId, MembershipId, OrganisationId, UserId},
    organisations::OrganisationKind,
    problems::ProblemCode,
};

use super::{
    checks,
    facts::{self, HouseholdFacts},
    members::{self, MembershipFacts},
    page::HouseholdView,
    write,
};
use crate::{
    Home, Saved, Scoped, StorageError, Store,
    columns::Bind,
    persons,
    prepared::{Prepare as _, padded},
    refusal::{Answer, Fault, unless},
    schema::{households, organisations},
    visibility,
};

/// What giving households an owner did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Assigned {
    /// Households that have a new owner.
    pub assigned: u32,
    /// Households that had this owner already.
    pub unchanged: u32,
}

impl Store {
    /// Changes what is entered about a household.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], [`StorageError::StaleVersion`], [`ProblemCode::HouseholdClosed`].
    pub async fn change_household(
        &self,
        today: NaiveDate,
        id: HouseholdId,
        revision: i64,
        change: impl Fn(&mut HouseholdFacts) + Send + 'static,
    ) -> Answer<HouseholdView> {
        self.write(move |scoped| {
            scoped.see(id)?;
            let before = write::claim(scoped.conn, scoped.actor.operation_id, id, revision)?;
            write::must_be_open(&before)?;
            let mut after = before.facts.clone();
            change(&mut after);
            let moved = after.area_id != before.facts.area_id;
            let faults = if moved { checks::of_area(scoped, after.area_id)? } else { Vec::new() };
            if let Err(refusal) = unless(faults) {
                return Ok(Err(refusal));
            }
            scoped.ledger(today, |ledger| write::save(ledger, &before, &after))?;
            scoped.household(id).map(Ok)
        })
        .await
    }

    /// Takes a step of a household's life.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], [`StorageError::StaleVersion`], [`ProblemCode::NoSuchStep`],
    /// [`ProblemCode::StillAway`].
    pub async fn step_household(
        &self,
        today: NaiveDate,
        id: HouseholdId,
        revision: i64,
        to: HouseholdStatus,
        reason: Option<String>,
    ) -> Result<HouseholdView, StorageError> {
        self.write(move |scoped| {
            scoped.see(id)?;
            let before = write::claim(scoped.conn, scoped.actor.operation_id, id, revision)?;
            scoped.ledger(today, |ledger| write::step(ledger, &before, to, reason.as_deref()))?;
            scoped.household(id)
        })
        .await
    }

    /// Changes a membership; the revision is its household's.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], [`StorageError::StaleVersion`], [`ProblemCode::AlreadyMember`],
    /// [`ProblemCode::HouseholdClosed`].
    pub async fn change_membership(
        &self,
        today: NaiveDate,
        id: MembershipId,
        revision: i64,
        change: impl Fn(&mut MembershipFacts) + Send + 'static,
    ) -> Answer<HouseholdView> {
        self.write(move |scoped| {
            let before = members::load(scoped.conn, scoped.actor.operation_id, id)?;
            scoped.see(before.household_id)?;
            let household =
                write::claim(scoped.conn, scoped.actor.operation_id, before.household_id, revision)?;
            write::must_be_open(&household)?;
            persons::must_have_a_name(&persons::load(
                scoped.conn,
                scoped.actor.operation_id,
                before.person_id,
            )?)?;
            let mut after = before.facts;
            change(&mut after);
            if let Err(refusal) = unless(checks::of_membership(&after, today, "")) {
                return Ok(Err(refusal));
            }
            scoped.ledger(today, |ledger| members::save(ledger, &Home::from(&household), &before, &after))?;
            scoped.household(before.household_id).map(Ok)
        })
        .await
    }

    /// The household of a membership, for whoever holds an old version of it.
    ///
    /// # Errors
    /// [`StorageError::NotFound`].
    pub async fn household_of_membership(&self, id: MembershipId) -> Result<HouseholdView, StorageError> {
        self.read(move |scoped| {
            let membership = members::load(scoped.conn, scoped.actor.operation_id, id)?;
            scoped.household(membership.household_id)
        })
        .await
    }

    /// Gives households one owner, or takes their owners away: all of them or none.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where the actor does not see one of them; [`ProblemCode::HouseholdClosed`].
    pub async fn assign_owner(
        &self,
        today: NaiveDate,
        owner: Option<UserId>,
        households: Vec<HouseholdId>,
    ) -> Answer<Assigned> {
        let ids: BTreeSet<HouseholdId> = households.into_iter().collect();
        self.write(move |scoped| scoped.assign_owner(today, owner, &ids)).await
    }
}

impl Scoped<'_> {
    fn assign_owner(
        &mut self,
        today: NaiveDate,
        owner: Option<UserId>,
        ids: &BTreeSet<HouseholdId>,
    ) -> Answer<Assigned> {
        if self.visible(ids.iter().copied())?.len() < ids.len() {
            return Err(StorageError::NotFound);
        }
        if let Some(owner) = owner
            && let Err(refusal) = unless(self.faults_of_owner(owner, ids)?)
        {
            return Ok(Err(refusal));
        }
        let operation = self.operation();
        let ids: Vec<HouseholdId> = ids.iter().copied().collect();
        let before = facts::load_many(self.conn, operation, &ids)?;
        before.iter().try_for_each(write::must_be_open)?;
        self.ledger(today, |ledger| {
            let mut counts = Assigned::default();
            for household in &before {
                match write::assign(ledger, household, owner)? {
                    Saved::Changed => counts.assigned += 1,
                    Saved::Unchanged => counts.unchanged += 1,
                }
            }
            Ok(Ok(counts))
        })
    }

    /// A colleague whose organisation sees all of the households: nobody can look after what they do not see.
    fn faults_of_owner(
        &mut self,
        owner: UserId,
        ids: &BTreeSet<HouseholdId>,
    ) -> Result<Vec<Fault>, StorageError> {
        let fault = |code| Ok(vec![Fault::at("", "/owner_id", code)]);
        let user = match self.colleague(owner) {
            Ok(user) => user,
            Err(StorageError::NotFound) => return fault(ProblemCode::UnknownReference),
            Err(error) => return Err(error),
        };
        let (organisation_id, kind, area): (OrganisationId, OrganisationKind, String) = organisations::table
            .find((Bind(self.operation()), Bind(user.organisation_id)))
            .select((organisations::id, organisations::kind, organisations::area_path))
            .first(self.conn)?;
        let actor = Actor {
            user_id: user.id,
            display_name: user.display_name,
            operation_id: self.operation(),
            organisation_id,
            role: user.role,
            visibility: Visibility::of(kind, organisation_id, AreaPath::from_stored(area)),
        };
        let seen: i64 = households::table
            .filter(visibility::of_households(&actor))
            .filter(households::id.eq_any(padded(ids.iter().copied())))
            .count()
            .prepared()
            .get_result(self.conn)?;
        if usize::try_from(seen).is_ok_and(|seen| seen == ids.len()) {
            Ok(Vec::new())
        } else {
            fault(ProblemCode::OutOfRange)
        }
    }
}
