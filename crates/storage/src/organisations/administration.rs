//! Adding organisations and changing them.

use diesel::prelude::*;
use domain::{
    administration::DirectoryState,
    areas::AreaPath,
    ids::{AreaId, OrganisationId},
    journal::{Change, EntryKind, SubjectKind},
    organisations::{Line, OrganisationKind},
    problems::ProblemCode,
    text::name_key,
};

use super::{OrganisationRow, state_of};
use crate::{
    ConflictKind, Scoped, StorageError, Store,
    columns::Bind,
    journal::{Author, Entry},
    refusal::{Answer, Fault, Refusal},
    schema::organisations,
    unscoped::{
        accounts,
        setup::{self, NewOrganisation},
    },
    users::rule,
};

/// An organisation to enter.
#[derive(Debug, Clone)]
pub struct OrganisationFacts {
    /// Its name.
    pub name: String,
    /// Its kind, which decides what it sees. It stays.
    pub kind: OrganisationKind,
    /// Its line; employers and partners have none.
    pub line: Option<Line>,
    /// The area it sits at.
    pub area_id: AreaId,
}

/// What is to be different; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct OrganisationChanges {
    /// Its name.
    pub name: Option<String>,
    /// Its line.
    pub line: Option<Option<Line>>,
    /// The area it sits at.
    pub area_id: Option<AreaId>,
    /// Whether it still takes part. The users of one that does not cannot sign in.
    pub state: Option<DirectoryState>,
}

/// An organisation within the actor's reach.
pub(crate) struct Reached {
    pub name: String,
    pub kind: OrganisationKind,
    pub line: Option<Line>,
    pub area_id: AreaId,
    pub active: bool,
    pub revision: i64,
}

impl Scoped<'_> {
    /// An organisation that the actor's organisation answers for.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when it does not.
    pub(crate) fn reached_organisation(&mut self, id: OrganisationId) -> Result<Reached, StorageError> {
        let (name, kind, line, area_id, path, active, revision): (_, _, _, _, String, _, _) =
            organisations::table
                .filter(organisations::operation_id.eq(Bind(self.operation())))
                .filter(organisations::id.eq(Bind(id)))
                .select((
                    organisations::name,
                    organisations::kind,
                    organisations::line,
                    organisations::area_id,
                    organisations::area_path,
                    organisations::active,
                    organisations::revision,
                ))
                .first(self.conn)?;
        self.actor.reaches(id, &AreaPath::from_stored(path)).map_err(|_| StorageError::NotFound)?;
        Ok(Reached { name, kind, line, area_id, active, revision })
    }

    /// An area that something new may be put at: it lies in the actor's own and has not ended.
    fn open_area(&mut self, id: AreaId) -> Result<Result<(), Fault>, StorageError> {
        match self.reached_area(id) {
            Ok(area) if area.active => Ok(Ok(())),
            Ok(_) | Err(StorageError::NotFound) => {
                Ok(Err(Fault::at("", "/area_id", ProblemCode::UnknownReference)))
            }
            Err(error) => Err(error),
        }
    }
}

/// Only area organisations have a line.
fn line_of(kind: OrganisationKind, line: Option<Line>) -> Result<Option<Line>, Fault> {
    match (kind, line) {
        (OrganisationKind::Employer | OrganisationKind::Partner, Some(_)) => {
            Err(Fault::at("", "/line", ProblemCode::Invalid))
        }
        (_, line) => Ok(line),
    }
}

/// A name that the area has already, as a fault of the field.
fn name_taken<T>(outcome: Result<T, StorageError>) -> Answer<T> {
    match outcome {
        Ok(value) => Ok(Ok(value)),
        Err(StorageError::Conflict(ConflictKind::Taken)) => {
            Ok(Err(Refusal::Fields(vec![Fault::at("", "/name", ProblemCode::NameTaken)])))
        }
        Err(error) => Err(error),
    }
}

