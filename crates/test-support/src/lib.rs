//! What tests need to stand on: a fresh database of either engine in milliseconds.
//!
//! Nothing here is for the product; whatever a test cannot have, it fails with the way to get it.

mod database;
mod engines;
mod postgres;

pub use database::TestDatabase;
#[doc(hidden)]
pub use engines::run;
pub use storage::Engine;
