//! An organisation's own view of the journal: what its users did, and what happened to it and to them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    households::ReferenceCode,
    ids::{EntryId, HouseholdId, OrganisationId, UserId},
    journal::EntryKind,
};
use uuid::Uuid;

use crate::{
    Scoped, Slice, StorageError, Store,
    columns::{AnyId, Bind},
    ids,
    journal::EntryRow,
    schema::{aliases, households, journal},
    unindexed::along_the_way,
};

/// Which entries.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only what this person did.
    pub actor: Option<UserId>,
    /// Only this kind.
    pub kind: Option<EntryKind>,
    /// Only what is about this.
    pub subject: Option<AuditSubject>,
    /// Only what this organisation did to the actor's, or the other way round; the actor's own: what it did.
    pub organisation: Option<OrganisationId>,
    /// Only from this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Only before this moment.
    pub until: Option<DateTime<Utc>>,
}

/// What entries are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditSubject {
    /// A thing, or a household's members.
    Id(Uuid),
    /// A household, by what it is called on the phone; also one that became part of another.
    Reference(ReferenceCode),
}

/// One range of an index, of which the view is put together: so a page costs no more than a few pages do.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// What an organisation's users did.
    Done(OrganisationId),
    /// What happened to it and to them.
    Suffered(OrganisationId),
    /// What one did to another.
    Between { actor: OrganisationId, subject: OrganisationId },
    /// What happened to a thing.
    To(Uuid),
    /// What happened in a household.
    In(Uuid),
}

impl Part {
    fn all(own: OrganisationId, with: Option<OrganisationId>, subject: Option<Uuid>) -> Vec<Self> {
        match (subject, with) {
            (Some(subject), _) => vec![Self::To(subject), Self::In(subject)],
            (None, None) => vec![Self::Done(own), Self::Suffered(own)],
            (None, Some(with)) if with == own => vec![Self::Done(own)],
            (None, Some(with)) => {
                vec![Self::Between { actor: own, subject: with }, Self::Between { actor: with, subject: own }]
            }
        }
    }
}

impl Store {
    /// The journal of the actor's own organisation, the latest first. Entries that are not sealed yet are among them.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn audit(
        &self,
        filter: AuditFilter,
        slice: Slice<EntryId>,
    ) -> Result<Vec<EntryRow>, StorageError> {
        self.read(move |scoped| {
            let subject = match &filter.subject {
                None => None,
                Some(AuditSubject::Id(id)) => Some(*id),
                Some(AuditSubject::Reference(reference)) => match scoped.household_called(reference)? {
                    Some(household) => Some(household.as_uuid()),
                    None => return Ok(Vec::new()),
                },
            };
            let mut entries: Vec<EntryRow> = Vec::new();
            for part in Part::all(scoped.actor.organisation_id, filter.organisation, subject) {
                entries.extend(scoped.part_of_audit(part, &filter, &slice)?);
            }
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.id));
            entries.dedup_by_key(|entry| entry.id);
            entries.truncate(usize::try_from(slice.limit).unwrap_or(usize::MAX));
            Ok(entries)
        })
        .await
    }
}

impl Scoped<'_> {
    fn part_of_audit(
        &mut self,
        part: Part,
        filter: &AuditFilter,
        slice: &Slice<EntryId>,
    ) -> Result<Vec<EntryRow>, StorageError> {
        let by = journal::actor_organisation_id.assume_not_null();
        let to = journal::subject_organisation_id.assume_not_null();
        let query = journal::table
            .filter(journal::operation_id.eq(Bind(self.operation())))
            .order(journal::id.desc())
            .limit(slice.limit)
            .select(EntryRow::as_select())
            .into_boxed();
        let mut query = match part {
            Part::Done(own) => query.filter(journal::actor_organisation_id.eq(Bind(own))),
            Part::Suffered(own) => query.filter(journal::subject_organisation_id.eq(Bind(own))),
            Part::Between { actor, subject } => query
                .filter(journal::actor_organisation_id.eq(Bind(actor)))
                .filter(journal::subject_organisation_id.eq(Bind(subject))),
            Part::To(thing) => query.filter(journal::subject_id.eq(Bind(AnyId::from_uuid(thing)))),
            Part::In(household) => {
                query.filter(journal::household_id.eq(Bind(HouseholdId::from_uuid(household))))
            }
        };
        if matches!(part, Part::To(_) | Part::In(_)) {
            let own = self.actor.organisation_id;
            for one in [Some(own), filter.organisation].into_iter().flatten() {
                let done = along_the_way::<journal::table, _>(by.eq(Bind(one)));
                let suffered = along_the_way::<journal::table, _>(to.eq(Bind(one)));
                query = query.filter(done.or(suffered));
            }
        }
        if let Some(actor) = filter.actor {
            query = query.filter(journal::actor_id.eq(Bind(actor)));
        }
        if let Some(kind) = filter.kind {
            query = query.filter(journal::kind.eq(Bind(kind)));
        }
        // Ids lie in the order of their moments.
        if let Some(from) = filter.from {
            query = query.filter(journal::id.ge(Bind(ids::first_of(EntryId::from_uuid, from))));
        }
        let before = filter.until.map(|until| ids::first_of(EntryId::from_uuid, until));
        if let Some(before) = before.into_iter().chain(slice.after).min() {
            query = query.filter(journal::id.lt(Bind(before)));
        }
        Ok(query.load(self.conn)?)
    }

    fn household_called(&mut self, reference: &ReferenceCode) -> Result<Option<HouseholdId>, StorageError> {
        let operation = self.operation();
        let own: Option<HouseholdId> = households::table
            .filter(households::operation_id.eq(Bind(operation)))
            .filter(households::reference.eq(reference.as_str()))
            .select(households::id)
            .first(self.conn)
            .optional()?;
        if own.is_some() {
            return Ok(own);
        }
        let former: Option<AnyId> = aliases::table
            .filter(aliases::operation_id.eq(Bind(operation)))
            .filter(aliases::reference.eq(reference.as_str()))
            .select(aliases::target_id)
            .first(self.conn)
            .optional()?;
        Ok(former.map(|target| HouseholdId::from_uuid(target.as_uuid())))
    }
}
