//! One's own password.

use actix_web::{HttpRequest, HttpResponse, post, web};
use api_types::sessions::{PasswordChange, Session};
use domain::users::Username;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::Json,
    invitations::refuse_weak,
    opaque::OpaqueToken,
    problem::{Problem, Result},
    scope::SelfScope,
    sessions::{self, Door},
    settings::Settings,
};

/// Registers the operation.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(change);
}

/// Change one's own password
///
/// The present one is asked for again. All of one's sessions end; the device that asks goes on with a new one.
#[utoipa::path(
    tag = "me",
    operation_id = "change_password",
    extensions(("x-permission" = json!("self"))),
    responses((status = OK, description = "The password is changed; a new session has begun.", body = Session,
        headers(("Set-Cookie" = String, description = "The refresh token."))))
)]
#[post("/me/password")]
pub async fn change(
    scope: SelfScope,
    request: HttpRequest,
    body: Json<PasswordChange>,
    door: Door,
    settings: web::Data<Settings>,
) -> Result<HttpResponse> {
    let Json(PasswordChange { current_password, new_password }) = body;
    door.check_own(&scope, current_password, "/current_password").await?;
    let username: Username = scope.account().await?.username.parse().map_err(Problem::internal)?;
    refuse_weak(&username, &new_password, "/new_password")?;
    let (hash, token) = (door.hash(new_password).await?, OpaqueToken::new()?);
    let whose = (scope.actor().operation_id, scope.actor().user_id);
    let new = sessions::new_session(&request, whose, &token, scope.now());
    let opened = scope.set_password(hash, new).await?;
    Ok(sessions::answer(HttpResponse::Ok(), scope.now(), opened, &token, settings.http.transport()))
}
