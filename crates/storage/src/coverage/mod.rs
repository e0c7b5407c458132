//! 全覆盖: what is kept of each worker's coverage and read from it.
//!
//! `keep` works out anew what the ledger and the rosters say of some households, `waiting` of some rosters' rows, and both
//! change the figures by the difference (`tallies`), those of the day, too (`days`). `due` is what a commit or an older version left to be worked out.
//! Everything else reads: no page counts the ledger.

mod claims;
mod days;
mod disagreements;
mod due;
mod export;
mod figures;
mod gaps;
mod keep;
mod known;
mod movers;
mod named;
mod overview;
mod settle;
mod settlements;
mod source_rows;
mod source_sets;
mod tallies;
mod waiting;
mod words;
mod workers;

pub use days::{DayFigures, DayFilter, DayPart};
pub use disagreements::{Disagreement, DisagreementFilter, DisagreementKey, Said, SettledBy};
pub use due::settle_the_old;
pub(crate) use due::{mark_households, mark_roster};
pub use figures::Figures;
pub use gaps::{GapFilter, GapKey, GapRow, MoverFilter};
pub(crate) use keep::keep;
pub use overview::{Coverage, EmployerCoverage, SourceCoverage, TownCoverage};
pub use settle::{Choice, Settlement, Whom};
pub use source_rows::{SourceRow, SourceRowFilter, SourceRowKey};
pub use source_sets::of_workers as source_figures;
pub(crate) use waiting::keep as keep_waiting;
pub use words::Word;
pub use workers::{EmployerFilter, ListedBy, Place, Progress, WorkerFilter, WorkerKey, WorkerRow};
