//! Uploaded rosters: what is known of the file, how far it is, and who sees it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::{
    access::Visibility,
    ids::{JobId, OrganisationId, RosterId, SourceId, UserId},
    journal::{Change, EntryKind, SubjectKind},
    problems::ProblemCode,
    rosters::recognition::Recognition,
};
use serde::{Deserialize, Serialize};

use super::{
    commit::rule,
    files,
    overtaken::Preview,
    rows,
    sources::SourceRecord,
    status::{RosterStatus, RowCounts},
};
use crate::{
    Scoped, Slice, StorageError,
    columns::{Bind, Json},
    connection::MultiBackend,
    coverage, ids,
    journal::Entry,
    schema::{areas, jobs, operations, organisations, rosters, sources, users},
    visibility::Condition,
};

/// What was recognised in a file, with the first lines of each sheet for choosing another header.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognised {
    /// The sheets and their columns.
    pub recognition: Recognition,
    /// The first lines of each sheet, in the sheets' order; identity numbers are masked.
    pub heads: Vec<Vec<Vec<String>>>,
}

/// Who uploaded a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploader {
    /// The user.
    pub id: UserId,
    /// Their name.
    pub display_name: String,
    /// The name of their organisation.
    pub organisation_name: String,
}

/// A roster without what was recognised in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterSummary {
    /// The roster.
    pub id: RosterId,
    /// The organisation that uploaded it.
    pub organisation_id: OrganisationId,
    /// The office that sent it.
    pub source: SourceRecord,
    /// The name of the file.
    pub filename: String,
    /// How far it is.
    pub status: RosterStatus,
    /// How many rows have which outcome.
    pub counts: RowCounts,
    /// Rows with a mistyped identity number about people whose number is still unknown.
    pub waiting_numbers: i64,
    /// Who uploaded it.
    pub uploaded_by: Uploader,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it was applied.
    pub committed_at: Option<DateTime<Utc>>,
}

/// A roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRecord {
    /// What lists show of it.
    pub summary: RosterSummary,
    /// The file's size in bytes.
    pub size: i64,
    /// The day for which the list stands.
    pub as_of: Option<NaiveDate>,
    /// What was recognised.
    pub recognised: Recognised,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
    /// Rises with every change.
    pub revision: i64,
    /// An earlier roster of the same content that is part of the ledger.
    pub same_as: Option<RosterId>,
    /// The last job that worked on it.
    pub job_id: Option<JobId>,
    /// Another roster went into the ledger, or was taken back, since the preview.
    pub preview: Preview,
    /// Whether the file is there; it goes when somebody on it is anonymised.
    pub file: FileStanding,
}

/// Whether a roster's file is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileStanding {
    /// It is.
    Kept,
    /// It is not kept any more.
    Gone,
}

/// A file that was uploaded and recognised.
#[derive(Debug, Clone)]
pub struct NewRoster {
    /// The name of the file.
    pub filename: String,
    /// Equal for equal bytes.
    pub digest: Vec<u8>,
    /// Its bytes.
    pub content: Vec<u8>,
    /// The office that sent it.
    pub source: SourceId,
    /// The day for which the list stands.
    pub as_of: Option<NaiveDate>,
    /// What was recognised.
    pub recognised: Recognised,
}

type SummaryColumns = (
    (rosters::id, rosters::organisation_id, rosters::filename, rosters::status, rosters::counts),
    (rosters::created_by, rosters::created_at, rosters::committed_at),
    (sources::id, sources::name),
    (users::display_name, organisations::name),
);
const SUMMARY: SummaryColumns = (
    (rosters::id, rosters::organisation_id, rosters::filename, rosters::status, rosters::counts),
    (rosters::created_by, rosters::created_at, rosters::committed_at),
    (sources::id, sources::name),
    (users::display_name, organisations::name),
);

type SummaryRow = (
    (RosterId, OrganisationId, String, String, Json<RowCounts>),
    (UserId, DateTime<Utc>, Option<DateTime<Utc>>),
    (SourceId, String),
    (String, String),
);

fn summary(row: SummaryRow) -> Result<RosterSummary, StorageError> {
    let (
        (id, organisation_id, filename, status, Json(counts)),
        (user, created_at, committed_at),
        (source, name),
        (display_name, organisation_name),
    ) = row;
    Ok(RosterSummary {
        id,
        organisation_id,
        source: SourceRecord { id: source, name },
        filename,
        status: status.parse().map_err(StorageError::internal)?,
        counts,
        waiting_numbers: 0,
        uploaded_by: Uploader { id: user, display_name, organisation_name },
        created_at,
        committed_at,
    })
}

