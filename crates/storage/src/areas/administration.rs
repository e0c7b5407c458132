//! Adding areas and changing them.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    administration::{DirectoryState, level_below},
    areas::{AreaLevel, AreaPath, area_name_key},
    ids::AreaId,
    journal::{Change, EntryKind, SubjectKind},
    problems::ProblemCode,
};

use super::{
    AreaRow,
    renewal::{alone, subtree},
};
use crate::{
    ConflictKind, Scoped, StorageError, Store,
    columns::Bind,
    dialect::{Places, Turn, take_turn},
    ids,
    journal::Entry,
    organisations::state_of,
    refusal::{Answer, Fault, Refusal},
    schema::areas,
    users::rule,
};

/// An area to enter.
#[derive(Debug, Clone)]
pub struct AreaFacts {
    /// The area above it.
    pub parent_id: AreaId,
    /// Its official code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// What is to be different; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct AreaChanges {
    /// Its name.
    pub name: Option<String>,
    /// Whether it is still in use.
    pub state: Option<DirectoryState>,
    /// The area above it.
    pub parent_id: Option<AreaId>,
}

/// An area that the actor's organisation keeps.
pub(crate) struct ReachedArea {
    pub name: String,
    pub level: AreaLevel,
    pub path: AreaPath,
    pub parent_id: Option<AreaId>,
    pub active: bool,
    pub revision: i64,
}

