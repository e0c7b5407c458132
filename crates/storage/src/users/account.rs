//! One's own account.

use diesel::prelude::*;
use domain::{
    ids::{OperationId, OrganisationId, UserId},
    journal::{Change, EntryKind, SubjectKind},
    organisations::{Line, OrganisationKind},
    users::{Duty, Language, Role},
};

use super::at_their_organisation;
use crate::{
    Scoped, StorageError, Store,
    columns::{Bind, Json},
    journal::Entry,
    schema::{areas, operations, organisations, users},
};

/// One's own account.
#[derive(Debug, Clone, Queryable)]
pub struct AccountRow {
    /// The user.
    pub id: UserId,
    /// The name they sign in with.
    pub username: String,
    /// The name that others see.
    pub display_name: String,
    /// Their role.
    pub role: Role,
    /// Their special duties.
    pub duties: Json<Vec<Duty>>,
    /// The language of their pages.
    pub language: Language,
    /// Counts the changes of the account.
    pub revision: i64,
    /// Their organisation.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// Its kind.
    pub organisation_kind: OrganisationKind,
    /// Its line.
    pub organisation_line: Option<Line>,
    /// The name of the area that it sits at.
    pub area_name: String,
    /// The operation.
    pub operation_id: OperationId,
    /// Its name in Chinese.
    pub operation_name_zh: String,
    /// Its name in English.
    pub operation_name_en: String,
    /// Its time zone (IANA).
    pub time_zone: String,
    /// Whether the password alone does not let one in.
    pub second_factor: bool,
}

/// What one may change of one's own account.
#[derive(Debug, Clone, Default)]
pub struct AccountChanges {
    /// The language of one's pages.
    pub language: Option<Language>,
    /// The name that others see.
    pub display_name: Option<String>,
}

impl Scoped<'_> {
    fn account(&mut self) -> Result<AccountRow, StorageError> {
        Ok(users::table
            .inner_join(organisations::table.on(at_their_organisation()))
            .inner_join(areas::table.on(
                areas::operation_id.eq(organisations::operation_id).and(areas::id.eq(organisations::area_id)),
            ))
            .inner_join(operations::table.on(operations::id.eq(users::operation_id)))
            .filter(users::operation_id.eq(Bind(self.operation())))
            .filter(users::id.eq(Bind(self.actor.user_id)))
            .select((
                users::id,
                users::username,
                users::display_name,
                users::role,
                users::duties,
                users::language,
                users::revision,
                organisations::id,
                organisations::name,
                organisations::kind,
                organisations::line,
                areas::name,
                operations::id,
                operations::name_zh,
                operations::name_en,
                operations::time_zone,
                users::second_factor.is_not_null(),
            ))
            .first(self.conn)?)
    }
}

impl Store {
    /// One's own account.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when it was removed meanwhile.
    pub async fn account(&self) -> Result<AccountRow, StorageError> {
        self.read(|scoped| scoped.account()).await
    }

    /// Changes one's own account and returns it.
    ///
    /// # Errors
    /// [`StorageError::StaleVersion`] when it is no longer at `revision`; as [`Store::account`].
    pub async fn change_account(
        &self,
        revision: i64,
        changes: AccountChanges,
    ) -> Result<AccountRow, StorageError> {
        self.write(move |scoped| {
            let before = scoped.account()?;
            if before.revision != revision {
                return Err(StorageError::StaleVersion { current: before.revision });
            }
            let language = changes.language.unwrap_or(before.language);
            let name = changes.display_name.clone().unwrap_or_else(|| before.display_name.clone());
            let differences: Vec<Change> = [
                Change::between("language", &before.language, &language),
                Change::between("display_name", &before.display_name, &name),
            ]
            .into_iter()
            .flatten()
            .collect();
            if differences.is_empty() {
                return Ok(before);
            }
            diesel::update(
                users::table
                    .filter(users::operation_id.eq(Bind(scoped.operation())))
                    .filter(users::id.eq(Bind(before.id))),
            )
            .set((
                users::language.eq(Bind(language)),
                users::display_name.eq(&name),
                users::revision.eq(users::revision + 1),
            ))
            .execute(scoped.conn)?;
            let mut entry = Entry::new(EntryKind::UserUpdated, SubjectKind::User, before.id)
                .named(&name)
                .of_organisation(before.organisation_id);
            entry.changes = differences;
            scoped.record(vec![entry])?;
            scoped.account()
        })
        .await
    }
}
