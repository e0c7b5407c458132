//! Entries of the ledger that may be one, and why. People decide: they merge them, or say that they are not the same.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike as _;

use crate::{
    dates::PartialDate,
    households::Bits,
    ids::{AreaId, HouseholdId, PersonId},
    phone::PhoneNumber,
    words,
};

words! {
    /// Why two may be the same, the strongest first. A name alone never is a reason.
    pub enum DuplicateReason {
        /// The same identity number.
        SameIdentityNumber = "same_identity_number",
        /// One identity number is a slip of the other.
        SimilarIdentityNumber = "similar_identity_number",
        /// The same phone, and names that are alike; of households, the same phone.
        SamePhone = "same_phone",
        /// The same name and birth date.
        SameNameAndBirthDate = "same_name_and_birth_date",
        /// The same name at the same address.
        SameNameAndAddress = "same_name_and_address",
        /// Somebody lives in both.
        SameMember = "same_member",
        /// The same address in the same area.
        SameAddress = "same_address",
    }
}

words! {
    /// What somebody decided about two that may be one.
    pub enum DuplicateState {
        /// Nothing yet.
        Open = "open",
        /// They are two.
        NotTheSame = "not_the_same",
    }
}

/// How the identity numbers of two persons go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// One of them is not known.
    Unknown,
    /// They have the same.
    Same,
    /// One is a slip of the other.
    Similar,
    /// They are two people's.
    Different,
}

/// An address in an area, in the form in which addresses are compared.
pub type Place = (AreaId, String);

/// What tells whether a person is another entry's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownPerson {
    /// The name in the form in which names are compared.
    pub name_key: String,
    /// The birth date.
    pub birth_date: Option<PartialDate>,
    /// The phones.
    pub phones: BTreeSet<PhoneNumber>,
    /// The open households in which they live.
    pub homes: BTreeSet<HouseholdId>,
    /// Where those are.
    pub places: BTreeSet<Place>,
}

/// What tells whether a household is another entry's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownHousehold {
    /// Where it is.
    pub place: Option<Place>,
    /// Who lives there, with their phones.
    pub members: BTreeMap<PersonId, BTreeSet<PhoneNumber>>,
}

/// Why two persons may be one.
///
/// Nobody is taken for another against their identity numbers or their birth dates; a phone is shared in a family, so it
/// counts with names that are alike.
pub fn between_persons(one: &KnownPerson, other: &KnownPerson, numbers: Numbers) -> Bits<DuplicateReason> {
    let same_name = one.name_key == other.name_key;
    let share_phone = !one.phones.is_disjoint(&other.phones);
    let share_home = !one.homes.is_disjoint(&other.homes);
    let alike = same_name || !share_home && names_alike(&one.name_key, &other.name_key);
    let full = |person: &KnownPerson| person.birth_date.and_then(PartialDate::full);
    let born_together = full(one).is_some() && full(one) == full(other);
    let place = share_home || !one.places.is_disjoint(&other.places);
    let by_facts = [
        (share_phone && alike, DuplicateReason::SamePhone),
        (same_name && born_together, DuplicateReason::SameNameAndBirthDate),
        (same_name && place, DuplicateReason::SameNameAndAddress),
    ];
    let by_number = match numbers {
        Numbers::Different => return Bits::<DuplicateReason>::from_column(0),
        Numbers::Same => Some(DuplicateReason::SameIdentityNumber),
        Numbers::Similar => Some(DuplicateReason::SimilarIdentityNumber),
        Numbers::Unknown if contradict(one.birth_date, other.birth_date) => {
            return Bits::<DuplicateReason>::from_column(0);
        }
        Numbers::Unknown => None,
    };
    let by_facts = by_facts.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason);
    by_number.into_iter().chain(by_facts).collect()
}

/// Why two households may be one.
pub fn between_households(one: &KnownHousehold, other: &KnownHousehold) -> Bits<DuplicateReason> {
    let share_member = one.members.keys().any(|person| other.members.contains_key(person));
    let phones =
        |household: &KnownHousehold| household.members.values().flatten().cloned().collect::<BTreeSet<_>>();
    let reasons = [
        (!share_member && !phones(one).is_disjoint(&phones(other)), DuplicateReason::SamePhone),
        (share_member, DuplicateReason::SameMember),
        (one.place.is_some() && one.place == other.place, DuplicateReason::SameAddress),
    ];
    reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason).collect()
}

/// Whether one name may be a slip of the other: one character more, less or another, or one in the other.
fn names_alike(one: &str, other: &str) -> bool {
    let (short, long): (Vec<char>, Vec<char>) = {
        let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
        if one.len() <= other.len() { (one, other) } else { (other, one) }
    };
    if short.len() < 2 || long.len() > short.len() + 1 {
        return false;
    }
    let same_start = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let same_end = short.iter().rev().zip(long.iter().rev()).take_while(|(a, b)| a == b).count();
    same_start + same_end + 1 >= long.len()
}

