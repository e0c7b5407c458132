//! The home page: what needs a hand.

use actix_web::{get, web};
use api_types::summary::{CategoryCount, Summary, TownCount};
use storage::summary as stored;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    problem::Result,
    scope::{LedgerRead, Scope},
};

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(show);
}

/// What needs a hand
///
/// The ledger in numbers, as far as one's organisation sees it. Figures about rosters are zero for those who may not see
/// rosters.
#[utoipa::path(
    tag = "operation",
    operation_id = "show_summary",
    extensions(("x-permission" = json!("ledger.read"))),
    responses((status = OK, description = "The figures.", body = Summary))
)]
#[get("/summary")]
pub async fn show(scope: Scope<LedgerRead>) -> Result<web::Json<Summary>> {
    Ok(web::Json(wire(&*scope.summary().await?)))
}

fn wire(summary: &stored::Summary) -> Summary {
    let category = |(category, workers): &(Option<String>, i64)| CategoryCount {
        category: category.clone(),
        workers: *workers,
    };
    Summary {
        households: summary.households,
        workers: summary.workers,
        dual_frontline_households: summary.dual_frontline_households,
        without_owner: summary.without_owner,
        unclear_situation: summary.unclear_situation,
        unclear_headcount: summary.unclear_headcount,
        unclear_needs: summary.unclear_needs,
        vulnerable: summary.vulnerable,
        mine: summary.mine,
        moves: summary.moves,
        disagreements: summary.disagreements,
        held_rows: summary.held_rows,
        mistyped_identity_numbers: summary.mistyped_identity_numbers,
        open_rosters: summary.open_rosters,
        workers_by_category: summary.workers_by_category.iter().map(category).collect(),
        households_by_town: summary.households_by_town.iter().map(town).collect(),
    }
}

fn town(tally: &stored::TownTally) -> TownCount {
    let (area_id, name) = tally.town.clone().map_or((None, String::new()), |(id, name)| (Some(id), name));
    TownCount { area_id, name, households: tally.households, without_owner: tally.without_owner }
}
