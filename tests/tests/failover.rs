//! The database's standby takes over while people write: nothing that was acknowledged is lost, whoever comes in between is
//! asked to come again, and the service goes on by itself.
#![cfg(test)]

mod tools;

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use diesel::{QueryDsl as _, RunQueryDsl as _};
use domain::ids::HouseholdId;
use reqwest::{Client, StatusCode};
use serde_json::Value;
use storage::{Database, PoolOptions, schema::households};
use test_support::Pair;
use tools::installation::{Installation, household};

/// What writers and readers met.
#[derive(Default)]
struct Met {
    acknowledged: Vec<HouseholdId>,
    refused: u32,
}

impl Met {
    fn is_at_least(met: &Mutex<Self>, acknowledged: usize, refused: u32) -> bool {
        let met = met.lock().unwrap();
        met.acknowledged.len() >= acknowledged && met.refused >= refused
    }
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let patience = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < patience, "{what}: not within a minute");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_takes_over_and_the_service_goes_on() {
    let pair = Pair::start();
    let installation = Installation::begin(&pair.url());
    let (client, server) = (Client::new(), installation.serve());
    let token = server.sign_in(&client, installation.password()).await;
    let village = server.village(&client, &token).await;
    let (stop, next) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let met = Arc::new(Mutex::new(Met::default()));
    let writers: Vec<_> = (0..4)
        .map(|_| {
            let (client, token, village) = (client.clone(), token.clone(), village.clone());
            let (path, list) = (server.url("/api/v1/households"), server.url("/api/v1/households?limit=1"));
            let (stop, next, met) = (Arc::clone(&stop), Arc::clone(&next), Arc::clone(&met));
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let body = household(&village, next.fetch_add(1, Ordering::Relaxed));
                    let write = client.post(&path).bearer_auth(&token).json(&body).send().await.unwrap();
                    let read = client.get(&list).bearer_auth(&token).send().await.unwrap();
                    for answer in [&write, &read] {
                        if answer.status() == StatusCode::SERVICE_UNAVAILABLE {
                            assert!(answer.headers().contains_key("retry-after"), "when to come again");
                            met.lock().unwrap().refused += 1;
                        } else {
                            assert!(answer.status().is_success(), "{}", answer.status());
                        }
                    }
                    if write.status() == StatusCode::CREATED {
                        let entered: Value = write.json().await.unwrap();
                        met.lock()
                            .unwrap()
                            .acknowledged
                            .push(entered["id"].as_str().unwrap().parse().unwrap());
                    }
                }
            })
        })
        .collect();
    until("writing", || Met::is_at_least(&met, 50, 0)).await;

    let begun = Instant::now();
    pair.kill_the_first();
    until("being asked to come again", || Met::is_at_least(&met, 50, 1)).await;
    let ready = client.get(server.url("/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    pair.promote_the_second();
    let promoted = Instant::now();
    let before = met.lock().unwrap().acknowledged.len();
    until("writing again", || Met::is_at_least(&met, before + 1, 1)).await;
    println!("{:?} without service, {:?} of it after the promotion", begun.elapsed(), promoted.elapsed());
    until("writing on", || Met::is_at_least(&met, before + 50, 1)).await;
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }

    let ready = client.get(server.url("/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), StatusCode::OK);
    let database =
        Database::open(&pair.url(), PoolOptions { connections: 1, ..PoolOptions::default() }).unwrap();
    let there: Vec<HouseholdId> =
        database.read(|conn| Ok(households::table.select(households::id).load(conn)?)).unwrap();
    let there: BTreeSet<HouseholdId> = there.into_iter().collect();
    let met = met.lock().unwrap();
    let lost = met.acknowledged.iter().filter(|id| !there.contains(id)).count();
    assert_eq!(lost, 0, "of {} acknowledged", met.acknowledged.len());
    println!("{} acknowledged and there, {} asked to come again", met.acknowledged.len(), met.refused);
    let proved = installation.succeed(&["journal", "verify"]);
    assert!(proved.contains("unbroken"), "{proved}");
}
