//! The one river: entries are appended in the transaction of what they tell, numbered and chained when they are sealed,
//! and read by everything that looks back.

mod chain;
mod read;
mod river;
mod seal;
mod verify;
mod vouch;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    access::Actor,
    areas::AreaPath,
    ids::{BatchId, EntryId, HouseholdId, OperationId, OrganisationId, RosterId, UserId},
    journal::{Change, EntryKind, SubjectKind},
};

use crate::{
    Connection, StorageError,
    columns::{AnyId, Bind, IdValue},
    dialect::insert_all,
    ids,
    schema::journal,
};

pub use read::{EntryRow, read_on};
pub use river::{Feed, Ripple, head, ripples};
pub use seal::{seal, seal_all};
pub use verify::{Flaw, Head, HeadError, Verified, VerifyError, verify};
pub(crate) use vouch::{Emptying, anonymised_in};

/// Who writes an entry, and when.
#[derive(Debug, Clone)]
pub struct Author {
    /// The operation whose journal it is.
    pub operation_id: OperationId,
    /// The user; none for the system itself.
    pub user_id: Option<UserId>,
    /// Their name at this moment.
    pub name: String,
    /// Their organisation, whose own view the entry is part of.
    pub organisation_id: Option<OrganisationId>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Author {
    /// The signed-in user.
    pub fn actor(actor: &Actor, at: DateTime<Utc>) -> Self {
        Self {
            operation_id: actor.operation_id,
            user_id: Some(actor.user_id),
            name: actor.display_name.clone(),
            organisation_id: Some(actor.organisation_id),
            at,
        }
    }

    /// The system itself, where no user acts.
    pub fn system(operation_id: OperationId, at: DateTime<Utc>) -> Self {
        Self { operation_id, user_id: None, name: String::new(), organisation_id: None, at }
    }
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id, where something refers to it already.
    pub id: Option<EntryId>,
    /// What.
    pub kind: EntryKind,
    /// To what kind of thing.
    pub subject_kind: SubjectKind,
    /// To which.
    pub subject_id: AnyId,
    /// The subject's name at this moment.
    pub subject_name: Option<String>,
    /// The household it touches.
    pub household_id: Option<HouseholdId>,
    /// The commit of a roster, or its undoing, that it is part of.
    pub batch_id: Option<BatchId>,
    /// That roster.
    pub roster_id: Option<RosterId>,
    /// Where the household is, for readers who see one area only; empty where there is no place.
    pub area_path: String,
    /// The organisation that it happened to, or to one of its users.
    pub organisation_id: Option<OrganisationId>,
    /// Field by field.
    pub changes: Vec<Change>,
}

impl Entry {
    /// An entry that says only what happened to what; the rest is added to it.
    pub fn new(kind: EntryKind, subject_kind: SubjectKind, subject: impl IdValue) -> Self {
        Self {
            id: None,
            kind,
            subject_kind,
            subject_id: subject.any(),
            subject_name: None,
            household_id: None,
            batch_id: None,
            roster_id: None,
            area_path: String::new(),
            organisation_id: None,
            changes: Vec::new(),
        }
    }

    /// With the subject's name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.subject_name = Some(name.into());
        self
    }

    /// With the household that it touches and where that is.
    #[must_use]
    pub fn of_household(mut self, household: HouseholdId, area: &AreaPath) -> Self {
        self.household_id = Some(household);
        area.as_str().clone_into(&mut self.area_path);
        self
    }

    /// With where it happened, without being part of a household's history.
    #[must_use]
    pub fn at(mut self, area: &AreaPath) -> Self {
        area.as_str().clone_into(&mut self.area_path);
        self
    }

    /// With the organisation that it happened to, or to one of its users.
    #[must_use]
    pub const fn of_organisation(mut self, organisation: OrganisationId) -> Self {
        self.organisation_id = Some(organisation);
        self
    }

    /// As part of a roster's commit or undoing.
    #[must_use]
    pub const fn in_batch(mut self, batch: BatchId, roster: RosterId) -> Self {
        self.batch_id = Some(batch);
        self.roster_id = Some(roster);
        self
    }

    /// With what changed; fields that did not are left out by [`Change::between`].
    #[must_use]
    pub fn changing(mut self, changes: impl IntoIterator<Item = Option<Change>>) -> Self {
        self.changes.extend(changes.into_iter().flatten());
        self
    }
}

/// Writes entries, in the transaction of what they tell.
///
/// # Errors
/// As the engine's.
pub fn append(conn: &mut Connection, author: &Author, entries: Vec<Entry>) -> Result<(), StorageError> {
    append_each(conn, entries.into_iter().map(|entry| (author, entry)))
}

/// [`append`] for entries of several authors.
///
/// # Errors
/// As the engine's.
pub fn append_each<'a>(
    conn: &mut Connection,
    entries: impl IntoIterator<Item = (&'a Author, Entry)>,
) -> Result<(), StorageError> {
    let rows: Vec<_> = entries
        .into_iter()
        .map(|(author, entry)| {
            (
                journal::operation_id.eq(Bind(author.operation_id)),
                journal::id.eq(Bind(entry.id.unwrap_or_else(|| ids::new(EntryId::from_uuid, author.at)))),
                journal::at.eq(Bind(author.at)),
                journal::actor_id.eq(author.user_id.map(Bind)),
                journal::actor_name.eq(author.name.clone()),
                journal::kind.eq(Bind(entry.kind)),
                journal::subject_kind.eq(Bind(entry.subject_kind)),
                journal::subject_id.eq(Bind(entry.subject_id)),
                journal::subject_name.eq(entry.subject_name),
                journal::household_id.eq(entry.household_id.map(Bind)),
                journal::batch_id.eq(entry.batch_id.map(Bind)),
                journal::roster_id.eq(entry.roster_id.map(Bind)),
                journal::area_path.eq(entry.area_path),
                journal::changes.eq(Bind(entry.changes)),
                journal::actor_organisation_id.eq(author.organisation_id.map(Bind)),
                journal::subject_organisation_id.eq(entry.organisation_id.map(Bind)),
            )
        })
        .collect();
    Ok(insert_all!(conn, journal::table, rows)?)
}
