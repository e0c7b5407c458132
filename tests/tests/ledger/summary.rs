//! The home page's figures.

use serde_json::{Value, json};
use test_support::{TestApp, on_both_engines};

use crate::support::{area, enter, etag, household, id, organisation, own_id, path};

on_both_engines! {
    async fn figures_follow_every_change(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let (here, there) = (area(&user, "120111001001").await, area(&user, "120111101").await);
        let mut one = household(&here, "王芳", "19930638560");
        one["members"][0]["posting"]["employer_id"] = json!(organisation(&user, "西青医院").await);
        one["members"].as_array_mut().unwrap().push(json!({
            "relation": "spouse", "person": { "name": "周洋" }, "posting": { "category": "cdc" }
        }));
        let one = enter(&user, &one).await;
        let mut two = household(&there, "李娜", "19930638561");
        two["difficulties"] = json!("无");
        two["members"][0]["posting"]["category"] = Value::Null;
        two["members"].as_array_mut().unwrap().push(json!({ "relation": "child", "person": { "name": "李小", "birth_date": "2015-01-01" } }));
        let two = enter(&user, &two).await;
        let figures = user.get_json("/api/v1/summary").await;
        let of = |summary: &Value, names: &[&str]| names.iter().map(|name| summary[*name].as_i64().unwrap()).collect::<Vec<_>>();
        let all = ["households", "workers", "dual_frontline_households", "without_owner", "unclear_needs", "vulnerable", "mine"];
        assert_eq!(of(&figures, &all), [2, 3, 1, 2, 1, 1, 0]);
        let categories: Vec<(Value, Value)> = figures["workers_by_category"].as_array().unwrap().iter()
            .map(|one| (one["category"].clone(), one["workers"].clone())).collect();
        assert_eq!(categories, [
            (json!("aid_hubei"), json!(1)), (json!("isolation_site"), json!(0)), (json!("cdc"), json!(1)),
            (json!("fever_clinic"), json!(0)), (Value::Null, json!(1)),
        ]);
        let towns: Vec<(Value, Value)> = figures["households_by_town"].as_array().unwrap().iter()
            .map(|town| (town["name"].clone(), town["households"].clone())).collect();
        assert_eq!(towns, [(json!("西营门街道"), json!(1)), (json!("杨柳青镇"), json!(1))]);

        let own = json!({ "owner_id": own_id(&user), "household_ids": [id(&one)] });
        assert_eq!(user.post("/api/v1/households/assign_owner", &own).await.status(), 200);
        let moved = user.patch(&path(&two), &etag(&two), &json!({ "area_id": here, "difficulties": null })).await;
        assert_eq!(moved.status(), 200);
        let figures = user.get_json("/api/v1/summary").await;
        assert_eq!(of(&figures, &all), [2, 3, 1, 1, 2, 1, 1]);
        assert_eq!(figures["households_by_town"].as_array().unwrap().len(), 1);
        assert_eq!(figures["households_by_town"][0]["without_owner"], 1);

        let town = app.sign_in("yangliuqing.union").await;
        assert_eq!(of(&town.get_json("/api/v1/summary").await, &all), [0; 7]);
        let hospital = app.sign_in("hospital.union").await;
        assert_eq!(of(&hospital.get_json("/api/v1/summary").await, &all), [1, 2, 1, 0, 1, 0, 0]);

        let now = crate::support::page(&user, &one).await;
        let request = user.request(reqwest::Method::POST, &format!("{}/status", path(&one)));
        let closed = request.header("if-match", etag(&now)).json(&json!({ "to": "closed", "reason": "全家返乡" })).send().await.unwrap();
        assert_eq!(closed.status(), 200);
        assert_eq!(of(&user.get_json("/api/v1/summary").await, &all), [1, 1, 0, 1, 1, 1, 1]);
    }
}
