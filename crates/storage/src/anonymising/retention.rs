//! How long an operation keeps closed households as they are, and one household that somebody anonymises at once.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    access::Visibility,
    households::ReferenceCode,
    ids::HouseholdId,
    journal::{Change, EntryKind, SubjectKind},
    problems::ProblemCode,
};

use super::Why;
use crate::{
    ConflictKind, Scoped, StorageError, Store,
    columns::Bind,
    connection::MultiBackend,
    households::{self, HouseholdView},
    journal::{Author, Entry},
    refusal::{Answer, Fault, Refusal},
    rosters::Sight,
    schema::operations,
};

/// How long closed households are kept as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = operations, check_for_backend(MultiBackend))]
pub struct Retention {
    /// Days between closing and anonymising.
    #[diesel(column_name = anonymise_after_days)]
    pub after_days: i32,
    /// Rises with every change.
    pub revision: i64,
}

impl Store {
    /// How long the operation keeps closed households as they are.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn retention(&self) -> Result<Retention, StorageError> {
        self.read(|scoped| scoped.retention()).await
    }

    /// Decides how long. It holds for the whole operation, so only an office that sees all of it decides.
    ///
    /// # Errors
    /// [`StorageError::StaleVersion`]; [`ProblemCode::WholeOperationOnly`] where the actor's organisation sees a part.
    pub async fn change_retention(&self, revision: i64, after_days: i32) -> Result<Retention, StorageError> {
        self.write(move |scoped| scoped.change_retention(revision, after_days)).await
    }

    /// Anonymises a closed household at once. Whoever wants it names the reference, so that it is no slip.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], [`StorageError::StaleVersion`], [`ProblemCode::AreaOfficeOnly`] where the actor is of none, and as [`super::anonymise`].
    pub async fn anonymise_household(
        &self,
        today: NaiveDate,
        id: HouseholdId,
        revision: i64,
        reference: ReferenceCode,
    ) -> Answer<HouseholdView> {
        self.write(move |scoped| {
            scoped.see(id)?;
            if !matches!(scoped.actor.visibility, Visibility::Area(_)) {
                return Err(ConflictKind::Rule(ProblemCode::AreaOfficeOnly).into());
            }
            let before = households::claim(scoped.conn, scoped.actor.operation_id, id, revision)?;
            if before.reference != reference {
                let fault = Fault::at("", "/reference", ProblemCode::AnotherReference);
                return Ok(Err(Refusal::Fields(vec![fault])));
            }
            let author = Author::actor(scoped.actor, scoped.now);
            super::anonymise(scoped.conn, &author, today, id, Why::Asked)?;
            scoped.household(id).map(Ok)
        })
        .await
    }
}

impl Scoped<'_> {
    fn retention(&mut self) -> Result<Retention, StorageError> {
        Ok(operations::table
            .filter(operations::id.eq(Bind(self.operation())))
            .select(Retention::as_select())
            .first(self.conn)?)
    }

    fn change_retention(&mut self, revision: i64, after_days: i32) -> Result<Retention, StorageError> {
        if self.sees_everything()? != Sight::Everything {
            return Err(ConflictKind::Rule(ProblemCode::WholeOperationOnly).into());
        }
        let row = operations::table.filter(operations::id.eq(Bind(self.actor.operation_id)));
        // First, so that the row is locked.
        diesel::update(row).set(operations::revision.eq(operations::revision)).execute(self.conn)?;
        let before = self.retention()?;
        if before.revision != revision {
            return Err(StorageError::StaleVersion { current: before.revision });
        }
        let Some(change) = Change::between("after_days", &before.after_days, &after_days) else {
            return Ok(before);
        };
        diesel::update(row)
            .set((
                operations::anonymise_after_days.eq(after_days),
                operations::revision.eq(operations::revision + 1),
            ))
            .execute(self.conn)?;
        let entry = Entry::new(EntryKind::RetentionChanged, SubjectKind::Operation, self.operation());
        self.record(vec![entry.changing([Some(change)])])?;
        self.retention()
    }
}
