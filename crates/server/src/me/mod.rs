//! One's own account.

mod password;
mod second_factor;
mod sessions;

use actix_web::{HttpResponse, get, patch};
use api_types::sessions::{Me, MePatch, MyOperation, MyOrganisation};
use chrono::NaiveDate;
use domain::{access::permissions, text::tidy_name};
use storage::users::{AccountChanges, AccountRow};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{IfMatch, Json, Versioned, current},
    problem::{Result, or_current},
    scope::SelfScope,
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(show)
        .service(change)
        .configure(password::configure)
        .configure(sessions::configure)
        .configure(second_factor::configure);
}

/// One's own account
///
/// Who is signed in, what their role may do, and which day it is where the operation is.
#[utoipa::path(
    tag = "me",
    operation_id = "show_me",
    extensions(("x-permission" = json!("self"))),
    responses((status = OK, description = "The signed-in user.", body = Me,
        headers(("ETag" = String, description = "The version."))))
)]
#[get("/me")]
pub async fn show(scope: SelfScope) -> Result<HttpResponse> {
    Ok(current(&wire(scope.account().await?, scope.today())))
}

/// Change one's own account
///
/// The language of one's pages and the name that others see.
#[utoipa::path(
    tag = "me",
    operation_id = "change_me",
    params(("If-Match" = String, Header, description = "The version that was read.")),
    request_body = MePatch,
    extensions(("x-permission" = json!("self"))),
    responses((status = OK, description = "The user as changed.", body = Me,
        headers(("ETag" = String, description = "The version."))))
)]
#[patch("/me")]
pub async fn change(
    scope: SelfScope,
    IfMatch(revision): IfMatch,
    body: Json<MePatch>,
) -> Result<HttpResponse> {
    let Json(MePatch { language, display_name }) = body;
    let display_name = display_name.as_deref().map(tidy_name);
    let changed = scope.change_account(revision, AccountChanges { language, display_name }).await;
    let now = async { Ok(wire(scope.account().await?, scope.today())) };
    Ok(current(&wire(or_current(changed, now).await?, scope.today())))
}

impl Versioned for Me {
    fn revision(&self) -> i64 {
        self.revision
    }
}

/// An account as its owner sees it.
pub fn wire(account: AccountRow, today: NaiveDate) -> Me {
    Me {
        id: account.id,
        username: account.username,
        display_name: account.display_name,
        role: account.role,
        duties: account.duties.0,
        permissions: permissions(account.role).to_vec(),
        language: account.language,
        organisation: MyOrganisation {
            id: account.organisation_id,
            name: account.organisation_name,
            kind: account.organisation_kind,
            line: account.organisation_line,
            area_name: account.area_name,
        },
        operation: MyOperation {
            id: account.operation_id,
            name_zh: account.operation_name_zh,
            name_en: account.operation_name_en,
            time_zone: account.time_zone,
        },
        today,
        second_factor: account.second_factor,
        revision: account.revision,
    }
}
