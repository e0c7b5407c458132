//! 台账 in one transaction: what is written to it, what is kept beside it, and the journal of both.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Actor,
    areas::AreaPath,
    ids::{BatchId, HouseholdId, OperationId, PersonId, RosterId},
    journal::{Change, EntryKind},
};
use uuid::Uuid;

use crate::{
    ConflictKind, Connection, Scoped, StorageError, areas, duplicates, households,
    journal::{self, Entry},
    persons,
    vault::VaultInUse,
};

/// Keys in one statement: well below both engines' limits of bound values.
pub(crate) const KEYS: usize = 1_000;

/// The ledger as one transaction writes it. The functions of [`households`], [`persons`] and
/// [`postings`](crate::postings) take it; it remembers which households they touched and what they did.
#[derive(Debug)]
pub struct Ledger<'a> {
    pub(crate) conn: &'a mut Connection,
    pub(crate) actor: &'a Actor,
    pub(crate) vault: &'a VaultInUse<'a>,
    /// When this happens.
    pub(crate) now: DateTime<Utc>,
    /// The date of that moment in the operation's time zone, from which ages follow.
    pub(crate) today: NaiveDate,
    batch: Option<Batch>,
    touched: BTreeSet<HouseholdId>,
    persons: BTreeSet<PersonId>,
    entries: Vec<(Entry, Subject)>,
    /// The names of persons who left the ledger in this transaction.
    left: BTreeMap<PersonId, String>,
    /// Where areas went that lay elsewhere when what is taken back was noted.
    moves: Vec<(AreaPath, AreaPath)>,
}

/// Entries that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// What they have in common.
    pub id: BatchId,
    /// The roster through which they came, if through one.
    pub roster: Option<RosterId>,
}

impl Batch {
    /// A merge or its undoing.
    pub const fn of_its_own(id: BatchId) -> Self {
        Self { id, roster: None }
    }
}

impl From<(BatchId, RosterId)> for Batch {
    fn from((id, roster): (BatchId, RosterId)) -> Self {
        Self { id, roster: Some(roster) }
    }
}

/// Whose name an entry carries.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    /// The household's own.
    Household(HouseholdId),
    /// A person's, also for their memberships and postings.
    Person(PersonId),
    /// This one, since the subject is about to go.
    Named(String),
}

/// The household in whose history something is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The household.
    pub household_id: HouseholdId,
    /// Where it lies.
    pub area_path: AreaPath,
}

/// Whether a save changed anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It did, and the journal says what.
    Changed,
    /// Everything was so already.
    Unchanged,
}

impl Scoped<'_> {
    /// Writes to the ledger. When `job` is done, what is kept is brought up to date for every household that it touched,
    /// and the journal is written.
    ///
    /// # Errors
    /// What `job` returns.
    pub fn ledger<T>(
        &mut self,
        today: NaiveDate,
        job: impl FnOnce(&mut Ledger<'_>) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        self.ledger_of_batch(today, None, job)
    }

    /// [`Scoped::ledger`] as part of a roster's commit, of a merge, or of the undoing of either.
    ///
    /// # Errors
    /// What `job` returns.
    pub fn ledger_of_batch<T>(
        &mut self,
        today: NaiveDate,
        batch: Option<Batch>,
        job: impl FnOnce(&mut Ledger<'_>) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let moves = match batch {
            Some(_) => areas::moves(self.conn, self.actor.operation_id)?,
            None => Vec::new(),
        };
        let mut ledger = Ledger {
            conn: self.conn,
            actor: self.actor,
            vault: &self.vault,
            now: self.now,
            today,
            batch,
            touched: BTreeSet::new(),
            persons: BTreeSet::new(),
            entries: Vec::new(),
            left: BTreeMap::new(),
            moves,
        };
        let outcome = job(&mut ledger)?;
        ledger.close()?;
        Ok(outcome)
    }
}

