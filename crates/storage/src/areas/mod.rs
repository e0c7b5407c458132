//! The tree of areas.

mod administration;
mod lists;
mod moving;
mod renewal;
mod tree;

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use domain::{
    administration::DirectoryState,
    areas::{AreaLevel, AreaPath},
    ids::{AreaId, OperationId},
    rosters::areas::{AreaEntry, AreaIndex, Place},
};

use crate::{
    Connection, Scoped, Slice, StorageError, Store,
    columns::Bind,
    connection::MultiBackend,
    organisations::state_of,
    prepared::{Prepare as _, padded, padded_texts},
    schema::areas,
    text::{contains_pattern, end_of_prefix, lower},
};

pub use administration::{AreaChanges, AreaFacts};
pub use lists::{ImportedAreas, MissingArea};
pub(crate) use moving::moves;
pub(crate) use renewal::is_settled;
pub use renewal::{Renewal, Renewed, renew_some};
pub use tree::{AreaTreeError, NewArea, PlannedArea, plan_tree};

/// An area with the way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaRow {
    /// The area.
    pub id: AreaId,
    /// Its official code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How deep it lies.
    pub level: AreaLevel,
    /// The area above it.
    pub parent_id: Option<AreaId>,
    /// The official code of that area.
    pub parent_code: Option<String>,
    /// Where it lies in the tree.
    pub path: AreaPath,
    /// The names from the root to the area above.
    pub ancestors: Vec<String>,
    /// Whether areas lie below it.
    pub has_children: bool,
    /// Whether it is still in use.
    pub state: DirectoryState,
    /// Counts the changes.
    pub revision: i64,
    /// Whether the actor's organisation keeps it.
    pub within_reach: bool,
    /// What is still being brought up to date since it was renamed or moved.
    pub renewal: Option<Renewal>,
}

/// An area where another row refers to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaRef {
    /// The area.
    pub id: AreaId,
    /// Its name.
    pub name: String,
    /// How deep it lies.
    pub level: AreaLevel,
    /// The names from the root to the area above.
    pub ancestors: Vec<String>,
}

/// Which areas.
#[derive(Debug, Clone, Default)]
pub struct AreaFilter {
    /// Only those directly below this one.
    pub parent_id: Option<AreaId>,
    /// Only those of this level.
    pub level: Option<AreaLevel>,
    /// Part of the name, or the beginning of the code.
    pub words: Option<String>,
    /// Only those in use, or only those that have ended.
    pub state: Option<DirectoryState>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = areas, check_for_backend(MultiBackend))]
struct Columns {
    id: AreaId,
    code: String,
    name: String,
    level: AreaLevel,
    parent_id: Option<AreaId>,
    path: String,
    active: bool,
    revision: i64,
}

impl Store {
    /// Areas of the operation in the order of the official list; a slice goes on from an area's path.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn areas(
        &self,
        filter: AreaFilter,
        slice: Slice<AreaPath>,
    ) -> Result<Vec<AreaRow>, StorageError> {
        self.read(move |scoped| {
            let mut query = areas::table
                .filter(areas::operation_id.eq(Bind(scoped.operation())))
                .order(areas::path)
                .limit(slice.limit)
                .select(Columns::as_select())
                .into_boxed();
            if let Some(after) = &slice.after {
                query = query.filter(areas::path.gt(after.as_str().to_owned()));
            }
            if let Some(parent) = filter.parent_id {
                query = query.filter(areas::parent_id.eq(Bind(parent)));
            }
            if let Some(state) = filter.state {
                query = query.filter(areas::active.eq(state == DirectoryState::Active));
            }
            if let Some(level) = filter.level {
                query = query.filter(areas::level.eq(Bind(level)));
            }
            if let Some(words) = filter.words.as_deref().filter(|words| !words.is_empty()) {
                let named = lower(areas::name).like(contains_pattern(&words.to_lowercase())).escape('\\');
                query = match end_of_prefix(words) {
                    Some(end) => {
                        query.filter(named.or(areas::code.ge(words.to_owned()).and(areas::code.lt(end))))
                    }
                    None => query.filter(named),
                };
            }
            let rows = query.load::<Columns>(scoped.conn)?;
            scoped.with_ancestors(rows)
        })
        .await
    }

    /// One area of the operation.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the operation has no such area.
    pub async fn area(&self, id: AreaId) -> Result<AreaRow, StorageError> {
        self.read(move |scoped| scoped.area(id)).await
    }
}

