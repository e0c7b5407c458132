//! One's own account.

use actix_web::{get, patch, web};
use api_types::sessions::{Me, MePatch, MyOperation, MyOrganisation};
use chrono::NaiveDate;
use domain::access::permissions;
use storage::users::{AccountChanges, AccountRow};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{http::Json, problem::Result, scope::SelfScope};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show).service(change);
}

/// One's own account
///
/// Who is signed in, what their role may do, and which day it is where the operation is.
#[utoipa::path(
    tag = "me",
    operation_id = "show_me",
    extensions(("x-permission" = json!("self"))),
    responses((status = OK, description = "The signed-in user.", body = Me))
)]
#[get("/me")]
pub async fn show(scope: SelfScope) -> Result<web::Json<Me>> {
    let account = scope.account().await?;
    Ok(web::Json(wire(account, scope.today())))
}

/// Change one's own account
///
/// The language of one's pages and the name that others see.
#[utoipa::path(
    tag = "me",
    operation_id = "change_me",
    extensions(("x-permission" = json!("self"))),
    responses((status = OK, description = "The user as changed.", body = Me))
)]
#[patch("/me")]
pub async fn change(scope: SelfScope, body: Json<MePatch>) -> Result<web::Json<Me>> {
    let Json(MePatch { language, display_name }) = body;
    let account = scope.change_account(AccountChanges { language, display_name }).await?;
    Ok(web::Json(wire(account, scope.today())))
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
    }
}
