//! What each kind of organisation sees: by address, by id in a body, by search, by export.

use reqwest::Method;
use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, app::answer, on_both_engines};

use crate::support::{area, enter, etag, household, id, names, organisation, own_id, path, problem};

/// One household in 西营门 whose worker is the hospital's, one in 杨柳青 whose worker is the CDC's.
async fn two_households(district: &SignedIn<'_>) -> (Value, Value) {
    let (here, there) = (area(district, "120111001001").await, area(district, "120111101").await);
    let mut hospital = household(&here, "王芳", "19930638560");
    hospital["members"][0]["posting"]["employer_id"] = json!(organisation(district, "西青医院").await);
    let mut cdc = household(&there, "李娜", "19930638561");
    cdc["members"][0]["posting"]["employer_id"] =
        json!(organisation(district, "西青区疾病预防控制中心").await);
    (enter(district, &hospital).await, enter(district, &cdc).await)
}

/// Proves that nothing of a household can be reached.
async fn sees_nothing_of(user: &SignedIn<'_>, household: &Value) {
    let person = &household["members"][0]["person"];
    let posting = &person["postings"][0];
    let membership = household["members"][0]["membership_id"].as_str().unwrap();
    for path in
        [path(household), format!("{}/journal", path(household)), format!("/api/v1/persons/{}", id(person))]
    {
        problem(user.get(&path).await, 404, "not_found").await;
    }
    let changes = [
        (path(household), etag(household), json!({ "address": "x" })),
        (format!("/api/v1/persons/{}", id(person)), etag(person), json!({ "name": "x" })),
        (format!("/api/v1/postings/{}", id(posting)), etag(posting), json!({ "place": "x" })),
        (format!("/api/v1/memberships/{membership}"), etag(household), json!({ "to": "2020-02-01" })),
    ];
    for (path, etag, patch) in changes {
        for etag in [etag, "\"rev-999\"".to_owned()] {
            let status = user.patch(&path, &etag, &patch).await.status();
            assert!(status == 404 || status == 403, "{path} answers {status}");
        }
    }
    let posts = [
        (
            format!("{}/members", path(household)),
            json!({ "relation": "child", "person": { "name": "王小" } }),
        ),
        (format!("/api/v1/persons/{}/postings", id(person)), json!({ "category": "cdc" })),
    ];
    for (path, new) in posts {
        let status = user.post(&path, &new).await.status();
        assert!(status == 404 || status == 403, "{path} answers {status}");
    }
    let name = household["name"].as_str().unwrap();
    let phone = person["phones"][0]["number"].as_str().unwrap();
    let reference = household["reference"].as_str().unwrap();
    for words in [name, phone, reference] {
        assert!(names(user, &[("q", words)]).await.is_empty(), "{words} finds it");
        let persons = answer(user.request(Method::GET, "/api/v1/persons").query(&[("q", words)])).await;
        assert_eq!(test_support::app::json_of(persons).await["items"], json!([]), "{words} finds the person");
    }
    let exported = answer(user.request(Method::GET, "/api/v1/households").header("accept", "text/csv")).await;
    if exported.status() == 200 {
        assert!(!exported.text().await.unwrap().contains(name));
    }
    let owner = json!({ "owner_id": own_id(user), "household_ids": [id(household)] });
    let status = user.post("/api/v1/households/assign_owner", &owner).await.status();
    assert!(status == 404 || status == 403, "it can be assigned: {status}");
}