impl Scoped<'_> {
    fn area(&mut self, id: AreaId) -> Result<AreaRow, StorageError> {
        let row = areas::table
            .filter(areas::operation_id.eq(Bind(self.operation())))
            .filter(areas::id.eq(Bind(id)))
            .select(Columns::as_select())
            .first::<Columns>(self.conn)?;
        self.with_ancestors(vec![row])?.pop().ok_or(StorageError::NotFound)
    }

    fn with_ancestors(&mut self, rows: Vec<Columns>) -> Result<Vec<AreaRow>, StorageError> {
        let operation = self.operation();
        let names = ancestor_names(self.conn, operation, rows.iter().map(|row| row.path.as_str()))?;
        let parents: HashSet<AreaId> = areas::table
            .filter(areas::operation_id.eq(Bind(operation)))
            .filter(areas::parent_id.eq_any(rows.iter().map(|row| Some(Bind(row.id)))))
            .select(areas::parent_id.assume_not_null())
            .distinct()
            .load(self.conn)?
            .into_iter()
            .collect();
        let ids: Vec<AreaId> = rows.iter().map(|row| row.id).collect();
        let renewals: HashMap<AreaId, Renewal> = self.renewals_of(&ids)?.into_iter().collect();
        Ok(rows
            .into_iter()
            .map(|Columns { id, code, name, level, parent_id, path, active, revision }| {
                let (ancestors, parent_code) = (names.of(&path), names.code_above(&path));
                let path = AreaPath::from_stored(path);
                AreaRow {
                    id,
                    code,
                    name,
                    level,
                    parent_id,
                    parent_code,
                    ancestors,
                    has_children: parents.contains(&id),
                    state: state_of(active),
                    revision,
                    within_reach: self.actor.reaches_area(&path).is_ok(),
                    renewal: renewals.get(&id).copied(),
                    path,
                }
            })
            .collect())
    }

    /// An area of the operation, where an id in a request names one.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the operation has no such area.
    pub fn place(&mut self, id: AreaId) -> Result<Place, StorageError> {
        let path = areas::table
            .filter(areas::operation_id.eq(Bind(self.operation())))
            .filter(areas::id.eq(Bind(id)))
            .select(areas::path)
            .first(self.conn)?;
        Ok(Place { id, path: AreaPath::from_stored(path) })
    }

    /// An area of the operation that something new may be put at.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the operation has no such area, or it has ended.
    pub(crate) fn place_in_use(&mut self, id: AreaId) -> Result<Place, StorageError> {
        let path = areas::table
            .filter(areas::operation_id.eq(Bind(self.operation())))
            .filter(areas::id.eq(Bind(id)))
            .filter(areas::active.eq(true))
            .select(areas::path)
            .first(self.conn)?;
        Ok(Place { id, path: AreaPath::from_stored(path) })
    }

    /// Areas as other rows show them.
    pub(crate) fn area_refs(
        &mut self,
        ids: &HashSet<AreaId>,
    ) -> Result<HashMap<AreaId, AreaRef>, StorageError> {
        let operation = self.operation();
        let rows: Vec<(AreaId, String, AreaLevel, String)> = areas::table
            .filter(areas::operation_id.eq(Bind(operation)))
            .filter(areas::id.eq_any(padded(ids.iter().copied())))
            .select((areas::id, areas::name, areas::level, areas::path))
            .prepared()
            .load(self.conn)?;
        let names = ancestor_names(self.conn, operation, rows.iter().map(|row| row.3.as_str()))?;
        Ok(rows
            .into_iter()
            .map(|(id, name, level, path)| (id, AreaRef { id, name, level, ancestors: names.of(&path) }))
            .collect())
    }

    /// An area of which its path is known, too, as other rows show it: in one statement, unless it was moved just now.
    ///
    /// # Errors
    /// [`StorageError::NotFound`].
    pub(crate) fn area_at(&mut self, area: AreaId, path: &AreaPath) -> Result<AreaRef, StorageError> {
        let paths = paths_above(path.as_str()).chain([path.as_str()]);
        let rows: Vec<(AreaId, String, AreaLevel, String, String)> = areas::table
            .filter(areas::operation_id.eq(Bind(self.operation())))
            .filter(areas::path.eq_any(padded_texts(paths)))
            .select((areas::id, areas::name, areas::level, areas::path, areas::code))
            .prepared()
            .load(self.conn)?;
        let Some((id, name, level, ..)) = rows.iter().find(|row| row.0 == area).cloned() else {
            return self.area_refs(&HashSet::from([area]))?.remove(&area).ok_or(StorageError::NotFound);
        };
        let names = Names(rows.into_iter().map(|(_, name, _, path, code)| (path, (name, code))).collect());
        Ok(AreaRef { id, name, level, ancestors: names.of(path.as_str()) })
    }

    /// All areas of the operation by their words, for reading rosters.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] before the areas are loaded.
    pub fn area_index(&mut self) -> Result<AreaIndex, StorageError> {
        let root = self.operation_row()?.root_area_id.ok_or(StorageError::NotFound)?;
        let root = self.place(root)?;
        let rows: Vec<(AreaId, String, AreaLevel, String)> = areas::table
            .filter(areas::operation_id.eq(Bind(self.operation())))
            .order(areas::path)
            .select((areas::id, areas::path, areas::level, areas::name))
            .load(self.conn)?;
        Ok(AreaIndex::new(
            root,
            rows.into_iter().map(|(id, path, level, name)| AreaEntry {
                place: Place { id, path: AreaPath::from_stored(path) },
                level,
                name,
            }),
        ))
    }
}

