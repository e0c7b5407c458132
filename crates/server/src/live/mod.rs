//! Live: open pages follow others' changes, and show who else is there.

mod changes;
mod hub;
mod presence;
mod stream;

pub use hub::{Batch, Hub};
pub use stream::{Stream, Teller, event};

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(changes::follow);
    presence::configure(config);
}
