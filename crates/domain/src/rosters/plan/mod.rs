//! What becomes of each row of a roster, and what changes in the ledger.

mod fill;
mod household;
mod planner;

use serde::{Deserialize, Serialize};

use super::{
    areas::AreaIndex,
    effects::{Effect, HouseholdRef, PersonRef},
    ledger::{IdentityKey, LedgerView},
    reasons::Reason,
    record::RosterRecord,
};
use crate::{
    ids::{HouseholdId, PersonId},
    words,
};

words! {
    /// What became, or would become, of a row.
    pub enum RowOutcome {
        /// It brings a person who is not in the ledger.
        New = "new",
        /// The ledger says all that already.
        Same = "same",
        /// It fills what the ledger does not know.
        Update = "update",
        /// It says something else than the ledger; the ledger's value stays.
        Conflict = "conflict",
        /// A person must decide.
        Held = "held",
        /// It cannot be used; the reason says why.
        Rejected = "rejected",
    }
}

/// What a person decided about a held row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "decision")]
pub enum Decision {
    /// Enter the person as new, without what cannot be right.
    Create,
    /// It is this person of the ledger.
    SameAs {
        /// Who.
        person_id: PersonId,
    },
    /// Do not take the row.
    Reject,
}

impl Decision {
    /// The person whom the decision names.
    pub const fn person(self) -> Option<PersonId> {
        match self {
            Self::SameAs { person_id } => Some(person_id),
            Self::Create | Self::Reject => None,
        }
    }
}

/// A row to plan. Rejected rows have no record and are not planned.
#[derive(Debug, Clone, Copy)]
pub struct PlanRow<'a> {
    /// What the row says.
    pub record: &'a RosterRecord,
    /// Stands for the record's identity number.
    pub identity: Option<IdentityKey>,
    /// What a person decided about the row.
    pub decision: Option<Decision>,
    /// The household in which other rows of its group were entered before, where the row is planned by itself.
    pub household: Option<HouseholdId>,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowPlan {
    /// The row's number.
    pub row_no: u32,
    /// What becomes of it.
    pub outcome: RowOutcome,
    /// Why. The problems found in reading the row are not repeated here.
    pub reasons: Vec<Reason>,
    /// The person whom it is about, unless it is held or rejected.
    pub person: Option<PersonRef>,
    /// The household in which it puts them.
    pub household: Option<HouseholdRef>,
}

/// An effect with the row that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedEffect {
    /// The row's number.
    pub row_no: u32,
    /// The change.
    pub effect: Effect,
}

/// What becomes of a roster.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Its rows, in the order in which they were given.
    pub rows: Vec<RowPlan>,
    /// The changes, in the order in which they are to be applied: later ones refer to what earlier ones create.
    pub effects: Vec<PlannedEffect>,
}

/// Plans the rows of a roster, or held rows of one, against the ledger.
///
/// The same rows and the same ledger give the same plan. Nothing that the ledger says is overwritten: what is empty is
/// filled, what differs is a conflict that leaves the ledger as it is.
pub fn plan(rows: &[PlanRow<'_>], ledger: &LedgerView, areas: &AreaIndex) -> Plan {
    planner::Planner::new(rows, ledger, areas).run()
}
