//! The list of gaps: what is missing where, and whose move it is.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    access::Visibility,
    coverage::GapKind,
    households::ReferenceCode,
    ids::{HouseholdId, OrganisationId, PersonId, RosterId, SourceId},
    organisations::Line,
};
use serde::{Deserialize, Serialize};

use super::{
    figures::Seen,
    keep::KeptGap,
    named::{Mentioned, Names},
    workers::{EmployerFilter, Place},
};
use crate::{
    Scoped, Slice, StorageError, Store,
    areas::AreaRef,
    columns::{AnyId, Bind, Json},
    connection::MultiBackend,
    prepared::padded,
    rosters::RowCell,
    schema::{coverage_gaps, roster_rows, rosters},
};

/// Which gaps. All that are given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GapFilter {
    /// Of this kind.
    pub kind: Option<GapKind>,
    /// Whose move.
    pub mover: Option<MoverFilter>,
    /// The move of this line's organisations.
    pub line: Option<Line>,
    /// Here.
    pub place: Option<Place>,
    /// Of this employer's workers.
    pub employer: Option<EmployerFilter>,
    /// Where this source says something else than the ledger.
    pub source_id: Option<SourceId>,
}

/// Whose move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoverFilter {
    /// The actor's organisation's.
    Mine,
    /// Another's.
    Organisation(OrganisationId),
}

/// A gap's place in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapKey {
    pub(super) area_path: String,
    pub(super) id: uuid::Uuid,
}

/// A gap as the list shows it.
#[derive(Debug, Clone)]
pub struct GapRow {
    /// Its place in the list.
    pub key: GapKey,
    /// What is missing.
    pub kind: GapKind,
    /// Whose move it is.
    pub mover: Option<(OrganisationId, String)>,
    /// Whom it is about.
    pub person_id: Option<PersonId>,
    /// Their name, or the household's.
    pub name: String,
    /// The household, with its reference and where it lies.
    pub household: Option<(HouseholdId, ReferenceCode, AreaRef)>,
    /// The employer among the organisations.
    pub employer_name: Option<String>,
    /// The row of a roster that waits: the roster, its file and the row's number.
    pub row: Option<(RosterId, String, i32)>,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl Store {
    /// Gaps by area.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the filter names an area that does not exist.
    pub async fn coverage_gaps(
        &self,
        filter: GapFilter,
        slice: Slice<GapKey>,
    ) -> Result<Vec<GapRow>, StorageError> {
        self.read(move |scoped| scoped.coverage_gaps(&filter, &slice)).await
    }
}

impl Scoped<'_> {
    pub(super) fn coverage_gaps(
        &mut self,
        filter: &GapFilter,
        slice: &Slice<GapKey>,
    ) -> Result<Vec<GapRow>, StorageError> {
        let mut query = coverage_gaps::table
            .filter(coverage_gaps::operation_id.eq(Bind(self.operation())))
            .order((coverage_gaps::area_path, coverage_gaps::id))
            .limit(slice.limit)
            .select(KeptGap::as_select())
            .into_boxed::<MultiBackend>();
        query = match self.actor.visibility.clone() {
            Visibility::Area(path) => query
                .filter(coverage_gaps::area_path.ge(path.as_str().to_owned()))
                .filter(coverage_gaps::area_path.lt(path.end_of_subtree())),
            Visibility::Employer(own) => query.filter(coverage_gaps::employer_id.eq(Bind(own))),
            Visibility::Referred(_) => return Ok(Vec::new()),
        };
        if self.sees_rosters() == Seen::No {
            let rows = [GapKind::WorkerWaits, GapKind::MemberWaits];
            query = query.filter(diesel::dsl::not(coverage_gaps::kind.eq_any(padded(rows))));
        }
        if let Some(kind) = filter.kind {
            query = query.filter(coverage_gaps::kind.eq(Bind(kind)));
        }
        if let Some((from, to)) = self.range_of(filter.place)? {
            query = query.filter(coverage_gaps::area_path.ge(from)).filter(coverage_gaps::area_path.lt(to));
        }
        let mover = filter.mover.map(|mover| match mover {
            MoverFilter::Mine => self.actor.organisation_id,
            MoverFilter::Organisation(id) => id,
        });
        if let Some(mover) = mover {
            query = query.filter(coverage_gaps::mover_id.eq(Bind(mover)));
        }
        if let Some(line) = filter.line {
            query = query.filter(coverage_gaps::line.eq(Bind(line)));
        }
        query = match filter.employer {
            None => query,
            Some(EmployerFilter::Nobody) => query.filter(coverage_gaps::employer_id.is_null()),
            Some(EmployerFilter::Organisation(id)) => query.filter(coverage_gaps::employer_id.eq(Bind(id))),
        };
        if let Some(source) = filter.source_id {
            query = query.filter(coverage_gaps::source_set.like(format!("%{source},%")));
        }
        if let Some(GapKey { area_path, id }) = &slice.after {
            query = query.filter(coverage_gaps::area_path.ge(area_path.clone())).filter(
                coverage_gaps::area_path
                    .gt(area_path.clone())
                    .or(coverage_gaps::id.gt(Bind(AnyId::from_uuid(*id)))),
            );
        }
        let found: Vec<KeptGap> = query.load(self.conn)?;
        self.named_gaps(found)
    }

