//! Using a one-time link, by whoever holds it.

use actix_web::{HttpRequest, HttpResponse, http::header, post, web};
use api_types::{
    invitations::{Acceptance, Accepted, LinkOffer, LinkToken},
    problems::Problem as Wire,
};
use domain::{
    problems::ProblemCode,
    users::{PasswordError, Username, check_password},
};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::Json,
    opaque,
    problem::{Problem, Result},
    scope::PublicScope,
    sessions::Door,
};

/// Registers the operations.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(preview).service(create);
}

/// See what a one-time link offers
///
/// The token goes in the body, so that it stands in no log.
#[utoipa::path(
    tag = "invitations",
    operation_id = "preview_acceptance",
    extensions(("x-permission" = json!("public"))),
    responses(
        (status = OK, description = "What the link is for and whom it is for.", body = LinkOffer),
        (status = NOT_FOUND, description = "It has been used or withdrawn, has expired, or never was.", body = Wire,
            content_type = "application/problem+json")
    )
)]
#[post("/acceptances/preview")]
pub async fn preview(
    scope: PublicScope,
    request: HttpRequest,
    door: Door,
    body: Json<LinkToken>,
) -> Result<web::Json<LinkOffer>> {
    door.admit(&scope, &request).await?;
    let (offer, username) = scope.link_offer(opaque::digest(&body.0.token)).await?;
    Ok(web::Json(LinkOffer {
        purpose: offer.purpose,
        display_name: offer.display_name,
        username: username.map(|username| username.to_string()),
        organisation_name: offer.organisation_name,
        operation_name_zh: offer.operation_name_zh,
        operation_name_en: offer.operation_name_en,
        language: offer.language,
        expires_at: offer.expires_at,
    }))
}

/// Use a one-time link
///
/// To join: makes the account with the user name and the password chosen. To choose a new password: sets it and signs the
/// user out everywhere. Either way the link is good for nothing afterwards.
#[utoipa::path(
    tag = "invitations",
    operation_id = "accept_invitation",
    extensions(("x-permission" = json!("public"))),
    responses(
        (status = CREATED, description = "Sign in with this user name.", body = Accepted),
        (status = NOT_FOUND, description = "It has been used or withdrawn, has expired, or never was.", body = Wire,
            content_type = "application/problem+json")
    )
)]
#[post("/acceptances")]
pub async fn create(
    scope: PublicScope,
    request: HttpRequest,
    door: Door,
    body: Json<Acceptance>,
) -> Result<HttpResponse> {
    door.admit(&scope, &request).await?;
    let Json(Acceptance { token, username, password }) = body;
    let token = opaque::digest(&token);
    let (_, known) = scope.link_offer(token).await?;
    let username = known.or(username.and_then(|chosen| chosen.parse().ok()));
    let username = username.ok_or_else(|| Problem::field("/username", ProblemCode::Required))?;
    refuse_weak(&username, &password, "/password")?;
    let hash = door.hash(password).await?;
    scope.accept_link(token, username.clone(), hash).await?;
    let mut response = HttpResponse::Created();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(response.json(Accepted { username: username.to_string() }))
}

/// Refuses a password that is easily guessed.
///
/// # Errors
/// A field error at `pointer`.
pub fn refuse_weak(username: &Username, password: &str, pointer: &str) -> Result<()> {
    check_password(username, password).map_err(|error| {
        Problem::field(
            pointer,
            match error {
                PasswordError::Short => ProblemCode::PasswordTooShort,
                PasswordError::Long => ProblemCode::TooLong,
                PasswordError::Guessable => ProblemCode::PasswordGuessable,
            },
        )
    })
}