/// Names and codes of areas by their paths.
struct Names(HashMap<String, (String, String)>);

impl Names {
    fn of(&self, path: &str) -> Vec<String> {
        paths_above(path).filter_map(|above| Some(self.0.get(above)?.0.clone())).collect()
    }

    fn code_above(&self, path: &str) -> Option<String> {
        Some(self.0.get(paths_above(path).last()?)?.1.clone())
    }
}

/// The paths of the areas that an area lies in, from the root.
fn paths_above(path: &str) -> impl Iterator<Item = &str> {
    let inner = path.strip_suffix('/').unwrap_or(path);
    inner.match_indices('/').filter_map(|(at, _)| path.get(..=at))
}

fn ancestor_names<'a>(
    conn: &mut Connection,
    operation: OperationId,
    paths: impl Iterator<Item = &'a str>,
) -> Result<Names, StorageError> {
    let above: HashSet<&str> = paths.flat_map(paths_above).collect();
    let names: Vec<(String, String, String)> = areas::table
        .filter(areas::operation_id.eq(Bind(operation)))
        .filter(areas::path.eq_any(padded_texts(above)))
        .select((areas::path, areas::name, areas::code))
        .prepared()
        .load(conn)?;
    Ok(Names(names.into_iter().map(|(path, name, code)| (path, (name, code))).collect()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_way_to_an_area() {
        let above: Vec<_> = super::paths_above("0001/0002/0015/").collect();
        assert_eq!(above, ["0001/", "0001/0002/"]);
        assert_eq!(super::paths_above("0001/").count(), 0);
    }
}