    fn named_gaps(&mut self, found: Vec<KeptGap>) -> Result<Vec<GapRow>, StorageError> {
        let mut mentioned = Mentioned::default();
        for gap in &found {
            mentioned.households.extend(gap.household_id);
            mentioned.persons.extend(gap.person_id);
            mentioned.organisations.extend(gap.mover_id.into_iter().chain(gap.employer_id));
        }
        let names = Names::of(self, mentioned)?;
        let rows = self.names_in_rows(&found)?;
        let row = |gap: KeptGap| {
            let organisation = |id: OrganisationId| names.organisations.get(&id).cloned();
            let home = gap.household_id.and_then(|id| names.households.get(&id));
            let waiting = gap.roster_id.zip(gap.row_no);
            let said = waiting.and_then(|at| rows.get(&at));
            let name = gap
                .person_id
                .and_then(|id| names.persons.get(&id).cloned())
                .or_else(|| home.map(|(household, _)| household.name.clone()))
                .or_else(|| said.map(|(name, _)| name.clone()));
            GapRow {
                kind: gap.kind,
                mover: gap.mover_id.and_then(|id| Some((id, organisation(id)?))),
                person_id: gap.person_id,
                name: name.unwrap_or_default(),
                household: home
                    .map(|(household, area)| (household.id, household.reference.clone(), area.clone())),
                employer_name: gap.employer_id.and_then(organisation),
                row: waiting.zip(said).map(|((roster, row_no), (_, file))| (roster, file.clone(), row_no)),
                since: gap.since,
                key: GapKey { area_path: gap.area_path, id: gap.id.as_uuid() },
            }
        };
        Ok(found.into_iter().map(row).collect())
    }

    fn names_in_rows(&mut self, gaps: &[KeptGap]) -> Result<NamesInRows, StorageError> {
        let mut wanted: HashMap<RosterId, Vec<i32>> = HashMap::new();
        for gap in gaps {
            if let (Some(roster), Some(row_no)) = (gap.roster_id, gap.row_no) {
                wanted.entry(roster).or_default().push(row_no);
            }
        }
        let mut names = HashMap::new();
        for (roster, numbers) in wanted {
            let file: String = rosters::table
                .find((Bind(self.operation()), Bind(roster)))
                .select(rosters::filename)
                .first(self.conn)?;
            let rows: Vec<(i32, Json<Vec<RowCell>>)> = roster_rows::table
                .filter(roster_rows::operation_id.eq(Bind(self.operation())))
                .filter(roster_rows::roster_id.eq(Bind(roster)))
                .filter(roster_rows::row_no.eq_any(numbers))
                .select((roster_rows::row_no, roster_rows::cells))
                .load(self.conn)?;
            let named = rows
                .into_iter()
                .map(|(row_no, Json(cells))| ((roster, row_no), (name_in(&cells), file.clone())));
            names.extend(named);
        }
        Ok(names)
    }
}

/// The names that rows of rosters say, with the names of the files.
type NamesInRows = HashMap<(RosterId, i32), (String, String)>;

/// The name that a row says.
pub(super) fn name_in(cells: &[RowCell]) -> String {
    let named = cells.iter().find(|cell| cell.field == domain::rosters::fields::Field::Name.as_str());
    named.map(|cell| domain::text::tidy_name(&cell.value)).unwrap_or_default()
}
