//! The list as a file: exactly that view, and never a formula.

use reqwest::Method;
use serde_json::json;
use test_support::{SignedIn, TestApp, app::answer, on_both_engines};

use crate::support::{area, enter, household, identity_number, problem};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn export(user: &SignedIn<'_>, query: &str, accept: &str) -> reqwest::Response {
    answer(user.request(Method::GET, &format!("/api/v1/households?{query}")).header("accept", accept)).await
}

on_both_engines! {
    async fn a_table_is_the_filtered_view_in_its_order(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let (here, there) = (area(&user, "120111001001").await, area(&user, "120111101").await);
        for (index, name) in ["王芳", "安平", "陈静"].into_iter().enumerate() {
            enter(&user, &household(&here, name, &format!("1993063856{index}"))).await;
        }
        enter(&user, &household(&there, "李娜", "19930638569")).await;
        let town = area(&user, "120111001").await;
        let response = export(&user, &format!("area_id={town}&sort=name&limit=1"), "text/csv").await;
        assert_eq!(response.status(), 200);
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/csv"));
        let text = response.text().await.unwrap();
        let names: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
        assert_eq!(names, ["安平", "陈静", "王芳"], "{text}");
        assert!(text.contains("19930638560") && text.contains("援鄂") && text.contains("已登记"));
        let response = export(&user, "q=李娜", XLSX).await;
        assert_eq!(response.headers()["content-type"], XLSX);
        let bytes = response.bytes().await.unwrap();
        assert!(bytes.starts_with(b"PK"));
    }

    async fn nothing_becomes_a_formula(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let mut new = household(&area(&user, "120111001001").await, "王芳", "19930638560");
        new["address"] = json!("=HYPERLINK(\"http://evil\")");
        new["members"][0]["posting"]["employer_name"] = json!("@SUM(A1)");
        new["members"][0]["person"]["identity_number"] = json!(identity_number("19900710", 561));
        enter(&user, &new).await;
        let text = export(&user, "", "text/csv").await.text().await.unwrap();
        assert!(text.contains("'=HYPERLINK") && text.contains("'@SUM"), "{text}");
        assert!(!text.contains(",=") && !text.contains(",\"=") && !text.contains(",@"));
        assert!(!text.contains(&identity_number("19900710", 561)));
    }

    async fn an_export_is_permitted_and_noted(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        enter(&user, &household(&area(&user, "120111001001").await, "王芳", "19930638560")).await;
        let viewer = app.sign_in("xq.union.viewer").await;
        problem(export(&viewer, "", "text/csv").await, 403, "forbidden").await;
        assert_eq!(export(&viewer, "", "application/json").await.status(), 200);
        assert_eq!(export(&user, "category=aid_hubei", "text/csv").await.status(), 200);
        let noted = app.database().read(|conn| {
            let operation = operation_of(&app);
            storage::journal::read_on(conn, operation, 0, 1000)
        });
        assert!(noted.unwrap().is_empty(), "nothing is sealed before it is sealed");
        app.seal_journal().await;
        let noted = app.database().read(|conn| storage::journal::read_on(conn, operation_of(&app), 0, 1000)).unwrap();
        let exported: Vec<_> = noted.iter().filter(|entry| entry.kind.as_str() == "list_exported").collect();
        assert_eq!(exported.len(), 1);
        let changes = serde_json::to_value(&exported[0].changes.0).unwrap();
        assert_eq!(changes, json!([
            { "field": "filter", "before": null, "after": { "category": "aid_hubei" } },
            { "field": "rows", "before": null, "after": 1 }
        ]));
        assert_eq!(exported[0].actor_name, "宋丽华");
    }
}

fn operation_of(app: &TestApp) -> domain::ids::OperationId {
    app.store_of("xq.union.li").actor().operation_id
}
