//! Two entries turn out to be one, or one turns out to be two: which facts are kept, and what takes it back later.
//!
//! The loser leaves the ledger and an alias behind; its rows (memberships, postings) go over to the winner and keep their
//! ids, so that whatever happens to them there goes back with them.

mod split;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

pub use self::split::{NobodyStays, Parted, Rejoining, Stay, Stays, check_staying, plan_rejoining};
use crate::{identity_number::IdentityNumber, journal::Change, words};

words! {
    /// Whose fact is kept.
    pub enum Side {
        /// That of the entry which stays.
        Winner = "winner",
        /// That of the entry which goes.
        Loser = "loser",
    }
}

words! {
    /// What became one.
    pub enum MergeKind {
        /// Two households became one.
        Households = "households",
        /// Two persons became one.
        Persons = "persons",
    }
}

words! {
    /// What can be taken back: two that became one, or one that became two.
    pub enum Reshaping {
        /// Two households became one.
        Households = "households",
        /// Two persons became one.
        Persons = "persons",
        /// Some members of a household began a new one.
        Split = "split",
    }
}

/// Which household's facts are kept, where somebody chose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct HouseholdChoices {
    /// The name set by hand.
    pub name: Option<Side>,
    /// The area.
    pub area: Option<Side>,
    /// The address.
    pub address: Option<Side>,
    /// The language to speak with the family.
    pub preferred_language: Option<Side>,
    /// When the family wants to be rung.
    pub contact_hours: Option<Side>,
    /// What the family finds hard.
    pub difficulties: Option<Side>,
    /// What else one must know.
    pub situation_note: Option<Side>,
    /// The elders that a roster reports.
    pub reported_elders: Option<Side>,
    /// The minors that a roster reports.
    pub reported_minors: Option<Side>,
    /// The coordinator in charge.
    pub owner: Option<Side>,
}

/// Which person's facts are kept, where somebody chose. Phones and limitations are united.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct PersonChoices {
    /// The name.
    pub name: Option<Side>,
    /// The sex.
    pub sex: Option<Side>,
    /// The birth date.
    pub birth_date: Option<Side>,
    /// The identity number.
    pub identity_number: Option<Side>,
    /// A child's school year.
    pub school_grade: Option<Side>,
    /// The note.
    pub note: Option<Side>,
}

/// The fact that is kept: the one that was chosen, else the winner's, else the loser's.
pub fn chosen<T: Clone>(winner: Option<&T>, loser: Option<&T>, side: Option<Side>) -> Option<T> {
    match side {
        Some(Side::Winner) => winner.cloned(),
        Some(Side::Loser) => loser.cloned(),
        None => winner.or(loser).cloned(),
    }
}

/// Two persons with different identity numbers of which neither is a slip of the other are two persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("they have different identity numbers")]
pub struct DifferentPersons;

/// Whether two identity numbers can be one person's.
///
/// # Errors
/// [`DifferentPersons`].
pub fn check_identities(
    one: Option<&IdentityNumber>,
    other: Option<&IdentityNumber>,
) -> Result<(), DifferentPersons> {
    match (one, other) {
        (Some(one), Some(other)) if one != other && !one.is_slip_of(other) => Err(DifferentPersons),
        _ => Ok(()),
    }
}

/// A row that the loser brought into a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brought {
    /// The membership or posting.
    pub row: Uuid,
    /// What became of it.
    pub fate: Fate,
}

/// What a merge did with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It went over to the winner.
    Moved,
    /// The winner had one like it, so it was left out. Beside the loser it hung on this: a person or a household.
    LeftOut(Uuid),
}

/// A merge, as its journal entries tell it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    /// The loser's rows.
    pub brought: Vec<Brought>,
    /// What changed about the winner's own facts.
    pub fields: Vec<Change>,
}

/// The ledger as it is when a merge is to be taken back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Since {
    /// Rows that still hang on the winner.
    pub with_winner: BTreeSet<Uuid>,
    /// What left-out rows hung on beside the loser and is still in the ledger.
    pub holders: BTreeSet<Uuid>,
    /// The winner's facts; what is not known is left out.
    pub fields: BTreeMap<String, Value>,
}

/// What takes a merge back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Undoing {
    /// Rows that go back to the loser, as they are now.
    pub back: Vec<Uuid>,
    /// Rows that are entered again, as they were.
    pub again: Vec<Uuid>,
    /// The winner's facts that become again what they were; what was edited since stays.
    pub fields: Vec<Change>,
}

/// What stands in the way: somebody did something to this since, which must be taken back first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct InTheWay(pub Uuid);

/// Plans how to take a merge back after whatever happened since.
///
/// An edit of the winner's facts stays with the winner; what came from the loser goes back as it is now.
///
/// # Errors
/// Everything that is not where the merge left it.
pub fn plan_undo(merged: &Merged, since: &Since) -> Result<Undoing, Vec<InTheWay>> {
    let mut undoing = Undoing::default();
    let mut in_the_way = Vec::new();
    for brought in &merged.brought {
        match brought.fate {
            Fate::Moved if since.with_winner.contains(&brought.row) => undoing.back.push(brought.row),
            Fate::Moved => in_the_way.push(InTheWay(brought.row)),
            Fate::LeftOut(holder) if since.holders.contains(&holder) => undoing.again.push(brought.row),
            Fate::LeftOut(holder) => in_the_way.push(InTheWay(holder)),
        }
    }
    let unchanged =
        |change: &&Change| since.fields.get(&change.field).unwrap_or(&Value::Null) == &change.after;
    undoing.fields = merged.fields.iter().filter(unchanged).cloned().collect();
    in_the_way.sort_unstable();
    in_the_way.dedup();
    if in_the_way.is_empty() { Ok(undoing) } else { Err(in_the_way) }
}

/// Both lists in one, the winner's first.
pub fn united<T: Clone + PartialEq>(winner: &[T], loser: &[T]) -> Vec<T> {
    let mut all = winner.to_vec();
    all.extend(loser.iter().filter(|one| !winner.contains(one)).cloned());
    all
}

/// Divides a united list again: what stays with the winner, what goes back with the loser. What was added since stays;
/// what was removed since is gone for both.
pub fn divided<T: Clone + PartialEq>(winner: &[T], loser: &[T], now: &[T]) -> (Vec<T>, Vec<T>) {
    let only_the_losers = |one: &&T| loser.contains(one) && !winner.contains(one);
    let stay = now.iter().filter(|one| !only_the_losers(one)).cloned().collect();
    let back = loser.iter().filter(|one| now.contains(one)).cloned().collect();
    (stay, back)
}

#[cfg(test)]
mod tests;