impl Ledger<'_> {
    /// The operation written to.
    pub(crate) const fn operation(&self) -> OperationId {
        self.actor.operation_id
    }

    /// Whether a roster's commit or its undoing writes.
    pub(crate) fn is_of_roster(&self) -> bool {
        self.batch.is_some_and(|batch| batch.roster.is_some())
    }

    /// Notes a household whose kept columns must be brought up to date, and whose revision rises.
    pub fn touch(&mut self, household: HouseholdId) {
        self.touched.insert(household);
    }

    /// Notes what happened, for the journal.
    pub(crate) fn note(&mut self, entry: Entry, home: &Home, subject: Subject, changes: Vec<Change>) {
        let mut entry = entry.of_household(home.household_id, &self.place_now(&home.area_path));
        if let Some(Batch { id, roster }) = self.batch {
            (entry.batch_id, entry.roster_id) = (Some(id), roster);
        }
        entry.changes = changes;
        self.touch(home.household_id);
        if let Subject::Person(person) = &subject {
            // They may live in other households too, which show and find them.
            self.persons.insert(*person);
        }
        self.entries.push((entry, subject));
    }

    /// Where a place is now that an entry of the journal names.
    pub(crate) fn place_now(&self, then: &AreaPath) -> AreaPath {
        self.moves.iter().fold(then.clone(), |path, (from, to)| path.moved(from, to).unwrap_or(path))
    }

    /// Notes how a person was called who leaves: what happened to them before is told under this name.
    pub(crate) fn remember(&mut self, person: PersonId, name: &str) {
        self.left.insert(person, name.to_owned());
    }

    /// Brings what is kept beside the households up to date.
    fn refresh(&mut self, touched: &[HouseholdId]) -> Result<(), StorageError> {
        let (operation, now, vault) = (self.operation(), self.now, self.vault);
        let of_kinds = |kinds: [EntryKind; 2]| -> BTreeSet<Uuid> {
            let entries = self.entries.iter().filter(|(entry, _)| kinds.contains(&entry.kind));
            entries.map(|(entry, _)| entry.subject_id.as_uuid()).collect()
        };
        let gone = of_kinds([EntryKind::HouseholdRemoved, EntryKind::PersonRemoved]);
        // What a batch enters may have been here before.
        let new = match self.batch {
            None => of_kinds([EntryKind::HouseholdCreated, EntryKind::PersonCreated]),
            Some(_) => BTreeSet::new(),
        };
        if !gone.is_empty() {
            duplicates::forget(self.conn, operation, &gone)?;
        }
        let coverage = match self.batch {
            // The rows of a roster are written after the ledger.
            Some(Batch { roster: Some(_), .. }) => households::Coverage::WhenTheBatchEnds,
            Some(Batch { roster: None, .. }) | None => households::Coverage::Now,
        };
        let bears = self.entries.iter().any(|(entry, _)| duplicates::bears(entry));
        households::refresh(self.conn, operation, now, self.today, touched, coverage, &mut |conn, seen| {
            if bears { duplicates::keep(conn, (operation, now), vault, seen, &new) } else { Ok(()) }
        })
    }

    fn close(mut self) -> Result<(), StorageError> {
        let operation = self.operation();
        let persons: Vec<PersonId> = self.persons.iter().copied().collect();
        for persons in persons.chunks(KEYS) {
            for membership in households::members::of_persons(self.conn, operation, persons)? {
                self.touch(membership.household_id);
            }
        }
        let touched: Vec<HouseholdId> = self.touched.iter().copied().collect();
        self.refresh(&touched)?;
        let named = |subject: &Subject| match subject {
            Subject::Household(id) => (Some(*id), None),
            Subject::Person(id) => (None, Some(*id)),
            Subject::Named(_) => (None, None),
        };
        let (of_households, of_persons): (Vec<_>, Vec<_>) =
            self.entries.iter().map(|(_, subject)| named(subject)).unzip();
        let of_households: BTreeSet<_> = of_households.into_iter().flatten().collect();
        let of_persons: BTreeSet<_> = of_persons.into_iter().flatten().collect();
        let household_names = households::names(self.conn, operation, &of_households)?;
        let person_names = persons::names(self.conn, operation, &of_persons)?;
        let entries = self.entries.into_iter().map(|(mut entry, subject)| {
            entry.subject_name = match subject {
                Subject::Household(id) => household_names.get(&id).cloned(),
                Subject::Person(id) => person_names.get(&id).or_else(|| self.left.get(&id)).cloned(),
                Subject::Named(name) => Some(name),
            };
            entry
        });
        journal::append(self.conn, &journal::Author::actor(self.actor, self.now), entries.collect())
    }
}

/// The same changes the other way round: what an undoing or a removal writes.
pub(crate) fn reversed(changes: Vec<Change>) -> Vec<Change> {
    let turn = |change: Change| Change { field: change.field, before: change.after, after: change.before };
    changes.into_iter().map(turn).collect()
}

impl From<ConflictKind> for StorageError {
    fn from(kind: ConflictKind) -> Self {
        Self::Conflict(kind)
    }
}
