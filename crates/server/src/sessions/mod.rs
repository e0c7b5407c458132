//! Signing in, staying so, signing out.

mod door;

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration as CookieLife},
    delete,
    http::header,
    post, web,
};
use api_types::sessions::{Session, SignIn};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use chrono::TimeDelta;
use domain::problems::ProblemCode;
use sha2::{Digest as _, Sha256};
use storage::unscoped::sessions::{NewSession, TokenDigest};
use utoipa_actix_web::service_config::ServiceConfig;

pub use door::Door;

use crate::{
    http::Json,
    me,
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
    config.service(create).service(refresh).service(end);
}

/// Sign in
///
/// Gives an access token for ten minutes in the body, and in a cookie that scripts cannot read a refresh token for a week.
/// An unknown user name and a wrong password get the same answer in the same time.
#[utoipa::path(
    tag = "sessions",
    operation_id = "sign_in",
    extensions(("x-permission" = json!("public"))),
    responses(
        (status = CREATED, description = "Signed in.", body = Session,
            headers(("Set-Cookie" = String, description = "The refresh token."))),
        (status = UNAUTHORIZED, description = "The user name or the password is wrong.",
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
    let token = RefreshToken::new()?;
    let new = NewSession {
        operation_id: credentials.operation_id,
        user_id: credentials.id,
        token: token.digest(),
        expires_at: scope.now() + LIFE,
        user_agent: user_agent(&request),
    };
    let opened = scope.begin_session(new, credentials.session_epoch).await?;
    Ok(answer(HttpResponse::Created(), &scope, opened, &token, door.transport()))
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
    let token = RefreshToken::new()?;
    let opened = scope.renew_session(digest(cookie.value()), token.digest()).await?;
    Ok(answer(HttpResponse::Ok(), &scope, opened, &token, settings.http.transport()))
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

fn answer(
    mut response: actix_web::HttpResponseBuilder,
    scope: &PublicScope,
    opened: Opened,
    token: &RefreshToken,
    transport: Transport,
) -> HttpResponse {
    let today = scope.now().with_timezone(&tokens::time_zone(&opened.account.time_zone)).date_naive();
    let seconds = u32::try_from(tokens::LIFE.num_seconds()).unwrap_or_default();
    response
        .cookie(cookie(token.0.clone(), transport))
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

struct RefreshToken(String);

impl RefreshToken {
    fn new() -> Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| Problem::internal(error.to_string()))?;
        Ok(Self(BASE64.encode(bytes)))
    }

    fn digest(&self) -> TokenDigest {
        digest(&self.0)
    }
}

/// The token has 256 random bits, so a plain digest cannot be turned back.
fn digest(token: &str) -> TokenDigest {
    Sha256::digest(token.as_bytes()).into()
}

fn user_agent(request: &HttpRequest) -> String {
    let named =
        request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    named.chars().take(200).collect()
}
