//! What is known of two entries that may be one, and from where both are seen.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{
    areas::AreaPath,
    duplicates::{
        DuplicateReason, KnownHousehold, KnownPerson, Numbers, between_households, between_persons,
    },
    households::{Bits, HouseholdStatus},
    identity_number::IdentityNumber,
    ids::{AreaId, HouseholdId, OperationId, OrganisationId, PersonId},
    text::{address_key, name_key, tidy},
};

use super::find::{Link, Links, link};
use crate::{
    Connection, StorageError,
    households::{
        self, HouseholdRecord,
        members::{self, MembershipRecord},
    },
    persons::{self, PersonRecord},
    postings,
    vault::VaultInUse,
};

/// The surroundings of entries that may be one.
pub struct Around {
    operation: OperationId,
    households: HashMap<HouseholdId, HouseholdRecord>,
    persons: HashMap<PersonId, PersonRecord>,
    memberships: Vec<MembershipRecord>,
    employers: HashMap<PersonId, BTreeSet<OrganisationId>>,
}

/// What an employer sees is found under this, beside the paths of areas.
pub fn sight_of(employer: OrganisationId) -> String {
    format!("e:{employer}")
}

impl Around {
    pub fn load(
        conn: &mut Connection,
        operation: OperationId,
        households: &BTreeSet<HouseholdId>,
        persons: &BTreeSet<PersonId>,
    ) -> Result<Self, StorageError> {
        let persons: Vec<PersonId> = persons.iter().copied().collect();
        let mut homes = households.clone();
        homes.extend(members::of_persons(conn, operation, &persons)?.iter().map(|one| one.household_id));
        let homes: Vec<HouseholdId> = homes.into_iter().collect();
        let memberships = members::of_households(conn, operation, &homes)?;
        let everybody: BTreeSet<PersonId> = memberships.iter().map(|one| one.person_id).collect();
        let everybody: Vec<PersonId> = everybody.into_iter().collect();
        let mut employers: HashMap<PersonId, BTreeSet<OrganisationId>> = HashMap::new();
        for posting in postings::of_persons(conn, operation, &everybody)? {
            employers.entry(posting.person_id).or_default().extend(posting.facts.employer_id);
        }
        let households = households::load_many(conn, operation, &homes)?;
        let persons = persons::load_many(conn, operation, &everybody)?;
        Ok(Self {
            operation,
            households: households.into_iter().map(|one| (one.id, one)).collect(),
            persons: persons.into_iter().map(|one| (one.id, one)).collect(),
            memberships,
            employers,
        })
    }

    fn lives(&self, membership: &MembershipRecord) -> bool {
        let household = self.households.get(&membership.household_id);
        membership.facts.to.is_none()
            && household.is_some_and(|household| household.status != HouseholdStatus::Closed)
    }

    /// The open households in which somebody lives.
    fn homes(&self, person: PersonId) -> BTreeSet<HouseholdId> {
        let own = self.memberships.iter().filter(|one| one.person_id == person && self.lives(one));
        own.map(|one| one.household_id).collect()
    }

    fn members(&self, household: HouseholdId) -> impl Iterator<Item = &PersonRecord> {
        let own = self.memberships.iter().filter(move |one| one.household_id == household && self.lives(one));
        own.filter_map(|one| self.persons.get(&one.person_id))
    }

    /// What follows from links: people of one name in linked households, households of linked people and of one person.
    pub fn follow(&self, links: &mut Links, own: &BTreeSet<PersonId>) {
        let mut together: Vec<Link<HouseholdId>> = links.households.iter().copied().collect();
        let homes: BTreeSet<HouseholdId> = own.iter().flat_map(|person| self.homes(*person)).collect();
        together.extend(homes.iter().map(|home| (*home, *home)));
        let of_one = own.iter().map(|person| (*person, *person));
        for (one, other) in links.persons.iter().copied().chain(of_one) {
            let others = self.homes(other);
            let pairs = self.homes(one).into_iter().flat_map(|home| {
                others.iter().filter_map(move |other| link(home, *other)).collect::<Vec<_>>()
            });
            links.households.extend(pairs);
        }
        for (one, other) in together {
            let mut by_name: BTreeMap<String, BTreeSet<PersonId>> = BTreeMap::new();
            for person in self.members(one).chain(self.members(other)) {
                by_name.entry(name_key(&person.facts.name)).or_default().insert(person.id);
            }
            for namesakes in by_name.values() {
                let pairs = namesakes.iter().flat_map(|a| namesakes.iter().filter_map(|b| link(*a, *b)));
                links.persons.extend(pairs);
            }
        }
    }

    fn known_person(&self, person: &PersonRecord) -> KnownPerson {
        let homes = self.homes(person.id);
        let places = homes.iter().filter_map(|home| place(self.households.get(home)?)).collect();
        KnownPerson {
            name_key: name_key(&person.facts.name),
            birth_date: person.facts.birth_date,
            phones: person.facts.phones.iter().map(|phone| phone.number.clone()).collect(),
            homes,
            places,
        }
    }

