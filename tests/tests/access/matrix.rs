//! Every role, at every kind of organisation, on every operation of the contract.

use domain::{access::Permission, administration::Standing, ids::UserId, users::Role};
use reqwest::StatusCode;
use storage::{journal::Author, unscoped::accounts};
use test_support::{SignedIn, TestApp, TestDatabase, app::answer, app::json_of, on_both_engines};

use crate::{
    contract_walk::{Operation, Samples},
    signed_in_operations,
};

/// An organisation with somebody who works there, and whether it sees what [`Samples`] holds.
struct Place {
    username: &'static str,
    sees: Sees,
}

#[derive(PartialEq, Eq)]
enum Sees {
    /// The households of the samples.
    Them,
    /// None of them.
    Nothing,
}

const PLACES: [Place; 5] = [
    Place { username: "xq.union", sees: Sees::Them },
    Place { username: "zhongbei.union", sees: Sees::Nothing },
    Place { username: "hospital.union", sees: Sees::Them },
    Place { username: "cdc.union", sees: Sees::Nothing },
    Place { username: "market.partner", sees: Sees::Nothing },
];

/// The least role that may: what offices agreed upon, written down a second time.
const fn least(permission: Permission) -> Role {
    match permission {
        Permission::AreasRead
        | Permission::OrganisationsRead
        | Permission::UsersRead
        | Permission::LedgerRead
        | Permission::LedgerReveal => Role::Viewer,
        Permission::LedgerWrite | Permission::LedgerExport | Permission::RostersRead => Role::Coordinator,
        Permission::LedgerAssign
        | Permission::LedgerAnonymise
        | Permission::RostersWrite
        | Permission::JournalRead => Role::Manager,
        Permission::OperationWrite
        | Permission::AreasWrite
        | Permission::OrganisationsWrite
        | Permission::UsersWrite
        | Permission::AuditRead => Role::Administrator,
    }
}

fn may(role: Role, operation: &Operation) -> bool {
    let rank = |role| Role::ALL.iter().position(|one| *one == role);
    match operation.permission.parse::<Permission>() {
        Ok(permission) => rank(role) >= rank(least(permission)),
        Err(_) => operation.permission == "self",
    }
}

fn give(app: &TestApp, user: UserId, role: Role) {
    let operation = app.store_of("xq.union").actor().operation_id;
    let author = Author::system(operation, app.clock().now());
    let before = app.database().read(|conn| accounts::standing(conn, operation, user)).unwrap();
    let after = Standing { role, ..before.clone() };
    app.database().write(move |conn| accounts::set_standing(conn, &author, user, &before, &after)).unwrap();
}

/// What an operation answers to somebody, compared with what it has to.
async fn fault<'a>(
    user: &mut SignedIn<'a>,
    app: &'a TestApp,
    samples: &Samples,
    (role, place): (Role, &Place),
    operation: &Operation,
) -> Option<String> {
    let mut response = answer(operation.request(samples, |method, path| user.request(method, path))).await;
    if response.status() == StatusCode::UNAUTHORIZED {
        // The one before has ended the session, as signing out does.
        *user = app.sign_in(place.username).await;
        response = answer(operation.request(samples, |method, path| user.request(method, path))).await;
    }
    let status = response.status();
    let code = if status.is_success() { String::new() } else { json_of(response).await["code"].to_string() };
    let is_refused = status == StatusCode::FORBIDDEN;
    let is_hidden = status == StatusCode::NOT_FOUND;
    let fits = match (may(role, operation), &place.sees) {
        (false, _) => is_refused,
        (true, Sees::Nothing) if samples.is_private(operation) => is_hidden,
        (true, _) => status != StatusCode::UNAUTHORIZED && !is_refused && !status.is_server_error(),
    };
    (!fits).then(|| format!("{role} at {}: {} answers {status} {code}", place.username, operation.id))
}

on_both_engines! {
    async fn each_role_at_each_kind_of_organisation_on_each_operation(db) {
        let all = signed_in_operations();
        let mut faults = Vec::new();
        let mut tried = 0;
        for role in Role::ALL {
            for place in &PLACES {
                // Operations change what others are tried on, so each user has a district of their own.
                let app = TestApp::new(TestDatabase::new(db.engine()));
                let samples = Samples::of(&app).await;
                give(&app, app.store_of(place.username).actor().user_id, *role);
                let mut user = app.sign_in(place.username).await;
                for operation in &all {
                    faults.extend(fault(&mut user, &app, &samples, (*role, place), operation).await);
                    tried += 1;
                }
            }
        }
        println!(
            "access matrix on {:?}: {} roles x {} organisations of 3 kinds x {} operations = {tried} cells",
            db.engine(), Role::ALL.len(), PLACES.len(), all.len(),
        );
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