/// How many of these rows are the roster's.
fn count(rows: &[(RosterId, i32)], roster: RosterId) -> i64 {
    rows.iter().filter(|(of, _)| *of == roster).map(|_| 1).sum()
}

#[diesel::dsl::auto_type(no_type_alias)]
fn joined() -> _ {
    rosters::table
        .inner_join(
            sources::table
                .on(sources::operation_id.eq(rosters::operation_id).and(sources::id.eq(rosters::source_id))),
        )
        .inner_join(
            users::table
                .on(users::operation_id.eq(rosters::operation_id).and(users::id.eq(rosters::created_by))),
        )
        .inner_join(
            organisations::table.on(organisations::operation_id
                .eq(users::operation_id)
                .and(organisations::id.eq(users::organisation_id))),
        )
}

impl Scoped<'_> {
    /// Whether the actor's organisation sees every household of the operation.
    pub(crate) fn sees_everything(&mut self) -> Result<Sight, StorageError> {
        let Visibility::Area(path) = &self.actor.visibility else { return Ok(Sight::Part) };
        let root: Option<String> = operations::table
            .inner_join(areas::table.on(
                areas::operation_id.eq(operations::id).and(areas::id.nullable().eq(operations::root_area_id)),
            ))
            .filter(operations::id.eq(Bind(self.actor.operation_id)))
            .select(areas::path)
            .first(self.conn)
            .optional()?;
        Ok(if root.is_some_and(|root| root.starts_with(path.as_str())) {
            Sight::Everything
        } else {
            Sight::Part
        })
    }

    /// The rosters of the actor's own organisation and, for an area organisation, of those below it. An employer's list
    /// has households of many areas: beside the employer, only those who see every household see it.
    pub(crate) fn visible_rosters(&mut self) -> Result<Condition<rosters::table>, StorageError> {
        let of_operation = rosters::operation_id.eq(Bind(self.actor.operation_id));
        let own = rosters::organisation_id.eq(Bind(self.actor.organisation_id));
        if self.sees_everything()? == Sight::Everything {
            return Ok(Box::new(of_operation));
        }
        Ok(match &self.actor.visibility {
            Visibility::Area(path) => {
                let below = organisations::table
                    .filter(organisations::operation_id.eq(Bind(self.actor.operation_id)))
                    .filter(organisations::kind.eq(Bind(domain::organisations::OrganisationKind::Area)))
                    .filter(organisations::area_path.ge(path.as_str().to_owned()))
                    .filter(organisations::area_path.lt(path.end_of_subtree()))
                    .select(organisations::id);
                Box::new(of_operation.and(own.or(rosters::organisation_id.eq_any(below))))
            }
            Visibility::Employer(_) | Visibility::Referred(_) => Box::new(of_operation.and(own)),
        })
    }

    /// Proves that the actor may see a roster.
    ///
    /// # Errors
    /// [`StorageError::NotFound`].
    pub fn see_roster(&mut self, id: RosterId) -> Result<(), StorageError> {
        let visible = self.visible_rosters()?;
        let found: RosterId = rosters::table
            .filter(visible)
            .filter(rosters::id.eq(Bind(id)))
            .select(rosters::id)
            .first(self.conn)?;
        debug_assert_eq!(found, id);
        Ok(())
    }

    /// A roster.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where there is none that the actor may see.
    pub fn roster(&mut self, id: RosterId) -> Result<RosterRecord, StorageError> {
        self.see_roster(id)?;
        let (row, rest): (SummaryRow, RestRow) = joined()
            .filter(rosters::operation_id.eq(Bind(self.operation())))
            .filter(rosters::id.eq(Bind(id)))
            .select((SUMMARY, REST))
            .first(self.conn)?;
        let (size, as_of, Json(recognised), undone_at, revision, digest) = rest;
        let mut summary = summary(row)?;
        summary.waiting_numbers = count(&rows::waiting_for_number(self, &[id])?, id);
        let same_as = self.committed_with(&digest, &summary)?;
        Ok(RosterRecord {
            size,
            as_of,
            recognised,
            undone_at,
            revision,
            same_as,
            job_id: self.last_job(id)?,
            preview: self.preview(&summary)?,
            file: self.file_standing(id)?,
            summary,
        })
    }

    /// An earlier roster of the same organisation with the same content that is part of the ledger.
    fn committed_with(
        &mut self,
        digest: &[u8],
        roster: &RosterSummary,
    ) -> Result<Option<RosterId>, StorageError> {
        Ok(rosters::table
            .filter(rosters::operation_id.eq(Bind(self.operation())))
            .filter(rosters::content_digest.eq(digest))
            .filter(rosters::organisation_id.eq(Bind(roster.organisation_id)))
            .filter(rosters::status.eq(RosterStatus::Committed.as_str()))
            .filter(rosters::id.ne(Bind(roster.id)))
            .filter(rosters::created_at.le(Bind(roster.created_at)))
            .order((rosters::created_at.desc(), rosters::id.desc()))
            .select(rosters::id)
            .first(self.conn)
            .optional()?)
    }

    fn last_job(&mut self, id: RosterId) -> Result<Option<JobId>, StorageError> {
        Ok(jobs::table
            .filter(jobs::operation_id.eq(Bind(self.operation())))
            .filter(jobs::subject_id.eq(Bind(id)))
            .order((jobs::created_at.desc(), jobs::id.desc()))
            .select(jobs::id)
            .first(self.conn)
            .optional()?)
    }

    /// The rosters that the actor may see, the latest first.
    ///
    /// # Errors
    /// As any read.
    pub fn rosters(
        &mut self,
        slice: &Slice<(DateTime<Utc>, RosterId)>,
    ) -> Result<Vec<RosterSummary>, StorageError> {
        let visible = self.visible_rosters()?;
        let mut ids = rosters::table
            .filter(visible)
            .order((rosters::created_at.desc(), rosters::id.desc()))
            .limit(slice.limit)
            .select(rosters::id)
            .into_boxed::<MultiBackend>();
        if let Some((at, id)) = slice.after {
            let before = rosters::created_at.lt(Bind(at));
            ids = ids.filter(before.or(rosters::created_at.eq(Bind(at)).and(rosters::id.lt(Bind(id)))));
        }
        let ids: Vec<RosterId> = ids.load(self.conn)?;
        let rows: Vec<SummaryRow> = joined()
            .filter(rosters::operation_id.eq(Bind(self.operation())))
            .filter(rosters::id.eq_any(ids.iter().copied().map(Bind)))
            .order((rosters::created_at.desc(), rosters::id.desc()))
            .select(SUMMARY)
            .load(self.conn)?;
        let waiting = rows::waiting_for_number(self, &ids)?;
        let mut rosters = rows.into_iter().map(summary).collect::<Result<Vec<_>, _>>()?;
        for roster in &mut rosters {
            roster.waiting_numbers = count(&waiting, roster.id);
        }
        Ok(rosters)
    }

    /// Keeps an uploaded file and what was recognised in it.
    ///
    /// # Errors
    /// As any write.
    pub fn add_roster(&mut self, new: &NewRoster) -> Result<RosterId, StorageError> {
        let id = ids::new(RosterId::from_uuid, self.now);
        let size = i64::try_from(new.content.len()).map_err(StorageError::internal)?;
        diesel::insert_into(rosters::table)
            .values((
                rosters::operation_id.eq(Bind(self.operation())),
                rosters::id.eq(Bind(id)),
                rosters::organisation_id.eq(Bind(self.actor.organisation_id)),
                rosters::source_id.eq(Bind(new.source)),
                rosters::filename.eq(&new.filename),
                rosters::content_digest.eq(&new.digest),
                rosters::size.eq(size),
                rosters::as_of.eq(new.as_of),
                rosters::status.eq(RosterStatus::Recognised.as_str()),
                rosters::recognition.eq(Bind(new.recognised.clone())),
                rosters::counts.eq(Bind(RowCounts::default())),
                rosters::created_by.eq(Bind(self.actor.user_id)),
                rosters::created_at.eq(Bind(self.now)),
                rosters::revision.eq(1_i64),
            ))
            .execute(self.conn)?;
        files::keep(self, id, &new.content)?;
        let entry = Entry::new(EntryKind::RosterUploaded, SubjectKind::Roster, id)
            .named(&new.filename)
            .changing([Change::set("filename", &new.filename), Change::set("size", &size)]);
        self.record(vec![entry])?;
        Ok(id)
    }

    /// Saves a correction of what was recognised; rows worked out before are dropped.
    ///
    /// # Errors
    /// [`StorageError::StaleVersion`] when somebody was faster.
    pub fn correct_roster(
        &mut self,
        before: &RosterRecord,
        correction: &Correction,
    ) -> Result<(), StorageError> {
        let id = before.summary.id;
        self.bump(id, before.revision)?;
        super::rows::clear(self, id)?;
        diesel::update(rosters::table.find((Bind(self.operation()), Bind(id))))
            .set((
                rosters::source_id.eq(Bind(correction.source.id)),
                rosters::as_of.eq(correction.as_of),
                rosters::recognition.eq(Bind(correction.recognised.clone())),
                rosters::status.eq(RosterStatus::Recognised.as_str()),
                rosters::counts.eq(Bind(RowCounts::default())),
            ))
            .execute(self.conn)?;
        let sheets = |recognised: &Recognised| {
            recognised.recognition.used_sheets().map(|sheet| sheet.name.clone()).collect::<Vec<_>>()
        };
        let columns = |recognised: &Recognised| {
            let used = recognised.recognition.used_sheets().flat_map(|sheet| &sheet.columns);
            used.filter_map(|column| Some((column.header.clone(), column.field?))).collect::<Vec<_>>()
        };
        let entry = Entry::new(EntryKind::RosterCorrected, SubjectKind::Roster, id)
            .named(&before.summary.filename)
            .changing([
                Change::between("source", &before.summary.source.name, &correction.source.name),
                Change::between("as_of", &before.as_of, &correction.as_of),
                Change::between("sheets", &sheets(&before.recognised), &sheets(&correction.recognised)),
                Change::between("columns", &columns(&before.recognised), &columns(&correction.recognised)),
            ]);
        self.record(vec![entry])
    }

    /// Throws a roster away that is not part of the ledger.
    ///
    /// # Errors
    /// [`StorageError::StaleVersion`] when somebody was faster; [`ProblemCode::RosterCommitted`],
    /// [`ProblemCode::RosterBusy`].
    pub fn discard_roster(&mut self, id: RosterId, revision: i64) -> Result<(), StorageError> {
        let before = self.idle_roster(id)?;
        if before.summary.status == RosterStatus::Committed {
            return Err(rule(ProblemCode::RosterCommitted));
        }
        self.bump(id, revision)?;
        diesel::delete(rosters::table.find((Bind(self.operation()), Bind(id)))).execute(self.conn)?;
        let entry =
            Entry::new(EntryKind::RosterDiscarded, SubjectKind::Roster, id).named(&before.summary.filename);
        self.record(vec![entry])
    }

    /// Raises the revision, and holds the row until the transaction ends.
    pub(super) fn bump(&mut self, id: RosterId, revision: i64) -> Result<(), StorageError> {
        let row = rosters::table.find((Bind(self.operation()), Bind(id)));
        let raised = diesel::update(row.filter(rosters::revision.eq(revision)))
            .set(rosters::revision.eq(rosters::revision + 1))
            .execute(self.conn)?;
        if raised == 1 {
            return Ok(());
        }
        let current = row.select(rosters::revision).first(self.conn)?;
        Err(StorageError::StaleVersion { current })
    }

    /// Notes how far a roster is.
    pub(super) fn set_status(
        &mut self,
        id: RosterId,
        status: RosterStatus,
        counts: RowCounts,
    ) -> Result<(), StorageError> {
        let row = rosters::table.find((Bind(self.operation()), Bind(id)));
        diesel::update(row)
            .set((
                rosters::status.eq(status.as_str()),
                rosters::counts.eq(Bind(counts)),
                rosters::revision.eq(rosters::revision + 1),
            ))
            .execute(self.conn)?;
        match status {
            RosterStatus::Committed => {
                diesel::update(row)
                    .set((
                        rosters::committed_at.eq(Bind(self.now)),
                        rosters::undone_at.eq(None::<Bind<DateTime<Utc>>>),
                    ))
                    .execute(self.conn)?;
            }
            RosterStatus::Undone => {
                diesel::update(row).set(rosters::undone_at.eq(Bind(self.now))).execute(self.conn)?;
            }
            RosterStatus::Recognised | RosterStatus::Previewed => return Ok(()),
        }
        coverage::mark_roster(self.conn, self.actor.operation_id, id)
    }
}

type RestColumns = (
    rosters::size,
    rosters::as_of,
    rosters::recognition,
    rosters::undone_at,
    rosters::revision,
    rosters::content_digest,
);
const REST: RestColumns = (
    rosters::size,
    rosters::as_of,
    rosters::recognition,
    rosters::undone_at,
    rosters::revision,
    rosters::content_digest,
);
type RestRow = (i64, Option<NaiveDate>, Json<Recognised>, Option<DateTime<Utc>>, i64, Vec<u8>);

/// What a person corrected, with what was recognised anew by it.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The office that sent the list.
    pub source: SourceRecord,
    /// The day for which it stands.
    pub as_of: Option<NaiveDate>,
    /// What is recognised now.
    pub recognised: Recognised,
}

/// How much of the operation an organisation sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Every household.
    Everything,
    /// Some of them.
    Part,
}