    /// Why two persons may be one, where both live in open households.
    pub fn persons_alike(
        &self,
        conn: &mut Connection,
        vault: &VaultInUse<'_>,
        (one, other): Link<PersonId>,
    ) -> Result<Bits<DuplicateReason>, StorageError> {
        let nothing = Bits::<DuplicateReason>::from_column(0);
        let (Some(a), Some(b)) = (self.persons.get(&one), self.persons.get(&other)) else {
            return Ok(nothing);
        };
        let (known, other) = (self.known_person(a), self.known_person(b));
        if known.homes.is_empty() || other.homes.is_empty() {
            return Ok(nothing);
        }
        let numbers = match (a.facts.kept(), b.facts.kept()) {
            (Some(one), Some(other)) if one.digest == other.digest => Numbers::Same,
            (Some(_), Some(_)) => {
                let similar = between_persons(&known, &other, Numbers::Similar);
                // Only where something else speaks for it are the numbers opened.
                if similar.iter().count() < 2 {
                    return Ok(nothing);
                }
                self.numbers(conn, vault, a, b)?
            }
            _ => Numbers::Unknown,
        };
        Ok(between_persons(&known, &other, numbers))
    }

    fn numbers(
        &self,
        conn: &mut Connection,
        vault: &VaultInUse<'_>,
        one: &PersonRecord,
        other: &PersonRecord,
    ) -> Result<Numbers, StorageError> {
        let mut open = |person: &PersonRecord| -> Result<Option<IdentityNumber>, StorageError> {
            let Some(kept) = person.facts.kept() else { return Ok(None) };
            let Some(sealed) = persons::sealed_identity(conn, self.operation, kept.id)? else {
                return Ok(None);
            };
            Ok(Some(vault.open(self.operation, person.id, &sealed)?))
        };
        Ok(match (open(one)?, open(other)?) {
            (Some(one), Some(other)) if one.is_slip_of(&other) => Numbers::Similar,
            (Some(_), Some(_)) => Numbers::Different,
            _ => Numbers::Unknown,
        })
    }

    /// Why two open households may be one.
    pub fn households_alike(&self, (one, other): Link<HouseholdId>) -> Bits<DuplicateReason> {
        let known = |id: HouseholdId| {
            let household = self.households.get(&id).filter(|one| one.status != HouseholdStatus::Closed)?;
            let phones = |person: &PersonRecord| {
                person.facts.phones.iter().map(|phone| phone.number.clone()).collect::<BTreeSet<_>>()
            };
            let members = self.members(id).map(|person| (person.id, phones(person))).collect();
            Some(KnownHousehold { place: place(household), members })
        };
        match (known(one), known(other)) {
            (Some(one), Some(other)) => between_households(&one, &other),
            _ => Bits::<DuplicateReason>::from_column(0),
        }
    }

    /// From where two persons are both seen: a person is seen with any household in which they live or lived.
    pub fn sights_of_persons(&self, (one, other): Link<PersonId>) -> BTreeSet<String> {
        let homes = |person| {
            let own = self.memberships.iter().filter(move |one| one.person_id == person);
            own.map(|one| one.household_id).collect::<Vec<_>>()
        };
        self.sights(&homes(one), &homes(other))
    }

    /// From where two households are both seen.
    pub fn sights_of_households(&self, (one, other): Link<HouseholdId>) -> BTreeSet<String> {
        self.sights(&[one], &[other])
    }

    fn sights(&self, ones: &[HouseholdId], others: &[HouseholdId]) -> BTreeSet<String> {
        let paths = |ids: &[HouseholdId]| -> Vec<AreaPath> {
            ids.iter().filter_map(|id| Some(self.households.get(id)?.area_path.clone())).collect()
        };
        let employers = |ids: &[HouseholdId]| -> BTreeSet<OrganisationId> {
            let members = self.memberships.iter().filter(|one| ids.contains(&one.household_id));
            members.filter_map(|one| self.employers.get(&one.person_id)).flatten().copied().collect()
        };
        let (from_others, by_others) = (paths(others), employers(others));
        let areas = paths(ones).into_iter().flat_map(|one| {
            from_others.iter().map(move |other| one.common_ancestor(other)).collect::<Vec<_>>()
        });
        let mut sights: BTreeSet<String> = areas.map(|path| path.as_str().to_owned()).collect();
        sights.extend(employers(ones).intersection(&by_others).map(|employer| sight_of(*employer)));
        sights
    }
}

fn place(household: &HouseholdRecord) -> Option<(AreaId, String)> {
    let address = household.facts.address.as_deref()?;
    Some((household.facts.area_id, address_key(&tidy(address))))
}
