//! One-time links: making them, and using them.

mod acceptances;

pub use acceptances::refuse_weak;

use actix_web::{HttpResponse, get, http::header, post, web};
use api_types::{
    invitations::{Invitation, InvitationNew, InvitationPage, IssuedLink},
    organisations::OrganisationRef,
    pages::PageQuery,
};
use domain::{ids::InvitationId, text::tidy_name};
use storage::invitations::{InvitationRow, NewInvitation};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{Id, Json, Paging, page},
    opaque::OpaqueToken,
    problem::Result,
    scope::{Scope, UsersWrite},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(index).service(create).service(renew).service(withdraw).configure(acceptances::configure);
}

/// List invitations
///
/// Those that have been neither used nor withdrawn, the latest first. One that has expired stays for a month, so that it
/// can be given out again.
#[utoipa::path(
    tag = "invitations",
    operation_id = "list_invitations",
    params(PageQuery),
    extensions(("x-permission" = json!("users.write"))),
    responses((status = OK, description = "A page of invitations.", body = InvitationPage))
)]
#[get("/invitations")]
pub async fn index(
    scope: Scope<UsersWrite>,
    paging: Paging<InvitationId>,
) -> Result<web::Json<InvitationPage>> {
    let limit = paging.limit;
    let rows = scope.invitations(paging.slice()).await?;
    Ok(web::Json(page(rows, limit, |row| row.id, wire).into()))
}

/// Invite somebody
///
/// Gives a one-time link, good for three days, to be handed to the person, who chooses a user name and a password with
/// it.
#[utoipa::path(
    tag = "invitations",
    operation_id = "invite",
    extensions(("x-permission" = json!("users.write"))),
    responses((status = CREATED, description = "The invitation with its link, shown this once.", body = IssuedLink))
)]
#[post("/invitations")]
pub async fn create(scope: Scope<UsersWrite>, body: Json<InvitationNew>) -> Result<HttpResponse> {
    let Json(InvitationNew { organisation_id, display_name, role, duties, language }) = body;
    let language = language.unwrap_or(scope.language());
    let display_name = tidy_name(&display_name);
    let new = NewInvitation { organisation_id, display_name, role, duties, language };
    let token = OpaqueToken::new()?;
    Ok(issued(scope.invite(new, token.digest()).await??, &token))
}

/// Give an invitation out again
///
/// Another link, good for three days from now; the one before is good for nothing then.
#[utoipa::path(
    tag = "invitations",
    operation_id = "renew_invitation",
    params(("id" = InvitationId, Path, description = "The invitation.")),
    extensions(("x-permission" = json!("users.write"))),
    responses((status = CREATED, description = "The invitation with its new link, shown this once.", body = IssuedLink))
)]
#[post("/invitations/{id}/links")]
pub async fn renew(scope: Scope<UsersWrite>, Id(id): Id<InvitationId>) -> Result<HttpResponse> {
    let token = OpaqueToken::new()?;
    Ok(issued(scope.renew_invitation(id, token.digest()).await?, &token))
}

/// Withdraw an invitation
///
/// Its link is good for nothing from now on.
#[utoipa::path(
    tag = "invitations",
    operation_id = "withdraw_invitation",
    params(("id" = InvitationId, Path, description = "The invitation.")),
    extensions(("x-permission" = json!("users.write"))),
    responses(
        (status = NO_CONTENT, description = "Withdrawn."),
        (status = CONFLICT, description = "It gives a role above one's own.",
            body = api_types::problems::Problem, content_type = "application/problem+json")
    )
)]
#[post("/invitations/{id}/withdrawal")]
pub async fn withdraw(scope: Scope<UsersWrite>, Id(id): Id<InvitationId>) -> Result<HttpResponse> {
    scope.withdraw_invitation(id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A link for whoever hands it on. The token stands behind `#`: browsers keep that to themselves.
pub fn issued(row: InvitationRow, token: &OpaqueToken) -> HttpResponse {
    let link = IssuedLink {
        invitation: wire(row),
        token: token.as_str().to_owned(),
        path: format!("/invitation#{}", token.as_str()),
    };
    HttpResponse::Created().insert_header((header::CACHE_CONTROL, "no-store")).json(link)
}

fn wire(row: InvitationRow) -> Invitation {
    Invitation {
        id: row.id,
        purpose: row.purpose,
        display_name: row.display_name,
        organisation: OrganisationRef { id: row.organisation_id, name: row.organisation_name },
        role: row.role,
        duties: row.duties.0,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }
}
