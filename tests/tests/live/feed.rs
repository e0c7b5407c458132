//! The journal for programs.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use domain::{
    access::Permission,
    journal::{EntryKind, SubjectKind},
};
use serde_json::{Value, json};
use storage::{
    columns::AnyId,
    ids,
    journal::{self, Author, Entry},
};
use test_support::{SignedIn, TestApp, on_both_engines};

use crate::{
    events::Events,
    support::{area, enter, household, id, organisation, problem},
};

async fn page(user: &SignedIn<'_>, query: &str) -> Value {
    user.get_json(&format!("/api/v1/journal?{query}")).await
}

/// Everything that a reader gets, a few entries at a time.
async fn all(user: &SignedIn<'_>) -> Vec<Value> {
    let (mut after, mut entries) = (0, Vec::new());
    loop {
        let page = page(user, &format!("after={after}&limit=3")).await;
        let items = page["items"].as_array().unwrap();
        entries.extend(items.iter().cloned());
        let position = page["position"].as_i64().unwrap();
        if position == after {
            return entries;
        }
        after = position;
    }
}

fn positions(entries: &[Value]) -> Vec<i64> {
    entries.iter().map(|entry| entry["position"].as_i64().unwrap()).collect()
}

fn rises(positions: &[i64]) -> bool {
    positions.windows(2).all(|pair| pair[0] < pair[1])
}

/// Writers at the same time, each transaction as slow as its number says.
async fn nobody_is_missed(app: TestApp) {
    let user = app.sign_in("xq.admin").await;
    app.seal_journal().await;
    let start = page(&user, "after=0&limit=200").await["position"].as_i64().unwrap();
    let author = Author::actor(app.store_of("xq.admin").actor(), app.clock().now());
    let writers: Vec<_> = (0..6)
        .map(|writer| {
            let (database, author) = (app.database().clone(), author.clone());
            std::thread::spawn(move || {
                for n in 0..15_u64 {
                    let author = author.clone();
                    let write = move |tx: &mut storage::Connection| {
                        let entry = Entry::new(
                            EntryKind::ListExported,
                            SubjectKind::Operation,
                            ids::new(AnyId::from_uuid, author.at),
                        );
                        journal::append(tx, &author, vec![entry.named(format!("{writer}-{n}"))])?;
                        // A transaction that commits long after it wrote its entries, and after later ones.
                        std::thread::sleep(Duration::from_millis((writer * 7 + n * 3) % 23));
                        Ok(())
                    };
                    database.write(write).unwrap();
                }
            })
        })
        .collect();
    let expected: BTreeSet<String> =
        (0..6).flat_map(|writer| (0..15).map(move |n| format!("{writer}-{n}"))).collect();
    let name = |entry: &Value| entry["subject_name"].as_str().unwrap_or_default().to_owned();
    let by_asking = async {
        let (mut after, mut seen) = (start, Vec::new());
        while seen.len() < expected.len() {
            let page = page(&user, &format!("after={after}&limit=7&wait=5")).await;
            seen.extend(page["items"].as_array().unwrap().iter().cloned());
            after = page["position"].as_i64().unwrap();
        }
        seen
    };
    let by_stream = async {
        let mut events = Events::open(&user, "/api/v1/journal/stream", Some(start)).await;
        let mut seen = Vec::new();
        while seen.len() < expected.len() {
            // Now and then the stream breaks, and goes on where it was.
            if seen.len() % 20 == 19 {
                let last = seen.last().map(|entry: &Value| entry["position"].as_i64().unwrap());
                events = Events::open(&user, "/api/v1/journal/stream", last).await;
            }
            let event = events.next().await.unwrap();
            assert_eq!((event.name.as_str(), event.data["position"].as_i64()), ("entry", Some(event.id)));
            seen.push(event.data);
        }
        seen
    };
    let (asked, streamed) = tokio::join!(by_asking, by_stream);
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    for seen in [asked, streamed] {
        assert_eq!(seen.iter().map(name).collect::<BTreeSet<_>>(), expected);
        assert_eq!(seen.len(), expected.len(), "none comes twice");
        assert!(rises(&positions(&seen)), "{:?}", positions(&seen));
        // This reader may see all of it, so there are no holes.
        assert_eq!(positions(&seen), (start + 1..=start + 90).collect::<Vec<_>>());
    }
}

