//! What people decide about two that may be one.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    areas::AreaPath,
    duplicates::{DuplicateReason, DuplicateState},
    households::Bits,
    ids::{DuplicateId, HouseholdId, PersonId, UserId},
    journal::{Change, EntryKind, SubjectKind},
    merges::MergeKind,
    problems::ProblemCode,
};

use crate::{
    ConflictKind, Scoped, StorageError, Store,
    columns::{AnyId, Bind},
    journal::Entry,
    prepared::Prepare as _,
    schema::{duplicate_sights, duplicates},
};

impl Store {
    /// Notes what the actor decided about a pair both of whose sides they see. Deciding so again changes nothing.
    ///
    /// # Errors
    /// [`StorageError::NotFound`]; [`ProblemCode::IdentityNumberTaken`] where the two have one identity number, which
    /// belongs to one person.
    pub async fn decide_duplicate(&self, id: DuplicateId, state: DuplicateState) -> Result<(), StorageError> {
        self.write(move |scoped| scoped.decide_duplicate(id, state)).await
    }
}

impl Scoped<'_> {
    pub(crate) fn decide_duplicate(
        &mut self,
        id: DuplicateId,
        decided: DuplicateState,
    ) -> Result<(), StorageError> {
        type Row = (MergeKind, AnyId, AnyId, i32, DuplicateState);
        let row = duplicates::table.find((Bind(self.operation()), Bind(id)));
        // First, so that the row is locked: another may be deciding, too.
        diesel::update(row).set(duplicates::id.eq(duplicates::id)).prepared().execute(self.conn)?;
        let (kind, one, other, reasons, state): Row = row
            .select((
                duplicates::kind,
                duplicates::one_id,
                duplicates::other_id,
                duplicates::reasons,
                duplicates::state,
            ))
            .first(self.conn)?;
        let names = [self.name_of_seen(kind, one)?, self.name_of_seen(kind, other)?];
        if state == decided {
            return Ok(());
        }
        let reasons = Bits::<DuplicateReason>::from_column(reasons);
        if decided == DuplicateState::NotTheSame && reasons.contains(DuplicateReason::SameIdentityNumber) {
            return Err(ConflictKind::Rule(ProblemCode::IdentityNumberTaken).into());
        }
        let decision = match decided {
            DuplicateState::Open => None,
            DuplicateState::NotTheSame => Some((self.now, self.actor.user_id)),
        };
        diesel::update(row)
            .set((
                duplicates::state.eq(Bind(decided)),
                duplicates::decided_at.eq(decision.map(|(at, _): (DateTime<Utc>, UserId)| Bind(at))),
                duplicates::decided_by.eq(decision.map(|(_, by)| Bind(by))),
            ))
            .prepared()
            .execute(self.conn)?;
        let sights = duplicate_sights::table
            .filter(duplicate_sights::operation_id.eq(Bind(self.operation())))
            .filter(duplicate_sights::duplicate_id.eq(Bind(id)));
        let seen_from: Vec<String> =
            sights.select(duplicate_sights::sight).order(duplicate_sights::sight).load(self.conn)?;
        diesel::update(sights)
            .set(duplicate_sights::state.eq(Bind(decided)))
            .prepared()
            .execute(self.conn)?;
        self.note_decision(kind, [one, other], names, decided, seen_from)
    }

    /// The name of one side, where the actor sees it.
    fn name_of_seen(&mut self, kind: MergeKind, id: AnyId) -> Result<String, StorageError> {
        match kind {
            MergeKind::Persons => {
                self.person(PersonId::from_uuid(id.as_uuid())).map(|view| view.record.facts.name)
            }
            MergeKind::Households => {
                let id = HouseholdId::from_uuid(id.as_uuid());
                let (_, (reference, name)) =
                    self.visible([id].into_iter())?.into_iter().next().ok_or(StorageError::NotFound)?;
                Ok(format!("{reference} {name}"))
            }
        }
    }

    /// The entry is about both, so it is in neither household's history, which people read who see one of them only.
    fn note_decision(
        &mut self,
        kind: MergeKind,
        [one, other]: [AnyId; 2],
        [name, other_name]: [String; 2],
        decided: DuplicateState,
        seen_from: Vec<String>,
    ) -> Result<(), StorageError> {
        let (what, before, after) = match decided {
            DuplicateState::NotTheSame => (EntryKind::FoundNotTheSame, None, Some(other_name)),
            DuplicateState::Open => (EntryKind::FoundDuplicateAgain, Some(other_name), None),
        };
        let subject = match kind {
            MergeKind::Persons => SubjectKind::Person,
            MergeKind::Households => SubjectKind::Household,
        };
        // Of an employer alone there is no area: its own people see what their colleague did.
        let area = seen_from.into_iter().find(|sight| !sight.contains(':')).unwrap_or_default();
        let entry = Entry::new(what, subject, one)
            .named(name)
            .at(&AreaPath::from_stored(area))
            .changing([Change::between("other", &before, &after), Change::set("other_id", &other.as_uuid())]);
        self.record(vec![entry])
    }
}
