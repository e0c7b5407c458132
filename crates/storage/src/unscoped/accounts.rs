//! Accounts: making them, and what signing in needs to know.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use domain::{
    access::{Actor, Visibility},
    administration::Standing,
    areas::AreaPath,
    ids::{OperationId, OrganisationId, UserId},
    journal::{Change, EntryKind, SubjectKind},
    organisations::OrganisationKind,
    problems::ProblemCode,
    users::{AccountState, Duty, Language, Role, Username},
};

use super::sessions;
use crate::{
    ConflictKind, Connection, StorageError, areas,
    columns::{Bind, Json},
    dialect::{Turn, take_turn},
    ids,
    journal::{self, Author, Entry},
    schema::{operations, organisations, users},
    users::at_their_organisation,
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
#[derive(Clone, Queryable)]
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
    /// Whether the account, and the organisation that it belongs to, may be used at all.
    pub active: bool,
    /// Whether the password is not enough.
    pub second_factor: bool,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The columns of [`Credentials`].
macro_rules! credential_columns {
    () => {
        (
            users::operation_id,
            users::id,
            users::password_hash,
            users::session_epoch,
            users::locked_until,
            users::active.and(organisations::active),
            users::second_factor.is_not_null(),
        )
    };
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
    let entry = Entry::new(EntryKind::UserCreated, SubjectKind::User, id)
        .named(&new.display_name)
        .of_organisation(new.organisation_id)
        .changing([
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
        .inner_join(organisations::table.on(at_their_organisation()))
        .filter(users::username.eq(username.as_str()))
        .select(credential_columns!())
        .first(conn)?)
}

/// What a known user's password is checked against, once more.
///
/// # Errors
/// [`StorageError::NotFound`] when there is no such user.
pub fn credentials_of(
    conn: &mut Connection,
    operation: OperationId,
    user: UserId,
) -> Result<Credentials, StorageError> {
    Ok(users::table
        .inner_join(organisations::table.on(at_their_organisation()))
        .filter(users::operation_id.eq(Bind(operation)))
        .filter(users::id.eq(Bind(user)))
        .select(credential_columns!())
        .first(conn)?)
}

/// A user who acts without an [`Actor`]: in signing in and out, and with a one-time link.
///
/// # Errors
/// [`StorageError::NotFound`] when there is no such user.
pub fn author(
    conn: &mut Connection,
    operation: OperationId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<Author, StorageError> {
    let (name, organisation): (String, OrganisationId) = users::table
        .filter(users::operation_id.eq(Bind(operation)))
        .filter(users::id.eq(Bind(user)))
        .select((users::display_name, users::organisation_id))
        .first(conn)?;
    Ok(Author {
        operation_id: operation,
        user_id: Some(user),
        name,
        organisation_id: Some(organisation),
        at: now,
    })
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
    let (name, organisation): (String, OrganisationId) = diesel::update(
        users::table.filter(users::operation_id.eq(Bind(operation))).filter(users::id.eq(Bind(user))),
    )
    .set((
        users::password_hash.eq(password_hash),
        users::session_epoch.eq(users::session_epoch + 1),
        users::failed_attempts.eq(0),
        users::locked_until.eq(None::<Bind<DateTime<Utc>>>),
        users::revision.eq(users::revision + 1),
    ))
    .returning((users::display_name, users::organisation_id))
    .get_result(conn)?;
    sessions::end_all(conn, operation, user, author.at)?;
    let entry = Entry::new(EntryKind::PasswordChanged, SubjectKind::User, user)
        .named(name)
        .of_organisation(organisation);
    journal::append(conn, author, vec![entry])
}

/// A user's standing.
///
/// # Errors
/// [`StorageError::NotFound`] when there is no such user.
pub fn standing(
    conn: &mut Connection,
    operation: OperationId,
    user: UserId,
) -> Result<Standing, StorageError> {
    let (display_name, organisation_id, role, duties, active, held_until): (_, _, _, Json<_>, bool, _) =
        users::table
            .filter(users::operation_id.eq(Bind(operation)))
            .filter(users::id.eq(Bind(user)))
            .select((
                users::display_name,
                users::organisation_id,
                users::role,
                users::duties,
                users::active,
                users::locked_until,
            ))
            .first(conn)?;
    Ok(Standing {
        display_name,
        organisation_id,
        role,
        duties: duties.0,
        state: state_of(active),
        held_until,
    })
}

/// The state that the column `active` says.
pub(crate) const fn state_of(active: bool) -> AccountState {
    if active { AccountState::Open } else { AccountState::Locked }
}

/// Writes what was decided about a user; what they may do otherwise ends their sessions and access tokens.
///
/// # Errors
/// [`StorageError::NotFound`] when there is no such user or organisation; a conflict where nobody else could administer.
pub fn set_standing(
    conn: &mut Connection,
    author: &Author,
    user: UserId,
    before: &Standing,
    after: &Standing,
) -> Result<(), StorageError> {
    if before == after {
        return Ok(());
    }
    let operation = author.operation_id;
    keeping_an_administrator(conn, operation, |conn| {
        let this_user =
            users::table.filter(users::operation_id.eq(Bind(operation))).filter(users::id.eq(Bind(user)));
        diesel::update(this_user)
            .set((
                users::display_name.eq(&after.display_name),
                users::organisation_id.eq(Bind(after.organisation_id)),
                users::role.eq(Bind(after.role)),
                users::duties.eq(Bind(after.duties.clone())),
                users::active.eq(after.state == AccountState::Open),
                users::locked_until.eq(after.held_until.map(Bind)),
                users::session_epoch.eq(users::session_epoch + i32::from(before.cuts_off(after))),
                users::revision.eq(users::revision + 1),
            ))
            .execute(conn)?;
        if before.cuts_off(after) {
            sessions::end_all(conn, operation, user, author.at)?;
        }
        let entry = Entry::new(EntryKind::UserUpdated, SubjectKind::User, user)
            .named(&after.display_name)
            .of_organisation(before.organisation_id)
            .changing([
                Change::between("display_name", &before.display_name, &after.display_name),
                Change::between("organisation_id", &before.organisation_id, &after.organisation_id),
                Change::between("role", &before.role, &after.role),
                Change::between("duties", &before.duties, &after.duties),
                Change::between("state", &before.state, &after.state),
                Change::between("held_until", &before.held_until, &after.held_until),
            ]);
        journal::append(conn, author, vec![entry])
    })
}

/// Makes a change that must leave the operation an administrator at its root, if it has one.
///
/// # Errors
/// [`ProblemCode::LastAdministrator`] when it would not; then nothing of the change stays.
pub(crate) fn keeping_an_administrator<T>(
    conn: &mut Connection,
    operation: OperationId,
    change: impl FnOnce(&mut Connection) -> Result<T, StorageError>,
) -> Result<T, StorageError> {
    take_turn(conn, operation, Turn::Administering)?;
    let before = administrators_at_the_root(conn, operation)?;
    let outcome = change(conn)?;
    if before > 0 && administrators_at_the_root(conn, operation)? == 0 {
        return Err(StorageError::Conflict(ConflictKind::Rule(ProblemCode::LastAdministrator)));
    }
    Ok(outcome)
}

fn administrators_at_the_root(conn: &mut Connection, operation: OperationId) -> Result<i64, StorageError> {
    Ok(users::table
        .inner_join(organisations::table.on(at_their_organisation()))
        .inner_join(
            operations::table.on(operations::id
                .eq(organisations::operation_id)
                .and(operations::root_area_id.eq(organisations::area_id.nullable()))),
        )
        .filter(users::operation_id.eq(Bind(operation)))
        .filter(users::role.eq(Bind(Role::Administrator)))
        .filter(users::active.eq(true))
        .filter(organisations::kind.eq(Bind(OrganisationKind::Area)))
        .filter(organisations::active.eq(true))
        .count()
        .get_result(conn)?)
}

/// All accounts, by user name.
///
/// # Errors
/// As the engine's.
pub fn list(conn: &mut Connection) -> Result<Vec<AccountListing>, StorageError> {
    Ok(users::table
        .inner_join(organisations::table.on(at_their_organisation()))
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

/// Who a user is at this moment, as the tables have it.
pub(super) type ActorRow = (String, Role, OrganisationId, OrganisationKind, String, bool);

/// The columns of an [`ActorRow`].
macro_rules! actor_columns {
    () => {
        (
            users::display_name,
            users::role,
            organisations::id,
            organisations::kind,
            organisations::area_path,
            // Whether an area is being moved, and one must look where.
            diesel::dsl::exists(
                $crate::schema::area_moves::table
                    .filter($crate::schema::area_moves::operation_id.eq(users::operation_id))
                    .filter($crate::schema::area_moves::done_at.is_null())
                    .select($crate::schema::area_moves::id),
            ),
        )
    };
}
pub(super) use actor_columns;

pub(super) fn actor_of(
    conn: &mut Connection,
    operation: OperationId,
    user: UserId,
    (display_name, role, organisation_id, kind, path, is_any_moving): ActorRow,
) -> Result<Actor, StorageError> {
    let visibility = Visibility::of(kind, organisation_id, AreaPath::from_stored(path));
    if is_any_moving {
        areas::is_settled(conn, operation, &visibility)?;
    }
    Ok(Actor { user_id: user, display_name, operation_id: operation, organisation_id, role, visibility })
}

/// Who a user is to the rest of the system: for the command line, and for jobs that act in a user's name.
///
/// # Errors
/// [`StorageError::NotFound`] when there is no such user or the account is closed;
/// [`ProblemCode::AreaMoving`] while they would see half of an area that is being moved.
pub fn actor(conn: &mut Connection, operation: OperationId, user: UserId) -> Result<Actor, StorageError> {
    let row: ActorRow = users::table
        .inner_join(organisations::table.on(at_their_organisation()))
        .filter(users::operation_id.eq(Bind(operation)))
        .filter(users::id.eq(Bind(user)))
        .filter(users::active.eq(true))
        .filter(organisations::active.eq(true))
        .select(actor_columns!())
        .first(conn)?;
    actor_of(conn, operation, user, row)
}
