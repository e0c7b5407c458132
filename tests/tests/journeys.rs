//! What people do in the browser, with the built web application on the real server. The scripts are in `journeys/`.
#![cfg(test)]

mod tools;

use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;
use test_support::{
    Engine, PASSWORD, TestApp, TestDatabase,
    app::{answer, json_of},
    on_both_engines,
};

/// The pack of the district that the test server begins with.
fn pack() -> PathBuf {
    let data = tools::file("../../shared/data");
    let divisions = |folder: &Path| std::fs::read_to_string(folder.join("divisions.csv")).unwrap_or_default();
    let ours = divisions(&tools::file("../crates/server/demo"));
    std::fs::read_dir(&data)
        .unwrap_or_else(|error| panic!("the packs are in {}: {error}", data.display()))
        .map(|folder| folder.unwrap().path())
        .find(|folder| folder.join("expected.json").is_file() && divisions(folder) == ours)
        .unwrap_or_else(|| panic!("{} has no pack of the demonstration's district", data.display()))
}

fn with_pages(database: TestDatabase) -> TestApp {
    let spa = tools::web_application();
    TestApp::with(database, |settings| {
        settings.http.spa_dir = Some(spa);
    })
}

fn travel(database: TestDatabase, script: &str) {
    travel_in(&with_pages(database), script);
}

fn travel_in(app: &TestApp, script: &str) {
    let written = tools::succeed(
        tools::node(script)
            .env("HOMEFRONT_URL", app.url(""))
            .env("HOMEFRONT_PASSWORD", PASSWORD)
            .env("HOMEFRONT_PACK", pack())
            .env("HOMEFRONT_TEST_CHROMIUM", tools::browser())
            .env("HOMEFRONT_TEST_SCREENSHOTS", tools::pictures()),
    );
    println!("{written}");
}

on_both_engines! {
    fn from_rosters_to_a_ledger(db) {
        travel(db, "journeys/ledger.mjs");
    }

    fn somebody_is_invited_and_locked_out_again(db) {
        travel(db, "journeys/administration.mjs");
    }

    fn from_two_lists_to_full_coverage(db) {
        travel(db, "journeys/coverage.mjs");
    }

    fn a_click_shows_what_is_masked(db) {
        travel(db, "journeys/masks.mjs");
    }

    fn two_people_work_on_one_household(db) {
        travel(db, "journeys/together.mjs");
    }

    async fn a_page_is_read_as_of_an_earlier_day(db) {
        let app = with_pages(db);
        move_a_day_later(&app).await;
        travel_in(&app, "journeys/past.mjs");
    }
}

/// A household that moves, and is verified, on the day after it was entered.
async fn move_a_day_later(app: &TestApp) {
    let user = app.sign_in("xq.union").await;
    let village = user.get_json("/api/v1/areas?q=120111001001").await["items"][0]["id"].clone();
    let members = json!([{ "relation": "worker", "person": { "name": "王芳" }, "posting": { "category": "aid_hubei" } }]);
    let new = json!({ "area_id": village, "address": "一号楼", "members": members });
    let entered = json_of(user.post("/api/v1/households", &new).await).await;
    let path = format!("/api/v1/households/{}", entered["id"].as_str().unwrap());
    app.advance(TimeDelta::days(1));
    let user = app.sign_in("xq.union").await;
    assert_eq!(user.patch(&path, "\"rev-1\"", &json!({ "address": "二号楼" })).await.status(), 200);
    let step = user.request(Method::POST, &format!("{path}/status")).header("if-match", "\"rev-2\"");
    assert_eq!(answer(step.json(&json!({ "to": "verified" }))).await.status(), 200);
}

/// What the browser fetches and when does not depend on the engine.
#[test]
fn pages_are_fetched_in_parts() {
    travel(TestDatabase::new(Engine::Sqlite), "journeys/parts.mjs");
}

/// What happens to households over time does not depend on the engine; how the ledger keeps it is tested over HTTP.
#[test]
fn a_household_over_time() {
    travel(TestDatabase::new(Engine::Sqlite), "journeys/life.mjs");
}

/// How a page looks does not depend on the engine.
#[test]
fn every_page_looks_well_and_axe_finds_nothing() {
    travel(TestDatabase::new(Engine::Sqlite), "journeys/looks.mjs");
}