impl Store {
    /// Adds an organisation at an area of the actor's own.
    ///
    /// # Errors
    /// As the engine's; what stands against it is a [`Refusal`].
    pub async fn add_organisation(&self, facts: OrganisationFacts) -> Answer<OrganisationRow> {
        let added = self
            .write(move |scoped| {
                let checked = scoped.open_area(facts.area_id)?.and(line_of(facts.kind, facts.line).map(drop));
                if let Err(fault) = checked {
                    return Ok(Err(Refusal::Fields(vec![fault])));
                }
                let OrganisationFacts { name, kind, line, area_id } = facts.clone();
                let new = NewOrganisation { name, kind, line, area_id };
                let (operation, now) = (scoped.operation(), scoped.now);
                let id = setup::add_organisation(scoped.conn, operation, &new, now)?;
                let path = scoped.place(new.area_id)?.path;
                scoped.movers_changed(&path)?;
                let entry = Entry::new(EntryKind::OrganisationCreated, SubjectKind::Organisation, id)
                    .named(&new.name)
                    .of_organisation(id)
                    .changing([
                        Change::set("kind", &new.kind),
                        Change::set("line", &new.line),
                        Change::set("area_id", &new.area_id),
                    ]);
                scoped.record(vec![entry])?;
                Ok(Ok(scoped.organisation(id)?))
            })
            .await;
        name_taken(added).map(Result::flatten)
    }

    /// Changes an organisation and returns it.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] beyond the actor's reach; [`StorageError::StaleVersion`]; the rules
    /// [`ProblemCode::OwnOrganisation`] and [`ProblemCode::LastAdministrator`].
    pub async fn change_organisation(
        &self,
        id: OrganisationId,
        revision: i64,
        changes: OrganisationChanges,
    ) -> Answer<OrganisationRow> {
        let changed = self.write(move |scoped| scoped.change_organisation(id, revision, &changes)).await;
        name_taken(changed).map(Result::flatten)
    }
}

impl Scoped<'_> {
    fn change_organisation(
        &mut self,
        id: OrganisationId,
        revision: i64,
        changes: &OrganisationChanges,
    ) -> Answer<OrganisationRow> {
        let before = self.reached_organisation(id)?;
        if before.revision != revision {
            return Err(StorageError::StaleVersion { current: before.revision });
        }
        let name = changes.name.clone().unwrap_or_else(|| before.name.clone());
        let area_id = changes.area_id.unwrap_or(before.area_id);
        let state = changes.state.unwrap_or(state_of(before.active));
        let line = match line_of(before.kind, changes.line.unwrap_or(before.line)) {
            Ok(line) => line,
            Err(fault) => return Ok(Err(Refusal::Fields(vec![fault]))),
        };
        let is_moved = area_id != before.area_id;
        if is_moved && let Err(fault) = self.open_area(area_id)? {
            return Ok(Err(Refusal::Fields(vec![fault])));
        }
        if id == self.actor.organisation_id && (is_moved || state == DirectoryState::Ended) {
            return Err(rule(ProblemCode::OwnOrganisation));
        }
        let differences: Vec<Change> = [
            Change::between("name", &before.name, &name),
            Change::between("line", &before.line, &line),
            Change::between("area_id", &before.area_id, &area_id),
            Change::between("state", &state_of(before.active), &state),
        ]
        .into_iter()
        .flatten()
        .collect();
        if differences.is_empty() {
            return Ok(Ok(self.organisation(id)?));
        }
        let path = self.place(area_id)?.path;
        let is_another = is_moved || line != before.line || state != state_of(before.active);
        if is_another && before.kind == OrganisationKind::Area {
            let left = self.place(before.area_id)?.path;
            self.movers_changed(&left)?;
            self.movers_changed(&path)?;
        }
        let author = Author::actor(self.actor, self.now);
        accounts::keeping_an_administrator(self.conn, author.operation_id, |conn| {
            let this = organisations::table
                .filter(organisations::operation_id.eq(Bind(author.operation_id)))
                .filter(organisations::id.eq(Bind(id)));
            diesel::update(this)
                .set((
                    organisations::name.eq(&name),
                    organisations::name_key.eq(name_key(&name)),
                    organisations::line.eq(line.map(Bind)),
                    organisations::area_id.eq(Bind(area_id)),
                    organisations::area_path.eq(path.as_str()),
                    organisations::active.eq(state == DirectoryState::Active),
                    organisations::revision.eq(organisations::revision + 1),
                ))
                .execute(conn)?;
            Ok(())
        })?;
        let mut entry = Entry::new(EntryKind::OrganisationUpdated, SubjectKind::Organisation, id)
            .named(&name)
            .of_organisation(id);
        entry.changes = differences;
        self.record(vec![entry])?;
        Ok(Ok(self.organisation(id)?))
    }
}
