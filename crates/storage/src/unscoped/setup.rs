//! Laying out an operation: its areas, categories, organisations and sources.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::{
    areas::{AreaPath, area_name_key},
    ids::{AreaId, OperationId, OrganisationId, SourceId},
    organisations::{Line, OrganisationKind},
    text::name_key,
};

use crate::{
    Connection, StorageError,
    areas::PlannedArea,
    columns::Bind,
    dialect::insert_all,
    ids,
    operations::OperationRow,
    schema::{areas, operations, organisations, sources, worker_categories},
};

/// An operation to be.
#[derive(Debug, Clone)]
pub struct NewOperation {
    /// The word for it on the command line.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// Its time zone (IANA).
    pub time_zone: String,
    /// Its first day.
    pub starts_on: NaiveDate,
}

/// A category of workers to be.
#[derive(Debug, Clone)]
pub struct NewCategory {
    /// Its stable word.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The words for it on rosters.
    pub aliases: Vec<String>,
}

/// An organisation to be.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    /// Its name.
    pub name: String,
    /// Its kind, which decides what it sees.
    pub kind: OrganisationKind,
    /// Its line; employers and partners have none.
    pub line: Option<Line>,
    /// The area it sits at.
    pub area_id: AreaId,
}

/// An office that sends rosters, to be.
#[derive(Debug, Clone)]
pub struct NewSource {
    /// Its stable word.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Which organisation that is, where it is one of the operation's.
    pub organisation_id: Option<OrganisationId>,
}

/// Begins an operation.
///
/// # Errors
/// [`StorageError::Conflict`] when the code is taken.
pub fn create_operation(
    conn: &mut Connection,
    new: &NewOperation,
    now: DateTime<Utc>,
) -> Result<OperationId, StorageError> {
    let id = ids::new(OperationId::from_uuid, now);
    diesel::insert_into(operations::table)
        .values((
            operations::id.eq(Bind(id)),
            operations::code.eq(&new.code),
            operations::name_zh.eq(&new.name_zh),
            operations::name_en.eq(&new.name_en),
            operations::time_zone.eq(&new.time_zone),
            operations::starts_on.eq(new.starts_on),
            operations::created_at.eq(Bind(now)),
        ))
        .execute(conn)?;
    Ok(id)
}

/// The operations, the oldest first.
///
/// # Errors
/// As the engine's.
pub fn operations(conn: &mut Connection) -> Result<Vec<OperationRow>, StorageError> {
    Ok(operations::table
        .order((operations::created_at, operations::id))
        .select(OperationRow::as_select())
        .load(conn)?)
}

/// Loads an operation's areas, once.
///
/// # Errors
/// [`StorageError::Conflict`] when it has areas already.
pub fn load_areas(
    conn: &mut Connection,
    operation: OperationId,
    planned: &[PlannedArea],
    now: DateTime<Utc>,
) -> Result<usize, StorageError> {
    let mut by_code = std::collections::HashMap::new();
    let mut rows = Vec::with_capacity(planned.len());
    let mut root = None;
    for PlannedArea { area, path, position } in planned {
        let id = ids::new(AreaId::from_uuid, now);
        by_code.insert(area.code.as_str(), id);
        // Parents come first.
        let parent = area.parent_code.as_deref().and_then(|code| by_code.get(code)).copied();
        root = root.or(Some(id));
        let key = area_name_key(area.level, &area.name);
        rows.push((
            areas::operation_id.eq(Bind(operation)),
            areas::id.eq(Bind(id)),
            areas::code.eq(area.code.clone()),
            areas::name.eq(area.name.clone()),
            areas::short_name.eq(key.clone()),
            areas::name_key.eq(key),
            areas::level.eq(Bind(area.level)),
            areas::parent_id.eq(parent.map(Bind)),
            areas::path.eq(path.as_str().to_owned()),
            areas::position.eq(i32::try_from(*position).unwrap_or(i32::MAX)),
        ));
    }
    insert_all!(conn, areas::table, rows)?;
    diesel::update(operations::table.filter(operations::id.eq(Bind(operation))))
        .set(operations::root_area_id.eq(root.map(Bind)))
        .execute(conn)?;
    Ok(planned.len())
}

/// An area by its official code.
///
/// # Errors
/// [`StorageError::NotFound`].
pub fn area_by_code(
    conn: &mut Connection,
    operation: OperationId,
    code: &str,
) -> Result<AreaId, StorageError> {
    Ok(areas::table
        .filter(areas::operation_id.eq(Bind(operation)))
        .filter(areas::code.eq(code))
        .select(areas::id)
        .first(conn)?)
}

/// Defines the operation's worker categories, in the order of its lists.
///
/// # Errors
/// [`StorageError::Conflict`] when one of them is defined already.
pub fn add_categories(
    conn: &mut Connection,
    operation: OperationId,
    categories: &[NewCategory],
) -> Result<(), StorageError> {
    let rows: Vec<_> = (1..)
        .zip(categories)
        .map(|(position, category): (i32, _)| {
            (
                worker_categories::operation_id.eq(Bind(operation)),
                worker_categories::code.eq(category.code.clone()),
                worker_categories::name_zh.eq(category.name_zh.clone()),
                worker_categories::name_en.eq(category.name_en.clone()),
                worker_categories::aliases.eq(Bind(category.aliases.clone())),
                worker_categories::position.eq(position),
            )
        })
        .collect();
    Ok(insert_all!(conn, worker_categories::table, rows)?)
}

/// Adds an organisation.
///
/// # Errors
/// [`StorageError::Conflict`] when the area has one of that name; [`StorageError::NotFound`] when there is no such area.
pub fn add_organisation(
    conn: &mut Connection,
    operation: OperationId,
    new: &NewOrganisation,
    now: DateTime<Utc>,
) -> Result<OrganisationId, StorageError> {
    let path: String = areas::table
        .filter(areas::operation_id.eq(Bind(operation)))
        .filter(areas::id.eq(Bind(new.area_id)))
        .select(areas::path)
        .first(conn)?;
    let path = AreaPath::from_stored(path);
    let id = ids::new(OrganisationId::from_uuid, now);
    diesel::insert_into(organisations::table)
        .values((
            organisations::operation_id.eq(Bind(operation)),
            organisations::id.eq(Bind(id)),
            organisations::area_id.eq(Bind(new.area_id)),
            organisations::area_path.eq(path.as_str()),
            organisations::kind.eq(Bind(new.kind)),
            organisations::line.eq(new.line.map(Bind)),
            organisations::name.eq(&new.name),
            organisations::name_key.eq(name_key(&new.name)),
            organisations::created_at.eq(Bind(now)),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Adds an office that sends rosters.
///
/// # Errors
/// [`StorageError::Conflict`] when the code is taken.
pub fn add_source(
    conn: &mut Connection,
    operation: OperationId,
    new: &NewSource,
    now: DateTime<Utc>,
) -> Result<SourceId, StorageError> {
    let id = ids::new(SourceId::from_uuid, now);
    diesel::insert_into(sources::table)
        .values((
            sources::operation_id.eq(Bind(operation)),
            sources::id.eq(Bind(id)),
            sources::organisation_id.eq(new.organisation_id.map(Bind)),
            sources::name.eq(&new.name),
            sources::code.eq(&new.code),
            sources::column_memory.eq(Bind(serde_json::json!({}))),
        ))
        .execute(conn)?;
    Ok(id)
}
