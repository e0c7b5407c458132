//! Signing in, staying so, signing out.

mod door;

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration as CookieLife},
    delete,
    http::header,
    post, web,
};
use api_types::{
    second_factor::{Challenge, SecondStep},
    sessions::{Session, SignIn},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    ids::{OperationId, UserId},
    problems::ProblemCode,
};
use storage::unscoped::{accounts::Credentials, sessions::NewSession};
use utoipa_actix_web::service_config::ServiceConfig;

pub use door::Door;

use crate::{
    http::Json,
    me,
    opaque::{self, OpaqueToken},
    problem::{Problem, Result},
    scope::{Opened, PublicScope, SelfScope},
    settings::{Settings, Transport},
    tokens,
};

/// The cookie that keeps a browser signed in.
pub const COOKIE: &str = "homefront_refresh";
const COOKIE_PATH: &str = "/api/v1/sessions";
/// After this a user signs in anew, however busy they were.
const LIFE: TimeDelta = TimeDelta::days(7);

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(create).service(second_step).service(refresh).service(end);
}

/// Sign in
///
/// Gives an access token for ten minutes in the body, and in a cookie that scripts cannot read a refresh token for a week.
/// An unknown user name and a wrong password get the same answer in the same time. Where a second factor is in use, the
/// right password is answered with the problem `second_factor_required`, whose `current` has a challenge for
/// `POST /sessions/second_factor`.
#[utoipa::path(
    tag = "sessions",
    operation_id = "sign_in",
    extensions(("x-permission" = json!("public"))),
    responses(
        (status = CREATED, description = "Signed in.", body = Session,
            headers(("Set-Cookie" = String, description = "The refresh token."))),
        (status = UNAUTHORIZED, description = "The user name or the password is wrong, or a code is needed, too.",
            body = api_types::problems::Problem, content_type = "application/problem+json")
    )
)]
#[post("/sessions")]
pub async fn create(
    scope: PublicScope,
    request: HttpRequest,
    body: Json<SignIn>,
    door: Door,
) -> Result<HttpResponse> {
    let Json(SignIn { username, password }) = body;
    let credentials = door.check(&scope, &request, &username, password).await?;
    if credentials.second_factor {
        let challenge = scope.challenge(&credentials)?;
        return Err(Problem::new(ProblemCode::SecondFactorRequired).with_current(&Challenge { challenge }));
    }
    begin(&scope, &request, &credentials, door.transport()).await
}

/// Sign in, second step
///
/// The code of the authenticator app, or a recovery code, after the right password. Each code is good once; wrong ones
/// count like wrong passwords.
#[utoipa::path(
    tag = "sessions",
    operation_id = "sign_in_second_step",
    extensions(("x-permission" = json!("public"))),
    responses(
        (status = CREATED, description = "Signed in.", body = Session,
            headers(("Set-Cookie" = String, description = "The refresh token."))),
        (status = UNAUTHORIZED, description = "The code is wrong, or the challenge is too old: sign in anew.",
            body = api_types::problems::Problem, content_type = "application/problem+json")
    )
)]
#[post("/sessions/second_factor")]
pub async fn second_step(
    scope: PublicScope,
    request: HttpRequest,
    body: Json<SecondStep>,
    door: Door,
) -> Result<HttpResponse> {
    let Json(SecondStep { challenge, code }) = body;
    let credentials = door.check_code(&scope, &request, &challenge, code).await?;
    begin(&scope, &request, &credentials, door.transport()).await
}

async fn begin(
    scope: &PublicScope,
    request: &HttpRequest,
    credentials: &Credentials,
    transport: Transport,
) -> Result<HttpResponse> {
    let token = OpaqueToken::new()?;
    let new = new_session(request, (credentials.operation_id, credentials.id), &token, scope.now());
    let opened = scope.begin_session(new, credentials.session_epoch).await?;
    Ok(answer(HttpResponse::Created(), scope.now(), opened, &token, transport))
}

/// A session to be, of the device that asks.
pub fn new_session(
    request: &HttpRequest,
    (operation_id, user_id): (OperationId, UserId),
    token: &OpaqueToken,
    now: DateTime<Utc>,
) -> NewSession {
    NewSession {
        operation_id,
        user_id,
        token: token.digest(),
        expires_at: now + LIFE,
        user_agent: user_agent(request),
    }
}

/// Stay signed in
///
/// Spends the refresh token of the cookie for a new access token and a new cookie. A token that comes back after it was
/// spent has been copied: the session ends for everyone who holds it.
#[utoipa::path(
    tag = "sessions",
    operation_id = "refresh_session",
    extensions(("x-permission" = json!("public"))),
    params(("homefront_refresh" = Option<String>, Cookie, description = "The refresh token, as the sign-in set it.")),
    responses(
        (status = OK, description = "The session goes on.", body = Session,
            headers(("Set-Cookie" = String, description = "The next refresh token."))),
        (status = UNAUTHORIZED, description = "There is no session to go on with: sign in.",
            body = api_types::problems::Problem, content_type = "application/problem+json")
    )
)]
#[post("/sessions/refresh")]
pub async fn refresh(
    scope: PublicScope,
    request: HttpRequest,
    settings: web::Data<Settings>,
) -> Result<HttpResponse> {
    let cookie = request.cookie(COOKIE).ok_or(ProblemCode::Unauthenticated)?;
    let token = OpaqueToken::new()?;
    let opened = scope.renew_session(opaque::digest(cookie.value()), token.digest()).await?;
    Ok(answer(HttpResponse::Ok(), scope.now(), opened, &token, settings.http.transport()))
}

/// Sign out
///
/// Ends the session that the access token belongs to; both of its tokens are good for nothing from then on.
#[utoipa::path(
    tag = "sessions",
    operation_id = "sign_out",
    extensions(("x-permission" = json!("self"))),
    responses((status = NO_CONTENT, description = "Signed out."))
)]
#[delete("/sessions/current")]
pub async fn end(scope: SelfScope, settings: web::Data<Settings>) -> Result<HttpResponse> {
    scope.sign_out().await?;
    let mut gone = cookie(String::new(), settings.http.transport());
    gone.make_removal();
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

/// A session with its cookie.
pub fn answer(
    mut response: actix_web::HttpResponseBuilder,
    now: DateTime<Utc>,
    opened: Opened,
    token: &OpaqueToken,
    transport: Transport,
) -> HttpResponse {
    let today = now.with_timezone(&tokens::time_zone(&opened.account.time_zone)).date_naive();
    let seconds = u32::try_from(tokens::LIFE.num_seconds()).unwrap_or_default();
    response
        .cookie(cookie(token.as_str().to_owned(), transport))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(Session {
            access_token: opened.access_token,
            expires_in: seconds,
            me: me::wire(opened.account, today),
        })
}

fn cookie(value: String, transport: Transport) -> Cookie<'static> {
    Cookie::build(COOKIE, value)
        .path(COOKIE_PATH)
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(transport == Transport::Tls)
        .max_age(CookieLife::seconds(LIFE.num_seconds()))
        .finish()
}

fn user_agent(request: &HttpRequest) -> String {
    let named =
        request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    named.chars().take(200).collect()
}
