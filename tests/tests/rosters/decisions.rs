//! Rows that wait, and what people decide about them.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::{
    SignedIn, TestApp,
    app::{answer, json_of},
    on_both_engines,
};

use crate::{
    client::{codes, csv, identity_number, import, roster, rows},
    dump::{assert_same, dump},
};

const HEADER: &str = "姓名,身份证号,手机号码,岗位类别,村居,家庭住址";

async fn decide(user: &SignedIn<'_>, roster: &str, row: i64, decision: Value) -> (StatusCode, Value) {
    let response = user.post(&format!("/api/v1/rosters/{roster}/rows/{row}/decision"), &decision).await;
    (response.status(), json_of(response).await)
}

/// A list whose first row has a mistyped number and nothing else to go by, and whose second is well.
fn mistyped() -> Vec<u8> {
    let well = format!("李伟,{},19970115466,援鄂,隐贤村,和平里2号", identity_number(19_850_203, 12));
    csv(&[HEADER, "王芳,120199198905126020,,援鄂,隐贤村,和平里1号", &well])
}

on_both_engines! {
    async fn a_mistyped_number_waits_and_is_never_kept(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let list = import(&user, "list.csv", mistyped()).await;
        let held = rows(&user, &list, "outcome=held").await;
        assert_eq!(held.len(), 1);
        assert!(codes(&held[0]).contains(&"nobody_matched"), "{held:?}");
        assert!(codes(&held[0]).contains(&"identity_number_mistyped"), "{held:?}");
        let rows_as_table = user.request(Method::GET, &format!("/api/v1/rosters/{list}/rows"));
        let table = answer(rows_as_table.header("accept", "text/csv")).await.text().await.unwrap();
        let of_the_ledger = identity_number(19_850_203, 12);
        assert!(table.contains("120199198905126020"), "what is to be mended is whole: {table}");
        assert!(!table.contains(&of_the_ledger), "the number of somebody in the ledger: {table}");
        let counts = roster(&user, &list).await["counts"].clone();
        assert_eq!((&counts["held"], &counts["mistyped_identity_numbers"]), (&json!(1), &json!(1)));
        let (status, row) = decide(&user, &list, 1, json!({"decision": "create"})).await;
        assert_eq!(status, 200, "{row}");
        assert_eq!((&row["outcome"], &row["applied"], &row["decided"]), (&json!("new"), &json!(true), &json!(true)));
        let everything = dump(app.database()).join("\n");
        assert!(everything.contains("王芳") && !everything.contains("120199198905126020"));
        let (status, problem) = decide(&user, &list, 1, json!({"decision": "reject"})).await;
        assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("row_not_held")));
    }

    async fn a_mistyped_number_waits_until_the_right_one_is_known(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let list = import(&user, "list.csv", mistyped()).await;
        let waiting = async || {
            let home = user.get_json("/api/v1/summary").await["mistyped_identity_numbers"].as_i64().unwrap();
            let listed = user.get_json("/api/v1/rosters").await["items"][0]["waiting_numbers"].as_i64().unwrap();
            let rows = rows(&user, &list, "waiting=identity_number").await;
            assert_eq!((home, rows.len() as i64), (listed, listed));
            listed
        };
        assert_eq!(waiting().await, 1);
        let (_, row) = decide(&user, &list, 1, json!({"decision": "create"})).await;
        assert_eq!(waiting().await, 1, "she is in the ledger, and her number is not");
        let path = format!("/api/v1/persons/{}", row["person_id"].as_str().unwrap());
        let number = identity_number(19_890_512, 20);
        let tag = format!("\"rev-{}\"", user.get_json(&path).await["revision"]);
        let saved = user.patch(&path, &tag, &json!({ "identity_number": number })).await;
        assert_eq!(saved.status(), StatusCode::OK, "{}", json_of(saved).await);
        assert_eq!(waiting().await, 0);
        assert_eq!(rows(&user, &list, "reason=identity_number_mistyped").await.len(), 1, "the list still says what it said");
    }

    async fn a_row_can_be_somebody_in_the_ledger(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let known = format!("{HEADER}\n王芳,{},19970115465,发热门诊,隐贤村,和平里9号\n", identity_number(19_890_512, 20));
        let first = import(&user, "first.csv", known).await;
        let person = rows(&user, &first, "").await[0]["person_id"].clone();
        let second = import(&user, "second.csv", csv(&[HEADER, "王芳,120199198905126020,,援鄂,,"])).await;
        assert_eq!(rows(&user, &second, "").await[0]["outcome"], "held");
        let stranger = app.sign_in("flood.admin").await;
        let theirs = import(&stranger, "theirs.csv", csv(&["姓名,手机号码", "何平,19970110000"])).await;
        let theirs = rows(&stranger, &theirs, "").await[0]["person_id"].clone();
        let (status, problem) = decide(&user, &second, 1, json!({"decision": "same_as", "person_id": theirs})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert_eq!(problem["errors"][0]["code"], "unknown_reference");
        let (status, problem) = decide(&user, &second, 1, json!({"decision": "same_as"})).await;
        assert_eq!((status, &problem["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("/person_id")));
        let (status, row) = decide(&user, &second, 1, json!({"decision": "same_as", "person_id": person})).await;
        assert_eq!(status, 200, "{row}");
        assert_eq!(row["person_id"], person);
        assert!(codes(&row).contains(&"decided_by_hand"), "{row}");
    }

    async fn a_rejected_row_can_be_reopened_and_all_is_in_the_journal(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let list = import(&user, "list.csv", mistyped()).await;
        let (status, row) = decide(&user, &list, 1, json!({"decision": "reject"})).await;
        assert_eq!((status, &row["outcome"]), (StatusCode::OK, &json!("rejected")));
        assert_eq!(roster(&user, &list).await["counts"]["rejected"], 1);
        let (status, row) = decide(&user, &list, 1, json!({"decision": "reopen"})).await;
        assert_eq!((status, &row["outcome"], &row["decided"]), (StatusCode::OK, &json!("held"), &json!(false)));
        let (_, problem) = decide(&user, &list, 2, json!({"decision": "reopen"})).await;
        assert_eq!(problem["code"], "row_not_held");
        let viewer = app.sign_in("xq.union.fang").await;
        assert_eq!(decide(&viewer, &list, 1, json!({"decision": "create"})).await.0, StatusCode::FORBIDDEN);
        assert_eq!(decide(&user, &list, 99, json!({"decision": "create"})).await.0, StatusCode::NOT_FOUND);
    }

    async fn what_a_later_list_brings_settles_a_row_and_goes_with_that_list(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let first = import(&user, "first.csv", csv(&[HEADER, "王芳,120199198905126020,19970115465,援鄂,,"])).await;
        let held = rows(&user, &first, "").await;
        assert_eq!(held[0]["outcome"], "held", "{held:?}");
        let before = dump(app.database());
        let second = format!("{HEADER}\n王芳,{},19970115465,,隐贤村,和平里9号\n", identity_number(19_890_512, 20));
        let second = import(&user, "second.csv", second).await;
        let settled = rows(&user, &first, "").await;
        assert_eq!((&settled[0]["outcome"], &settled[0]["applied"]), (&json!("update"), &json!(true)), "{settled:?}");
        let same = settled[0]["reasons"].as_array().unwrap().iter().find(|reason| reason["code"] == "same_phone").unwrap();
        assert_eq!(same["other"], "王芳");
        assert!(same["household_reference"].as_str().is_some_and(|reference| reference.len() == 7), "{same}");
        assert_eq!(roster(&user, &first).await["counts"]["held"], 0);
        crate::client::done(&user, &second, "undo").await;
        assert_same(&before, &dump(app.database()));
        assert_eq!(rows(&user, &first, "").await[0]["outcome"], "held");
        assert_eq!(roster(&user, &first).await["counts"]["held"], 1);
    }
}
