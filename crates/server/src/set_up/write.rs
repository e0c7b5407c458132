//! Writing a set-up: all of it in one transaction, or nothing.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use domain::ids::OperationId;
use storage::{
    Connection, Database, StorageError,
    areas::{NewArea, PlannedArea, plan_tree},
    journal::Author,
    unscoped::{
        accounts::{self, NewUser},
        setup::{self, NewCategory, NewOperation, NewOrganisation},
    },
};

use super::SetUp;

/// Begins the operation. `hashes` are the users' hashed passwords, in their order.
///
/// # Errors
/// [`StorageError::Conflict`] when an operation of this code or a user of one of these names exists; nothing is written then.
pub fn write(
    database: &Database,
    set_up: &SetUp,
    hashes: Vec<String>,
    now: DateTime<Utc>,
) -> Result<OperationId, StorageError> {
    let areas = plan_tree(set_up.areas.iter().map(new_area).collect()).map_err(StorageError::internal)?;
    let plan = Arc::new((set_up.clone(), areas, hashes));
    database.write(move |conn| {
        let (set_up, areas, hashes) = &*plan;
        begin(conn, set_up, areas, hashes, now)
    })
}

fn begin(
    conn: &mut Connection,
    set_up: &SetUp,
    areas: &[PlannedArea],
    hashes: &[String],
    now: DateTime<Utc>,
) -> Result<OperationId, StorageError> {
    let operation = setup::create_operation(conn, &new_operation(set_up), now)?;
    setup::load_areas(conn, operation, areas, now)?;
    setup::add_categories(conn, operation, &new_categories(set_up))?;
    let mut organisations = HashMap::new();
    for organisation in &set_up.organisations {
        let new = NewOrganisation {
            name: organisation.name.clone(),
            kind: organisation.kind,
            line: organisation.line,
            area_id: setup::area_by_code(conn, operation, &organisation.area_code)?,
        };
        organisations
            .insert(organisation.name.as_str(), setup::add_organisation(conn, operation, &new, now)?);
    }
    let author = Author::system(operation, now);
    for (user, password_hash) in set_up.users.iter().zip(hashes) {
        let organisation_id =
            organisations.get(user.organisation.as_str()).copied().ok_or(StorageError::NotFound)?;
        let new = NewUser {
            organisation_id,
            username: user.username.clone(),
            display_name: user.display_name.clone(),
            role: user.role,
            duties: user.duties.clone(),
            language: user.language,
            password_hash: password_hash.clone(),
        };
        accounts::create(conn, &author, &new)?;
    }
    Ok(operation)
}

fn new_operation(set_up: &SetUp) -> NewOperation {
    let super::Operation { code, name_zh, name_en, time_zone, starts_on } = set_up.operation.clone();
    NewOperation { code, name_zh, name_en, time_zone, starts_on }
}

fn new_categories(set_up: &SetUp) -> Vec<NewCategory> {
    let new = |category: super::Category| {
        let super::Category { code, name_zh, name_en, aliases } = category;
        NewCategory { code, name_zh, name_en, aliases }
    };
    set_up.categories.iter().cloned().map(new).collect()
}

fn new_area(area: &super::Area) -> NewArea {
    let super::Area { code, name, level, parent_code } = area.clone();
    NewArea { code, name, level, parent_code }
}
