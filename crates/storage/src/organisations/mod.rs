//! Offices, employers and partners.

mod administration;

use std::collections::HashSet;

use diesel::prelude::*;
use domain::{
    access::Visibility,
    administration::DirectoryState,
    areas::AreaPath,
    ids::{AreaId, OrganisationId},
    organisations::{Line, OrganisationKind},
};

use crate::{
    Scoped, Slice, StorageError, Store,
    areas::AreaRef,
    columns::Bind,
    connection::MultiBackend,
    schema::organisations,
    text::{contains_pattern, lower},
};

pub use administration::{OrganisationChanges, OrganisationFacts};

/// An organisation of the operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRow {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// The form of its name that orders lists.
    pub name_key: String,
    /// Its kind, which decides what it sees.
    pub kind: OrganisationKind,
    /// Its line; employers and partners have none.
    pub line: Option<Line>,
    /// The area it sits at.
    pub area: AreaRef,
    /// Whether it still takes part.
    pub state: DirectoryState,
    /// Counts the changes.
    pub revision: i64,
    /// Whether the actor's organisation answers for it.
    pub within_reach: bool,
}

/// Which organisations.
#[derive(Debug, Clone, Default)]
pub struct OrganisationFilter {
    /// Only this kind.
    pub kind: Option<OrganisationKind>,
    /// Only this line.
    pub line: Option<Line>,
    /// Only those at this area or below it.
    pub area_id: Option<AreaId>,
    /// Part of the name.
    pub words: Option<String>,
    /// Only those that take part, or only those that have ended.
    pub state: Option<DirectoryState>,
    /// Whose organisations.
    pub reach: Reach,
}

/// Whose organisations are looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// Everyone's.
    #[default]
    Operation,
    /// Those that the actor's organisation answers for.
    Own,
}

/// An organisation's place in the list: its name key and its id.
pub type OrganisationKey = (String, OrganisationId);

#[derive(Queryable, Selectable)]
#[diesel(table_name = organisations, check_for_backend(MultiBackend))]
struct Columns {
    id: OrganisationId,
    name: String,
    name_key: String,
    kind: OrganisationKind,
    line: Option<Line>,
    area_id: AreaId,
    area_path: String,
    active: bool,
    revision: i64,
}

impl Store {
    /// Organisations of the operation by name. The directory is open to all of the operation: a coordinator names any
    /// hospital as an employer.
    ///
    /// # Errors
    /// As [`crate::Database::read`]; [`StorageError::NotFound`] when the filter names an area that does not exist.
    pub async fn organisations(
        &self,
        filter: OrganisationFilter,
        slice: Slice<OrganisationKey>,
    ) -> Result<Vec<OrganisationRow>, StorageError> {
        self.read(move |scoped| {
            let mut query = organisations::table
                .filter(organisations::operation_id.eq(Bind(scoped.operation())))
                .order((organisations::name_key, organisations::id))
                .limit(slice.limit)
                .select(Columns::as_select())
                .into_boxed();
            if let Some((name, id)) = &slice.after {
                query = query.filter(
                    organisations::name_key
                        .ge(name.clone())
                        .and(organisations::name_key.gt(name.clone()).or(organisations::id.gt(Bind(*id)))),
                );
            }
            if let Some(kind) = filter.kind {
                query = query.filter(organisations::kind.eq(Bind(kind)));
            }
            if let Some(state) = filter.state {
                query = query.filter(organisations::active.eq(state == DirectoryState::Active));
            }
            if filter.reach == Reach::Own {
                query = match &scoped.actor.visibility {
                    Visibility::Area(path) => query.filter(
                        organisations::area_path
                            .ge(path.as_str().to_owned())
                            .and(organisations::area_path.lt(path.end_of_subtree())),
                    ),
                    Visibility::Employer(own) | Visibility::Referred(own) => {
                        query.filter(organisations::id.eq(Bind(*own)))
                    }
                };
            }
            if let Some(line) = filter.line {
                query = query.filter(organisations::line.eq(Bind(line)));
            }
            if let Some(area) = filter.area_id {
                let path: AreaPath = scoped.place(area)?.path;
                query = query
                    .filter(organisations::area_path.ge(path.as_str().to_owned()))
                    .filter(organisations::area_path.lt(path.end_of_subtree()));
            }
            if let Some(words) = filter.words.as_deref().filter(|words| !words.is_empty()) {
                let pattern = contains_pattern(&words.to_lowercase());
                query = query.filter(lower(organisations::name).like(pattern).escape('\\'));
            }
            let rows = query.load::<Columns>(scoped.conn)?;
            scoped.with_areas(rows)
        })
        .await
    }

    /// One organisation of the operation.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the operation has no such organisation.
    pub async fn organisation(&self, id: OrganisationId) -> Result<OrganisationRow, StorageError> {
        self.read(move |scoped| scoped.organisation(id)).await
    }
}

impl Scoped<'_> {
    fn organisation(&mut self, id: OrganisationId) -> Result<OrganisationRow, StorageError> {
        let row = organisations::table
            .filter(organisations::operation_id.eq(Bind(self.operation())))
            .filter(organisations::id.eq(Bind(id)))
            .select(Columns::as_select())
            .first::<Columns>(self.conn)?;
        self.with_areas(vec![row])?.pop().ok_or(StorageError::NotFound)
    }

    fn with_areas(&mut self, rows: Vec<Columns>) -> Result<Vec<OrganisationRow>, StorageError> {
        let areas = self.area_refs(&rows.iter().map(|row| row.area_id).collect::<HashSet<_>>())?;
        rows.into_iter()
            .map(|row| {
                let area = areas.get(&row.area_id).cloned().ok_or(StorageError::NotFound)?;
                let path = AreaPath::from_stored(row.area_path);
                let within_reach = self.actor.reaches(row.id, &path).is_ok();
                let Columns { id, name, name_key, kind, line, active, revision, .. } = row;
                let state = state_of(active);
                Ok(OrganisationRow { id, name, name_key, kind, line, area, state, revision, within_reach })
            })
            .collect()
    }

    /// The employers of the operation by the comparable form of their names, for reading rosters.
    ///
    /// # Errors
    /// As the engine's.
    pub fn employers(&mut self) -> Result<Vec<(OrganisationId, String)>, StorageError> {
        Ok(organisations::table
            .filter(organisations::operation_id.eq(Bind(self.operation())))
            .filter(organisations::kind.eq(Bind(OrganisationKind::Employer)))
            .filter(organisations::active.eq(true))
            .order((organisations::name_key, organisations::id))
            .select((organisations::id, organisations::name))
            .load(self.conn)?)
    }
}

/// The state that a column `active` says.
pub(crate) const fn state_of(active: bool) -> DirectoryState {
    if active { DirectoryState::Active } else { DirectoryState::Ended }
}
