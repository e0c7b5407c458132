//! The people who work in the operation, as colleagues see them, and one's own account.

use diesel::prelude::*;
use domain::{
    access::Visibility,
    ids::{OperationId, OrganisationId, UserId},
    journal::{Change, EntryKind, SubjectKind},
    organisations::{Line, OrganisationKind},
    users::{Duty, Language, Role},
};

use crate::{
    Scoped, Slice, StorageError, Store,
    columns::{Bind, Json},
    journal::Entry,
    schema::{areas, operations, organisations, users},
    text::{contains_pattern, lower},
    visibility::Condition,
};

/// A colleague. No contact data.
#[derive(Debug, Clone, Queryable)]
pub struct UserRow {
    /// The user.
    pub id: UserId,
    /// The name that others see.
    pub display_name: String,
    /// Their role.
    pub role: Role,
    /// Their special duties.
    pub duties: Json<Vec<Duty>>,
    /// Their organisation.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation_name: String,
}

/// Which users.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    /// Only those of this organisation.
    pub organisation_id: Option<OrganisationId>,
    /// Only this role.
    pub role: Option<Role>,
    /// Part of the name.
    pub words: Option<String>,
}

/// A user's place in the list: their name and their id.
pub type UserKey = (String, UserId);

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
}

/// What one may change of one's own account.
#[derive(Debug, Clone, Default)]
pub struct AccountChanges {
    /// The language of one's pages.
    pub language: Option<Language>,
    /// The name that others see.
    pub display_name: Option<String>,
}

type UsersWithOrganisations = diesel::dsl::InnerJoinQuerySource<
    users::table,
    organisations::table,
    diesel::dsl::And<
        diesel::dsl::Eq<organisations::operation_id, users::operation_id>,
        diesel::dsl::Eq<organisations::id, users::organisation_id>,
    >,
>;

impl Scoped<'_> {
    /// An area office sees the users at its area and below, and its own; employers and partners see their own.
    fn visible_colleagues(&self) -> Condition<UsersWithOrganisations> {
        let active = users::operation_id.eq(Bind(self.operation())).and(users::active.eq(true));
        let own = users::organisation_id.eq(Bind(self.actor.organisation_id));
        match &self.actor.visibility {
            Visibility::Area(path) => Box::new(
                active.and(
                    own.or(organisations::area_path
                        .ge(path.as_str().to_owned())
                        .and(organisations::area_path.lt(path.end_of_subtree()))),
                ),
            ),
            Visibility::Employer(_) | Visibility::Referred(_) => Box::new(active.and(own)),
        }
    }

    /// A user who is to be given work: one whom the actor sees.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the actor sees no such user.
    pub fn colleague(&mut self, id: UserId) -> Result<UserRow, StorageError> {
        Ok(users::table
            .inner_join(
                organisations::table.on(organisations::operation_id
                    .eq(users::operation_id)
                    .and(organisations::id.eq(users::organisation_id))),
            )
            .filter(self.visible_colleagues())
            .filter(users::id.eq(Bind(id)))
            .select((
                users::id,
                users::display_name,
                users::role,
                users::duties,
                organisations::id,
                organisations::name,
            ))
            .first(self.conn)?)
    }

    fn account(&mut self) -> Result<AccountRow, StorageError> {
        Ok(users::table
            .inner_join(
                organisations::table.on(organisations::operation_id
                    .eq(users::operation_id)
                    .and(organisations::id.eq(users::organisation_id))),
            )
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
            ))
            .first(self.conn)?)
    }
}

impl Store {
    /// Colleagues by name.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn users(
        &self,
        filter: UserFilter,
        slice: Slice<UserKey>,
    ) -> Result<Vec<UserRow>, StorageError> {
        self.read(move |scoped| {
            let mut query = users::table
                .inner_join(
                    organisations::table.on(organisations::operation_id
                        .eq(users::operation_id)
                        .and(organisations::id.eq(users::organisation_id))),
                )
                .filter(scoped.visible_colleagues())
                .order((users::display_name, users::id))
                .limit(slice.limit)
                .select((
                    users::id,
                    users::display_name,
                    users::role,
                    users::duties,
                    organisations::id,
                    organisations::name,
                ))
                .into_boxed();
            if let Some((name, id)) = &slice.after {
                query = query.filter(
                    users::display_name
                        .ge(name.clone())
                        .and(users::display_name.gt(name.clone()).or(users::id.gt(Bind(*id)))),
                );
            }
            if let Some(organisation) = filter.organisation_id {
                query = query.filter(users::organisation_id.eq(Bind(organisation)));
            }
            if let Some(role) = filter.role {
                query = query.filter(users::role.eq(Bind(role)));
            }
            if let Some(words) = filter.words.as_deref().filter(|words| !words.is_empty()) {
                let pattern = contains_pattern(&words.to_lowercase());
                query = query.filter(lower(users::display_name).like(pattern).escape('\\'));
            }
            Ok(query.load(scoped.conn)?)
        })
        .await
    }

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
    /// As [`Store::account`].
    pub async fn change_account(&self, changes: AccountChanges) -> Result<AccountRow, StorageError> {
        self.write(move |scoped| {
            let before = scoped.account()?;
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
            let mut entry = Entry::new(EntryKind::UserUpdated, SubjectKind::User, before.id).named(&name);
            entry.changes = differences;
            scoped.record(vec![entry])?;
            scoped.account()
        })
        .await
    }
}
