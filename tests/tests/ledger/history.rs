//! The history of a household.

use serde_json::{Value, json};
use test_support::{TestApp, on_both_engines};

use crate::support::{area, enter, etag, household, id, identity_number, own_id, path};

on_both_engines! {
    async fn every_change_says_who_when_and_what_was_before(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let entered = enter(&user, &household(&area(&user, "120111001001").await, "王芳", "19930638560")).await;
        app.advance(chrono::TimeDelta::minutes(5));
        let other = area(&user, "120111001002").await;
        let moved = user.patch(&path(&entered), &etag(&entered), &json!({ "area_id": other, "address": "二号楼" })).await;
        assert_eq!(moved.status(), 200);
        let owner = json!({ "owner_id": own_id(&user), "household_ids": [id(&entered)] });
        assert_eq!(user.post("/api/v1/households/assign_owner", &owner).await.status(), 200);
        let history = user.get_json(&format!("{}/journal?limit=200", path(&entered))).await;
        let entries = history["items"].as_array().unwrap();
        let kinds: Vec<&str> = entries.iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, [
            "household_owner_changed", "household_updated", "posting_created", "member_joined", "person_created", "household_created"
        ]);
        assert_eq!(entries[0]["changes"], json!([{ "field": "owner", "before": null, "after": "李红霞" }]));
        assert_eq!(entries[1]["at"], "2020-02-11T03:05:00Z");
        assert_eq!(entries[1]["changes"], json!([
            { "field": "area", "before": "小稍直口社区居委会", "after": "春畅里社区居民委员会" },
            { "field": "address", "before": null, "after": "二号楼" }
        ]));
        for entry in entries {
            assert_eq!(entry["actor_name"], "李红霞");
            assert_eq!(entry["subject_name"], "王芳", "{entry:#}");
            assert_eq!(entry["household_id"], entered["id"]);
        }
        let first = user.get_json(&format!("{}/journal?limit=4", path(&entered))).await;
        let rest = user.get_json(&format!("{}/journal?limit=4&cursor={}", path(&entered), first["next_cursor"].as_str().unwrap())).await;
        let paged: Vec<Value> = [&first, &rest].into_iter().flat_map(|page| page["items"].as_array().unwrap().clone()).collect();
        assert_eq!(&paged, entries);
    }

    async fn an_identity_number_is_masked_there_too(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let number = identity_number("19900710", 561);
        let mut new = household(&area(&user, "120111001001").await, "王芳", "19930638560");
        new["members"][0]["person"]["identity_number"] = json!(number);
        let entered = enter(&user, &new).await;
        let history = user.get_json(&format!("{}/journal", path(&entered))).await.to_string();
        assert!(history.contains("identity_number") && !history.contains(&number) && !history.contains("sealed"));
        let person = &entered["members"][0]["person"];
        let again = user.patch(&format!("/api/v1/persons/{}", id(person)), &etag(person), &json!({ "identity_number": number })).await;
        assert_eq!(again.status(), 200);
        let unchanged = user.get_json(&format!("{}/journal", path(&entered))).await.to_string();
        assert_eq!(unchanged, history, "the same number sealed again is no change");
    }
}
