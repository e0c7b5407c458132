//! The frame around the pages: bar, navigation, and which page an address shows.

mod account;
mod brand;
mod frame;
mod pages;

pub use brand::Brand;
pub use frame::Shell;
