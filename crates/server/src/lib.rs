//! The `homefront` server: features over HTTP, who may use them, and the commands of the binary.
//!
//! One file or folder a feature, named as in every other layer. What they share: [`scope`] is the only way to the ledger,
//! [`http`] reads requests and writes answers, [`problem`] is everything that goes wrong, [`openapi`] is the contract.

pub mod app;
pub mod cli;
pub mod clock;
pub mod coverage;
pub mod docs;
pub mod duplicates;
pub mod households;
pub mod http;
mod logging;
pub mod masking;
mod merges;
pub mod metrics;
pub mod middleware;
mod opaque;
pub mod openapi;
pub mod passwords;
pub mod persons;
pub mod postings;
pub mod problem;
pub mod retention;
pub mod reveals;
mod routes;
pub mod scope;
pub mod secrets;
pub mod serve;
pub mod set_up;
pub mod settings;
mod spa;
pub mod summary;
pub mod tokens;

pub mod area_lists;
pub mod areas;
pub mod audit;
pub mod backup;
pub mod health;
pub mod invitations;
pub mod jobs;
pub mod journal;
pub mod live;
pub mod me;
pub mod organisations;
pub mod rosters;
pub mod sessions;
pub mod users;
pub mod worker_categories;
