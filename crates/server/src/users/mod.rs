//! The people who work in the operation.

mod administration;

use actix_web::{HttpResponse, get};
use api_types::{
    organisations::OrganisationRef,
    pages::PageQuery,
    users::{User, UserFilter, UserPage},
};
use domain::users::{AccountState, Language};
use spreadsheets::{Column, Value};
use storage::users::{self as stored, UserKey, UserRow};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{Format, Paging, Query, Tabular, list, text_column},
    openapi::{TextTable, Workbook},
    problem::Result,
    scope::{Scope, UsersRead},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(index).configure(administration::configure);
}

/// List colleagues
///
/// By name, for choosing an owner and for the directory. An area office sees the colleagues at its area and below, an
/// employer or a partner its own.
#[utoipa::path(
    tag = "users",
    operation_id = "list_users",
    params(UserFilter, PageQuery),
    extensions(("x-permission" = json!("users.read"))),
    responses((status = OK, description = "A page of colleagues, or all that fit the filter as a table.",
        content((UserPage = "application/json"), (TextTable = "text/csv"),
            (Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))))
)]
#[get("/users")]
pub async fn index(
    scope: Scope<UsersRead>,
    format: Format,
    filter: Query<UserFilter>,
    paging: Paging<UserKey>,
) -> Result<HttpResponse> {
    let Query(UserFilter { organisation_id, role, state, q }) = filter;
    let state = Some(state.unwrap_or(AccountState::Open));
    let filter = stored::UserFilter { organisation_id, role, state, words: q };
    let key = |row: &UserRow| (row.display_name.clone(), row.id);
    list(format, scope.language(), paging, key, wire, |slice| scope.users(filter.clone(), slice)).await
}

fn wire(row: UserRow) -> User {
    User {
        id: row.id,
        display_name: row.display_name,
        organisation: OrganisationRef { id: row.organisation_id, name: row.organisation_name },
        role: row.role,
        duties: row.duties.0,
        state: state_of(row.active),
    }
}

const fn state_of(active: bool) -> AccountState {
    if active { AccountState::Open } else { AccountState::Locked }
}

impl Tabular for User {
    fn title(language: Language) -> &'static str {
        match language {
            Language::Chinese => "工作人员",
            Language::English => "users",
        }
    }

    fn columns(language: Language) -> Vec<Column> {
        let headers = match language {
            Language::Chinese => [("姓名", 16), ("组织", 36), ("角色", 14), ("职责", 24)],
            Language::English => [("Name", 16), ("Organisation", 36), ("Role", 14), ("Duties", 24)],
        };
        headers.into_iter().map(text_column).collect()
    }

    fn row(self, _: Language) -> Vec<Value> {
        let duties: Vec<&str> = self.duties.iter().map(|duty| duty.as_str()).collect();
        vec![
            Value::Text(self.display_name),
            Value::Text(self.organisation.name),
            Value::Text(self.role.to_string()),
            Value::Text(duties.join(" ")),
        ]
    }
}
