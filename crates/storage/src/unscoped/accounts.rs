//! Accounts: making them, and what signing in needs to know.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use domain::{
    access::{Actor, Visibility},
    areas::AreaPath,
    ids::{OperationId, OrganisationId, UserId},
    journal::{Change, EntryKind, SubjectKind},
    organisations::OrganisationKind,
    users::{Duty, Language, Role, Username},
};

use super::sessions;
use crate::{
    Connection, StorageError,
    columns::Bind,
    connection::MultiBackend,
    ids,
    journal::{self, Author, Entry},
    schema::{organisations, users},
};

/// A user to be.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Their organisation.
    pub organisation_id: OrganisationId,
    /// The name they sign in with.
    pub username: Username,
    /// The name that others see.
    pub display_name: String,
    /// Their role.
    pub role: Role,
    /// Their special duties.
    pub duties: Vec<Duty>,
    /// The language of their pages.
    pub language: Language,
    /// Their password, hashed.
    pub password_hash: String,
}

/// What a password is checked against.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(MultiBackend))]
pub struct Credentials {
    /// The operation.
    pub operation_id: OperationId,
    /// The user.
    pub id: UserId,
    /// The hash of their password.
    pub password_hash: String,
    /// Goes into the access token.
    pub session_epoch: i32,
    /// No password is looked at before this moment.
    pub locked_until: Option<DateTime<Utc>>,
    /// Whether the account may be used at all.
    pub active: bool,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A user as the command line lists them.
#[derive(Debug, Clone, Queryable)]
pub struct AccountListing {
    /// The operation.
    pub operation_id: OperationId,
    /// The user.
    pub id: UserId,
    /// The name they sign in with.
    pub username: String,
    /// The name that others see.
    pub display_name: String,
    /// Their role.
    pub role: Role,
    /// The name of their organisation.
    pub organisation_name: String,
    /// Whether the account may be used.
    pub active: bool,
}

/// When wrong passwords lock an account.
#[derive(Debug, Clone, Copy)]
pub struct LockoutPolicy {
    /// After this many in a row.
    pub attempts: i32,
    /// For this long.
    pub for_: TimeDelta,
}

/// Adds a user to an operation.
///
/// # Errors
/// [`StorageError::Conflict`] when the user name is taken or there is no such organisation.
pub fn create(conn: &mut Connection, author: &Author, new: &NewUser) -> Result<UserId, StorageError> {
    let id = ids::new(UserId::from_uuid, author.at);
    diesel::insert_into(users::table)
        .values((
            users::operation_id.eq(Bind(author.operation_id)),
            users::id.eq(Bind(id)),
            users::organisation_id.eq(Bind(new.organisation_id)),
            users::username.eq(new.username.as_str()),
            users::display_name.eq(&new.display_name),
            users::role.eq(Bind(new.role)),
            users::duties.eq(Bind(new.duties.clone())),
            users::language.eq(Bind(new.language)),
            users::password_hash.eq(&new.password_hash),
            users::session_epoch.eq(0),
            users::failed_attempts.eq(0),
            users::active.eq(true),
            users::created_at.eq(Bind(author.at)),
            users::revision.eq(1),
        ))
        .execute(conn)?;
    let entry =
        Entry::new(EntryKind::UserCreated, SubjectKind::User, id).named(&new.display_name).changing([
            Change::set("username", &new.username),
            Change::set("role", &new.role),
            Change::set("duties", &new.duties),
            Change::set("organisation_id", &new.organisation_id),
        ]);
    journal::append(conn, author, vec![entry])?;
    Ok(id)
}

/// What a user name's password is checked against.
///
/// # Errors
/// [`StorageError::NotFound`] when nobody has the name. (Check a made-up hash then: the time must not tell.)
pub fn credentials(conn: &mut Connection, username: &Username) -> Result<Credentials, StorageError> {
    Ok(users::table
        .filter(users::username.eq(username.as_str()))
        .select(Credentials::as_select())
        .first(conn)?)
}

/// Counts a wrong password, and locks the account when it was one too many. Says until when.
///
/// # Errors
/// As the engine's.
pub fn record_failure(
    conn: &mut Connection,
    operation: OperationId,
    user: UserId,
    policy: LockoutPolicy,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StorageError> {
    let this_user = users::operation_id.eq(Bind(operation)).and(users::id.eq(Bind(user)));
    let failures: i32 = diesel::update(users::table.filter(this_user))
        .set(users::failed_attempts.eq(users::failed_attempts + 1))
        .returning(users::failed_attempts)
        .get_result(conn)?;
    if failures < policy.attempts {
        return Ok(None);
    }
    let until = now + policy.for_;
    diesel::update(users::table.filter(this_user))
        .set((users::failed_attempts.eq(0), users::locked_until.eq(Some(Bind(until)))))
        .execute(conn)?;
    Ok(Some(until))
}

/// Forgets wrong passwords after the right one; stores a new hash where the old was made with weaker parameters.
///
/// # Errors
/// As the engine's.
pub fn record_success(
    conn: &mut Connection,
    operation: OperationId,
    user: UserId,
    rehashed: Option<&str>,
) -> Result<(), StorageError> {
    let this_user = users::operation_id.eq(Bind(operation)).and(users::id.eq(Bind(user)));
    diesel::update(
        users::table
            .filter(this_user)
            .filter(users::failed_attempts.gt(0).or(users::locked_until.is_not_null())),
    )
    .set((users::failed_attempts.eq(0), users::locked_until.eq(None::<Bind<DateTime<Utc>>>)))
    .execute(conn)?;
    if let Some(hash) = rehashed {
        diesel::update(users::table.filter(this_user)).set(users::password_hash.eq(hash)).execute(conn)?;
    }
    Ok(())
}

/// Sets a password: every session and every access token of the user ends.
///
/// # Errors
/// [`StorageError::NotFound`] when there is no such user.
pub fn set_password(
    conn: &mut Connection,
    author: &Author,
    user: UserId,
    password_hash: &str,
) -> Result<(), StorageError> {
    let operation = author.operation_id;
    let name: String = diesel::update(
        users::table.filter(users::operation_id.eq(Bind(operation))).filter(users::id.eq(Bind(user))),
    )
    .set((
        users::password_hash.eq(password_hash),
        users::session_epoch.eq(users::session_epoch + 1),
        users::failed_attempts.eq(0),
        users::locked_until.eq(None::<Bind<DateTime<Utc>>>),
        users::revision.eq(users::revision + 1),
    ))
    .returning(users::display_name)
    .get_result(conn)?;
    sessions::end_all(conn, operation, user, author.at)?;
    let entry = Entry::new(EntryKind::PasswordChanged, SubjectKind::User, user).named(name);
    journal::append(conn, author, vec![entry])
}

/// Opens or closes an account; closing ends its sessions.
///
/// # Errors
/// [`StorageError::NotFound`] when there is no such user.
pub fn set_state(
    conn: &mut Connection,
    author: &Author,
    user: UserId,
    state: AccountState,
) -> Result<(), StorageError> {
    let operation = author.operation_id;
    let active = state == AccountState::Open;
    let name: String = diesel::update(
        users::table.filter(users::operation_id.eq(Bind(operation))).filter(users::id.eq(Bind(user))),
    )
    .set((
        users::active.eq(active),
        users::session_epoch.eq(users::session_epoch + 1),
        users::revision.eq(users::revision + 1),
    ))
    .returning(users::display_name)
    .get_result(conn)?;
    sessions::end_all(conn, operation, user, author.at)?;
    let entry = Entry::new(EntryKind::UserUpdated, SubjectKind::User, user)
        .named(name)
        .changing([Change::between("active", &!active, &active)]);
    journal::append(conn, author, vec![entry])
}

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// It may.
    Open,
    /// It may not; its history stays.
    Closed,
}

/// All accounts, by user name.
///
/// # Errors
/// As the engine's.
pub fn list(conn: &mut Connection) -> Result<Vec<AccountListing>, StorageError> {
    Ok(users::table
        .inner_join(
            organisations::table.on(organisations::operation_id
                .eq(users::operation_id)
                .and(organisations::id.eq(users::organisation_id))),
        )
        .order(users::username)
        .select((
            users::operation_id,
            users::id,
            users::username,
            users::display_name,
            users::role,
            organisations::name,
            users::active,
        ))
        .load(conn)?)
}

/// Who a user is to the rest of the system: for the command line, and for jobs that act in a user's name.
///
/// # Errors
/// [`StorageError::NotFound`] when there is no such user or the account is closed.
pub fn actor(conn: &mut Connection, operation: OperationId, user: UserId) -> Result<Actor, StorageError> {
    let (display_name, role, organisation_id, kind, path): (
        String,
        Role,
        OrganisationId,
        OrganisationKind,
        String,
    ) = users::table
        .inner_join(
            organisations::table.on(organisations::operation_id
                .eq(users::operation_id)
                .and(organisations::id.eq(users::organisation_id))),
        )
        .filter(users::operation_id.eq(Bind(operation)))
        .filter(users::id.eq(Bind(user)))
        .filter(users::active.eq(true))
        .select((
            users::display_name,
            users::role,
            organisations::id,
            organisations::kind,
            organisations::area_path,
        ))
        .first(conn)?;
    Ok(Actor {
        user_id: user,
        display_name,
        operation_id: operation,
        organisation_id,
        role,
        visibility: Visibility::of(kind, organisation_id, AreaPath::from_stored(path)),
    })
}
