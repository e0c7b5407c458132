//! Users as administrators see them and decide about them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    administration::{Standing, StandingChanges},
    ids::{OrganisationId, UserId},
    journal::{EntryKind, SubjectKind},
    problems::ProblemCode,
    users::{Duty, Language, Role},
};

use super::at_their_organisation;
use crate::{
    ConflictKind, Scoped, StorageError, Store,
    columns::{Bind, Json},
    journal::{Author, Entry},
    refusal::{Answer, Fault, Refusal},
    schema::{organisations, recovery_codes, sessions, users},
    unscoped::accounts,
};

/// A user as administrators see them. No contact data, and nothing of their secrets.
#[derive(Debug, Clone, Queryable)]
pub struct UserAccountRow {
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
    /// Their organisation.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// Whether they may sign in.
    pub active: bool,
    /// After too many wrong passwords, none is looked at before this moment.
    pub held_until: Option<DateTime<Utc>>,
    /// Whether the password alone does not let them in.
    pub second_factor: bool,
    /// Since when they are here.
    pub created_at: DateTime<Utc>,
    /// Counts the changes of the account.
    pub revision: i64,
}

/// A user within an administrator's reach, with what is known of their devices.
pub type SeenAccount = (UserAccountRow, Option<DateTime<Utc>>);

impl Scoped<'_> {
    fn user_account(&mut self, id: UserId) -> Result<UserAccountRow, StorageError> {
        Ok(users::table
            .inner_join(organisations::table.on(at_their_organisation()))
            .filter(self.visible_colleagues())
            .filter(users::id.eq(Bind(id)))
            .select((
                users::id,
                users::username,
                users::display_name,
                users::role,
                users::duties,
                users::language,
                organisations::id,
                organisations::name,
                users::active,
                users::locked_until,
                users::second_factor.is_not_null(),
                users::created_at,
                users::revision,
            ))
            .first(self.conn)?)
    }

    fn last_seen(&mut self, id: UserId) -> Result<Option<DateTime<Utc>>, StorageError> {
        Ok(sessions::table
            .filter(sessions::operation_id.eq(Bind(self.operation())))
            .filter(sessions::user_id.eq(Bind(id)))
            .select(diesel::dsl::max(sessions::last_used_at))
            .first(self.conn)?)
    }

    /// A user whom the actor may decide about.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the actor's organisation does not answer for them;
    /// [`ProblemCode::RoleAboveOwn`] when their role is above the actor's.
    pub(crate) fn administered(&mut self, id: UserId) -> Result<UserAccountRow, StorageError> {
        let account = self.user_account(id)?;
        self.actor.may_give(account.role).map_err(rule)?;
        Ok(account)
    }
}

/// A refusal of the domain.
pub(crate) const fn rule(code: ProblemCode) -> StorageError {
    StorageError::Conflict(ConflictKind::Rule(code))
}

impl Store {
    /// A user, for those who administer them.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the actor's organisation does not answer for them.
    pub async fn user_account(&self, id: UserId) -> Result<SeenAccount, StorageError> {
        self.read(move |scoped| Ok((scoped.user_account(id)?, scoped.last_seen(id)?))).await
    }

    /// Changes a user's standing and returns them.
    ///
    /// # Errors
    /// [`StorageError::StaleVersion`] when they are no longer at `revision`; a rule of
    /// [`domain::administration`]; as [`Store::user_account`].
    pub async fn change_user(
        &self,
        id: UserId,
        revision: i64,
        changes: StandingChanges,
    ) -> Answer<SeenAccount> {
        self.write(move |scoped| {
            let account = scoped.user_account(id)?;
            if account.revision != revision {
                return Err(StorageError::StaleVersion { current: account.revision });
            }
            if let Some(organisation) = changes.organisation_id.filter(|new| *new != account.organisation_id)
                && let Err(fault) = scoped.joinable(organisation)?
            {
                return Ok(Err(Refusal::Fields(vec![fault])));
            }
            let operation = scoped.operation();
            let before: Standing = accounts::standing(scoped.conn, operation, id)?;
            let after = before.changed(scoped.actor, id, changes.clone()).map_err(rule)?;
            let author = Author::actor(scoped.actor, scoped.now);
            accounts::set_standing(scoped.conn, &author, id, &before, &after)?;
            // One who was moved away is still told of: as they were left.
            let moved = UserAccountRow { organisation_id: after.organisation_id, ..account };
            Ok(Ok((scoped.user_account(id).unwrap_or(moved), scoped.last_seen(id)?)))
        })
        .await
    }

    /// Takes a user's second factor away, for one who has lost it and the recovery codes.
    ///
    /// # Errors
    /// [`ProblemCode::SecondFactorOff`] when there is none; as [`Store::user_account`].
    pub async fn remove_second_factor_of(&self, id: UserId) -> Result<(), StorageError> {
        self.write(move |scoped| {
            let account = scoped.administered(id)?;
            if !account.second_factor {
                return Err(rule(ProblemCode::SecondFactorOff));
            }
            scoped.forget_second_factor(id)?;
            let entry = Entry::new(EntryKind::SecondFactorRemoved, SubjectKind::User, id)
                .named(account.display_name)
                .of_organisation(account.organisation_id);
            scoped.record(vec![entry])
        })
        .await
    }
}

impl Scoped<'_> {
    /// Whether users may be put into an organisation: it is within the actor's reach and has not ended.
    pub(crate) fn joinable(
        &mut self,
        organisation: OrganisationId,
    ) -> Result<Result<(), Fault>, StorageError> {
        match self.reached_organisation(organisation) {
            Ok(office) if office.active => Ok(Ok(())),
            Ok(_) | Err(StorageError::NotFound) => {
                Ok(Err(Fault::at("", "/organisation_id", ProblemCode::UnknownReference)))
            }
            Err(error) => Err(error),
        }
    }

    /// Forgets a user's second factor and its recovery codes.
    pub(crate) fn forget_second_factor(&mut self, user: UserId) -> Result<(), StorageError> {
        let operation = self.operation();
        diesel::update(
            users::table.filter(users::operation_id.eq(Bind(operation))).filter(users::id.eq(Bind(user))),
        )
        .set((
            users::second_factor.eq(None::<Vec<u8>>),
            users::second_factor_pending.eq(None::<Vec<u8>>),
            users::second_factor_step.eq(None::<i64>),
            users::revision.eq(users::revision + 1),
        ))
        .execute(self.conn)?;
        diesel::delete(
            recovery_codes::table
                .filter(recovery_codes::operation_id.eq(Bind(operation)))
                .filter(recovery_codes::user_id.eq(Bind(user))),
        )
        .execute(self.conn)?;
        Ok(())
    }
}
