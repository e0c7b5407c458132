//! One household becomes two.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    access::Visibility,
    duplicates::DuplicateState,
    ids::{AreaId, BatchId, DuplicateId, HouseholdId, MembershipId, OrganisationId, PersonId},
    journal::{Change, EntryKind, SubjectKind},
    merges::{MergeKind, check_staying},
    persons::Relation,
    problems::ProblemCode,
};

use super::record;
use crate::{
    ConflictKind, Home, Scoped, StorageError, Store,
    columns::{Bind, IdValue as _},
    dialect::{Turn, take_turn},
    households::{
        self, HouseholdFacts, HouseholdRecord, HouseholdView, Move, checks,
        members::{self, MembershipRecord},
    },
    ids,
    journal::Entry,
    ledger::{Batch, Ledger, Subject},
    postings,
    refusal::{Answer, Fault, Refusal},
    schema::duplicates,
};

/// Who begins a new household, where and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The first day there.
    pub from: NaiveDate,
    /// Those who begin it.
    pub members: Vec<SplitMember>,
    /// Its area; that of the old household where nobody says.
    pub area: Option<AreaId>,
    /// Its address.
    pub address: Option<String>,
}

/// One who begins a new household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SplitMember {
    /// Their membership of the old one.
    pub membership: MembershipId,
    /// What they are to the worker there; as before where nobody says.
    pub relation: Option<Relation>,
}

/// A membership that ends, and what the member becomes.
type Mover = (MembershipRecord, Option<Relation>);

impl Store {
    /// Lets some members of a household begin a new one, which has a reference and a life of its own. What is known of the
    /// old one stays with it. Gives the new household.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], [`StorageError::StaleVersion`], [`ProblemCode::HouseholdClosed`],
    /// [`ProblemCode::MembershipEnded`], [`ProblemCode::AlreadyMember`].
    pub async fn split_household(
        &self,
        today: NaiveDate,
        id: HouseholdId,
        revision: i64,
        split: Split,
    ) -> Answer<HouseholdView> {
        self.write(move |scoped| scoped.split_household(today, id, revision, &split)).await
    }
}

impl Scoped<'_> {
    fn split_household(
        &mut self,
        today: NaiveDate,
        id: HouseholdId,
        revision: i64,
        split: &Split,
    ) -> Answer<HouseholdView> {
        let operation = self.operation();
        self.see(id)?;
        take_turn(self.conn, operation, Turn::Matching)?;
        let old = households::claim(self.conn, operation, id, revision)?;
        households::must_be_open(&old)?;
        let there = members::of_households(self.conn, operation, &[id])?;
        let movers = match self.movers(today, split, &there)? {
            Ok(movers) => movers,
            Err(faults) => return Ok(Err(Refusal::Fields(faults))),
        };
        let facts = HouseholdFacts {
            area_hint: split.area.map_or_else(|| old.facts.area_hint.clone(), |_| None),
            address: split.address.clone(),
            ..HouseholdFacts::at(split.area.unwrap_or(old.facts.area_id))
        };
        let batch = ids::new(BatchId::from_uuid, self.now);
        let new = self.ledger_of_batch(today, Some(Batch::of_its_own(batch)), |ledger| {
            part(ledger, batch, &old, &facts, split.from, &movers)
        })?;
        self.tell_apart(id, new)?;
        self.household(new).map(Ok)
    }

    /// The memberships that end, or what is wrong with the choice.
    fn movers(
        &mut self,
        today: NaiveDate,
        split: &Split,
        there: &[MembershipRecord],
    ) -> Result<Result<Vec<Mover>, Vec<Fault>>, StorageError> {
        let mut faults = Vec::new();
        let mut movers = Vec::with_capacity(split.members.len());
        for (index, one) in split.members.iter().enumerate() {
            match there.iter().find(|member| member.id == one.membership) {
                Some(member) if member.facts.to.is_some() => {
                    return Err(ConflictKind::Rule(ProblemCode::MembershipEnded).into());
                }
                Some(member) => movers.push((*member, one.relation)),
                None => {
                    let place = format!("/members/{index}");
                    faults.push(Fault::at(&place, "/membership_id", ProblemCode::UnknownReference));
                }
            }
        }
        let present = there.iter().filter(|member| member.facts.to.is_none()).count();
        if check_staying(present, movers.len()).is_err() {
            faults.push(Fault::at("", "/members", ProblemCode::NobodyStays));
        }
        let early = movers.iter().map(|(member, _)| checks::of_move(member, split.from, today));
        faults.extend(early.into_iter().find(|faults| !faults.is_empty()).unwrap_or_default());
        if let Some(area) = split.area {
            faults.extend(checks::of_area(self, area)?);
        }
        let people: Vec<PersonId> = movers.iter().map(|(member, _)| member.person_id).collect();
        if let Visibility::Employer(own) = self.actor.visibility
            && !self.employs_one_of(own, &people)?
        {
            faults.push(Fault::at("", "/members", ProblemCode::Required));
        }
        Ok(if faults.is_empty() { Ok(movers) } else { Err(faults) })
    }

    /// An employer sees households of its own workers only, and so begins no others.
    fn employs_one_of(&mut self, own: OrganisationId, people: &[PersonId]) -> Result<bool, StorageError> {
        let postings = postings::of_persons(self.conn, self.operation(), people)?;
        Ok(postings.iter().any(|posting| posting.facts.employer_id == Some(own)))
    }

    /// Who divides a household has said that the two are not one, however much they have in common.
    fn tell_apart(&mut self, old: HouseholdId, new: HouseholdId) -> Result<(), StorageError> {
        let (one, other) = if old < new { (old, new) } else { (new, old) };
        let pair: Option<DuplicateId> = duplicates::table
            .filter(duplicates::operation_id.eq(Bind(self.operation())))
            .filter(duplicates::kind.eq(Bind(MergeKind::Households)))
            .filter(duplicates::one_id.eq(Bind(one.any())))
            .filter(duplicates::other_id.eq(Bind(other.any())))
            .select(duplicates::id)
            .first(self.conn)
            .optional()?;
        match pair {
            Some(pair) => self.decide_duplicate(pair, DuplicateState::NotTheSame),
            None => Ok(()),
        }
    }
}

fn part(
    ledger: &mut Ledger<'_>,
    batch: BatchId,
    old: &HouseholdRecord,
    facts: &HouseholdFacts,
    from: NaiveDate,
    movers: &[Mover],
) -> Result<HouseholdId, StorageError> {
    let operation = ledger.operation();
    let left = Home::from(old);
    let joined = households::create(ledger, facts)?;
    for (member, relation) in movers {
        let move_ = Move { to: joined.household_id, from, relation: *relation };
        households::move_over(ledger, member, &left, &joined, move_)?;
    }
    let new = households::load(ledger.conn, operation, joined.household_id)?;
    for (home, other, reference) in [(&left, new.id, &new.reference), (&joined, old.id, &old.reference)] {
        let entry = Entry::new(EntryKind::HouseholdSplit, SubjectKind::Household, old.id);
        let change = Change::set("reference", reference);
        ledger.note(entry, home, Subject::Household(other), change.into_iter().collect());
    }
    record::note_split(ledger.conn, operation, batch, old.id, new.id)?;
    Ok(new.id)
}
