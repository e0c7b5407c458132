//! A member moves to another household.

use chrono::NaiveDate;
use domain::{
    ids::{HouseholdId, MembershipId},
    persons::Relation,
    problems::ProblemCode,
};

use super::{
    checks,
    facts::load,
    members::{self, MembershipFacts, MembershipRecord},
    page::HouseholdView,
    write,
};
use crate::{
    ConflictKind, Home, Ledger, StorageError, Store,
    refusal::{Answer, Fault, Refusal, unless},
};

/// Where a member goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// The household.
    pub to: HouseholdId,
    /// The first day there.
    pub from: NaiveDate,
    /// What they are to the worker there; as before where nobody says.
    pub relation: Option<Relation>,
}

impl Store {
    /// Lets a member move: the one membership ends on the day before the other begins. The revision is that of the
    /// household which they leave. An address belongs to a household, so it stays.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], [`StorageError::StaleVersion`], [`ProblemCode::MembershipEnded`],
    /// [`ProblemCode::AlreadyMember`], [`ProblemCode::HouseholdClosed`].
    pub async fn move_member(
        &self,
        today: NaiveDate,
        id: MembershipId,
        revision: i64,
        move_: Move,
    ) -> Answer<HouseholdView> {
        self.write(move |scoped| {
            let operation = scoped.actor.operation_id;
            let membership = members::load(scoped.conn, operation, id)?;
            scoped.see(membership.household_id)?;
            let left = write::claim(scoped.conn, operation, membership.household_id, revision)?;
            match scoped.see(move_.to) {
                Err(StorageError::NotFound) => {
                    let fault = Fault::at("", "/household_id", ProblemCode::UnknownReference);
                    return Ok(Err(Refusal::Fields(vec![fault])));
                }
                seen => seen?,
            }
            let joined = load(scoped.conn, operation, move_.to)?;
            write::must_be_open(&left)?;
            write::must_be_open(&joined)?;
            if let Err(refusal) = unless(checks::of_move(&membership, move_.from, today)) {
                return Ok(Err(refusal));
            }
            scoped.ledger(today, |ledger| {
                go(ledger, &membership, &Home::from(&left), &Home::from(&joined), move_)
            })?;
            scoped.household(left.id).map(Ok)
        })
        .await
    }
}

/// Ends one membership on the day before another begins.
///
/// # Errors
/// [`ProblemCode::MembershipEnded`], [`ProblemCode::AlreadyMember`].
pub(crate) fn go(
    ledger: &mut Ledger<'_>,
    membership: &MembershipRecord,
    left: &Home,
    joined: &Home,
    move_: Move,
) -> Result<MembershipId, StorageError> {
    if membership.facts.to.is_some() {
        return Err(ConflictKind::Rule(ProblemCode::MembershipEnded).into());
    }
    let ended = MembershipFacts { to: move_.from.pred_opt(), ..membership.facts };
    members::save(ledger, left, membership, &ended)?;
    let begun = MembershipFacts {
        relation: move_.relation.or(membership.facts.relation),
        from: Some(move_.from),
        to: None,
    };
    members::join(ledger, joined, membership.person_id, &begun)
}
