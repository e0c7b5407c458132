//! How far the traces of a household reach: whose names go with it, in whose histories they stand.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    anonymising::Traces,
    ids::{EntryId, HouseholdId, OperationId, PersonId},
    journal::{EntryKind, SubjectKind},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Connection, StorageError,
    columns::{AnyId, Bind, IdValue as _},
    connection::MultiBackend,
    households::{self, HouseholdRecord, members},
    journal::EntryRow,
    ledger::KEYS,
    merges::aliases,
    persons,
    prepared::{Prepare as _, padded},
    schema::{duplicates, journal},
};

/// What is emptied with a household.
pub struct Reach {
    /// The household and those that became part of it.
    pub households: BTreeSet<HouseholdId>,
    /// Those of its people who are nowhere else, with those who turned out to be them.
    pub persons: BTreeSet<PersonId>,
    /// How many of them there are today.
    pub persons_of_today: usize,
    /// Other households in whose histories they stand.
    pub elsewhere: BTreeSet<HouseholdId>,
    /// What the journal says that is to be looked at.
    pub entries: BTreeMap<EntryId, EntryRow>,
    /// Whose memberships and postings these are, or were.
    pub owners: HashMap<AnyId, PersonId>,
    /// Of those who appear in the household's history, who keeps their name.
    pub others: HashSet<PersonId>,
    /// The names that go.
    pub names: Traces,
    /// Phones and addresses that go.
    pub contacts: Traces,
    /// When the household was closed.
    pub closed_at: Option<DateTime<Utc>>,
}

impl Reach {
    pub fn of(
        conn: &mut Connection,
        operation: OperationId,
        household: &HouseholdRecord,
    ) -> Result<Self, StorageError> {
        let former = aliases::of_households(conn, operation, &[household.id])?;
        let former = former.into_values().flatten().map(|alias| alias.id);
        let mut reach = Self {
            households: former.chain([household.id]).collect(),
            persons: BTreeSet::new(),
            persons_of_today: 0,
            elsewhere: BTreeSet::new(),
            entries: BTreeMap::new(),
            owners: HashMap::new(),
            others: HashSet::new(),
            names: Traces::default(),
            contacts: Traces::default(),
            closed_at: household.closed_at,
        };
        reach.find_persons(conn, operation, household.id)?;
        reach.find_entries(conn, operation)?;
        reach.find_others(conn, operation)?;
        reach.find_words(conn, operation, household)?;
        Ok(reach)
    }

    /// The ids of everything that goes.
    pub fn uuids(&self) -> BTreeSet<Uuid> {
        let persons = self.persons.iter().map(|id| id.as_uuid());
        persons.chain(self.households.iter().map(|id| id.as_uuid())).collect()
    }

    /// Whose entry it is, where it is a person's.
    pub fn owner(&self, entry: &EntryRow) -> Option<PersonId> {
        match entry.subject_kind {
            SubjectKind::Person => Some(PersonId::from_uuid(entry.subject_id.as_uuid())),
            SubjectKind::Membership | SubjectKind::Posting => self.owners.get(&entry.subject_id).copied(),
            _ => None,
        }
    }

    /// Whether an entry stands in the household's own history, or is about it.
    pub fn is_of_household(&self, entry: &EntryRow) -> bool {
        entry.household_id.is_some_and(|id| self.households.contains(&id))
            || self.households.contains(&HouseholdId::from_uuid(entry.subject_id.as_uuid()))
    }

