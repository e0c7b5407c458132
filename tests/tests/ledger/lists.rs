//! Filters, orders and pages.

use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, app::json_of, on_both_engines};

use crate::support::{area, enter, etag, household, id, list, names, organisation, own_id, path, problem};

/// Five households in two towns.
async fn five(user: &SignedIn<'_>) -> Vec<Value> {
    let (here, there) = (area(user, "120111001001").await, area(user, "120111101").await);
    let hospital = organisation(user, "西青医院").await;
    let mut households = Vec::new();
    let people = [("王芳", &here), ("李娜", &there), ("陈静", &here), ("周洋", &there), ("安平", &here)];
    for (index, (name, area)) in people.into_iter().enumerate() {
        let mut new = household(area, name, &format!("1993063856{index}"));
        match index {
            0 => new["members"][0]["posting"]["employer_id"] = json!(hospital),
            1 => new["members"][0]["posting"]["category"] = json!("cdc"),
            2 => {
                new["members"][0]["posting"]["category"] = Value::Null;
                new["members"][0]["posting"]["from"] = Value::Null;
                new["difficulties"] = json!("无");
            }
            3 => {
                new["members"][0]["posting"]["from"] = json!("2020-02-01");
                new["members"].as_array_mut().unwrap().push(json!({
                    "relation": "spouse", "person": { "name": "吴敏" }, "posting": { "category": "fever_clinic" }
                }));
            }
            _ => {}
        }
        households.push(enter(user, &new).await);
    }
    households
}

