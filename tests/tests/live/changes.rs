//! Events for open pages.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;
use test_support::{TestApp, app::answer, on_both_engines};

use crate::{
    events::Events,
    support::{area, enter, etag, household, path, problem},
};

const LIVE: &str = "/api/v1/live";

on_both_engines! {
    async fn a_change_reaches_those_who_see_the_household_and_nobody_else(db) {
        let app = TestApp::new(db);
        let (one, other) = (app.sign_in("xq.union").await, app.sign_in("xq.league").await);
        let (town, next_door) = (app.sign_in("zhongbei.union").await, app.sign_in("flood.admin").await);
        let village = area(&one, "120111001001").await;
        let mut streams = [Events::open(&one, LIVE, None).await, Events::open(&other, LIVE, None).await];
        let mut not_theirs = [Events::open(&town, LIVE, None).await, Events::open(&next_door, LIVE, None).await];
        let entered = enter(&one, &household(&village, "王芳", "19930638560")).await;
        for (stream, own) in streams.iter_mut().zip([true, false]) {
            let event = stream.next().await.unwrap();
            assert_eq!(event.name, "change");
            assert_eq!(event.data["household_id"], entered["id"]);
            assert_eq!(event.data["own"], own);
            assert_eq!(event.data.as_object().unwrap().len(), 3, "no personal data: {event:?}");
        }
        // What the others hear next is their own.
        let theirs = enter(&town, &household(&area(&town, "120111100211").await, "李娜", "19930638561")).await;
        assert_eq!(not_theirs[0].next().await.unwrap().data["household_id"], theirs["id"]);
        let flooded = enter(&next_door, &json!({ "area_id": area(&next_door, "120110001").await,
            "members": [{ "relation": "worker", "person": { "name": "何平" } }] })).await;
        assert_eq!(not_theirs[1].next().await.unwrap().data["household_id"], flooded["id"]);
    }

    async fn an_employer_hears_of_its_own_workers_households(db) {
        let app = TestApp::new(db);
        let (district, hospital) = (app.sign_in("xq.union").await, app.sign_in("hospital.union").await);
        let village = area(&district, "120111001001").await;
        let mut stream = Events::open(&hospital, LIVE, None).await;
        enter(&district, &household(&village, "王芳", "19930638560")).await;
        let mut new = household(&village, "李娜", "19930638561");
        new["members"][0]["posting"]["employer_id"] = json!(crate::support::organisation(&district, "西青医院").await);
        let theirs = enter(&district, &new).await;
        assert_eq!(stream.next().await.unwrap().data["household_id"], theirs["id"]);
    }

    async fn a_stream_goes_on_where_it_was(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let village = area(&user, "120111001001").await;
        let mut stream = Events::open(&user, LIVE, None).await;
        let first = enter(&user, &household(&village, "王芳", "19930638560")).await;
        let heard = stream.next_about(&first).await;
        drop(stream);
        let missed = enter(&user, &household(&village, "李娜", "19930638561")).await;
        app.seal_journal().await;
        let mut stream = Events::open(&user, LIVE, Some(heard.id)).await;
        let event = stream.next().await.unwrap();
        assert_eq!(event.data["household_id"], missed["id"], "and the first one is not told again");
        assert!(event.id > heard.id);
        user.patch(&path(&first), &etag(&first), &json!({ "address": "二号楼" })).await;
        assert_eq!(stream.next().await.unwrap().data["kind"], "household_updated");
    }

    async fn changes_through_another_process_are_heard(db) {
        let app = TestApp::new(db);
        let beside = app.another_process();
        let user = app.sign_in("xq.union").await;
        let village = area(&user, "120111001001").await;
        let listening = beside.request(Method::GET, LIVE).bearer_auth(&user.token);
        let mut there = Events::of(answer(listening).await).await;
        let entered = enter(&user, &household(&village, "王芳", "19930638560")).await;
        assert_eq!(there.next().await.unwrap().data["household_id"], entered["id"]);
    }

    async fn who_is_told_of_too_much_reads_anew(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let village = area(&user, "120111001001").await;
        app.seal_journal().await;
        let mut stream = Events::open(&user, LIVE, None).await;
        let store = app.store_of("xq.union");
        let area_id = village.parse().unwrap();
        let many = store.write(move |scoped| {
            scoped.ledger(chrono::NaiveDate::default(), |ledger| {
                (0..150).try_for_each(|_| storage::households::create(ledger, &storage::households::HouseholdFacts::at(area_id)).map(drop))
            })
        });
        many.await.unwrap();
        let event = stream.next().await.unwrap();
        assert_eq!(event.name, "many");
        let later = Events::open(&user, LIVE, Some(0)).await.next().await.unwrap();
        assert_eq!(later.name, "many", "whoever was away for long reads anew, too");
    }

    async fn a_stream_ends_with_the_token(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let mut stream = Events::open(&user, LIVE, None).await;
        app.advance(TimeDelta::minutes(11));
        assert_eq!(stream.next().await, None);
        problem(user.get(LIVE).await, 401, "unauthenticated").await;
    }

    async fn a_stream_ends_with_the_session(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let mut stream = Events::open(&user, LIVE, None).await;
        assert_eq!(answer(user.request(Method::DELETE, "/api/v1/sessions/current")).await.status(), 204);
        assert_eq!(stream.next().await, None);
    }

    async fn a_user_has_only_so_many_streams(db) {
        let app = TestApp::with(db, |settings| settings.limits.streams_per_user = 2.try_into().unwrap());
        let (user, other) = (app.sign_in("xq.union").await, app.sign_in("xq.league").await);
        let streams = [Events::open(&user, LIVE, None).await, Events::open(&user, LIVE, None).await];
        let refused = user.get(LIVE).await;
        assert!(refused.headers().contains_key("retry-after"));
        problem(refused, 429, "too_many_requests").await;
        let _others = Events::open(&other, LIVE, None).await;
        drop(streams);
        // A place is free as soon as the server notices that the reader has gone.
        let until = Instant::now() + Duration::from_secs(40);
        while user.get(LIVE).await.status() != 200 {
            assert!(Instant::now() < until, "no place came free");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn a_stop_ends_streams_at_once(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let mut stream = Events::open(&user, LIVE, None).await;
        app.seal_journal().await;
        let after = user.get_json("/api/v1/journal?after=0&limit=200").await["position"].as_i64().unwrap();
        let path = format!("/api/v1/journal?after={after}&wait=30");
        let begun = Instant::now();
        let (waited, ended, ()) = tokio::join!(user.get_json(&path), stream.next(), async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            app.end_streams();
        });
        assert_eq!((waited["items"].clone(), ended), (json!([]), None));
        assert!(begun.elapsed() < Duration::from_secs(5));
        problem(user.get(LIVE).await, 503, "unavailable").await;
    }
}
