//! Users as their administrators see them, and what administrators do.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post};
use api_types::{
    invitations::IssuedLink,
    organisations::OrganisationRef,
    users::{UserAccount, UserPatch},
};
use domain::{administration::StandingChanges, ids::UserId, text::tidy_name};
use storage::users::SeenAccount;
use utoipa_actix_web::service_config::ServiceConfig;

use super::state_of;
use crate::{
    http::{Id, IfMatch, Json, Versioned, current, fresh},
    invitations,
    opaque::OpaqueToken,
    problem::{Result, or_current},
    scope::{Scope, UsersWrite},
};

/// Registers the operations.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show).service(change).service(offer_new_password).service(remove_second_factor);
}

/// A user
///
/// For those who administer them: an area office those at its area and below, an employer or a partner its own.
#[utoipa::path(
    tag = "users",
    operation_id = "show_user",
    params(("id" = UserId, Path, description = "The user.")),
    extensions(("x-permission" = json!("users.write"))),
    responses((status = OK, description = "The user.", body = UserAccount,
        headers(("ETag" = String, description = "The version."))))
)]
#[get("/users/{id}")]
pub async fn show(scope: Scope<UsersWrite>, Id(id): Id<UserId>) -> Result<HttpResponse> {
    Ok(current(&wire(scope.user_account(id).await?)))
}

/// Change a user
///
/// A merge patch: name, organisation, role, special duties, locked or open. Nobody gives a role above their own or
/// decides about themselves, and the last administrator at the operation's root stays.
#[utoipa::path(
    tag = "users",
    operation_id = "change_user",
    params(("id" = UserId, Path, description = "The user."),
        ("If-Match" = String, Header, description = "The version that was read.")),
    request_body = UserPatch,
    extensions(("x-permission" = json!("users.write"))),
    responses(
        (status = OK, description = "The user as changed.", body = UserAccount,
            headers(("ETag" = String, description = "The version."))),
        (status = CONFLICT, description = "A rule of who may decide about whom stands against it.",
            body = api_types::problems::Problem, content_type = "application/problem+json")
    )
)]
#[patch("/users/{id}")]
pub async fn change(
    scope: Scope<UsersWrite>,
    request: HttpRequest,
    Id(id): Id<UserId>,
    IfMatch(revision): IfMatch,
    body: Json<UserPatch>,
) -> Result<HttpResponse> {
    let Json(UserPatch { display_name, organisation_id, role, duties, state }) = body;
    let display_name = display_name.as_deref().map(tidy_name);
    let changes = StandingChanges { display_name, organisation_id, role, duties, state };
    let changed = scope.change_user(id, revision, changes).await;
    let current = async { Ok(wire(scope.user_account(id).await?)) };
    Ok(fresh(&request, &wire(or_current(changed, current).await??)))
}

/// Reset a user's password
///
/// Gives a one-time link, good for an hour, to be handed to the user, who chooses a new password with it. The present
/// one stays good until then; earlier links do not.
#[utoipa::path(
    tag = "users",
    operation_id = "offer_new_password",
    params(("id" = UserId, Path, description = "The user.")),
    extensions(("x-permission" = json!("users.write"))),
    responses((status = CREATED, description = "The link, shown this once.", body = IssuedLink))
)]
#[post("/users/{id}/password_links")]
pub async fn offer_new_password(scope: Scope<UsersWrite>, Id(id): Id<UserId>) -> Result<HttpResponse> {
    let token = OpaqueToken::new()?;
    let invitation = scope.offer_new_password(id, token.digest()).await?;
    Ok(invitations::issued(invitation, &token))
}

/// Take a user's second factor away
///
/// For one who has lost both the authenticator app and the recovery codes. They sign in with the password alone until
/// they set one up again.
#[utoipa::path(
    tag = "users",
    operation_id = "remove_second_factor_of",
    params(("id" = UserId, Path, description = "The user.")),
    extensions(("x-permission" = json!("users.write"))),
    responses(
        (status = NO_CONTENT, description = "It is gone."),
        (status = CONFLICT, description = "There is none, or the user's role is above one's own.",
            body = api_types::problems::Problem, content_type = "application/problem+json")
    )
)]
#[delete("/users/{id}/second_factor")]
pub async fn remove_second_factor(scope: Scope<UsersWrite>, Id(id): Id<UserId>) -> Result<HttpResponse> {
    scope.remove_second_factor_of(id).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn wire((row, last_seen_at): SeenAccount) -> UserAccount {
    UserAccount {
        id: row.id,
        username: row.username,
        display_name: row.display_name,
        organisation: OrganisationRef { id: row.organisation_id, name: row.organisation_name },
        role: row.role,
        duties: row.duties.0,
        language: row.language,
        state: state_of(row.active),
        held_until: row.held_until,
        second_factor: row.second_factor,
        created_at: row.created_at,
        last_seen_at,
        revision: row.revision,
    }
}

impl Versioned for UserAccount {
    fn revision(&self) -> i64 {
        self.revision
    }
}
