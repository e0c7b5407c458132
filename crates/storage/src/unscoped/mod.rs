//! Queries without a signed-in person: signing in itself, what the command line does, and work in the background.
//!
//! Nothing here looks at what an actor may see, so nothing of it belongs behind an address that takes a token:
//! `server::scope` and the command line are the only callers.

pub mod accounts;
pub mod attempts;
pub mod idempotency;
pub mod invitations;
pub mod jobs;
pub mod keys;
pub mod second_factor;
pub mod sessions;
pub mod setup;
pub mod upkeep;
