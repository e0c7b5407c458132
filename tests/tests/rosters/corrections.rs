//! What a person corrects about a list, and what is remembered of it.

use reqwest::StatusCode;
use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, app::answer, app::json_of, on_both_engines};

use crate::client::{csv, done, id, import, roster, rows, uploaded, work};

const ODD: [&str; 3] = ["人,联络,岗", "王芳,19970115465,援鄂", "李伟,19970115466,发热门诊"];

fn etag(roster: &Value) -> String {
    format!("\"rev-{}\"", roster["revision"])
}

async fn correct(user: &SignedIn<'_>, roster: &Value, patch: &Value) -> Value {
    let response = user.patch(&format!("/api/v1/rosters/{}", id(roster)), &etag(roster), patch).await;
    assert_eq!(response.status(), 200);
    json_of(response).await
}

fn name_column() -> Value {
    json!({"sheets": [{"name": "", "used": true, "header_row": 1,
        "columns": [{"index": 0, "field": "name"}, {"index": 1, "field": "phone"}]}]})
}

on_both_engines! {
    async fn a_correction_is_remembered_for_the_source(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let first = uploaded(&user, "first.csv", csv(&ODD)).await;
        let corrected = correct(&user, &first, &name_column()).await;
        assert_eq!(corrected["sheets"][0]["columns"][0]["field"], "name");
        assert_eq!(corrected["sheets"][0]["columns"][0]["found_by"], "person");
        assert_eq!(corrected["sheets"][0]["used"], true);
        let second = uploaded(&user, "second.csv", csv(&["人,联络,岗", "赵敏,19970115467,援鄂"])).await;
        assert_eq!(second["sheets"][0]["columns"][0]["field"], "name", "{second}");
        assert_eq!(second["sheets"][0]["columns"][0]["found_by"], "memory", "{second}");
        // Another organisation has learnt nothing.
        let other = app.sign_in("zhongbei.union").await;
        let theirs = uploaded(&other, "third.csv", csv(&ODD)).await;
        assert_ne!(theirs["sheets"][0]["columns"][0]["found_by"], "memory", "{theirs}");
    }

    async fn a_correction_is_made_on_the_version_that_was_read(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let roster = uploaded(&user, "list.csv", csv(&ODD)).await;
        let path = format!("/api/v1/rosters/{}", id(&roster));
        let without = answer(user.request(reqwest::Method::PATCH, &path).json(&name_column())).await;
        assert_eq!(without.status(), StatusCode::PRECONDITION_REQUIRED);
        correct(&user, &roster, &name_column()).await;
        let stale = user.patch(&path, &etag(&roster), &json!({"as_of": "2020-02-11"})).await;
        assert_eq!(stale.status(), StatusCode::PRECONDITION_FAILED);
        let current = json_of(stale).await["current"].clone();
        assert_eq!(current["sheets"][0]["columns"][0]["field"], "name", "{current}");
        for (patch, pointer) in [
            (json!({"sheets": [{"name": "无"}]}), "/sheets/0/name"),
            (json!({"sheets": [{"name": "", "columns": [{"index": 0, "field": "shoe_size"}]}]}), "/sheets/0/columns/0/field"),
        ] {
            let refused = user.patch(&path, &etag(&current), &patch).await;
            assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(json_of(refused).await["errors"][0]["pointer"], pointer);
        }
    }

    async fn a_corrected_list_is_previewed_anew(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let list = uploaded(&user, "list.csv", csv(&["姓名,手机号码", "王芳,19970115465"])).await;
        done(&user, &id(&list), "preview").await;
        let previewed = roster(&user, &id(&list)).await;
        assert_eq!((&previewed["status"], &previewed["counts"]["new"]), (&json!("previewed"), &json!(1)));
        let corrected = correct(&user, &previewed, &json!({"as_of": "2020-02-10", "source": "西青医院工会"})).await;
        assert_eq!(corrected["status"], "recognised");
        assert_eq!(corrected["source"]["name"], "西青医院工会");
        assert_eq!(rows(&user, &id(&list), "").await, Vec::<Value>::new());
        let response = user.post(&format!("/api/v1/rosters/{}/commit", id(&list)), &json!({})).await;
        assert_eq!(json_of(response).await["code"], "roster_not_previewed");
        let sources = user.get_json("/api/v1/sources").await;
        assert!(sources["items"].as_array().unwrap().iter().any(|source| source["name"] == "西青医院工会"), "{sources}");
    }

    async fn what_is_part_of_the_ledger_is_neither_corrected_nor_discarded(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let list = import(&user, "list.csv", csv(&["姓名,手机号码", "王芳,19970115465"])).await;
        let committed = roster(&user, &list).await;
        let path = format!("/api/v1/rosters/{list}");
        let refused = user.patch(&path, &etag(&committed), &json!({"as_of": null})).await;
        assert_eq!(json_of(refused).await["code"], "roster_already_committed");
        let delete = |etag: String| answer(user.request(reqwest::Method::DELETE, &path).header("if-match", etag));
        assert_eq!(json_of(delete(etag(&committed)).await).await["code"], "roster_already_committed");
        for what in ["preview", "commit"] {
            let response = user.post(&format!("{path}/{what}"), &json!({})).await;
            assert_eq!(json_of(response).await["code"], "roster_already_committed");
        }
        assert_eq!(work(&user, &list, "undo").await["state"], "done");
        let undone = roster(&user, &list).await;
        assert_eq!(undone["status"], "undone");
        assert_eq!(delete("\"rev-1\"".to_owned()).await.status(), StatusCode::PRECONDITION_FAILED);
        assert_eq!(delete(etag(&undone)).await.status(), StatusCode::NO_CONTENT);
        assert_eq!(user.get(&path).await.status(), StatusCode::NOT_FOUND);
    }
}