/// Reads a list page by page.
async fn walk(user: &SignedIn<'_>, query: &[(&str, &str)]) -> Vec<String> {
    let mut cursor: Option<String> = None;
    let mut seen = Vec::new();
    loop {
        let mut query = query.to_vec();
        query.push(("limit", "2"));
        if let Some(cursor) = &cursor {
            query.push(("cursor", cursor));
        }
        let page = list(user, &query).await;
        seen.extend(
            page["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()),
        );
        match page.get("next_cursor") {
            Some(next) => cursor = Some(next.as_str().unwrap().to_owned()),
            None => return seen,
        }
    }
}

on_both_engines! {
    async fn every_filter_keeps_what_it_says(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let households = five(&user).await;
        let hospital = organisation(&user, "西青医院").await;
        let town = area(&user, "120111001").await;
        let li = own_id(&app.sign_in("xq.union.li").await);
        let assigned = json!({ "owner_id": li, "household_ids": [id(&households[0])] });
        assert_eq!(user.post("/api/v1/households/assign_owner", &assigned).await.status(), 200);
        let request = user.request(reqwest::Method::POST, &format!("{}/status", path(&households[1])));
        let stepped = request.header("if-match", etag(&households[1])).json(&json!({ "to": "verified" })).send().await.unwrap();
        assert_eq!(stepped.status(), 200);
        for (query, expected) in [
            (vec![("area_id", town.as_str())], vec!["安平", "陈静", "王芳"]),
            (vec![("status", "verified")], vec!["李娜"]),
            (vec![("owner", li.as_str())], vec!["王芳"]),
            (vec![("owner", "none")], vec!["安平", "陈静", "李娜", "周洋、吴敏"]),
            (vec![("category", "aid_hubei")], vec!["安平", "王芳", "周洋、吴敏"]),
            (vec![("category", "fever_clinic")], vec!["周洋、吴敏"]),
            (vec![("category", "none")], vec!["陈静"]),
            (vec![("employer_id", hospital.as_str())], vec!["王芳"]),
            (vec![("situation", "both_on_the_front_line")], vec!["周洋、吴敏"]),
            (vec![("unclear", "needs")], vec!["安平", "李娜", "王芳", "周洋、吴敏"]),
            (vec![("unclear", "needs"), ("area_id", town.as_str()), ("owner", "none"), ("q", "ap")], vec!["安平"]),
            (vec![("category", "moon")], vec![]),
        ] {
            let mut query = query;
            query.push(("sort", "name"));
            assert_eq!(names(&user, &query).await, expected, "{query:?}");
        }
    }

    async fn pages_follow_each_other_in_every_order(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        five(&user).await;
        let by_name = ["安平", "陈静", "李娜", "王芳", "周洋、吴敏"];
        assert_eq!(walk(&user, &[("sort", "name")]).await, by_name);
        let away = walk(&user, &[("sort", "away_since")]).await;
        assert_eq!((away[3].as_str(), away[4].as_str()), ("周洋、吴敏", "陈静"), "unknown days last");
        let away = walk(&user, &[("sort", "-away_since")]).await;
        assert_eq!((away[0].as_str(), away[4].as_str()), ("周洋、吴敏", "陈静"), "unknown days last");
        for sort in ["reference", "name", "area", "updated"] {
            let forward = walk(&user, &[("sort", sort)]).await;
            let mut backward = walk(&user, &[("sort", &format!("-{sort}"))]).await;
            backward.reverse();
            assert_eq!(forward, backward, "{sort}");
            assert_eq!(forward.len(), 5, "{sort}");
        }
        assert_eq!(walk(&user, &[("sort", "updated")]).await, ["王芳", "李娜", "陈静", "周洋、吴敏", "安平"]);
    }

    async fn a_cursor_belongs_to_its_order(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        five(&user).await;
        let page = list(&user, &[("sort", "name"), ("limit", "2")]).await;
        let cursor = page["next_cursor"].as_str().unwrap();
        for (query, code) in [
            (vec![("sort", "area"), ("cursor", cursor)], "malformed"),
            (vec![("cursor", "x")], "malformed"),
            (vec![("limit", "201")], "malformed"),
            (vec![("sort", "moon")], "malformed"),
            (vec![("colour", "red")], "malformed"),
        ] {
            let response = user.request(reqwest::Method::GET, "/api/v1/households").query(&query).send().await.unwrap();
            problem(response, 400, code).await;
        }
    }

    async fn a_row_says_what_one_needs_before_one_rings(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        five(&user).await;
        let page = list(&user, &[("q", "周洋")]).await;
        let row = &page["items"][0];
        assert_eq!(row["town_name"], "杨柳青镇");
        assert_eq!(row["phone"], "19930638563");
        assert_eq!(row["away_since"], "2020-02-01");
        assert_eq!((&row["member_count"], &row["worker_count"]), (&json!(2), &json!(2)));
        assert_eq!(row["category"], "aid_hubei");
        let page = list(&user, &[("q", "王芳")]).await;
        assert_eq!(page["items"][0]["employer_name"], "西青医院");
        assert_eq!(page["items"][0]["area_name"].as_str().unwrap().get(..12), Some("小稍直口"));
    }

    async fn a_couple_s_row_speaks_of_one_of_them(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let mut couple = household(&area(&user, "120111001001").await, "徐洋", "19930638560");
        couple["members"][0]["posting"] = json!({ "category": "aid_hubei", "employer_name": "甲医院", "from": "2020-02-09" });
        couple["members"].as_array_mut().unwrap().push(json!({
            "relation": "spouse", "person": { "name": "林芳" },
            "posting": { "category": "cdc", "employer_name": "乙疾控中心", "from": "2020-01-26" }
        }));
        enter(&user, &couple).await;
        let row = &list(&user, &[]).await["items"][0];
        let facts = [&row["category"], &row["employer_name"], &row["away_since"], &row["away_count"]];
        assert_eq!(facts, [&json!("cdc"), &json!("乙疾控中心"), &json!("2020-01-26"), &json!(2)], "of her who left first");
        let of_both = json!([
            { "category": "aid_hubei", "employer_name": "甲医院", "away_since": "2020-02-09" },
            { "category": "cdc", "employer_name": "乙疾控中心", "away_since": "2020-01-26" }
        ]);
        assert_eq!((&row["name"], &row["workers"]), (&json!("徐洋、林芳"), &of_both), "in the order of the names");
        assert_eq!(row["situation"], json!(["both_on_the_front_line"]));
    }

    async fn a_filter_by_an_area_that_is_not_there_finds_nothing(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let elsewhere = area(&app.sign_in("flood.admin").await, "120110001").await;
        let response = user.get(&format!("/api/v1/households?area_id={elsewhere}")).await;
        assert_eq!(response.status(), 404);
        assert_eq!(json_of(response).await["code"], "not_found");
    }
}
