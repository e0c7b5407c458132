//! An area goes to another parent, with all that lies in it.
//!
//! What decides who sees a household (the paths of areas, organisations and households) changes in one transaction; what
//! follows from it is brought up to date at once, or by a job while the offices concerned wait ([`super::renewal`]).

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{dsl::max, prelude::*, sql_types::Text};
use domain::{
    administration::may_move_below,
    areas::AreaPath,
    ids::{AreaId, JobId, OperationId, RosterId},
    problems::ProblemCode,
};

use super::{
    administration::ReachedArea,
    renewal::{Range, alone, subtree},
};
use crate::{
    Connection, Scoped, StorageError,
    columns::{AnyId, Bind},
    coverage, ids,
    refusal::Fault,
    rosters::RosterStatus,
    schema::{area_moves, areas, households, organisations, rosters},
    text::substr,
    users::rule,
};

/// Paths have four digits for each level.
pub(super) const MOST_SIBLINGS: u32 = 9_999;

/// Where an area was and where it is.
pub(super) struct Moved {
    pub from: AreaPath,
    pub to: AreaPath,
    /// The areas whose households are to be brought up to date.
    pub ranges: Vec<Range>,
}

impl Scoped<'_> {
    /// Takes an area with all that lies in it to another parent, behind those who are there.
    pub(super) fn move_area(
        &mut self,
        id: AreaId,
        area: &ReachedArea,
        parent_id: AreaId,
        today: NaiveDate,
    ) -> Result<Result<Moved, Fault>, StorageError> {
        let fault = |code| Ok(Err(Fault::at("", "/parent_id", code)));
        let parent = match self.reached_area(parent_id) {
            Ok(parent) if parent.active => parent,
            Ok(_) | Err(StorageError::NotFound) => return fault(ProblemCode::UnknownReference),
            Err(error) => return Err(error),
        };
        if let Err(code) = may_move_below((area.level, &area.path), (parent.level, &parent.path)) {
            return fault(code);
        }
        let operation = self.operation();
        let from = area.path.clone();
        let was_divided = self.is_divided(parent_id)?;
        let position = self.next_position(parent_id, &parent.path)?;
        let to = parent.path.child(position);
        rewrite_paths(self.conn, operation, &from, &to)?;
        diesel::update(areas::table.find((Bind(operation), Bind(id))))
            .set((
                areas::parent_id.eq(Some(Bind(parent_id))),
                areas::position.eq(i32::try_from(position).map_err(StorageError::internal)?),
            ))
            .execute(self.conn)?;
        let mut ranges = vec![subtree(&to)];
        // Whether a household's village is known depends on whether there are villages.
        if !was_divided {
            ranges.push(alone(&parent.path));
        }
        if let (Some(left), Some(path)) = (area.parent_id, from.parent())
            && !self.is_divided(left)?
        {
            ranges.push(alone(&path));
        }
        self.replace_waiting_rows(&to, today)?;
        Ok(Ok(Moved { from, to, ranges }))
    }

    /// Remembers where an area was. While a job brings up to date what follows, the offices concerned wait.
    pub(super) fn remember_move(
        &mut self,
        id: AreaId,
        moved: &Moved,
        job: Option<JobId>,
    ) -> Result<(), StorageError> {
        let done_at: Option<DateTime<Utc>> = job.is_none().then_some(self.now);
        diesel::insert_into(area_moves::table)
            .values((
                area_moves::operation_id.eq(Bind(self.operation())),
                area_moves::id.eq(Bind(ids::new(AnyId::from_uuid, self.now))),
                area_moves::area_id.eq(Bind(id)),
                area_moves::from_path.eq(moved.from.as_str()),
                area_moves::to_path.eq(moved.to.as_str()),
                area_moves::job_id.eq(job.map(Bind)),
                area_moves::moved_at.eq(Bind(self.now)),
                area_moves::done_at.eq(done_at.map(Bind)),
            ))
            .execute(self.conn)?;
        Ok(())
    }

    /// Whether areas lie below one.
    pub(super) fn is_divided(&mut self, id: AreaId) -> Result<bool, StorageError> {
        let below: Option<AreaId> = areas::table
            .filter(areas::operation_id.eq(Bind(self.operation())))
            .filter(areas::parent_id.eq(Bind(id)))
            .select(areas::id)
            .first(self.conn)
            .optional()?;
        Ok(below.is_some())
    }

    /// The first place below an area that no area ever had: what the journal says of a path is about one area for good.
    pub(super) fn next_position(&mut self, id: AreaId, path: &AreaPath) -> Result<u32, StorageError> {
        let operation = self.operation();
        let last: Option<i32> = areas::table
            .filter(areas::operation_id.eq(Bind(operation)))
            .filter(areas::parent_id.eq(Bind(id)))
            .select(max(areas::position))
            .first(self.conn)?;
        let (from, to) = subtree(path);
        let left: Option<String> = area_moves::table
            .filter(area_moves::operation_id.eq(Bind(operation)))
            .filter(area_moves::from_path.gt(from))
            .filter(area_moves::from_path.lt(to))
            .select(max(area_moves::from_path))
            .first(self.conn)?;
        let left = left.and_then(|left| AreaPath::from_stored(left).position_below(path));
        let last = u32::try_from(last.unwrap_or(0)).map_err(StorageError::internal)?;
        let next = last.max(left.unwrap_or(0)) + 1;
        if next > MOST_SIBLINGS { Err(rule(ProblemCode::Conflict)) } else { Ok(next) }
    }

    /// The rows of rosters that wait lie where the office is that uploaded them.
    fn replace_waiting_rows(&mut self, within: &AreaPath, today: NaiveDate) -> Result<(), StorageError> {
        let (operation, now) = (self.operation(), self.now);
        let (from, to) = subtree(within);
        let uploaded: Vec<RosterId> = rosters::table
            .inner_join(
                organisations::table.on(organisations::operation_id
                    .eq(rosters::operation_id)
                    .and(organisations::id.eq(rosters::organisation_id))),
            )
            .filter(rosters::operation_id.eq(Bind(operation)))
            .filter(rosters::status.eq(RosterStatus::Committed.as_str()))
            .filter(organisations::area_path.ge(from))
            .filter(organisations::area_path.lt(to))
            .select(rosters::id)
            .load(self.conn)?;
        uploaded
            .into_iter()
            .try_for_each(|roster| coverage::keep_waiting(self.conn, operation, roster, now, today))
    }
}

