//! The four locks, tried on every operation of the contract. A new operation is tried without a line here, unless it has
//! an id in its address: then [`Samples`] must know one, or the test says so.
#![cfg(test)]

#[path = "../contract_walk/mod.rs"]
mod contract_walk;
mod matrix;

use contract_walk::{Operation, Samples, operations, public_operations};
use domain::{
    access::{Permission, permissions},
    users::Role,
};
use reqwest::StatusCode;
use test_support::{TestApp, app::answer, app::json_of, on_both_engines};

/// What anyone may ask. A new public operation is added here on purpose or not at all.
const PUBLIC: [&str; 8] = [
    "sign_in",
    "sign_in_second_step",
    "refresh_session",
    "preview_acceptance",
    "accept_invitation",
    "alive",
    "ready",
    "metrics",
];

#[test]
fn every_operation_names_its_permission_or_is_known_to_be_public() {
    for operation in operations() {
        let known = Permission::ALL.iter().any(|permission| permission.as_str() == operation.permission);
        let permitted = known || operation.permission == "self" || PUBLIC.contains(&operation.id.as_str());
        assert!(permitted, "{} names no permission but `{}`", operation.id, operation.permission);
    }
    let mut public = public_operations();
    public.sort();
    let mut expected = PUBLIC.to_vec();
    expected.sort_unstable();
    assert_eq!(public, expected);
}

on_both_engines! {
    async fn without_a_token_nobody_gets_in(db) {
        let app = TestApp::new(db);
        let samples = Samples::of(&app).await;
        for operation in signed_in_operations() {
            let request = operation.request(&samples, |method, path| app.request(method, path));
            let response = answer(request).await;
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{}", operation.id);
            assert_eq!(json_of(response).await["code"], "unauthenticated", "{}", operation.id);
        }
    }

    async fn with_every_permission_but_that_one_nobody_gets_in(db) {
        let app = TestApp::new(db);
        let samples = Samples::of(&app).await;
        let user = app.sign_in("xq.admin").await;
        for operation in signed_in_operations().into_iter().filter(|operation| operation.permission != "self") {
            let permission: Permission = operation.permission.parse().unwrap();
            app.deny(&[permission]);
            let response = answer(operation.request(&samples, |method, path| user.request(method, path))).await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{}", operation.id);
            assert_eq!(json_of(response).await["code"], "forbidden", "{}", operation.id);
        }
    }

    async fn with_that_permission_alone_one_gets_in(db) {
        let app = TestApp::new(db);
        let samples = Samples::of(&app).await;
        let user = app.sign_in("xq.admin").await;
        for operation in signed_in_operations().into_iter().filter(|operation| operation.permission != "self") {
            let others: Vec<Permission> =
                Permission::ALL.iter().copied().filter(|permission| permission.as_str() != operation.permission).collect();
            app.deny(&others);
            let status = answer(operation.request(&samples, |method, path| user.request(method, path))).await.status();
            let refused = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
            // What an example's body refers to is not there.
            let missing = status == StatusCode::NOT_FOUND && operation.has_id();
            assert!(!refused && !missing, "{} answers {status}", operation.id);
        }
    }

    async fn another_operations_things_are_not_found(db) {
        let app = TestApp::new(db);
        let samples = Samples::of(&app).await;
        let stranger = app.sign_in("flood.admin").await;
        for operation in signed_in_operations().into_iter().filter(Operation::has_id) {
            let response = answer(operation.request(&samples, |method, path| stranger.request(method, path))).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{}", operation.id);
            assert_eq!(json_of(response).await["code"], "not_found", "{}", operation.id);
        }
    }

    async fn another_organisations_things_are_not_found(db) {
        let app = TestApp::new(db);
        let samples = Samples::of(&app).await;
        for (name, role) in [
            ("cdc.union", Role::Manager),
            ("zhongbei.union", Role::Manager),
            ("market.partner", Role::Coordinator),
            ("zhongbei.admin", Role::Administrator),
            ("market.admin", Role::Administrator),
        ] {
            let other = app.sign_in(name).await;
            for operation in signed_in_operations().into_iter().filter(|operation| samples.is_private(operation)) {
                if operation.permission != "self" && !permissions(role).iter().any(|one| one.as_str() == operation.permission) {
                    continue;
                }
                let response = answer(operation.request(&samples, |method, path| other.request(method, path))).await;
                assert_eq!(response.status(), StatusCode::NOT_FOUND, "{} for {name}", operation.id);
            }
        }
    }
}

fn signed_in_operations() -> Vec<Operation> {
    operations().into_iter().filter(|operation| operation.permission != "public").collect()
}
