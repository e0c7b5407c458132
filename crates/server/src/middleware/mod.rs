//! What every request passes through, from the outside in: observation (with security headers), limits, time-out.

mod client;
mod headers;
mod idempotency;
mod limits;
mod observe;
mod timeout;

pub use client::client_address;
pub use idempotency::idempotency;
pub use limits::{Limiter, general_limit};
pub use observe::{RequestContext, observe};
pub use timeout::timeout;