impl Scoped<'_> {
    /// An area that lies in the actor's own.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when it does not.
    pub(crate) fn reached_area(&mut self, id: AreaId) -> Result<ReachedArea, StorageError> {
        let (name, level, path, parent_id, active, revision): (_, _, String, _, _, _) = areas::table
            .filter(areas::operation_id.eq(Bind(self.operation())))
            .filter(areas::id.eq(Bind(id)))
            .select((
                areas::name,
                areas::level,
                areas::path,
                areas::parent_id,
                areas::active,
                areas::revision,
            ))
            .first(self.conn)?;
        let path = AreaPath::from_stored(path);
        self.actor.reaches_area(&path).map_err(|_| StorageError::NotFound)?;
        Ok(ReachedArea { name, level, path, parent_id, active, revision })
    }

    fn add_area(&mut self, facts: &AreaFacts, today: NaiveDate) -> Answer<AreaRow> {
        let operation = self.operation();
        take_turn(self.conn, operation, Turn::Administering)?;
        let parent = match self.reached_area(facts.parent_id) {
            Ok(parent) if parent.active => parent,
            Ok(_) | Err(StorageError::NotFound) => {
                return Ok(Err(Refusal::Fields(vec![Fault::at(
                    "",
                    "/parent_id",
                    ProblemCode::UnknownReference,
                )])));
            }
            Err(error) => return Err(error),
        };
        let level = level_below(parent.level).map_err(rule)?;
        let was_divided = self.is_divided(facts.parent_id)?;
        let position = self.next_position(facts.parent_id, &parent.path)?;
        let path = parent.path.child(position);
        let id = ids::new(AreaId::from_uuid, self.now);
        let key = area_name_key(level, &facts.name);
        diesel::insert_into(areas::table)
            .values((
                areas::operation_id.eq(Bind(operation)),
                areas::id.eq(Bind(id)),
                areas::code.eq(&facts.code),
                areas::name.eq(&facts.name),
                areas::short_name.eq(&key),
                areas::name_key.eq(&key),
                areas::level.eq(Bind(level)),
                areas::parent_id.eq(Some(Bind(facts.parent_id))),
                areas::path.eq(path.as_str()),
                areas::position.eq(i32::try_from(position).map_err(StorageError::internal)?),
            ))
            .execute(self.conn)?;
        let mut entry = Entry::new(EntryKind::AreaCreated, SubjectKind::Area, id)
            .named(&facts.name)
            .changing([Change::set("code", &facts.code), Change::set("level", &level)]);
        path.as_str().clone_into(&mut entry.area_path);
        self.record(vec![entry])?;
        if !was_divided {
            // Of whom only the parent was known, the village is not known from now on.
            self.renew_households(facts.parent_id, &[alone(&parent.path)], today)?;
        }
        Ok(Ok(self.area(id)?))
    }

    fn change_area(
        &mut self,
        id: AreaId,
        revision: i64,
        changes: &AreaChanges,
        today: NaiveDate,
    ) -> Answer<AreaRow> {
        take_turn(self.conn, self.operation(), Turn::Administering)?;
        let before = self.reached_area(id)?;
        if before.revision != revision {
            return Err(StorageError::StaleVersion { current: before.revision });
        }
        let name = changes.name.clone().unwrap_or_else(|| before.name.clone());
        let state = changes.state.unwrap_or(state_of(before.active));
        let parent = changes.parent_id.filter(|parent| before.parent_id != Some(*parent));
        if state == DirectoryState::Ended && before.active {
            self.refuse_with_areas_below(id)?;
        }
        let differences: Vec<Change> = [
            Change::between("name", &before.name, &name),
            Change::between("state", &state_of(before.active), &state),
            Change::between("parent_id", &before.parent_id, &parent.or(before.parent_id)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if differences.is_empty() {
            return Ok(Ok(self.area(id)?));
        }
        let moved = match parent.map(|parent| self.move_area(id, &before, parent, today)).transpose()? {
            Some(Err(fault)) => return Ok(Err(Refusal::Fields(vec![fault]))),
            moved => moved.and_then(Result::ok),
        };
        let key = area_name_key(before.level, &name);
        let this = areas::table
            .filter(areas::operation_id.eq(Bind(self.operation())))
            .filter(areas::id.eq(Bind(id)));
        diesel::update(this)
            .set((
                areas::name.eq(&name),
                areas::short_name.eq(&key),
                areas::name_key.eq(&key),
                areas::active.eq(state == DirectoryState::Active),
                areas::revision.eq(areas::revision + 1),
            ))
            .execute(self.conn)?;
        let mut entry = Entry::new(EntryKind::AreaUpdated, SubjectKind::Area, id).named(&name);
        before.path.as_str().clone_into(&mut entry.area_path);
        entry.changes = differences;
        self.record(vec![entry])?;
        match moved {
            Some(moved) => {
                let job = self.renew_households(id, &moved.ranges, today)?;
                self.remember_move(id, &moved, job)?;
            }
            None if name != before.name => {
                self.renew_households(id, &[subtree(&before.path)], today)?;
            }
            None => {}
        }
        Ok(Ok(self.area(id)?))
    }

    fn refuse_with_areas_below(&mut self, id: AreaId) -> Result<(), StorageError> {
        let below: Option<AreaId> = areas::table
            .filter(areas::operation_id.eq(Bind(self.operation())))
            .filter(areas::parent_id.eq(Bind(id)))
            .filter(areas::active.eq(true))
            .select(areas::id)
            .first(self.conn)
            .optional()?;
        if below.is_some() { Err(rule(ProblemCode::AreaHasAreas)) } else { Ok(()) }
    }
}

impl Store {
    /// Adds an area below one of the actor's own, behind its siblings.
    ///
    /// # Errors
    /// [`ProblemCode::AreaTooDeep`] below a village; what else stands against it is a [`Refusal`].
    pub async fn add_area(&self, facts: AreaFacts, today: NaiveDate) -> Answer<AreaRow> {
        match self.write_with(Places::Change, move |scoped| scoped.add_area(&facts, today)).await {
            Err(StorageError::Conflict(ConflictKind::Taken)) => {
                Ok(Err(Refusal::Fields(vec![Fault::at("", "/code", ProblemCode::CodeTaken)])))
            }
            outcome => outcome,
        }
    }

    /// Changes an area and returns it.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] beyond the actor's reach; [`StorageError::StaleVersion`];
    /// [`ProblemCode::AreaHasAreas`] when one ends below which others are in use; a parent that it cannot go to is a
    /// [`Refusal`].
    pub async fn change_area(
        &self,
        id: AreaId,
        revision: i64,
        changes: AreaChanges,
        today: NaiveDate,
    ) -> Answer<AreaRow> {
        let change = move |scoped: &mut Scoped<'_>| scoped.change_area(id, revision, &changes, today);
        self.write_with(Places::Change, change).await
    }
}
