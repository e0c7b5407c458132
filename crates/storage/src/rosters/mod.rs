//! 花名册: uploaded lists, their rows, and how they become part of the ledger and leave it again.

mod apply;
mod changes;
mod commit;
mod decide;
mod employers;
mod files;
mod ledger_status;
mod merge;
mod overtaken;
mod people;
mod planning;
mod records;
pub(crate) mod reseal;
pub(crate) mod restore;
pub(crate) mod revert;
mod rows;
mod sources;
mod standing;
mod status;
mod undo;
mod view;
mod work;

pub use commit::{CommitOf, FileRow};
pub use decide::{StillHeld, Verdict};
pub(crate) use employers::Employers;
pub use ledger_status::{LedgerStatus, ledger_status};
pub use overtaken::Preview;
pub use people::Whereabouts;
pub(crate) use records::Sight;
pub use records::{Correction, FileStanding, NewRoster, Recognised, RosterRecord, RosterSummary, Uploader};
pub use rows::{Applied, RowCell, RowFilter, RowRecord};
pub use sources::SourceRecord;
pub use status::{RosterStatus, RowCounts};
