//! Areas: added below one's own, renamed, ended.

use reqwest::StatusCode;
use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, app::json_of, on_both_engines};

use crate::support::{area, etag, household, id, problem};

async fn add(user: &SignedIn<'_>, parent: &str, code: &str, name: &str) -> reqwest::Response {
    user.post("/api/v1/areas", &json!({"parent_id": parent, "code": code, "name": name})).await
}

async fn change(user: &SignedIn<'_>, seen: &Value, patch: &Value) -> reqwest::Response {
    user.patch(&format!("/api/v1/areas/{}", id(seen)), &etag(seen), patch).await
}

on_both_engines! {
    async fn a_village_is_added_behind_its_siblings_and_takes_households(db) {
        let app = TestApp::new(db);
        let town = app.sign_in("zhongbei.admin").await;
        let own = area(&town, "120111100").await;
        let added = add(&town, &own, "120111100999", " 金谊 花园社区").await;
        assert_eq!(added.status(), StatusCode::CREATED);
        let added = json_of(added).await;
        assert_eq!((added["level"].as_str(), added["may_change"].as_bool()), (Some("village"), Some(true)));
        let siblings = town.get_json(&format!("/api/v1/areas?parent_id={own}&limit=200")).await;
        assert_eq!(siblings["items"].as_array().unwrap().last().unwrap()["id"], added["id"]);
        let taken = problem(add(&town, &own, "120111100999", "又一村").await, 422, "invalid").await;
        assert_eq!((taken["errors"][0]["pointer"].as_str(), taken["errors"][0]["code"].as_str()), (Some("/code"), Some("code_taken")));
        problem(add(&town, id(&added), "1", "x").await, 409, "area_too_deep").await;
        for beyond in ["120111", "120111001"] {
            let parent = area(&town, beyond).await;
            let refused = problem(add(&town, &parent, "120111999", "某村").await, 422, "invalid").await;
            assert_eq!(refused["errors"][0]["pointer"], "/parent_id");
        }
        let coordinator = app.sign_in("zhongbei.union").await;
        let entered = coordinator.post("/api/v1/households", &household(id(&added), "孟一凡", "19900000001")).await;
        assert_eq!(entered.status(), StatusCode::CREATED);
    }

    async fn an_area_that_has_ended_takes_nothing_new(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let town = admin.get_json(&format!("/api/v1/areas/{}", area(&admin, "120111100").await)).await;
        problem(change(&admin, &town, &json!({"state": "ended"})).await, 409, "area_has_areas").await;
        let village = json_of(add(&admin, id(&town), "120111100999", "拆迁村").await).await;
        let ended = json_of(change(&admin, &village, &json!({"state": "ended"})).await).await;
        assert_eq!(ended["state"], "ended");
        let refused = admin.post("/api/v1/households", &household(id(&village), "孟一凡", "19900000001")).await;
        assert_eq!(problem(refused, 422, "invalid").await["errors"][0]["pointer"], "/area_id");
        let new = json!({"name": "拆迁村居委会", "kind": "area", "line": "community", "area_id": id(&village)});
        problem(admin.post("/api/v1/organisations", &new).await, 422, "invalid").await;
        let count = async |query: &str| {
            admin.get_json(&format!("/api/v1/areas?q=拆迁村{query}")).await["items"].as_array().unwrap().len()
        };
        assert_eq!((count("").await, count("&state=ended").await), (0, 1));
        problem(change(&admin, &village, &json!({"name": "x"})).await, 412, "stale").await;
    }

    async fn a_name_is_mended_by_those_whose_area_it_is(db) {
        let app = TestApp::new(db);
        let town = app.sign_in("zhongbei.admin").await;
        let elsewhere = town.get_json(&format!("/api/v1/areas/{}", area(&town, "120111001").await)).await;
        assert_eq!(elsewhere["may_change"], false);
        problem(change(&town, &elsewhere, &json!({"name": "x"})).await, 404, "not_found").await;
        let own = town.get_json(&format!("/api/v1/areas/{}", area(&town, "120111100").await)).await;
        let renamed = json_of(change(&town, &own, &json!({"name": "中北新镇"})).await).await;
        assert_eq!(renamed["name"], "中北新镇");
        let hospital = app.sign_in("hospital.admin").await;
        problem(change(&hospital, &renamed, &json!({"name": "x"})).await, 404, "not_found").await;
    }
}
