//! By what evidence a row is about someone: the identity number, else the phone, else name and birth date with the
//! same village, else the name within one household. A name alone never decides.

use super::{
    draft::{Draft, DraftPerson, HouseholdAt, PersonAt},
    plan::PlanRow,
    reasons::{Reason, ReasonCode},
    record::IdentityState,
};
use crate::{dates::PartialDate, persons::Relation};

/// Somebody whom a row is about, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// Who.
    pub person: PersonAt,
    /// By which evidence.
    pub by: ReasonCode,
    /// Somebody else of the same name for whom there is evidence, too.
    pub rival: Option<PersonAt>,
}

/// What the evidence says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Nobody is known; people of other names who have one of the row's phones.
    Nobody {
        /// Who has one of the phones.
        phone_owners: Vec<PersonAt>,
    },
    /// One person.
    One(Match),
    /// Evidence that contradicts itself: a person must decide.
    Unclear(Reason),
}

/// Looks for the row's person by the row's own facts.
pub(super) fn by_own_facts(draft: &Draft<'_>, row: &PlanRow<'_>, name_key: &str) -> Found {
    let by_identity = row.identity.and_then(|key| draft.by_identity(key));
    let phones = by_phone(draft, row, name_key);
    if let Some(person) = by_identity {
        let rival = phones.same_name.iter().copied().find(|other| *other != person);
        return Found::One(Match { person, by: ReasonCode::SameIdentityNumber, rival });
    }
    match phones.same_name.as_slice() {
        [person] => return Found::One(Match { person: *person, by: ReasonCode::SamePhone, rival: None }),
        [] => {}
        [first, ..] => match phones
            .same_name
            .iter()
            .filter(|person| shares_birth_date(draft.person(**person), row))
            .collect::<Vec<_>>()
            .as_slice()
        {
            [person] => {
                return Found::One(Match { person: **person, by: ReasonCode::SamePhone, rival: None });
            }
            _ => return Found::Unclear(unclear(ReasonCode::SeveralPeopleFit, draft.person(*first))),
        },
    }
    if let Some(person) = phones.other_identity.first() {
        return Found::Unclear(unclear(ReasonCode::PhoneOfAnotherIdentity, draft.person(*person)));
    }
    let namesakes = by_birth_date_and_village(draft, row, name_key);
    match (namesakes.sure.as_slice(), namesakes.perhaps.first()) {
        ([person], _) => {
            Found::One(Match { person: *person, by: ReasonCode::SameNameBirthDateAndVillage, rival: None })
        }
        ([first, ..], _) => Found::Unclear(unclear(ReasonCode::SeveralPeopleFit, draft.person(*first))),
        ([], Some(person)) => {
            Found::Unclear(unclear(ReasonCode::SameNameAndBirthDateOnly, draft.person(*person)))
        }
        ([], None) => Found::Nobody { phone_owners: phones.other_name },
    }
}

/// Looks for the row's person among the members of a household.
pub(super) fn in_household(
    draft: &Draft<'_>,
    row: &PlanRow<'_>,
    name_key: &str,
    household: HouseholdAt,
) -> Option<Match> {
    let mut fitting = draft.household(household).members.iter().copied().filter(|at| {
        let member = draft.person(*at);
        member.name_key == name_key && !contradicts(member, row) && may_be_member(member, row, household)
    });
    let person = fitting.next()?;
    // Two members of one name whom nothing tells apart are as good as one: the first is taken.
    Some(Match { person, by: ReasonCode::SameNameInHousehold, rival: None })
}

struct ByPhone {
    same_name: Vec<PersonAt>,
    other_identity: Vec<PersonAt>,
    other_name: Vec<PersonAt>,
}

fn by_phone(draft: &Draft<'_>, row: &PlanRow<'_>, name_key: &str) -> ByPhone {
    let mut found = ByPhone { same_name: Vec::new(), other_identity: Vec::new(), other_name: Vec::new() };
    for at in row.record.phones.iter().flat_map(|phone| draft.by_phone(phone)) {
        let person = draft.person(at);
        let list = if person.name_key != name_key {
            &mut found.other_name
        } else if differ(person.identity, row.identity) {
            &mut found.other_identity
        } else {
            &mut found.same_name
        };
        if !list.contains(&at) {
            list.push(at);
        }
    }
    found
}

