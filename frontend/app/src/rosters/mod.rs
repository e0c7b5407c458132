//! 花名册: from an office's file to the ledger, a step at a time.

mod columns;
mod labels;
mod list;
mod reasons;
mod rows;
#[cfg(test)]
mod sets;
mod steps;
mod upload;
mod view;

pub use list::RostersPage;
#[cfg(test)]
pub use sets::sets;
pub use steps::RosterPage;
pub use upload::RosterNewPage;