    fn find_persons(
        &mut self,
        conn: &mut Connection,
        operation: OperationId,
        household: HouseholdId,
    ) -> Result<(), StorageError> {
        let members = members::of_households(conn, operation, &[household])?;
        let members: BTreeSet<PersonId> = members.iter().map(|member| member.person_id).collect();
        let members: Vec<PersonId> = members.into_iter().collect();
        let lived = members::of_persons(conn, operation, &members)?;
        let homes: BTreeSet<HouseholdId> = lived.iter().map(|one| one.household_id).collect();
        let homes: Vec<HouseholdId> = homes.into_iter().collect();
        let with_names: HashSet<HouseholdId> = households::load_many(conn, operation, &homes)?
            .into_iter()
            .filter(|home| home.anonymised.is_none() && home.id != household)
            .map(|home| home.id)
            .collect();
        let stays = |person: &PersonId| {
            lived.iter().any(|one| {
                one.person_id == *person && one.facts.to.is_none() && with_names.contains(&one.household_id)
            })
        };
        let go: Vec<PersonId> = members.iter().copied().filter(|person| !stays(person)).collect();
        self.persons_of_today = go.len();
        let lived_elsewhere = lived.iter().filter(|one| go.contains(&one.person_id));
        self.elsewhere.extend(lived_elsewhere.map(|one| one.household_id).filter(|id| *id != household));
        let former = aliases::leading_to(conn, operation, go.iter().map(|id| id.any()).collect())?;
        self.persons.extend(former.into_iter().map(|id| PersonId::from_uuid(id.as_uuid())));
        self.persons.extend(go);
        Ok(())
    }

    fn find_entries(&mut self, conn: &mut Connection, operation: OperationId) -> Result<(), StorageError> {
        let subjects = self.uuids().into_iter().map(AnyId::from_uuid).collect();
        self.read(conn, operation, Of::Subjects(subjects))?;
        let homes: BTreeSet<HouseholdId> = self
            .entries
            .values()
            .filter(|entry| self.persons.contains(&PersonId::from_uuid(entry.subject_id.as_uuid())))
            .filter_map(|entry| entry.household_id)
            .collect();
        self.elsewhere.extend(homes);
        self.elsewhere = self.elsewhere.difference(&self.households).copied().collect();
        let homes = self.households.union(&self.elsewhere).copied().collect();
        self.read(conn, operation, Of::Households(homes))?;
        for entry in self.entries.values() {
            if let (SubjectKind::Membership | SubjectKind::Posting, Some(person)) =
                (entry.subject_kind, person_in(entry))
            {
                // The last word counts: a merge gives rows to another.
                self.owners.insert(entry.subject_id, person);
            }
        }
        // A membership may have been in yet another household before it was here.
        let rows = self.owners.iter().filter(|(_, person)| self.persons.contains(person));
        let rows = rows.map(|(row, _)| *row).collect();
        self.read(conn, operation, Of::Subjects(rows))?;
        self.find_decisions(conn, operation)?;
        let operation_itself = vec![operation.any()];
        self.read(conn, operation, Of::Kinds(operation_itself, vec![EntryKind::ListExported]))
    }

    /// What people decided about somebody of these and somebody else, which is told as the other's.
    fn find_decisions(&mut self, conn: &mut Connection, operation: OperationId) -> Result<(), StorageError> {
        let own: Vec<AnyId> = self.uuids().into_iter().map(AnyId::from_uuid).collect();
        let mut others: Vec<AnyId> = Vec::new();
        for own in own.chunks(KEYS) {
            let ones: Vec<AnyId> = duplicates::table
                .filter(duplicates::operation_id.eq(Bind(operation)))
                .filter(duplicates::other_id.eq_any(own.iter().copied().map(Bind)))
                .select(duplicates::one_id)
                .load(conn)?;
            others.extend(ones);
        }
        let decisions = vec![EntryKind::FoundNotTheSame, EntryKind::FoundDuplicateAgain];
        self.read(conn, operation, Of::Kinds(others, decisions))
    }

    fn find_others(&mut self, conn: &mut Connection, operation: OperationId) -> Result<(), StorageError> {
        let own = self.entries.values().filter(|entry| self.is_of_household(entry));
        let mentioned: BTreeSet<PersonId> =
            own.filter_map(|entry| self.owner(entry)).filter(|id| !self.persons.contains(id)).collect();
        for person in mentioned {
            let now = PersonId::from_uuid(aliases::resolve(conn, operation, person)?.as_uuid());
            if !persons::load_many(conn, operation, &[now])?.is_empty() {
                self.others.insert(person);
            }
        }
        Ok(())
    }

