//! A backup is one moment, while others write.

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
use storage::schema::households;
use test_support::{TestDatabase, on_both_engines};

use crate::{
    support::{backup, hand_over_keys, other},
    tools::installation::{Installation, household},
};

on_both_engines! {
    async fn what_was_acknowledged_before_it_is_in_it(db) {
        let from = Arc::new(Installation::begin(db.url()));
        let (client, server) = (reqwest::Client::new(), from.serve());
        let token = server.sign_in(&client, from.password()).await;
        let village = server.village(&client, &token).await;
        let (stop, next) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let acknowledged: Arc<Mutex<Vec<(Instant, HouseholdId)>>> = Arc::default();
        let writers: Vec<_> = (0..4).map(|_| {
            let (client, token, village, path) = (client.clone(), token.clone(), village.clone(), server.url("/api/v1/households"));
            let (stop, next, acknowledged) = (Arc::clone(&stop), Arc::clone(&next), Arc::clone(&acknowledged));
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let body = household(&village, next.fetch_add(1, Ordering::Relaxed));
                    let answer = client.post(&path).bearer_auth(&token).json(&body).send().await.unwrap();
                    assert_eq!(answer.status(), 201, "a writer was turned away");
                    let entered: serde_json::Value = answer.json().await.unwrap();
                    let id = entered["id"].as_str().unwrap().parse().unwrap();
                    acknowledged.lock().unwrap().push((Instant::now(), id));
                }
            })
        }).collect();
        let count = || acknowledged.lock().unwrap().len();
        while count() < 20 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let begun = Instant::now();
        let file = {
            let from = Arc::clone(&from);
            tokio::task::spawn_blocking(move || backup(&from)).await.unwrap()
        };
        let (ended, at_the_end) = (Instant::now(), count());
        // Nobody waited for it.
        while count() < at_the_end + 5 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.store(true, Ordering::Relaxed);
        for writer in writers {
            writer.await.unwrap();
        }

        let empty = TestDatabase::new(other(db.engine()));
        let to = Installation::bare(empty.url());
        hand_over_keys(&from, &to);
        to.succeed(&["restore", &file.to_string_lossy()]);
        let restored: Vec<HouseholdId> =
            empty.database().read(|conn| Ok(households::table.select(households::id).load(conn)?)).unwrap();
        let restored: BTreeSet<HouseholdId> = restored.into_iter().collect();
        let acknowledged = acknowledged.lock().unwrap().clone();
        let (mut before, mut during, mut after) = (0, 0, 0);
        for (at, id) in acknowledged {
            match restored.contains(&id) {
                false => assert!(at > begun, "an acknowledged household is not in the backup"),
                true if at < begun => before += 1,
                true => during += 1,
            }
            after += usize::from(at > ended);
        }
        assert!(before >= 20 && after >= 5, "{before} before, {during} of those during it, {after} after");
    }
}