on_both_engines! {
    async fn a_district_sees_all_of_its_households(db) {
        let app = TestApp::new(db);
        let district = app.sign_in("xq.union").await;
        two_households(&district).await;
        assert_eq!(names(&district, &[("sort", "name")]).await, ["李娜", "王芳"]);
    }

    async fn a_town_sees_its_own(db) {
        let app = TestApp::new(db);
        let district = app.sign_in("xq.union").await;
        let (here, there) = two_households(&district).await;
        let town = app.sign_in("xiyingmen.league").await;
        assert_eq!(names(&town, &[]).await, ["王芳"]);
        assert_eq!(town.get(&path(&here)).await.status(), 200);
        sees_nothing_of(&town, &there).await;
        // Somebody who moved in from elsewhere: the old household stays out of sight.
        let worker = there["members"][0]["person"]["id"].clone();
        let joined = district.post(&format!("{}/members", path(&here)), &json!({ "relation": "spouse", "person_id": worker })).await;
        assert_eq!(joined.status(), 201);
        let person = town.get_json(&format!("/api/v1/persons/{}", worker.as_str().unwrap())).await;
        let homes: Vec<_> = person["households"].as_array().unwrap().iter().map(|home| home["id"].clone()).collect();
        assert_eq!(homes, [here["id"].clone()]);
    }

    async fn an_employer_sees_the_households_of_its_workers(db) {
        let app = TestApp::new(db);
        let district = app.sign_in("xq.union").await;
        let (own, other) = two_households(&district).await;
        let hospital = app.sign_in("hospital.union").await;
        assert_eq!(names(&hospital, &[]).await, ["王芳"]);
        assert_eq!(hospital.get(&path(&own)).await.status(), 200);
        sees_nothing_of(&hospital, &other).await;
        let entered = enter(&hospital, &household(&area(&hospital, "120111102").await, "周洋", "19930638569")).await;
        assert_eq!(entered["members"][0]["person"]["postings"][0]["employer_name"], "西青医院", "an employer enters its own");
        let mut without = household(&area(&hospital, "120111102").await, "周海", "19930638568");
        without["members"][0]["posting"] = Value::Null;
        problem(hospital.post("/api/v1/households", &without).await, 422, "invalid").await;
    }

    async fn a_partner_sees_nothing_yet(db) {
        let app = TestApp::new(db);
        let district = app.sign_in("xq.union").await;
        let (one, two) = two_households(&district).await;
        let partner = app.sign_in("market.partner").await;
        assert!(names(&partner, &[]).await.is_empty());
        sees_nothing_of(&partner, &one).await;
        sees_nothing_of(&partner, &two).await;
        assert_eq!(partner.get_json("/api/v1/summary").await["households"], 0);
    }

    async fn another_operation_sees_nothing(db) {
        let app = TestApp::new(db);
        let district = app.sign_in("xq.union").await;
        let (one, _) = two_households(&district).await;
        sees_nothing_of(&app.sign_in("flood.admin").await, &one).await;
    }

    async fn nobody_in_particular_sees_nothing(db) {
        let app = TestApp::new(db);
        let district = app.sign_in("xq.union").await;
        let (one, _) = two_households(&district).await;
        for path in [path(&one), "/api/v1/households".to_owned(), "/api/v1/persons?q=王芳".to_owned(), "/api/v1/summary".to_owned()] {
            assert_eq!(answer(app.request(Method::GET, &path)).await.status(), 401, "{path}");
        }
    }

    async fn viewers_see_masked_phones_and_cannot_guess_them(db) {
        let app = TestApp::new(db);
        let district = app.sign_in("xq.union").await;
        let (one, _) = two_households(&district).await;
        let viewer = app.sign_in("xq.union.viewer").await;
        let shown = viewer.get_json(&path(&one)).await;
        let history = viewer.get_json(&format!("{}/journal", path(&one))).await;
        let listed = viewer.get_json("/api/v1/households").await;
        let found = viewer.get_json("/api/v1/persons?q=wf").await;
        for seen in [&shown, &history, &listed, &found] {
            assert!(!seen.to_string().contains("19930638560"), "{seen:#}");
            assert!(seen.to_string().contains("199****8560"), "{seen:#}");
        }
        // The last four digits are shown; whether the others fit is not told.
        for typed in ["8560", "19930638560", "19900008560", "08560"] {
            assert_eq!(names(&viewer, &[("q", typed)]).await, ["王芳"], "{typed}");
        }
        for typed in ["856", "1993", "19930639999"] {
            assert!(names(&viewer, &[("q", typed)]).await.is_empty(), "{typed}");
        }
    }
}
