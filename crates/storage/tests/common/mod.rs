//! An operation to test with: a district of two towns, the offices of each, a hospital and a supermarket.
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses a part of it")]

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    areas::AreaLevel,
    ids::{AreaId, OperationId, OrganisationId, UserId},
    organisations::{Line, OrganisationKind},
    users::{Language, Role},
};
use storage::{
    Database, SecretKey, Store, Vault,
    areas::{NewArea, plan_tree},
    journal::Author,
    unscoped::{accounts, setup},
};

/// The moment at which tests begin.
pub fn start() -> DateTime<Utc> {
    "2020-02-11T08:00:00Z".parse().unwrap()
}

/// Some minutes later.
pub fn minutes(n: i64) -> DateTime<Utc> {
    start() + TimeDelta::minutes(n)
}

pub fn vault() -> Arc<Vault> {
    Arc::new(Vault::new(&SecretKey::new([1; 32]), &SecretKey::new([2; 32])))
}

/// What [`World::new`] made.
#[derive(Debug, Clone)]
pub struct World {
    pub database: Database,
    pub operation: OperationId,
    pub district: UserId,
    pub first_town: UserId,
    pub second_town: UserId,
    pub hospital: UserId,
    pub supermarket: UserId,
}

impl World {
    pub fn new(database: &Database, code: &str) -> Self {
        let (database, code) = (database.clone(), code.to_owned());
        let (operation, users) = database.write(move |tx| build(tx, &code)).unwrap();
        let [district, first_town, second_town, hospital, supermarket] = users;
        Self { database, operation, district, first_town, second_town, hospital, supermarket }
    }

    /// The store of one of the users, at the start.
    pub fn store(&self, user: UserId) -> Store {
        self.store_at(user, start())
    }

    pub fn store_at(&self, user: UserId, at: DateTime<Utc>) -> Store {
        let operation = self.operation;
        let actor = self.database.read(|conn| accounts::actor(conn, operation, user)).unwrap();
        Store::new(self.database.clone(), actor, vault(), at)
    }

    pub fn system(&self) -> Author {
        Author::system(self.operation, start())
    }
}

fn build(
    tx: &mut storage::Connection,
    code: &str,
) -> Result<(OperationId, [UserId; 5]), storage::StorageError> {
    let now = start();
    let operation = setup::create_operation(
        tx,
        &setup::NewOperation {
            code: code.to_owned(),
            name_zh: "抗疫后方".to_owned(),
            name_en: "Homefront".to_owned(),
            time_zone: "Asia/Shanghai".to_owned(),
            starts_on: now.date_naive(),
        },
        now,
    )?;
    let area = |code: &str, name: &str, level, parent: &str| NewArea {
        code: code.to_owned(),
        name: name.to_owned(),
        level,
        parent_code: Some(parent.to_owned()).filter(|parent| !parent.is_empty()),
    };
    let tree = plan_tree(vec![
        area("120111", "西青区", AreaLevel::District, ""),
        area("120111001", "大寺镇", AreaLevel::Town, "120111"),
        area("120111002", "精武镇", AreaLevel::Town, "120111"),
        area("120111001201", "王庄子村村委会", AreaLevel::Village, "120111001"),
        area("120111001202", "门道口村委会", AreaLevel::Village, "120111001"),
        area("120111002201", "王庄子村委会", AreaLevel::Village, "120111002"),
    ])
    .unwrap();
    setup::load_areas(tx, operation, &tree, now)?;
    let mut user = |area: &str, kind, line: Option<Line>, name: &str, username: &str, role| {
        let area_id: AreaId = setup::area_by_code(tx, operation, area)?;
        let new = setup::NewOrganisation { name: name.to_owned(), kind, line, area_id };
        let organisation_id: OrganisationId = setup::add_organisation(tx, operation, &new, now)?;
        accounts::create(
            tx,
            &Author::system(operation, now),
            &accounts::NewUser {
                organisation_id,
                username: format!("{code}.{username}").parse().unwrap(),
                display_name: format!("{name}的人"),
                role,
                duties: Vec::new(),
                language: Language::Chinese,
                password_hash: "hash".to_owned(),
            },
        )
    };
    let union = Some(Line::Union);
    let users = [
        user("120111", OrganisationKind::Area, union, "西青区总工会", "district", Role::Administrator)?,
        user("120111001", OrganisationKind::Area, union, "大寺镇工会", "first", Role::Coordinator)?,
        user("120111002", OrganisationKind::Area, union, "精武镇工会", "second", Role::Coordinator)?,
        user("120111", OrganisationKind::Employer, None, "西青医院", "hospital", Role::Manager)?,
        user("120111", OrganisationKind::Partner, None, "Supermarket 超市", "market", Role::Viewer)?,
    ];
    Ok((operation, users))
}
