//! An organisation's own view of the journal.

use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, on_both_engines};

use crate::support::{area, enter, etag, household, id, own_id};

async fn kinds(user: &SignedIn<'_>) -> Vec<String> {
    let page = user.get_json("/api/v1/audit_entries?limit=200").await;
    page["items"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
}

on_both_engines! {
    async fn an_organisation_sees_its_own_doings_and_what_was_done_to_it(db) {
        let app = TestApp::new(db);
        let (admin, town, market) =
            (app.sign_in("xq.admin").await, app.sign_in("zhongbei.admin").await, app.sign_in("market.admin").await);
        let worker = app.sign_in("zhongbei.union").await;
        let village = area(&worker, "120111100").await;
        enter(&worker, &household(&village, "孟一凡", "19900000001")).await;
        let seen = admin.get_json(&format!("/api/v1/users/{}", own_id(&worker))).await;
        let path = format!("/api/v1/users/{}", id(&seen));
        assert_eq!(admin.patch(&path, &etag(&seen), &json!({"duties": ["finance"]})).await.status(), 200);

        let page = town.get_json("/api/v1/audit_entries?limit=200").await;
        let entries = page["items"].as_array().unwrap();
        let of = |kind: &str| entries.iter().find(|entry| entry["kind"] == kind).unwrap_or_else(|| panic!("no {kind}: {page:#}"));
        // By whom the district's administrator is told, though they are of another organisation.
        let decided = of("user_updated");
        assert_eq!((decided["actor_name"].as_str(), decided["from_outside"].as_bool()), (Some("王海燕"), Some(true)));
        assert_eq!(decided["changes"], json!([{"field": "duties", "before": [], "after": ["finance"]}]));
        let entered = of("household_created");
        assert_eq!((entered["actor_name"].as_str(), entered["from_outside"].as_bool()), (Some("叶文静"), Some(false)));
        assert!(entered["fields"].as_array().unwrap().contains(&json!("reference")));
        assert_eq!(entered["changes"], json!([]), "what a family's fields say stands on its page");
        assert!(!page.to_string().contains("19900000001"));

        let foreign = ["household_created", "user_updated"];
        for other in [&market, &app.sign_in("hospital.admin").await, &app.sign_in("flood.admin").await] {
            assert!(kinds(other).await.iter().all(|kind| !foreign.contains(&kind.as_str())));
        }
    }

    async fn pages_follow_each_other_and_the_journal_still_verifies(db) {
        let app = TestApp::new(db);
        let town = app.sign_in("zhongbei.admin").await;
        for _ in 0..3 {
            app.sign_in("zhongbei.union").await;
        }
        let whole = kinds(&town).await;
        let (mut cursor, mut seen) = (String::new(), Vec::<Value>::new());
        loop {
            let page = town.get_json(&format!("/api/v1/audit_entries?limit=2{cursor}")).await;
            seen.extend(page["items"].as_array().unwrap().clone());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen.len(), whole.len());
        assert!(whole.len() > 4, "{whole:?}");
        let mut ids: Vec<&str> = seen.iter().map(id).collect();
        ids.dedup();
        assert!(ids.len() == seen.len() && ids.is_sorted_by(|a, b| a > b));
        app.seal_journal().await;
        let operations = app.database().read(storage::unscoped::setup::operations).unwrap();
        for operation in operations {
            app.database().read(move |conn| Ok(storage::journal::verify(conn, operation.id, None))).unwrap().unwrap();
        }
    }
}
