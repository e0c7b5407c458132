//! What happens to households over time: workers come home, members move, households close and reopen.

use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, app::json_of, on_both_engines};

use crate::support::{area, enter, etag, household, id, page, path, problem};

/// A post on a version.
pub async fn post_on(user: &SignedIn<'_>, at: &str, version: &Value, body: &Value) -> reqwest::Response {
    let request = user.request(reqwest::Method::POST, at).header("if-match", etag(version));
    request.json(body).send().await.unwrap()
}

/// The answer of something that must succeed.
pub async fn done(response: reqwest::Response) -> Value {
    let status = response.status();
    let answer = json_of(response).await;
    assert!(status.is_success(), "{status} {answer:#}");
    answer
}

on_both_engines! {
    async fn a_worker_comes_home_and_the_household_closes_and_reopens(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let entered = enter(&user, &household(&area(&user, "120111001001").await, "王芳", "19930638560")).await;
        let status = format!("{}/status", path(&entered));
        problem(post_on(&user, &status, &entered, &json!({ "to": "closed" })).await, 409, "still_away").await;
        let worker = entered["members"][0]["person"].clone();
        let home = format!("/api/v1/persons/{}/return", id(&worker));
        let early = post_on(&user, &home, &worker, &json!({ "on": "2020-01-01" })).await;
        assert_eq!(problem(early, 422, "invalid").await["errors"][0]["code"], "ends_before_it_begins");
        let late = post_on(&user, &home, &worker, &json!({ "on": "2099-01-01" })).await;
        assert_eq!(problem(late, 422, "invalid").await["errors"][0]["code"], "in_the_future");
        let back = done(post_on(&user, &home, &worker, &json!({ "on": "2020-02-10" })).await).await;
        let posting = &back["postings"][0];
        assert_eq!((&posting["state"], &posting["to"]), (&json!("returned"), &json!("2020-02-10")));
        problem(post_on(&user, &home, &back, &json!({ "on": "2020-02-10" })).await, 409, "not_away").await;

        let now = page(&user, &entered).await;
        assert_eq!(now["members"][0]["person"]["postings"][0]["state"], "returned");
        let closed = done(post_on(&user, &status, &now, &json!({ "to": "closed" })).await).await;
        let person = &closed["members"][0]["person"];
        let renamed = user.patch(&format!("/api/v1/persons/{}", id(person)), &etag(person), &json!({ "name": "王方" })).await;
        problem(renamed, 409, "household_closed").await;
        let posting = user.post(&format!("/api/v1/persons/{}/postings", id(person)), &json!({ "place": "武汉" })).await;
        problem(posting, 409, "household_closed").await;
        let stay = format!("/api/v1/memberships/{}", closed["members"][0]["membership_id"].as_str().unwrap());
        problem(user.patch(&stay, &etag(&closed), &json!({ "to": "2020-02-11" })).await, 409, "household_closed").await;
        let owner = json!({ "owner_id": null, "household_ids": [id(&closed)] });
        problem(app.sign_in("xq.union").await.post("/api/v1/households/assign_owner", &owner).await, 409, "household_closed").await;
        let open = done(post_on(&user, &status, &closed, &json!({ "to": "registered" })).await).await;
        assert_eq!(user.patch(&stay, &etag(&open), &json!({ "from": "2020-01-01" })).await.status(), 200);
    }

    async fn a_household_whose_worker_is_away_closes_with_a_reason(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let entered = enter(&user, &household(&area(&user, "120111001001").await, "王芳", "19930638560")).await;
        let status = format!("{}/status", path(&entered));
        done(post_on(&user, &status, &entered, &json!({ "to": "closed", "reason": "搬到外省" })).await).await;
        let history = user.get_json(&format!("{}/journal", path(&entered))).await;
        let changes = history["items"][0]["changes"].as_array().unwrap();
        assert!(changes.iter().any(|change| change["field"] == "reason" && change["after"] == "搬到外省"), "{changes:?}");
    }

    async fn a_member_moves_and_both_households_show_it(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let village = area(&user, "120111001001").await;
        let mut new = household(&village, "王芳", "19930638560");
        new["members"].as_array_mut().unwrap().push(json!({ "relation": "parent", "from": "2020-01-05", "person": { "name": "王老" } }));
        let left = enter(&user, &new).await;
        let joined = enter(&user, &household(&village, "李娜", "19930638561")).await;
        let elder = left["members"].as_array().unwrap().iter().find(|one| one["relation"] == "parent").unwrap().clone();
        let at = format!("/api/v1/memberships/{}/move", elder["membership_id"].as_str().unwrap());
        let to = |from: &str| json!({ "household_id": id(&joined), "from": from, "relation": "parent_in_law" });
        let early = post_on(&user, &at, &left, &to("2020-01-05")).await;
        assert_eq!(problem(early, 422, "invalid").await["errors"][0]["pointer"], "/from");
        let nowhere = json!({ "household_id": id(&elder["person"]), "from": "2020-02-01" });
        let nowhere = problem(post_on(&user, &at, &left, &nowhere).await, 422, "invalid").await;
        assert_eq!(nowhere["errors"][0]["pointer"], "/household_id");
        let after = done(post_on(&user, &at, &left, &to("2020-02-01")).await).await;
        let of = |page: &Value| page["members"].as_array().unwrap().iter().find(|one| one["person"]["name"] == "王老").unwrap().clone();
        assert_eq!(of(&after)["to"], "2020-01-31");
        let there = of(&page(&user, &joined).await);
        assert_eq!((&there["from"], &there["to"], &there["relation"]), (&json!("2020-02-01"), &Value::Null, &json!("parent_in_law")));
        assert_eq!(id(&there["person"]), id(&elder["person"]));
        problem(post_on(&user, &at, &after, &to("2020-02-02")).await, 409, "membership_ended").await;
        for (household, kind) in [(&left, "member_updated"), (&joined, "member_joined")] {
            let history = user.get_json(&format!("{}/journal", path(household))).await;
            assert_eq!((&history["items"][0]["kind"], &history["items"][0]["subject_name"]), (&json!(kind), &json!("王老")));
        }
    }
}
