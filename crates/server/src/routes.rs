//! Every route of the server, by feature. What is not registered here does not exist, in the contract or over HTTP.

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers all features.
pub fn configure(_: &mut ServiceConfig<'_>) {}
