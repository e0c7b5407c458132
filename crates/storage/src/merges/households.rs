//! Two households become one.

use chrono::NaiveDate;
use domain::{
    ids::{BatchId, HouseholdId, UserId},
    journal::{Change, EntryKind, SubjectKind},
    merges::{HouseholdChoices, Reshaping, Side, chosen},
    problems::ProblemCode,
};

use super::{aliases, parts::take_over, record};
use crate::{
    Home, Ledger, Scoped, StorageError, Store,
    columns::IdValue as _,
    dialect::{Turn, take_turn},
    households::{self, HouseholdFacts, HouseholdRecord, HouseholdView, checks, members},
    ids,
    journal::Entry,
    ledger::{Batch, Subject},
    refusal::{Answer, Fault, Refusal, unless},
};

impl Store {
    /// Lets a household become part of another: its members join it, its id and reference lead to it from then on.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], [`StorageError::StaleVersion`], [`ProblemCode::HouseholdClosed`].
    pub async fn merge_households(
        &self,
        today: NaiveDate,
        winner: HouseholdId,
        revision: i64,
        loser: HouseholdId,
        choices: HouseholdChoices,
    ) -> Answer<HouseholdView> {
        self.write(move |scoped| scoped.merge_households(today, winner, revision, loser, &choices)).await
    }
}

impl Scoped<'_> {
    fn merge_households(
        &mut self,
        today: NaiveDate,
        winner: HouseholdId,
        revision: i64,
        loser: HouseholdId,
        choices: &HouseholdChoices,
    ) -> Answer<HouseholdView> {
        let operation = self.operation();
        self.see(winner)?;
        take_turn(self.conn, operation, Turn::Matching)?;
        let kept = households::claim(self.conn, operation, winner, revision)?;
        match self.see(loser) {
            Ok(()) if loser != winner => {}
            Ok(()) | Err(StorageError::NotFound) => return Ok(Err(unknown_loser())),
            Err(error) => return Err(error),
        }
        let gone = households::load(self.conn, operation, loser)?;
        households::must_be_open(&kept)?;
        let after = facts(choices, &kept.facts, &gone.facts);
        if after.area_id != kept.facts.area_id
            && let Err(refusal) = unless(checks::of_area(self, after.area_id)?)
        {
            return Ok(Err(refusal));
        }
        let owner = chosen(kept.owner_id.as_ref(), gone.owner_id.as_ref(), choices.owner);
        let id = ids::new(BatchId::from_uuid, self.now);
        self.ledger_of_batch(today, Some(Batch::of_its_own(id)), |ledger| {
            merge(ledger, id, &kept, &gone, &after, owner)
        })?;
        self.household(winner).map(Ok)
    }
}

/// The loser is not there, not the actor's to see, or the winner itself.
pub(super) fn unknown_loser() -> Refusal {
    Refusal::Fields(vec![Fault::at("", "/loser_id", ProblemCode::UnknownReference)])
}

/// Where nobody chose, the address brings its area along.
fn facts(choices: &HouseholdChoices, winner: &HouseholdFacts, loser: &HouseholdFacts) -> HouseholdFacts {
    macro_rules! keep {
        ($field:ident) => {
            chosen(winner.$field.as_ref(), loser.$field.as_ref(), choices.$field)
        };
    }
    let by_address = (winner.address.is_none() && loser.address.is_some()).then_some(Side::Loser);
    let place = match choices.area.or(choices.address).or(by_address) {
        Some(Side::Loser) => loser,
        Some(Side::Winner) | None => winner,
    };
    HouseholdFacts {
        name: keep!(name),
        area_id: place.area_id,
        area_hint: place.area_hint.clone(),
        address: keep!(address),
        preferred_language: keep!(preferred_language),
        contact_hours: keep!(contact_hours),
        difficulties: keep!(difficulties),
        situation_note: keep!(situation_note),
        reported_elders: keep!(reported_elders),
        reported_minors: keep!(reported_minors),
    }
}

fn merge(
    ledger: &mut Ledger<'_>,
    id: BatchId,
    kept: &HouseholdRecord,
    gone: &HouseholdRecord,
    after: &HouseholdFacts,
    owner: Option<UserId>,
) -> Result<(), StorageError> {
    let operation = ledger.operation();
    households::save(ledger, kept, after)?;
    households::assign(ledger, kept, owner)?;
    let home = Home::from(&households::load(ledger.conn, operation, kept.id)?);
    go_over(ledger, gone, &home)?;
    let entry = Entry::new(EntryKind::HouseholdMerged, SubjectKind::Household, kept.id);
    let change = Change::between("reference", &gone.reference, &kept.reference);
    ledger.note(entry, &home, Subject::Named(gone.name.clone()), change.into_iter().collect());
    record::note(ledger.conn, operation, id, Reshaping::Households, kept.id.any(), gone.id.any())?;
    aliases::of_household(ledger.conn, operation, gone, kept.id, id)
}

/// Lets the members of a household go over to another, and removes it.
pub(crate) fn go_over(
    ledger: &mut Ledger<'_>,
    gone: &HouseholdRecord,
    home: &Home,
) -> Result<(), StorageError> {
    let operation = ledger.operation();
    let movers = members::of_households(ledger.conn, operation, &[gone.id])?;
    let there = members::of_households(ledger.conn, operation, &[home.household_id])?;
    for member in &movers {
        take_over(ledger, &Home::from(gone), home, member, member.person_id, &there)?;
    }
    households::remove(ledger, gone)
}