/// Lets every path that decides who sees something begin with where the area is now.
fn rewrite_paths(
    conn: &mut Connection,
    operation: OperationId,
    from: &AreaPath,
    to: &AreaPath,
) -> Result<(), StorageError> {
    let rest = i32::try_from(from.as_str().len()).map_err(StorageError::internal)? + 1;
    let (first, behind) = subtree(from);
    let to = to.as_str().to_owned();
    macro_rules! rewrite {
        ($($table:ident . $path:ident),+) => {$(
            diesel::update(
                $table::table
                    .filter($table::operation_id.eq(Bind(operation)))
                    .filter($table::$path.ge(first.clone()))
                    .filter($table::$path.lt(behind.clone())),
            )
            .set($table::$path.eq(to.clone().into_sql::<Text>().concat(substr($table::$path, rest))))
            .execute(conn)?;
        )+};
    }
    rewrite!(areas.path, organisations.area_path, households.area_path);
    Ok(())
}

/// The moves of an operation's areas, the first one first.
///
/// # Errors
/// As any read.
pub(crate) fn moves(
    conn: &mut Connection,
    operation: OperationId,
) -> Result<Vec<(AreaPath, AreaPath)>, StorageError> {
    let moves: Vec<(String, String)> = area_moves::table
        .filter(area_moves::operation_id.eq(Bind(operation)))
        .order((area_moves::moved_at, area_moves::id))
        .select((area_moves::from_path, area_moves::to_path))
        .load(conn)?;
    let both = |(from, to)| (AreaPath::from_stored(from), AreaPath::from_stored(to));
    Ok(moves.into_iter().map(both).collect())
}