/// People of the row's name and birth date who can live in its village.
struct Namesakes {
    /// In the same village without doubt, or nothing speaks against it.
    sure: Vec<PersonAt>,
    /// The village is not certain, and no phone is the same.
    perhaps: Vec<PersonAt>,
}

fn by_birth_date_and_village(draft: &Draft<'_>, row: &PlanRow<'_>, name_key: &str) -> Namesakes {
    let mut found = Namesakes { sure: Vec::new(), perhaps: Vec::new() };
    let Some(whereabouts) = &row.record.whereabouts else { return found };
    for at in draft.by_name(name_key) {
        let person = draft.person(at);
        if !shares_birth_date(person, row) || contradicts(person, row) {
            continue;
        }
        let homes = person.homes.iter().filter_map(|(home, _)| draft.household(*home).whereabouts.as_ref());
        let fitting: Vec<_> = homes.filter(|home| home.fits(whereabouts)).collect();
        if fitting.is_empty() {
            continue;
        }
        let is_village_certain =
            || fitting.iter().any(|home| draft.areas().are_one_village(home, whereabouts));
        if is_village_certain() || !phones_differ(person, row) {
            found.sure.push(at);
        } else {
            found.perhaps.push(at);
        }
    }
    found
}

/// Whether both have a birthday, and it is the same one. A year alone says little; a day without its year says enough
/// only where no two phones speak against it.
fn shares_birth_date(person: &DraftPerson, row: &PlanRow<'_>) -> bool {
    match (person.birth_date, row.record.birth_date) {
        (Some(PartialDate::Full(known)), Some(PartialDate::Full(said))) => known == said,
        (Some(PartialDate::Year(_)), _) | (_, Some(PartialDate::Year(_))) => false,
        (Some(known), Some(said)) => known.is_compatible_with(said) && !phones_differ(person, row),
        _ => false,
    }
}

/// Whether both have phones, and none is the same.
fn phones_differ(person: &DraftPerson, row: &PlanRow<'_>) -> bool {
    let (known, said) = (&person.phones, &row.record.phones);
    !known.is_empty() && !said.is_empty() && known.iter().all(|phone| !said.contains(phone))
}

/// Whether something shows that they are two people: another identity number, another birth date.
fn contradicts(person: &DraftPerson, row: &PlanRow<'_>) -> bool {
    let births = match (person.birth_date, row.record.birth_date) {
        (Some(known), Some(said)) => !known.is_compatible_with(said),
        _ => false,
    };
    births || differ(person.identity, row.identity)
}

/// Grandmother and granddaughter can have one name; then sex or relation tells them apart.
pub(super) fn may_be_member(person: &DraftPerson, row: &PlanRow<'_>, household: HouseholdAt) -> bool {
    let known = person.homes.iter().find(|(home, _)| *home == household).and_then(|(_, relation)| *relation);
    let relations = match (known, row.record.relation) {
        (Some(known), Some(said)) => known == said || may_be_one_person(known, said),
        _ => true,
    };
    relations && !differ(person.sex, row.record.sex)
}

/// Two workers of a household are each other's spouse; whose parents they are depends on who is asked.
const fn may_be_one_person(a: Relation, b: Relation) -> bool {
    use Relation::{Child, Grandparent, Other, Parent, ParentInLaw, Sibling, Spouse, Worker};
    match (a, b) {
        (Other, _) | (_, Other) => true,
        (Worker | Spouse, Worker | Spouse) | (Parent | ParentInLaw, Parent | ParentInLaw) => true,
        // The worker is also somebody's child or sibling, seen from another worker of the household.
        (Worker, Child | Sibling) | (Child | Sibling, Worker) => true,
        (Worker, Parent | ParentInLaw) | (Parent | ParentInLaw, Worker) => true,
        (Grandparent, Grandparent) => true,
        _ => false,
    }
}

fn differ<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

/// Whether there is anything beside a name by which a row's person could be found again.
pub(super) fn can_be_identified(row: &PlanRow<'_>) -> bool {
    let record = row.record;
    row.identity.is_some()
        || !record.phones.is_empty()
        || record.birth_date.is_some()
        || record.address.is_some()
        || row.household.is_some()
}

/// Whether the identity number of the row cannot be used.
pub(super) fn has_unusable_identity(row: &PlanRow<'_>) -> bool {
    row.record.identity == IdentityState::Unusable
}

pub(super) fn unclear(code: ReasonCode, person: &DraftPerson) -> Reason {
    Reason::new(code).other(&person.name).about(person.about())
}
