//! Long work: its progress, its single doing, its survival.

use std::{sync::Arc, thread::sleep, time::Duration};

use chrono::TimeDelta;
use domain::{ids::RosterId, jobs::JobKind};
use reqwest::StatusCode;
use serde_json::json;
use server::{
    jobs::Worker,
    secrets::{Key, Secrets},
};
use storage::unscoped::jobs;
use test_support::{TestApp, app::json_of, on_both_engines};

use crate::{
    client::{csv, done, follow, id, import, roster, rows, uploaded},
    invented::list,
};

const ROWS: u32 = 5_000;

on_both_engines! {
    async fn a_long_list_shows_how_far_it_is_and_goes_on_without_anybody(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let long = id(&uploaded(&user, "long.csv", list(ROWS)).await);
        done(&user, &long, "preview").await;
        assert_eq!(roster(&user, &long).await["counts"]["new"], ROWS);
        let job = json_of(user.post(&format!("/api/v1/rosters/{long}/commit"), &json!({})).await).await;
        let busy = user.post(&format!("/api/v1/rosters/{long}/commit"), &json!({})).await;
        assert_eq!(busy.status(), StatusCode::CONFLICT);
        let mut seen = vec![0];
        loop {
            let now = user.get_json(&format!("/api/v1/jobs/{}", id(&job))).await;
            assert_eq!(now["roster_id"], long.as_str());
            seen.push(now["done"].as_i64().unwrap());
            if now["state"] == "done" {
                break;
            }
            sleep(Duration::from_millis(20));
        }
        assert!(seen.iter().any(|done| (1..i64::from(ROWS)).contains(done)), "progress was never seen: {seen:?}");
        assert_eq!(roster(&user, &long).await["counts"]["new"], ROWS);
        assert_eq!(rows(&user, &long, "outcome=new").await.len(), ROWS as usize);
        // The server answers others all the while, and the same list brings nothing new.
        let again = import(&user, "again.csv", list(ROWS)).await;
        let counts = roster(&user, &again).await["counts"].clone();
        assert_eq!((&counts["same"], &counts["new"]), (&json!(ROWS), &json!(0)));
    }

    async fn a_preview_that_another_list_overtook_says_so(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let list = |name: &str| csv(&["姓名,手机号码,村居", &format!("{name},19970115465,隐贤村")]);
        let first = id(&uploaded(&user, "first.csv", list("王芳")).await);
        done(&user, &first, "preview").await;
        assert_eq!(roster(&user, &first).await["is_overtaken"], false);
        app.advance(TimeDelta::seconds(1));
        let second = import(&user, "second.csv", csv(&["姓名,手机号码,村居", "李娜,19970115466,隐贤村"])).await;
        assert_eq!(roster(&user, &first).await["is_overtaken"], true);
        assert_eq!(roster(&user, &second).await["is_overtaken"], false, "it is part of the ledger");
        app.advance(TimeDelta::seconds(1));
        done(&user, &first, "preview").await;
        assert_eq!(roster(&user, &first).await["is_overtaken"], false);
        app.advance(TimeDelta::seconds(1));
        done(&user, &second, "undo").await;
        assert_eq!(roster(&user, &first).await["is_overtaken"], true);
    }

    async fn several_workers_do_a_job_once(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let key = |byte| Key::from_bytes([byte; 32]);
        let secrets = Secrets { signing: key(1), sealing: key(2).into(), digest: key(3).into(), file: None };
        let others: Vec<_> =
            (0..3).map(|_| Worker::new(app.database().clone(), &secrets, app.clock().clone()).start()).collect();
        for n in 0..5 {
            let line = format!("王芳,1997011{n:04},援鄂");
            import(&user, &format!("{n}.csv"), csv(&["姓名,手机号码,岗位类别", &line])).await;
        }
        assert_eq!(user.get_json("/api/v1/households").await["items"].as_array().unwrap().len(), 5);
        for other in others {
            other.stop().await;
        }
    }

    async fn a_job_whose_worker_died_is_done_by_another(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let list = id(&uploaded(&user, "list.csv", csv(&["姓名,手机号码,岗位类别", "王芳,19970115465,援鄂"])).await);
        let store = app.store_of("xq.union");
        let roster_id: RosterId = list.parse().unwrap();
        let job = store.write(move |scoped| scoped.begin_roster_work(roster_id, JobKind::RosterPreview)).await.unwrap();
        // Taken before the server's own worker looks; should that be faster for once, it is done all the same.
        let now = app.clock().now();
        let dead = app.database().write(move |conn| jobs::claim(conn, TimeDelta::seconds(60), now)).unwrap();
        if dead.is_some() {
            assert_eq!(user.get_json(&format!("/api/v1/jobs/{job}")).await["state"], "running");
            app.advance(TimeDelta::seconds(61));
        }
        assert_eq!(follow(&user, &job.to_string()).await["state"], "done");
        // Whoever was thought dead can end nothing any more.
        if let Some(dead) = dead {
            let dead = Arc::new(dead);
            let late = app.database().write(move |conn| jobs::finish(conn, &dead, &jobs::JobEnd::Done, now));
            assert!(late.is_err());
        }
        let colleague = app.sign_in("xq.union.li").await;
        assert_eq!(colleague.get_json(&format!("/api/v1/jobs/{job}")).await["state"], "done");
        let stranger = app.sign_in("hospital.union").await;
        assert_eq!(stranger.get(&format!("/api/v1/jobs/{job}")).await.status(), StatusCode::NOT_FOUND);
    }
}
