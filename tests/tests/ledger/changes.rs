//! Changes: on the version that was read, checked like entries, told to whoever was slower.

use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, app::json_of, on_both_engines};

use crate::support::{area, enter, etag, household, id, own_id, page, path, problem};

async fn changed(user: &SignedIn<'_>, household: &Value, patch: &Value) -> Value {
    let response = user.patch(&path(household), &etag(household), patch).await;
    let status = response.status();
    let changed = json_of(response).await;
    assert_eq!(status, 200, "{changed:#}");
    changed
}

on_both_engines! {
    async fn two_coordinators_edit_one_household_and_lose_nothing(db) {
        let app = TestApp::new(db);
        let (li, fang) = (app.sign_in("xq.union.li").await, app.sign_in("xq.union.fang").await);
        let village = area(&li, "120111001001").await;
        let read = enter(&li, &household(&village, "王芳", "19930638560")).await;
        let first = changed(&li, &read, &json!({ "contact_hours": "18:00 以后", "address": "金地花园1号楼" })).await;
        let slower = fang.patch(&path(&read), &etag(&read), &json!({ "difficulties": "缺口罩" })).await;
        let stale = problem(slower, 412, "stale").await;
        assert_eq!(stale["current"], first, "the second sees what the first wrote");
        let both = changed(&fang, &stale["current"], &json!({ "difficulties": "缺口罩" })).await;
        assert_eq!(both["contact_hours"], "18:00 以后");
        assert_eq!(both["difficulties"], "缺口罩");
        let history = fang.get_json(&format!("{}/journal", path(&read))).await;
        let actors: Vec<&str> = history["items"].as_array().unwrap().iter().map(|entry| entry["actor_name"].as_str().unwrap()).collect();
        assert_eq!(actors[..2], ["邓欣怡", "宋丽华"]);
    }

    async fn a_change_without_a_version_is_refused(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let entered = enter(&user, &household(&area(&user, "120111001001").await, "王芳", "19930638560")).await;
        let request = user.request(reqwest::Method::PATCH, &path(&entered)).json(&json!({ "address": "x" }));
        problem(request.send().await.unwrap(), 428, "precondition_required").await;
    }

    async fn null_empties_a_field_and_silence_keeps_it(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let entered = enter(&user, &household(&area(&user, "120111001001").await, "王芳", "19930638560")).await;
        let named = changed(&user, &entered, &json!({ "name": "王芳一家", "difficulties": "缺口罩\n孩子上网课", "reported_minors": 1 })).await;
        assert_eq!((&named["name"], &named["name_by_hand"]), (&json!("王芳一家"), &json!(true)));
        assert_eq!(named["difficulties"], "缺口罩\n孩子上网课");
        assert!(named["situation"].as_array().unwrap().contains(&json!("minor_children")));
        let again = changed(&user, &named, &json!({ "name": null, "preferred_language": "en" })).await;
        assert_eq!((&again["name"], &again["name_by_hand"]), (&json!("王芳"), &json!(false)));
        assert_eq!(again["difficulties"], "缺口罩\n孩子上网课");
        let emptied = changed(&user, &again, &json!({ "difficulties": null })).await;
        assert_eq!(emptied["difficulties"], Value::Null);
        assert!(emptied["missing"].as_array().unwrap().contains(&json!("needs")));
    }

    async fn a_household_takes_the_steps_of_its_life(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let mut now = enter(&user, &household(&area(&user, "120111001001").await, "王芳", "19930638560")).await;
        let step = async |now: &Value, to: &str| {
            let request = user.request(reqwest::Method::POST, &format!("{}/status", path(now)));
            let body = json!({ "to": to, "reason": (to == "closed").then_some("搬到外省") });
            request.header("if-match", etag(now)).json(&body).send().await.unwrap()
        };
        problem(step(&now, "supported").await, 409, "no_such_step").await;
        for to in ["verified", "supported", "closed"] {
            let response = step(&now, to).await;
            assert_eq!(response.status(), 200, "{to}");
            now = json_of(response).await;
            assert_eq!(now["status"], to);
        }
        problem(user.patch(&path(&now), &etag(&now), &json!({ "address": "x" })).await, 409, "household_closed").await;
        let joined = user.post(&format!("{}/members", path(&now)), &json!({ "relation": "child", "person": { "name": "王小" } })).await;
        problem(joined, 409, "household_closed").await;
        let stale = problem(step(&json!({ "id": now["id"], "revision": 1 }), "registered").await, 412, "stale").await;
        assert_eq!(stale["current"], now);
        assert_eq!(json_of(step(&now, "registered").await).await["status"], "registered");
    }

    async fn persons_and_postings_change_and_their_household_follows(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let entered = enter(&user, &household(&area(&user, "120111001001").await, "王芳", "19930638560")).await;
        let person = entered["members"][0]["person"].clone();
        let at = format!("/api/v1/persons/{}", id(&person));
        let renamed = user.patch(&at, &etag(&person), &json!({
            "name": "王方", "phones": [{ "number": "022-2739 1234", "label": "家" }], "limitations": { "pregnant": true }
        })).await;
        assert_eq!(renamed.status(), 200);
        assert_eq!(json_of(user.patch(&at, &etag(&person), &json!({ "name": "王" })).await).await["current"]["name"], "王方");
        let shown = page(&user, &entered).await;
        assert_eq!(shown["name"], "王方");
        assert_eq!(shown["members"][0]["person"]["phones"][0]["number"], "02227391234");
        assert!(shown["situation"].as_array().unwrap().contains(&json!("pregnancy")));
        assert!(shown["revision"].as_i64() > entered["revision"].as_i64());

        let posting = shown["members"][0]["person"]["postings"][0].clone();
        let at = format!("/api/v1/postings/{}", id(&posting));
        let backwards = user.patch(&at, &etag(&posting), &json!({ "to": "2020-01-01" })).await;
        assert_eq!(problem(backwards, 422, "invalid").await["errors"][0]["pointer"], "/to");
        let returned = user.patch(&at, &etag(&posting), &json!({ "to": "2020-02-10", "state": "returned" })).await;
        assert_eq!(returned.status(), 200);
        let stale = problem(user.patch(&at, &etag(&posting), &json!({ "place": "x" })).await, 412, "stale").await;
        assert_eq!(stale["current"]["state"], "returned");
        let second = user.post(&format!("/api/v1/persons/{}/postings", id(&person)), &json!({ "category": "fever_clinic", "from": "2020-02-11" })).await;
        assert_eq!(second.status(), 201);
        let shown = page(&user, &entered).await;
        let categories: Vec<_> = shown["members"][0]["person"]["postings"].as_array().unwrap().iter().map(|one| one["category"].clone()).collect();
        assert_eq!(categories, ["fever_clinic", "aid_hubei"], "the latest first");
    }

    async fn many_households_get_one_owner_or_none_of_them_does(db) {
        let app = TestApp::new(db);
        let manager = app.sign_in("xq.union").await;
        let village = area(&manager, "120111001001").await;
        let other_town = area(&manager, "120111101").await;
        let one = enter(&manager, &household(&village, "王芳", "19930638560")).await;
        let two = enter(&manager, &household(&other_town, "李娜", "19930638561")).await;
        let li = own_id(&app.sign_in("xq.union.li").await);
        let assign = async |user: &SignedIn<'_>, owner: Value, ids: Vec<&str>| {
            user.post("/api/v1/households/assign_owner", &json!({ "owner_id": owner, "household_ids": ids })).await
        };
        let done = json_of(assign(&manager, json!(li), vec![id(&one), id(&two), id(&one)]).await).await;
        assert_eq!(done, json!({ "assigned": 2, "unchanged": 0 }));
        assert_eq!(json_of(assign(&manager, json!(li), vec![id(&one)]).await).await, json!({ "assigned": 0, "unchanged": 1 }));
        assert_eq!(page(&manager, &one).await["owner"]["display_name"], "宋丽华");

        let town = app.sign_in("xiyingmen.union").await;
        let own = own_id(&town);
        problem(assign(&town, json!(own), vec![id(&one), id(&two)]).await, 404, "not_found").await;
        assert_eq!(page(&manager, &one).await["owner"]["display_name"], "宋丽华", "nothing was changed");
        let blind = problem(assign(&manager, json!(own), vec![id(&one), id(&two)]).await, 422, "invalid").await;
        assert_eq!(blind["errors"][0]["pointer"], "/owner_id", "the town's office would not see the other household");
        assert_eq!(assign(&manager, json!(own), vec![id(&one)]).await.status(), 200);
        let stranger = own_id(&app.sign_in("flood.admin").await);
        problem(assign(&manager, json!(stranger), vec![id(&one)]).await, 422, "invalid").await;
        let coordinator = app.sign_in("xq.union.li").await;
        problem(assign(&coordinator, json!(li), vec![id(&one)]).await, 403, "forbidden").await;
        assert_eq!(json_of(assign(&manager, Value::Null, vec![id(&one)]).await).await["assigned"], 1);
        assert_eq!(page(&manager, &one).await["owner"], Value::Null);
    }

    async fn a_town_does_not_send_a_household_out_of_its_own_sight(db) {
        let app = TestApp::new(db);
        let town = app.sign_in("xiyingmen.union").await;
        let entered = enter(&town, &household(&area(&town, "120111001001").await, "王芳", "19930638560")).await;
        let elsewhere = area(&town, "120111101").await;
        let moved = town.patch(&path(&entered), &etag(&entered), &json!({ "area_id": elsewhere })).await;
        assert_eq!(problem(moved, 422, "invalid").await["errors"][0]["pointer"], "/area_id");
    }
}