    fn find_words(
        &mut self,
        conn: &mut Connection,
        operation: OperationId,
        household: &HouseholdRecord,
    ) -> Result<(), StorageError> {
        let ids: Vec<PersonId> = self.persons.iter().copied().collect();
        for person in persons::load_many(conn, operation, &ids)? {
            self.names.add(&person.facts.name);
            person.facts.phones.iter().for_each(|phone| self.contacts.add(phone.number.as_str()));
        }
        self.names.add(&household.name);
        if let Some(address) = &household.facts.address {
            self.contacts.add(address);
        }
        let (mut names, mut contacts) = (Vec::new(), Vec::new());
        for entry in self.entries.values().filter(|entry| self.loses_everything(entry)) {
            if matches!(entry.subject_kind, SubjectKind::Person | SubjectKind::Household) {
                names.extend(entry.subject_name.clone());
            }
            for change in &entry.changes.0 {
                let into = match change.field.as_str() {
                    "name" => &mut names,
                    "phones" | "address" => &mut contacts,
                    _ => continue,
                };
                [&change.before, &change.after].into_iter().for_each(|value| texts(value, into));
            }
        }
        // A household without members was called nothing, or by its reference.
        names
            .retain(|name| *name != household.reference.as_str() && *name != household.reference.to_string());
        names.iter().for_each(|name| self.names.add(name));
        contacts.iter().for_each(|word| self.contacts.add(word));
        Ok(())
    }

    /// Whether nothing is left of an entry that tells who it was: it is about somebody who goes, or about the household,
    /// or about somebody who is not in the ledger any more.
    pub fn loses_everything(&self, entry: &EntryRow) -> bool {
        match self.owner(entry) {
            Some(person) if self.persons.contains(&person) => true,
            Some(person) => self.is_of_household(entry) && !self.others.contains(&person),
            None => self.is_of_household(entry),
        }
    }

    fn read(&mut self, conn: &mut Connection, operation: OperationId, of: Of) -> Result<(), StorageError> {
        let of_operation = || {
            journal::table
                .filter(journal::operation_id.eq(Bind(operation)))
                .select(EntryRow::as_select())
                .into_boxed::<MultiBackend>()
        };
        let mut rows: Vec<EntryRow> = Vec::new();
        match of {
            Of::Subjects(ids) => {
                for ids in ids.chunks(KEYS) {
                    let query =
                        of_operation().filter(journal::subject_id.eq_any(padded(ids.iter().copied())));
                    rows.extend(query.prepared().load::<EntryRow>(conn)?);
                }
            }
            Of::Households(ids) => {
                for ids in ids.chunks(KEYS) {
                    let query =
                        of_operation().filter(journal::household_id.eq_any(padded(ids.iter().copied())));
                    rows.extend(query.prepared().load::<EntryRow>(conn)?);
                }
            }
            Of::Kinds(ids, kinds) => {
                for ids in ids.chunks(KEYS) {
                    let query = of_operation()
                        .filter(journal::subject_id.eq_any(padded(ids.iter().copied())))
                        .filter(journal::kind.eq_any(kinds.iter().copied().map(Bind)));
                    rows.extend(query.load::<EntryRow>(conn)?);
                }
            }
        }
        self.entries.extend(rows.into_iter().map(|row| (row.id, row)));
        Ok(())
    }
}

enum Of {
    Subjects(Vec<AnyId>),
    Households(Vec<HouseholdId>),
    Kinds(Vec<AnyId>, Vec<EntryKind>),
}

/// The person whom a membership or a posting belongs to, where an entry says so.
pub fn person_in(entry: &EntryRow) -> Option<PersonId> {
    let change = entry.changes.0.iter().find(|change| change.field == "person_id")?;
    [&change.after, &change.before].into_iter().find_map(|value| value.as_str()?.parse().ok())
}

/// The texts within a value, but for what describes a phone.
fn texts(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => into.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, into)),
        Value::Object(fields) => fields.get("number").into_iter().for_each(|number| texts(number, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