on_both_engines! {
    async fn slow_and_quick_writers_are_read_in_one_order_and_none_is_missed(db) {
        nobody_is_missed(TestApp::new(db)).await;
    }

    async fn each_reader_gets_what_their_organisation_sees(db) {
        let app = TestApp::new(db);
        let district = app.sign_in("xq.union").await;
        let here = enter(&district, &household(&area(&district, "120111001001").await, "王芳", "19930638560")).await;
        let mut new = household(&area(&district, "120111101").await, "李娜", "19930638561");
        new["members"][0]["posting"]["employer_id"] = json!(organisation(&district, "西青医院").await);
        let there = enter(&district, &new).await;
        let (hospital, town, next_door) =
            (app.sign_in("hospital.union").await, app.sign_in("zhongbei.union").await, app.sign_in("flood.admin").await);
        app.seal_journal().await;
        let households = |entries: &[Value]| -> BTreeSet<String> {
            entries.iter().filter_map(|entry| entry["household_id"].as_str().map(str::to_owned)).collect()
        };
        let both = BTreeSet::from([id(&here).to_owned(), id(&there).to_owned()]);
        let of_district = all(&district).await;
        assert_eq!(households(&of_district), both);
        assert!(rises(&positions(&of_district)));
        let hospital = all(&hospital).await;
        assert_eq!(households(&hospital), BTreeSet::from([id(&there).to_owned()]));
        assert!(rises(&positions(&hospital)));
        for entry in hospital.iter().filter(|entry| entry["household_id"].is_string()) {
            assert!(of_district.contains(entry), "the same entry in the same place");
        }
        let names: BTreeSet<&str> = hospital.iter().filter(|entry| entry["household_id"].is_null())
            .map(|entry| entry["actor_name"].as_str().unwrap()).collect();
        assert_eq!(names, BTreeSet::from(["郭立新"]), "beside its households, only what its own people did");
        assert_eq!(households(&all(&town).await), BTreeSet::new());
        assert_eq!(households(&all(&next_door).await), BTreeSet::new());
    }

    async fn what_is_not_ones_own_wakes_nobody(db) {
        let app = TestApp::new(db);
        let (district, town) = (app.sign_in("xq.union").await, app.sign_in("zhongbei.union").await);
        let village = area(&district, "120111001001").await;
        app.seal_journal().await;
        let after = page(&town, "after=0&limit=200").await["position"].as_i64().unwrap();
        let waiting = format!("after={after}&wait=2");
        let begun = Instant::now();
        let (answered, ()) = tokio::join!(page(&town, &waiting), async {
            enter(&district, &household(&village, "王芳", "19930638560")).await;
            app.seal_journal().await;
        });
        assert_eq!(answered["items"], json!([]));
        assert!(begun.elapsed() >= Duration::from_secs(2), "it waited its whole time");
        // Who may see it need not wait so long.
        let begun = Instant::now();
        let answered = page(&district, "after=0&wait=25").await;
        assert!(!answered["items"].as_array().unwrap().is_empty() && begun.elapsed() < Duration::from_secs(20));
    }

    async fn limits_are_kept_and_identity_numbers_are_masked(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let mut new = household(&area(&user, "120111001001").await, "王芳", "19930638560");
        new["members"][0]["person"]["identity_number"] = json!(crate::support::identity_number("19900710", 561));
        enter(&user, &new).await;
        app.seal_journal().await;
        assert!(!json!(all(&user).await).to_string().contains("19900710561"));
        assert!(!json!(all(&user).await).to_string().contains("sealed"));
        assert_eq!(page(&user, "limit=2").await["items"].as_array().unwrap().len(), 2);
        for wrong in ["limit=0", "limit=201", "after=-1", "wait=31", "after=x", "before=3"] {
            problem(user.get(&format!("/api/v1/journal?{wrong}")).await, 400, "malformed").await;
        }
        app.deny(&[Permission::JournalRead]);
        for path in ["/api/v1/journal", "/api/v1/journal/stream"] {
            problem(user.get(path).await, 403, "forbidden").await;
        }
        app.deny(&[]);
        problem(app.sign_in("xq.union.li").await.get("/api/v1/journal").await, 403, "forbidden").await;
    }
}
