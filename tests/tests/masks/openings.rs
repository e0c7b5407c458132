//! Who opened the page of a household.

use chrono::TimeDelta;
use serde_json::Value;
use test_support::{SignedIn, TestApp, on_both_engines};

use crate::support::{ending_with_x, household, id};

async fn openings(user: &SignedIn<'_>, household: &Value) -> Vec<(String, String)> {
    let page = user.get_json(&format!("/api/v1/households/{}/openings", id(household))).await;
    let text = |opening: &Value, field: &str| opening[field].as_str().unwrap().to_owned();
    let items = page["items"].as_array().unwrap().iter();
    items.map(|opening| (text(opening, "user_name"), text(opening, "at"))).collect()
}

on_both_engines! {
    async fn each_user_and_hour_is_noted_once_and_the_history_stays_as_short_as_it_was(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let entered = household(&user, "鲁小川", "19930638560", &ending_with_x("19871001")).await;
        let path = format!("/api/v1/households/{}", id(&entered));
        let history = user.get_json(&format!("{path}/journal")).await;
        assert_eq!(openings(&user, &entered).await, [], "entering is not opening");
        for _ in 0..3 {
            user.get_json(&path).await;
        }
        let viewer = app.sign_in("xq.union.viewer").await;
        let again = viewer.get(&path).await;
        let known = viewer.request(reqwest::Method::GET, &path).header("if-none-match", again.headers()["etag"].clone());
        assert_eq!(test_support::app::answer(known).await.status(), 304);
        app.seal_journal().await;
        let at = "2020-02-11T03:00:00Z";
        let first = openings(&user, &entered).await;
        assert_eq!(first.len(), 2, "{first:?}");
        assert!(first.contains(&("李红霞".to_owned(), at.to_owned())) && first.contains(&("徐丽华".to_owned(), at.to_owned())));
        app.advance(TimeDelta::minutes(61));
        let user = app.sign_in("xq.union").await;
        user.get_json(&path).await;
        app.seal_journal().await;
        assert_eq!(openings(&user, &entered).await[0], ("李红霞".to_owned(), "2020-02-11T04:01:00Z".to_owned()));
        assert_eq!(openings(&user, &entered).await.len(), 3);
        let now = user.get_json(&format!("{path}/journal")).await;
        let ids = |page: &Value| page["items"].as_array().unwrap().iter().map(|entry| entry["id"].clone()).collect::<Vec<_>>();
        assert_eq!(ids(&now), ids(&history));
        let page = user.get_json(&format!("{path}/openings?limit=2")).await;
        let rest = user.get_json(&format!("{path}/openings?limit=2&cursor={}", page["next_cursor"].as_str().unwrap())).await;
        assert_eq!(page["items"][0]["organisation_name"], "西青区总工会");
        assert_eq!((page["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (2, 1));
    }

    async fn two_servers_note_one_opening(db) {
        let url = db.url().clone();
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let entered = household(&user, "鲁小川", "19930638560", &ending_with_x("19871001")).await;
        user.get_json(&format!("/api/v1/households/{}", id(&entered))).await;
        app.seal_journal().await;
        // What another process has in its memory is not known here: the database decides.
        let opening = {
            let store = app.store_of("xq.union");
            storage::openings::Opening {
                author: storage::journal::Author::actor(store.actor(), store.now()),
                household_id: id(&entered).parse().unwrap(),
            }
        };
        let other = storage::Database::open(&url, storage::PoolOptions::default()).unwrap();
        other.write(move |conn| storage::openings::record(conn, std::slice::from_ref(&opening))).unwrap();
        assert_eq!(openings(&user, &entered).await.len(), 1);
    }

    async fn those_who_do_not_see_a_household_open_nothing(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let entered = household(&user, "鲁小川", "19930638560", &ending_with_x("19871001")).await;
        for other in ["zhangjiawo.union", "market.partner"] {
            let other = app.sign_in(other).await;
            assert_eq!(other.get(&format!("/api/v1/households/{}", id(&entered))).await.status(), 404);
            assert_eq!(other.get(&format!("/api/v1/households/{}/openings", id(&entered))).await.status(), 404);
        }
        app.seal_journal().await;
        assert_eq!(openings(&user, &entered).await, []);
        let verified = app.database().read({
            let operation = app.store_of("xq.union").actor().operation_id;
            move |conn| Ok(storage::journal::verify(conn, operation, None).is_ok())
        });
        assert!(verified.unwrap());
    }
}
