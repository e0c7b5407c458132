//! Long work that goes on when the browser tab is closed.

use crate::words;

words! {
    /// What a job does.
    pub enum JobKind {
        /// Works out each row's outcome.
        RosterPreview = "roster_preview",
        /// Applies a roster to the ledger, all or nothing.
        RosterCommit = "roster_commit",
        /// Takes a committed roster back.
        RosterUndo = "roster_undo",
        /// Brings what is kept of an area's households up to date, after the area was renamed or moved.
        AreaRenewal = "area_renewal",
    }
}

words! {
    /// How far a job is.
    pub enum JobState {
        /// Waits for a worker.
        Queued = "queued",
        /// A worker holds its lease.
        Running = "running",
        /// Ended well.
        Done = "done",
        /// Ended with a problem; nothing was changed.
        Failed = "failed",
    }
}
