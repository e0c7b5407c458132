//! 花名册: offices' lists on their way into the ledger.

mod export;
pub mod files;
mod requests;
mod rows;
mod uploads;
pub mod wire;
pub mod words;
pub mod work;

pub use requests::configure;
pub use uploads::{apart, correct, keep};
