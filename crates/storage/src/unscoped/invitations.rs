//! Using a one-time link: whoever holds its token is let in by it, once.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    ids::{InvitationId, OperationId, OrganisationId, UserId},
    journal::{EntryKind, SubjectKind},
    users::{Duty, InvitationPurpose, Language, Role, Username},
};

use super::{
    accounts::{self, NewUser},
    sessions::TokenDigest,
};
use crate::{
    Connection, StorageError,
    columns::{Bind, Json},
    journal::{self, Author, Entry},
    schema::{invitations, operations, organisations, users},
};

/// What a link offers.
#[derive(Debug, Clone, Queryable)]
pub struct Offer {
    /// The operation.
    pub operation_id: OperationId,
    /// The invitation.
    pub id: InvitationId,
    /// What it is for.
    pub purpose: InvitationPurpose,
    /// Who chooses a new password.
    pub user_id: Option<UserId>,
    /// The name that others will see, or see.
    pub display_name: String,
    /// The role.
    pub role: Role,
    /// The special duties.
    pub duties: Json<Vec<Duty>>,
    /// The language of their pages.
    pub language: Language,
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// The operation's name in Chinese.
    pub operation_name_zh: String,
    /// The operation's name in English.
    pub operation_name_en: String,
    /// Until when the link is good.
    pub expires_at: DateTime<Utc>,
}

/// What a token's link offers, with the user name of whoever chooses a new password.
///
/// # Errors
/// [`StorageError::NotFound`] when it was used or withdrawn, has expired, or never was.
pub fn offer(
    conn: &mut Connection,
    token: &TokenDigest,
    now: DateTime<Utc>,
) -> Result<(Offer, Option<Username>), StorageError> {
    let offer: Offer = invitations::table
        .inner_join(
            organisations::table.on(organisations::operation_id
                .eq(invitations::operation_id)
                .and(organisations::id.eq(invitations::organisation_id))),
        )
        .inner_join(operations::table.on(operations::id.eq(invitations::operation_id)))
        .filter(invitations::digest.eq(token.as_slice()))
        .filter(invitations::ended_at.is_null())
        .filter(invitations::expires_at.gt(Bind(now)))
        .filter(organisations::active.eq(true))
        .select((
            invitations::operation_id,
            invitations::id,
            invitations::purpose,
            invitations::user_id,
            invitations::display_name,
            invitations::role,
            invitations::duties,
            invitations::language,
            organisations::id,
            organisations::name,
            operations::name_zh,
            operations::name_en,
            invitations::expires_at,
        ))
        .first(conn)?;
    let Some(user) = offer.user_id else { return Ok((offer, None)) };
    let username: String = users::table
        .filter(users::operation_id.eq(Bind(offer.operation_id)))
        .filter(users::id.eq(Bind(user)))
        .filter(users::active.eq(true))
        .select(users::username)
        .first(conn)?;
    let username = username.parse().map_err(StorageError::internal)?;
    Ok((offer, Some(username)))
}

/// Uses a link: makes the account of whoever joins, or sets the new password, and ends the link.
///
/// # Errors
/// As [`offer`]; [`StorageError::Conflict`] when the user name is taken, and the link stays good then.
pub fn accept(
    conn: &mut Connection,
    token: &TokenDigest,
    username: &Username,
    password_hash: &str,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let (offer, _) = offer(conn, token, now)?;
    // Of two that come at once, one finds the link open; the other waits here for it.
    let ended = diesel::update(
        invitations::table
            .filter(invitations::operation_id.eq(Bind(offer.operation_id)))
            .filter(invitations::id.eq(Bind(offer.id)))
            .filter(invitations::digest.eq(token.as_slice()))
            .filter(invitations::ended_at.is_null()),
    )
    .set(invitations::ended_at.eq(Some(Bind(now))))
    .execute(conn)?;
    if ended == 0 {
        return Err(StorageError::NotFound);
    }
    let (operation, organisation) = (offer.operation_id, offer.organisation_id);
    let user = match offer.user_id {
        Some(user) => {
            let author = accounts::author(conn, operation, user, now)?;
            accounts::set_password(conn, &author, user, password_hash)?;
            user
        }
        None => {
            let new = NewUser {
                organisation_id: organisation,
                username: username.clone(),
                display_name: offer.display_name.clone(),
                role: offer.role,
                duties: offer.duties.0,
                language: offer.language,
                password_hash: password_hash.to_owned(),
            };
            accounts::create(conn, &Author::system(operation, now), &new)?
        }
    };
    let author = accounts::author(conn, operation, user, now)?;
    let entry = Entry::new(EntryKind::InvitationAccepted, SubjectKind::Invitation, offer.id)
        .named(offer.display_name)
        .of_organisation(organisation);
    journal::append(conn, &author, vec![entry])
}

/// Forgets links that expired before a moment.
///
/// # Errors
/// As the engine's.
pub fn forget(conn: &mut Connection, before: DateTime<Utc>) -> Result<usize, StorageError> {
    Ok(diesel::delete(invitations::table.filter(invitations::expires_at.lt(Bind(before)))).execute(conn)?)
}
