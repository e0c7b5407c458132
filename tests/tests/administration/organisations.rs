//! Organisations: added, changed, ended.

use reqwest::StatusCode;
use serde_json::{Value, json};
use test_support::{PASSWORD, SignedIn, TestApp, app::json_of, on_both_engines};

use crate::support::{area, etag, id, organisation, problem};

async fn show(user: &SignedIn<'_>, id: &str) -> Value {
    user.get_json(&format!("/api/v1/organisations/{id}")).await
}

async fn change(user: &SignedIn<'_>, seen: &Value, patch: &Value) -> reqwest::Response {
    user.patch(&format!("/api/v1/organisations/{}", id(seen)), &etag(seen), patch).await
}

on_both_engines! {
    async fn an_area_office_adds_within_its_area(db) {
        let app = TestApp::new(db);
        let town = app.sign_in("zhongbei.admin").await;
        let (own, above, beside) =
            (area(&town, "120111100").await, area(&town, "120111").await, area(&town, "120111001").await);
        let new = |area: &str, kind: &str, line: Option<&str>| {
            json!({"name": "中北镇志愿者协会", "area_id": area, "kind": kind, "line": line})
        };
        for area in [&above, &beside] {
            let refused = problem(town.post("/api/v1/organisations", &new(area, "partner", None)).await, 422, "invalid").await;
            assert_eq!(refused["errors"][0]["pointer"], "/area_id");
        }
        let lined = town.post("/api/v1/organisations", &new(&own, "partner", Some("union"))).await;
        assert_eq!(problem(lined, 422, "invalid").await["errors"][0]["pointer"], "/line");
        let added = town.post("/api/v1/organisations", &new(&own, "partner", None)).await;
        assert_eq!(added.status(), StatusCode::CREATED);
        let location = added.headers().get("location").unwrap().to_str().unwrap().to_owned();
        let added = json_of(added).await;
        assert_eq!((added["state"].as_str(), added["may_change"].as_bool()), (Some("active"), Some(true)));
        assert_eq!(town.get_json(&location).await, added);
        let twice = problem(town.post("/api/v1/organisations", &new(&own, "partner", None)).await, 422, "invalid").await;
        assert_eq!((twice["errors"][0]["pointer"].as_str(), twice["errors"][0]["code"].as_str()), (Some("/name"), Some("name_taken")));
    }

    async fn employers_and_partners_keep_none_but_themselves(db) {
        let app = TestApp::new(db);
        let hospital = app.sign_in("hospital.admin").await;
        let town = area(&hospital, "120111101").await;
        let new = json!({"name": "西青医院分院", "kind": "employer", "area_id": town});
        problem(hospital.post("/api/v1/organisations", &new).await, 422, "invalid").await;
        let own = show(&hospital, &organisation(&hospital, "西青医院").await).await;
        let renamed = change(&hospital, &own, &json!({"name": "西青人民医院"})).await;
        assert_eq!(renamed.status(), StatusCode::OK);
        let kept = hospital.get_json("/api/v1/organisations?may_change=true").await;
        let kept: Vec<&str> = kept["items"].as_array().unwrap().iter().map(id).collect();
        assert_eq!(kept, [id(&own)]);
        let other = show(&hospital, &organisation(&hospital, "西青区中医医院").await).await;
        assert_eq!(other["may_change"], false);
        problem(change(&hospital, &other, &json!({"name": "x"})).await, 404, "not_found").await;
    }

    async fn one_that_has_ended_lets_nobody_in_and_comes_back(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let member = app.sign_in("zhongbei.league").await;
        let seen = show(&admin, &organisation(&admin, "中北镇团委").await).await;
        let ended = change(&admin, &seen, &json!({"state": "ended"})).await;
        assert_eq!(ended.status(), StatusCode::OK);
        let ended = json_of(ended).await;
        assert_eq!(member.get("/api/v1/me").await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(app.try_sign_in("zhongbei.league", PASSWORD).await.status(), StatusCode::UNAUTHORIZED);
        let listed = async |state: &str| {
            let page = admin.get_json(&format!("/api/v1/organisations?q=中北镇团委&state={state}")).await;
            page["items"].as_array().unwrap().len()
        };
        assert_eq!((listed("active").await, listed("ended").await), (0, 1));
        problem(change(&admin, &seen, &json!({"state": "active"})).await, 412, "stale").await;
        assert_eq!(change(&admin, &ended, &json!({"state": "active"})).await.status(), StatusCode::OK);
        assert_eq!(app.try_sign_in("zhongbei.league", PASSWORD).await.status(), StatusCode::CREATED);
    }

    async fn ones_own_organisation_stays_where_it_is(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let own = show(&admin, &organisation(&admin, "西青区总工会").await).await;
        problem(change(&admin, &own, &json!({"state": "ended"})).await, 409, "own_organisation").await;
        let town = area(&admin, "120111100").await;
        problem(change(&admin, &own, &json!({"area_id": town})).await, 409, "own_organisation").await;
    }

    async fn a_town_office_moves_nothing_out_of_its_town(db) {
        let app = TestApp::new(db);
        let town = app.sign_in("zhongbei.admin").await;
        let women = show(&town, &organisation(&town, "中北镇妇联").await).await;
        let district = area(&town, "120111").await;
        let moved = problem(change(&town, &women, &json!({"area_id": district})).await, 422, "invalid").await;
        assert_eq!(moved["errors"][0]["pointer"], "/area_id");
        let above = show(&town, &organisation(&town, "西青区总工会").await).await;
        problem(change(&town, &above, &json!({"name": "x"})).await, 404, "not_found").await;
    }
}
