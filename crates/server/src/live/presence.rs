//! Who has a household's page open.

use actix_web::{HttpResponse, delete, put, web};
use api_types::live::{Presence, PresenceList, PresenceUpdate};
use domain::ids::HouseholdId;
use storage::presence::Other;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{Id, Json},
    problem::Result,
    scope::{LedgerRead, Scope},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(stay).service(leave);
}

/// Be on a household's page
///
/// Says that one has it open or is changing something, and answers who else has. It holds for half a minute: say it again
/// every ten seconds. It is no entry of the journal.
#[utoipa::path(
    tag = "households",
    operation_id = "stay_on_household",
    params(("id" = HouseholdId, Path, description = "The household.")),
    request_body = PresenceUpdate,
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "Who else is on the page.", body = PresenceList))
)]
#[put("/households/{id}/presence")]
pub async fn stay(
    scope: Scope<LedgerRead>,
    Id(id): Id<HouseholdId>,
    body: Json<PresenceUpdate>,
) -> Result<web::Json<PresenceList>> {
    let Json(PresenceUpdate { state }) = body;
    let others = scope.stay_on_household(id, state).await?;
    Ok(web::Json(PresenceList { others: others.into_iter().map(wire).collect() }))
}

/// Leave a household's page
///
/// The others need not wait until it shows.
#[utoipa::path(
    tag = "households",
    operation_id = "leave_household",
    params(("id" = HouseholdId, Path, description = "The household.")),
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = NO_CONTENT, description = "One is not on the page any more."))
)]
#[delete("/households/{id}/presence")]
pub async fn leave(scope: Scope<LedgerRead>, Id(id): Id<HouseholdId>) -> Result<HttpResponse> {
    scope.leave_household(id).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn wire(other: Other) -> Presence {
    let Other { user_id, display_name, state, since } = other;
    Presence { user_id, display_name, state, since }
}
