//! Every route of the server, by feature. What is not registered here does not exist, in the contract or over HTTP.

use utoipa_actix_web::{scope, service_config::ServiceConfig};

use crate::{
    area_lists, areas, audit, coverage, duplicates, health, households, invitations, jobs, journal, live, me,
    merges, organisations, persons, postings, retention, reveals, rosters, sessions, summary, users,
    worker_categories,
};

/// Registers all features.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(scope::scope("/api/v1").configure(version_1));
    config.configure(health::configure);
}

fn version_1(config: &mut ServiceConfig<'_>) {
    config
        .configure(sessions::configure)
        .configure(me::configure)
        .configure(areas::configure)
        .configure(area_lists::configure)
        .configure(organisations::configure)
        .configure(users::configure)
        .configure(invitations::configure)
        .configure(audit::configure)
        .configure(worker_categories::configure)
        .configure(summary::configure)
        .configure(coverage::configure)
        .configure(households::configure)
        .configure(persons::configure)
        .configure(postings::configure)
        .configure(retention::configure)
        .configure(reveals::configure)
        .configure(merges::configure)
        .configure(duplicates::configure)
        .configure(jobs::configure)
        .configure(journal::configure)
        .configure(live::configure)
        .configure(rosters::configure);
}
