//! A household turns out to be two: some of its members begin a new one. And what takes that back later.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::InTheWay;
use crate::persons::Relation;

/// Everybody would leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nobody would stay")]
pub struct NobodyStays;

/// Whether somebody is left where `leaving` of `present` members begin a new household.
///
/// # Errors
/// [`NobodyStays`].
pub const fn check_staying(present: usize, leaving: usize) -> Result<(), NobodyStays> {
    if leaving < present { Ok(()) } else { Err(NobodyStays) }
}

/// A membership as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// Who.
    pub person: Uuid,
    /// What they are to the worker.
    pub relation: Option<Relation>,
    /// Since when.
    pub from: Option<NaiveDate>,
    /// Until when; none for somebody who lives there.
    pub to: Option<NaiveDate>,
}

/// Memberships of a household by their ids.
pub type Stays = BTreeMap<Uuid, Stay>;

/// What a split did with one member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parted {
    /// The membership that ended.
    pub left: Uuid,
    /// Its last day.
    pub to: Option<NaiveDate>,
    /// The membership that began.
    pub joined: Uuid,
    /// What they were to the worker there, to begin with.
    pub relation: Option<Relation>,
}

/// What takes a split back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rejoining {
    /// Memberships that go on as if nothing had been, and how they are then.
    pub resumed: Vec<(Uuid, Stay)>,
    /// Memberships of the new household that are no more.
    pub gone: Vec<Uuid>,
    /// Memberships of whoever came to the new household by other ways: they go over.
    pub brought: Vec<Uuid>,
}

/// Plans how to take a split back after whatever happened since.
///
/// Who has left the new household meanwhile has left the old one on that day, and what a relation became stays.
///
/// # Errors
/// Every membership that is not as the split left it, and those of people who came back by themselves.
pub fn plan_rejoining(parted: &[Parted], old: &Stays, new: &Stays) -> Result<Rejoining, Vec<InTheWay>> {
    let mut rejoining = Rejoining::default();
    let mut in_the_way = Vec::new();
    for one in parted {
        let Some(left) = old.get(&one.left).filter(|left| left.to == one.to) else {
            in_the_way.push(InTheWay(one.left));
            continue;
        };
        let Some(joined) = new.get(&one.joined) else {
            in_the_way.push(InTheWay(one.joined));
            continue;
        };
        let back = old.iter().find(|(_, stay)| stay.person == joined.person && stay.to.is_none());
        if let (Some((row, _)), None) = (back, joined.to) {
            in_the_way.push(InTheWay(*row));
            continue;
        }
        let relation = if joined.relation == one.relation { left.relation } else { joined.relation };
        rejoining.resumed.push((one.left, Stay { relation, to: joined.to, ..*left }));
        rejoining.gone.push(one.joined);
    }
    rejoining.brought = new.keys().filter(|row| !rejoining.gone.contains(row)).copied().collect();
    in_the_way.sort_unstable();
    in_the_way.dedup();
    if in_the_way.is_empty() { Ok(rejoining) } else { Err(in_the_way) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: Uuid = Uuid::from_u128(1);
    const JOINED: Uuid = Uuid::from_u128(2);
    const OTHER: Uuid = Uuid::from_u128(3);

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2020, 3, day).unwrap()
    }

    fn stay(person: u128, from: Option<u32>, to: Option<u32>) -> Stay {
        let person = Uuid::from_u128(person);
        Stay { person, relation: Some(Relation::Parent), from: from.map(day), to: to.map(day) }
    }

    /// Somebody left on the ninth and lives in the new household since the tenth.
    fn parted() -> ([Parted; 1], Stays, Stays) {
        let relation = Some(Relation::Parent);
        let parted = Parted { left: LEFT, to: Some(day(9)), joined: JOINED, relation };
        let old = Stays::from([(LEFT, stay(7, Some(1), Some(9)))]);
        let new = Stays::from([(JOINED, stay(7, Some(10), None))]);
        ([parted], old, new)
    }

    #[test]
    fn somebody_stays() {
        assert_eq!(check_staying(3, 2), Ok(()));
        assert_eq!(check_staying(2, 2), Err(NobodyStays));
    }

    #[test]
    fn a_membership_goes_on_as_if_nothing_had_been() {
        let (parted, old, new) = parted();
        let plan = plan_rejoining(&parted, &old, &new).unwrap();
        assert_eq!(plan.resumed, [(LEFT, stay(7, Some(1), None))]);
        assert_eq!((plan.gone, plan.brought), (vec![JOINED], vec![]));
    }

    #[test]
    fn what_happened_in_the_new_household_counts() {
        let (parted, old, mut new) = parted();
        let edited = Stay { relation: Some(Relation::Grandparent), ..stay(7, Some(10), Some(20)) };
        new.insert(JOINED, edited);
        new.insert(OTHER, stay(8, None, None));
        let plan = plan_rejoining(&parted, &old, &new).unwrap();
        assert_eq!(plan.resumed, [(LEFT, Stay { from: Some(day(1)), ..edited })]);
        assert_eq!(plan.brought, [OTHER]);
    }

    #[test]
    fn a_relation_that_only_the_split_gave_is_taken_back() {
        let (mut parted, old, mut new) = parted();
        parted[0].relation = Some(Relation::Worker);
        new.insert(JOINED, Stay { relation: Some(Relation::Worker), ..stay(7, Some(10), None) });
        let plan = plan_rejoining(&parted, &old, &new).unwrap();
        assert_eq!(plan.resumed, [(LEFT, stay(7, Some(1), None))]);
    }

    #[test]
    fn what_is_not_as_the_split_left_it_is_in_the_way() {
        let (parted, old, new) = parted();
        let edited = Stays::from([(LEFT, stay(7, Some(1), Some(8)))]);
        assert_eq!(plan_rejoining(&parted, &edited, &new), Err(vec![InTheWay(LEFT)]));
        assert_eq!(plan_rejoining(&parted, &Stays::new(), &new), Err(vec![InTheWay(LEFT)]));
        assert_eq!(plan_rejoining(&parted, &old, &Stays::new()), Err(vec![InTheWay(JOINED)]));
        let mut back = old.clone();
        back.insert(OTHER, stay(7, Some(15), None));
        assert_eq!(plan_rejoining(&parted, &back, &new), Err(vec![InTheWay(OTHER)]));
        let moved = Stays::from([(JOINED, stay(7, Some(10), Some(14)))]);
        let plan = plan_rejoining(&parted, &back, &moved).unwrap();
        assert_eq!(plan.resumed, [(LEFT, stay(7, Some(1), Some(14)))], "they came back on the next day");
    }
}
