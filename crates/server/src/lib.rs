//! The `homefront` server: features over HTTP, who may use them, and the commands of the binary.

pub mod clock;
pub mod http;
pub mod metrics;
pub mod middleware;
pub mod openapi;
pub mod passwords;
pub mod problem;
pub mod routes;
pub mod secrets;
pub mod settings;
pub mod spa;
