//! Previews that other rosters overtook: a commit would do something else than they say.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::jobs::{JobKind, JobState};

use super::{records::RosterSummary, status::RosterStatus};
use crate::{
    Scoped, StorageError,
    columns::Bind,
    schema::{jobs, rosters},
};

/// Whether a preview still says what a commit would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preview {
    /// There is none, or nothing stands against it.
    Fresh,
    /// Another roster was committed or taken back since.
    Overtaken,
}

impl Scoped<'_> {
    /// Whether another roster was committed or taken back since a roster's last preview began.
    pub(super) fn preview(&mut self, roster: &RosterSummary) -> Result<Preview, StorageError> {
        if roster.status != RosterStatus::Previewed {
            return Ok(Preview::Fresh);
        }
        let previewed: Option<DateTime<Utc>> = jobs::table
            .filter(jobs::operation_id.eq(Bind(self.operation())))
            .filter(jobs::subject_id.eq(Bind(roster.id)))
            .filter(jobs::kind.eq(Bind(JobKind::RosterPreview)))
            .filter(jobs::state.eq(Bind(JobState::Done)))
            .order((jobs::created_at.desc(), jobs::id.desc()))
            .select(jobs::created_at)
            .first(self.conn)
            .optional()?;
        let Some(since) = previewed.map(Bind) else { return Ok(Preview::Fresh) };
        let committed = rosters::committed_at.assume_not_null().gt(since);
        let undone = rosters::undone_at.assume_not_null().gt(since);
        let others = rosters::table
            .filter(rosters::operation_id.eq(Bind(self.operation())))
            .filter(rosters::id.ne(Bind(roster.id)))
            .filter(committed.or(undone));
        let is_overtaken: bool = diesel::select(diesel::dsl::exists(others)).get_result(self.conn)?;
        Ok(if is_overtaken { Preview::Overtaken } else { Preview::Fresh })
    }
}
