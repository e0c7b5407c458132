//! The devices on which one is signed in.

use actix_web::{HttpResponse, delete, get, web};
use api_types::{
    pages::PageQuery,
    sessions::{OwnSession, OwnSessionPage},
};
use domain::ids::SessionId;
use storage::sessions::SessionRow;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{Id, Paging, page},
    problem::Result,
    scope::SelfScope,
};

/// Registers the operations.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(index).service(end_others).service(end);
}

/// List one's own sessions
///
/// The devices on which one is signed in, the latest first.
#[utoipa::path(
    tag = "me",
    operation_id = "list_sessions",
    params(PageQuery),
    extensions(("x-permission" = json!("self"))),
    responses((status = OK, description = "A page of sessions.", body = OwnSessionPage))
)]
#[get("/me/sessions")]
pub async fn index(scope: SelfScope, paging: Paging<SessionId>) -> Result<web::Json<OwnSessionPage>> {
    let (limit, current) = (paging.limit, scope.session_id());
    let rows = scope.own_sessions(paging.slice()).await?;
    Ok(web::Json(page(rows, limit, |row| row.id, |row| wire(row, current)).into()))
}

/// Sign out on all other devices
///
/// The session that asks goes on.
#[utoipa::path(
    tag = "me",
    operation_id = "end_other_sessions",
    extensions(("x-permission" = json!("self"))),
    responses((status = NO_CONTENT, description = "They are over."))
)]
#[delete("/me/sessions")]
pub async fn end_others(scope: SelfScope) -> Result<HttpResponse> {
    scope.end_other_sessions(scope.session_id()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sign out on one device
#[utoipa::path(
    tag = "me",
    operation_id = "end_session",
    params(("id" = SessionId, Path, description = "The session.")),
    extensions(("x-permission" = json!("self"))),
    responses((status = NO_CONTENT, description = "It is over."))
)]
#[delete("/me/sessions/{id}")]
pub async fn end(scope: SelfScope, Id(id): Id<SessionId>) -> Result<HttpResponse> {
    scope.end_own_session(id).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn wire(row: SessionRow, current: SessionId) -> OwnSession {
    OwnSession {
        is_current: row.id == current,
        id: row.id,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        user_agent: row.user_agent,
    }
}
