//! 户: the households of the ledger.

pub mod facts;
pub(crate) mod history;
mod members;
mod refusal;
mod requests;
mod table;
pub mod wire;
mod words;

pub(crate) use facts::{phone_facts, posting_facts, text};
pub(crate) use requests::created;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the feature.
pub fn configure(config: &mut ServiceConfig<'_>) {
    requests::configure(config);
    members::configure(config);
}
