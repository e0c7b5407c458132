//! The rows of committed rosters that wait, as gaps.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::{
    areas::AreaPath,
    coverage::{GapKind, Parties},
    ids::{OperationId, OrganisationId, RosterId},
    organisations::OrganisationKind,
    rosters::{
        plan::RowOutcome,
        reasons::{Reason, ReasonCode},
    },
};
use serde::Deserialize;

use super::{
    keep::{KeptGap, replace_gaps},
    movers::set_lines,
    tallies::Differences,
};
use crate::{
    Connection, StorageError,
    columns::{AnyId, Bind, Json},
    ids,
    rosters::RosterStatus,
    schema::{areas, coverage_gaps, organisations, roster_rows, rosters, sources},
};

/// What of a waiting row is asked for here.
#[derive(Debug, Deserialize)]
struct Kept {
    record: Record,
}

/// A waiting row: its number, why it waits, and what it says.
type Waiting = (i32, Json<Vec<Reason>>, Json<Option<Kept>>);

#[derive(Debug, Deserialize)]
struct Record {
    /// Present where the person is on the front line.
    posting: Option<serde::de::IgnoredAny>,
}

/// Makes the gaps of a roster those of its rows that wait now; a roster that is not part of the ledger has none.
///
/// # Errors
/// As any write.
pub fn keep(
    conn: &mut Connection,
    operation: OperationId,
    roster: RosterId,
    now: DateTime<Utc>,
    today: NaiveDate,
) -> Result<(), StorageError> {
    let before: Vec<KeptGap> = coverage_gaps::table
        .filter(coverage_gaps::operation_id.eq(Bind(operation)))
        .filter(coverage_gaps::roster_id.eq(Bind(roster)))
        .select(KeptGap::as_select())
        .load(conn)?;
    let mut after: Vec<KeptGap> =
        now_waiting(conn, operation, roster, now)?.into_iter().map(|gap| gap.going_on(&before)).collect();
    set_lines(conn, operation, after.iter_mut())?;
    let mut differences = Differences::default();
    for (gaps, sign) in [(&before, -1), (&after, 1)] {
        for gap in gaps {
            differences.gap(gap, &AreaPath::from_stored(gap.area_path.clone()), sign);
        }
    }
    replace_gaps(conn, operation, before, after)?;
    differences.write(conn, operation, today)
}

fn now_waiting(
    conn: &mut Connection,
    operation: OperationId,
    roster: RosterId,
    now: DateTime<Utc>,
) -> Result<Vec<KeptGap>, StorageError> {
    type Of = (OrganisationId, Option<OrganisationId>, OrganisationKind, String, Option<DateTime<Utc>>);
    let of: Option<Of> = rosters::table
        .inner_join(
            organisations::table.on(organisations::operation_id
                .eq(rosters::operation_id)
                .and(organisations::id.eq(rosters::organisation_id))),
        )
        .inner_join(
            sources::table
                .on(sources::operation_id.eq(rosters::operation_id).and(sources::id.eq(rosters::source_id))),
        )
        .filter(rosters::operation_id.eq(Bind(operation)))
        .filter(rosters::id.eq(Bind(roster)))
        .filter(rosters::status.eq(RosterStatus::Committed.as_str()))
        .select((
            rosters::organisation_id,
            sources::organisation_id,
            organisations::kind,
            organisations::area_path,
            rosters::committed_at,
        ))
        .first(conn)
        .optional()?;
    let Some((uploader, source, kind, area, committed_at)) = of else { return Ok(Vec::new()) };
    // An employer's list has households of many areas: beside the employer, those who see every household see it.
    let (area_path, employer_id) = match kind {
        OrganisationKind::Area => (area, None),
        OrganisationKind::Employer | OrganisationKind::Partner => (root(conn, operation)?, Some(uploader)),
    };
    let rows: Vec<Waiting> = roster_rows::table
        .filter(roster_rows::operation_id.eq(Bind(operation)))
        .filter(roster_rows::roster_id.eq(Bind(roster)))
        .filter(roster_rows::outcome.eq(RowOutcome::Held.as_str()))
        .select((roster_rows::row_no, roster_rows::reasons, roster_rows::record))
        .load(conn)?;
    let gap = |(row_no, Json(reasons), Json(kept)): Waiting| {
        let works = kept.is_none_or(|kept| kept.record.posting.is_some());
        let kind = if works { GapKind::WorkerWaits } else { GapKind::MemberWaits };
        // Whoever keeps the papers can look up the right number; anything else is the uploader's to decide.
        let mistyped = reasons.iter().any(|reason| reason.code == ReasonCode::IdentityNumberMistyped);
        let mover = source.filter(|_| mistyped).unwrap_or(uploader);
        let parties = Parties { uploader: Some(mover), ..Parties::default() };
        KeptGap {
            id: ids::new(AnyId::from_uuid, now),
            kind,
            mover_id: kind.mover(parties, &AreaPath::from_stored(area_path.clone()), &[]),
            area_path: area_path.clone(),
            employer_id,
            line: None,
            household_id: None,
            person_id: None,
            roster_id: Some(roster),
            row_no: Some(row_no),
            since: committed_at.unwrap_or(now),
            source_set: String::new(),
        }
    };
    Ok(rows.into_iter().map(gap).collect())
}

fn root(conn: &mut Connection, operation: OperationId) -> Result<String, StorageError> {
    Ok(areas::table
        .filter(areas::operation_id.eq(Bind(operation)))
        .filter(areas::parent_id.is_null())
        .order(areas::path)
        .select(areas::path)
        .first(conn)?)
}
