//! A masked value, seen whole: by those who may, noted, counted, and kept nowhere.

use chrono::TimeDelta;
use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, app::json_of, on_both_engines};

use crate::support::{ending_with_x, household, id, keyed};

const PHONE: &str = "19930638560";

struct Family {
    household: Value,
    number: String,
}

impl Family {
    async fn of(user: &SignedIn<'_>) -> Self {
        let number = ending_with_x("19871001");
        Self { household: household(user, "鲁小川", PHONE, &number).await, number }
    }

    fn person(&self) -> String {
        format!("/api/v1/persons/{}/reveal", id(&self.household["members"][0]["person"]))
    }

    fn address(&self) -> String {
        format!("/api/v1/households/{}/reveal", id(&self.household))
    }

    async fn history(&self, user: &SignedIn<'_>) -> Vec<Value> {
        let path = format!("/api/v1/households/{}/journal", id(&self.household));
        user.get_json(&path).await["items"].as_array().unwrap().clone()
    }
}

on_both_engines! {
    async fn a_reveal_shows_the_value_once_and_the_history_says_who_saw_it(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let family = Family::of(&user).await;
        let before = user.get_json(&format!("/api/v1/households/{}", id(&family.household))).await;
        let shown = user.post(&family.person(), &json!({ "field": "identity_number", "reason": "核对保险名单" })).await;
        assert_eq!(shown.status(), 200);
        assert_eq!(shown.headers()["cache-control"], "no-store");
        assert_eq!(json_of(shown).await, json!({ "identity_number": family.number, "phones": [] }));
        let latest = family.history(&user).await.remove(0);
        assert_eq!((&latest["kind"], &latest["actor_name"]), (&json!("person_revealed"), &json!("李红霞")));
        assert_eq!(latest["changes"], json!([
            { "field": "revealed", "before": null, "after": "identity_number" },
            { "field": "reason", "before": null, "after": "核对保险名单" }
        ]));
        assert!(!latest.to_string().contains(&family.number));
        let after = user.get_json(&format!("/api/v1/households/{}", id(&family.household))).await;
        assert_eq!(before, after, "looking changes nothing");
    }

    async fn a_viewer_reveals_phones_and_addresses_one_at_a_time_but_no_identity_number(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let family = Family::of(&user).await;
        let viewer = app.sign_in("xq.union.viewer").await;
        let phones = json_of(viewer.post(&family.person(), &json!({ "field": "phone" })).await).await;
        assert_eq!(phones["phones"][0]["number"], PHONE, "{phones:#}");
        let address = json_of(viewer.post(&family.address(), &json!({})).await).await;
        assert_eq!(address, json!({ "address": "金地花园36号楼3门2104室" }));
        let refused = viewer.post(&family.person(), &json!({ "field": "identity_number" })).await;
        assert_eq!(refused.status(), 403);
        let kinds: Vec<Value> = family.history(&user).await.iter().take(3).map(|entry| entry["kind"].clone()).collect();
        assert_eq!(kinds[..2], [json!("household_revealed"), json!("person_revealed")]);
        assert_eq!(kinds.iter().filter(|kind| kind.as_str().unwrap().ends_with("_revealed")).count(), 2);
    }

    async fn only_those_who_see_the_family_reveal_anything(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let family = Family::of(&user).await;
        for other in ["zhangjiawo.union", "cdc.union", "market.partner", "flood.admin"] {
            let other = app.sign_in(other).await;
            assert_eq!(other.post(&family.person(), &json!({ "field": "phone" })).await.status(), 404);
            assert_eq!(other.post(&family.address(), &json!({})).await.status(), 404);
        }
        assert!(family.history(&user).await.iter().all(|entry| !entry["kind"].as_str().unwrap().ends_with("_revealed")));
    }

    async fn what_was_revealed_is_not_kept_for_repeated_requests(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let family = Family::of(&user).await;
        for _ in 0..2 {
            let shown = keyed(&user, &family.person(), "reveal-twice", &json!({ "field": "identity_number" })).await;
            assert!(!shown.headers().contains_key("idempotency-replayed"));
            assert_eq!(json_of(shown).await["identity_number"], family.number.as_str());
        }
        let revealed = family.history(&user).await.iter().filter(|entry| entry["kind"] == "person_revealed").count();
        assert_eq!(revealed, 2, "each look is noted");
    }

    async fn nobody_walks_through_the_ledger(db) {
        let app = TestApp::with(db, |settings| {
            settings.limits.reveals_per_hour = 2.try_into().unwrap();
            settings.limits.reveals_per_day = 3.try_into().unwrap();
        });
        let user = app.sign_in("xq.union").await;
        let family = Family::of(&user).await;
        let look = async || user.post(&family.person(), &json!({ "field": "phone" })).await;
        assert_eq!([look().await.status(), look().await.status()], [200, 200]);
        let refused = look().await;
        assert_eq!(refused.status(), 429);
        // It is eleven o'clock in Tianjin: the next hour begins at twelve.
        assert_eq!(refused.headers()["retry-after"], "3600");
        assert_eq!(json_of(refused).await["code"], "too_many_reveals");
        let other = app.sign_in("xq.health").await;
        assert_eq!(other.post(&family.person(), &json!({ "field": "phone" })).await.status(), 200);
        app.advance(TimeDelta::hours(1));
        let user = app.sign_in("xq.union").await;
        let look = async || user.post(&family.person(), &json!({ "field": "phone" })).await;
        assert_eq!([look().await.status(), look().await.status()], [200, 429], "three a day");
        app.advance(TimeDelta::hours(23));
        let user = app.sign_in("xq.union").await;
        assert_eq!(user.post(&family.person(), &json!({ "field": "phone" })).await.status(), 200);
    }

    async fn nothing_known_is_nothing_revealed(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let new = json!({
            "area_id": crate::support::village(&user).await,
            "members": [{ "relation": "worker", "person": { "name": "鲁小川" } }]
        });
        let family = Family { household: crate::support::created(user.post("/api/v1/households", &new).await).await, number: String::new() };
        for (path, body) in [
            (family.person(), json!({ "field": "phone" })),
            (family.person(), json!({ "field": "identity_number" })),
            (family.address(), json!({})),
        ] {
            let refused = user.post(&path, &body).await;
            assert_eq!(refused.status(), 409);
            assert_eq!(json_of(refused).await["code"], "nothing_to_reveal");
        }
        assert_eq!(user.post(&family.person(), &json!({ "field": "address" })).await.status(), 422);
    }
}
