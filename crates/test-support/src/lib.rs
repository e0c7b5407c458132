//! What tests need to stand on: a fresh database of either engine in milliseconds.
//!
//! Nothing here is for the product; whatever a test cannot have, it fails with the way to get it.

#[cfg(feature = "app")]
pub mod app;
mod database;
mod engines;
mod pair;
mod postgres;

#[cfg(feature = "app")]
pub use app::{PASSWORD, SignedIn, TestApp};
pub use database::TestDatabase;
#[doc(hidden)]
pub use engines::run;
pub use pair::Pair;
pub use storage::Engine;
