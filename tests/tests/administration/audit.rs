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

    async fn the_view_is_narrowed_down_and_leaves_as_it_is_seen(db) {
        let app = TestApp::new(db);
        let worker = app.sign_in("zhongbei.union").await;
        let village = area(&worker, "120111100001").await;
        let first = enter(&worker, &household(&village, "孟一凡", "19900000001")).await;
        app.advance(chrono::TimeDelta::days(2));
        let (admin, town, worker) = (
            app.sign_in("xq.admin").await,
            app.sign_in("zhongbei.admin").await,
            app.sign_in("zhongbei.union").await,
        );
        let second = enter(&worker, &household(&village, "钟雨桐", "19900000002")).await;
        let seen = admin.get_json(&format!("/api/v1/users/{}", own_id(&worker))).await;
        let path = format!("/api/v1/users/{}", id(&seen));
        assert_eq!(admin.patch(&path, &etag(&seen), &json!({"duties": ["finance"]})).await.status(), 200);

        let of = async |conditions: &str| -> Vec<Value> {
            let page = town.get_json(&format!("/api/v1/audit_entries?limit=200&{conditions}")).await;
            page["items"].as_array().unwrap().clone()
        };
        let all = of("").await;
        let named = |entries: &[Value], field: &str| -> Vec<String> {
            let mut found: Vec<String> = entries.iter().map(|entry| entry[field].as_str().unwrap_or_default().to_owned()).collect();
            found.sort();
            found.dedup();
            found
        };
        // Each condition keeps what fits, all of it, and nothing else.
        let fitting = |check: &dyn Fn(&Value) -> bool| all.iter().filter(|entry| check(entry)).count();
        let created = of("kind=household_created").await;
        assert_eq!((created.len(), named(&created, "kind")), (2, vec!["household_created".to_owned()]));
        let by_worker = of(&format!("actor_id={}", own_id(&worker))).await;
        assert_eq!(named(&by_worker, "actor_name"), ["叶文静"]);
        assert_eq!(by_worker.len(), fitting(&|entry| entry["actor_name"] == "叶文静"));
        let about = of(&format!("subject={}", first["reference"].as_str().unwrap())).await;
        assert_eq!(named(&about, "household_id"), [id(&first)]);
        assert_eq!(about.len(), fitting(&|entry| entry["household_id"] == first["id"]));
        let person = id(&second["members"][0]["person"]);
        assert_eq!(named(&of(&format!("subject={person}")).await, "household_id"), [id(&second)]);
        let later = of("from=2020-02-13").await;
        assert_eq!(later.len(), fitting(&|entry| entry["at"].as_str().unwrap() >= "2020-02-12T16"));
        assert!(!later.is_empty() && of("to=2020-02-12").await.len() + later.len() == all.len());
        assert!(of("from=2020-02-12&to=2020-02-12").await.is_empty());
        let own = seen["organisation"]["id"].as_str().unwrap();
        let from_outside = of(&format!("organisation_id={}", admin.session["me"]["organisation"]["id"].as_str().unwrap())).await;
        assert_eq!(named(&from_outside, "kind"), ["user_updated"]);
        assert_eq!(of(&format!("organisation_id={own}")).await.len(), fitting(&|entry| entry["from_outside"] == false));
        let one = of(&format!("kind=household_created&actor_id={}&from=2020-02-13", own_id(&worker))).await;
        assert_eq!((one.len(), one[0]["household_id"].clone()), (1, second["id"].clone()));
        // Of others' families nothing is told, whoever knows their reference.
        let elsewhere = enter(&admin, &household(&area(&admin, "120111001001").await, "林一", "19900000003")).await;
        assert!(of(&format!("subject={}", elsewhere["reference"].as_str().unwrap())).await.is_empty());
        for (refused, parameter) in [("subject=nobody", "subject"), ("from=2020-02-12&to=2020-02-11", "to"), ("kind=joy", "kind")] {
            let response = town.get(&format!("/api/v1/audit_entries?{refused}")).await;
            assert_eq!(response.status(), 400, "{refused}");
            assert_eq!(test_support::app::json_of(response).await["errors"][0]["pointer"], parameter);
        }
        let table = town.request(reqwest::Method::GET, "/api/v1/audit_entries?kind=household_created").header("accept", "text/csv");
        let table = table.send().await.unwrap().text().await.unwrap();
        assert_eq!(table.trim().lines().count(), 3, "{table}");
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