/// Whether two birth dates are two people's: a slip changes the year, the month or the day, not two of them.
fn contradict(one: Option<PartialDate>, other: Option<PartialDate>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return false };
    match (one.full(), other.full()) {
        (Some(one), Some(other)) => {
            let same = [one.year() == other.year(), one.month() == other.month(), one.day() == other.day()];
            same.into_iter().filter(|same| *same).count() < 2
        }
        _ => !one.is_compatible_with(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, born: Option<&str>, phones: &[&str]) -> KnownPerson {
        KnownPerson {
            name_key: name.to_owned(),
            birth_date: born.map(|date| date.parse().unwrap()),
            phones: phones.iter().map(|number| PhoneNumber::parse(number).unwrap()).collect(),
            ..KnownPerson::default()
        }
    }

    fn reasons(one: &KnownPerson, other: &KnownPerson, numbers: Numbers) -> Vec<&'static str> {
        let there = between_persons(one, other, numbers);
        assert_eq!(there, between_persons(other, one, numbers), "it does not matter who comes first");
        there.iter().map(DuplicateReason::as_str).collect()
    }

    #[test]
    fn a_name_alone_is_no_reason() {
        let one = person("王芳", None, &["19930638560"]);
        assert!(reasons(&one, &person("王芳", None, &["19930638561"]), Numbers::Unknown).is_empty());
    }

    #[test]
    fn a_phone_counts_with_names_that_are_alike() {
        let one = person("王芳", None, &["19930638560"]);
        let same = |name| reasons(&one, &person(name, None, &["19930638560"]), Numbers::Unknown);
        assert_eq!(same("王芳"), ["same_phone"]);
        assert_eq!(same("王方"), ["same_phone"]);
        assert_eq!(same("王小芳"), ["same_phone"]);
        assert!(same("李强").is_empty(), "a phone is shared in a family");
    }

    #[test]
    fn a_phone_that_two_of_one_household_share_says_nothing() {
        let home = BTreeSet::from([HouseholdId::from_uuid(uuid::Uuid::from_u128(1))]);
        let one = KnownPerson { homes: home.clone(), ..person("王芳", None, &["19930638560"]) };
        let mother = KnownPerson { homes: home.clone(), ..person("王老", None, &["19930638560"]) };
        assert!(reasons(&one, &mother, Numbers::Unknown).is_empty());
        let again = KnownPerson { homes: home, ..person("王芳", None, &["19930638560"]) };
        assert_eq!(reasons(&one, &again, Numbers::Unknown), ["same_phone", "same_name_and_address"]);
    }

    #[test]
    fn birth_dates_and_numbers_speak_against_it() {
        let one = person("王芳", Some("1979-11-21"), &["19930638560"]);
        let born = |date, numbers| reasons(&one, &person("王芳", Some(date), &["19930638560"]), numbers);
        assert_eq!(born("1979-11-21", Numbers::Unknown), ["same_phone", "same_name_and_birth_date"]);
        assert_eq!(born("1979-11-12", Numbers::Unknown), ["same_phone"], "a slip of the pen");
        assert!(born("1955-02-03", Numbers::Unknown).is_empty());
        assert!(born("1979-11-21", Numbers::Different).is_empty());
        assert_eq!(born("1955-02-03", Numbers::Same), ["same_identity_number", "same_phone"]);
    }

    #[test]
    fn households_are_alike_by_who_lives_where() {
        let [a, b] = [1, 2].map(|n| PersonId::from_uuid(uuid::Uuid::from_u128(n)));
        let phone = BTreeSet::from([PhoneNumber::parse("19930638560").unwrap()]);
        let place = Some((AreaId::from_uuid(uuid::Uuid::from_u128(9)), "金地花园1号楼".to_owned()));
        let one = KnownHousehold { place: place.clone(), members: BTreeMap::from([(a, phone.clone())]) };
        let of = |other: KnownHousehold| {
            between_households(&one, &other).iter().map(DuplicateReason::as_str).collect::<Vec<_>>()
        };
        assert_eq!(
            of(KnownHousehold { place: None, members: BTreeMap::from([(b, phone.clone())]) }),
            ["same_phone"]
        );
        assert_eq!(
            of(KnownHousehold { place, members: BTreeMap::from([(a, phone)]) }),
            ["same_member", "same_address"]
        );
        assert!(of(KnownHousehold::default()).is_empty());
        let nothing = KnownHousehold::default();
        assert_eq!(between_households(&nothing, &nothing).to_column(), 0);
    }
}
