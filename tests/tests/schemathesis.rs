//! Every operation of the contract, tried with what fits it and with what does not: schemathesis finds nothing.
#![cfg(test)]

mod tools;

use serde_json::json;
use test_support::{PASSWORD, SignedIn, TestApp, TestDatabase, app::answer, on_both_engines};

/// Which requests are made up; another number makes up others.
const SEED: &str = "20200211";

/// Requests made up for each operation, besides the contract's examples and the borders of its types.
const EXAMPLES: &str = "8";

const MANAGER: &str = "xq.union";

fn app(database: TestDatabase) -> TestApp {
    TestApp::with(database, |settings| {
        settings.limits.sign_ins_per_user_per_minute = u32::MAX.try_into().unwrap();
        settings.limits.lockout_attempts = 100_000.try_into().unwrap();
        settings.limits.number_searches_per_hour = u32::MAX.try_into().unwrap();
        settings.limits.reveals_per_hour = u32::MAX.try_into().unwrap();
        settings.limits.reveals_per_day = u32::MAX.try_into().unwrap();
    })
}

/// A household and a roster, so that there is something behind the ids.
async fn fill(manager: &SignedIn<'_>) {
    let villages = manager.get_json("/api/v1/areas?level=village&limit=1").await;
    let household = json!({
        "area_id": villages["items"][0]["id"],
        "address": "1号楼1门101室",
        "members": [{ "relation": "worker", "person": { "name": "王芳", "phones": [{ "number": "13012345678" }] }, "posting": {} }],
    });
    let response = manager.post("/api/v1/households", &household).await;
    assert_eq!(response.status(), 201, "{:?}", response.text().await);
    let upload = manager
        .request(reqwest::Method::POST, "/api/v1/rosters?filename=list.csv")
        .header("content-type", "application/octet-stream")
        .body("姓名,手机号码,岗位类别\n李伟,13012345679,援鄂\n");
    assert_eq!(answer(upload).await.status(), 201);
}

on_both_engines! {
    async fn finds_nothing(db) {
        let app = app(db);
        fill(&app.sign_in(MANAGER).await).await;
        let folder = tempfile::tempdir().unwrap();
        let written = tools::succeed(
            tools::python_program("schemathesis")
                .current_dir(folder.path())
                .env("SCHEMATHESIS_HOOKS", "hooks")
                .env("PYTHONPATH", tools::file("schemathesis"))
                .env("HOMEFRONT_USERNAME", MANAGER)
                .env("HOMEFRONT_PASSWORD", PASSWORD)
                .arg("--config-file")
                .arg(tools::file("schemathesis/schemathesis.toml"))
                .args(["run", &app.url("/api/openapi.json"), "--url", &app.url("")])
                .args(["--seed", SEED, "--max-examples", EXAMPLES]),
        );
        println!("{written}");
        assert_eq!(answer(app.request(reqwest::Method::GET, "/readyz")).await.status(), 200);
    }
}
