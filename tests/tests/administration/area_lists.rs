//! Official lists of areas: looked at, and taken over as a whole.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use spreadsheets::{Column, ColumnKind, write_xlsx};
use test_support::{
    SignedIn, TestApp,
    app::{answer, json_of},
    on_both_engines,
};

use crate::support::{area, enter, household, id, names, path, problem};

async fn send(user: &SignedIn<'_>, path: &str, file: Vec<u8>) -> Response {
    let request = user.request(Method::POST, path).header("content-type", "application/octet-stream");
    answer(request.body(file)).await
}

async fn preview(user: &SignedIn<'_>, file: &[u8]) -> Value {
    let response = send(user, "/api/v1/area_list_previews", file.to_vec()).await;
    let status = response.status();
    let preview = json_of(response).await;
    assert_eq!(status, StatusCode::OK, "{preview:#}");
    preview
}

async fn import(user: &SignedIn<'_>, plan: &Value, file: &[u8]) -> Response {
    send(user, &format!("/api/v1/area_lists?plan={}", plan.as_str().unwrap()), file.to_vec()).await
}

fn counts(told: &Value) -> [i64; 6] {
    ["new", "same", "renamed", "moved", "invalid", "missing"]
        .map(|word| told["counts"][word].as_i64().unwrap())
}

/// The list as the operation has it.
async fn own_list(user: &SignedIn<'_>) -> String {
    let request = user.request(Method::GET, "/api/v1/areas").header("accept", "text/csv");
    request.send().await.unwrap().text().await.unwrap()
}

on_both_engines! {
    async fn the_operations_own_list_comes_back_as_it_is(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let list = own_list(&admin).await;
        let told = preview(&admin, list.as_bytes()).await;
        assert_eq!(counts(&told), [0, 305, 0, 0, 0, 0], "{told:#}");
        let fields: Vec<_> = told["columns"].as_array().unwrap().iter().map(|column| column["field"].clone()).collect();
        assert_eq!(fields, [json!("code"), json!("name"), json!("level"), json!("parent_code"), Value::Null]);
        // The pack's own file, which names what it has in another way.
        let pack = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/server/demo/divisions.csv")).unwrap();
        assert_eq!(counts(&preview(&admin, &pack).await), [0, 305, 0, 0, 0, 0]);
    }

    async fn a_list_is_taken_over_as_a_whole(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let village = area(&admin, "120111001001").await;
        let home = enter(&admin, &household(&village, "孟一凡", "19900000001")).await;
        let list = "西青区区划,,,\n区划代码,名称,级别,上级代码\n\
            120111001001,梧桐里社区,村居,120111100\n120111001002,新春畅里社区,,\n\
            120111500,新城街道,镇街,120111\n120111500001,第一社区,,\n120111500002,第二社区,,120111500\n";
        let gb18030 = encoding_rs::GB18030.encode(list).0.into_owned();
        let told = preview(&admin, &gb18030).await;
        assert_eq!(counts(&told)[..5], [3, 0, 1, 1, 0], "{told:#}");
        let moved = told["lines"].as_array().unwrap().iter().find(|line| line["outcome"] == "moved").unwrap();
        assert_eq!((moved["line"].clone(), moved["name_before"].clone(), moved["parent_code_before"].clone()),
            (json!(3), json!("小稍直口社区居委会"), json!("120111001")));
        assert!(names(&admin, &[("q", "梧桐里")]).await.is_empty(), "a preview changes nothing");

        let done = import(&admin, &told["plan"], &gb18030).await;
        assert_eq!(done.status(), StatusCode::OK);
        assert_eq!(counts(&json_of(done).await)[..5], [3, 0, 1, 1, 0]);
        assert_eq!(names(&admin, &[("q", "梧桐里")]).await, ["孟一凡"]);
        let (old, new) = (app.sign_in("xiyingmen.union").await, app.sign_in("zhongbei.union").await);
        assert_eq!((old.get(&path(&home)).await.status().as_u16(), new.get(&path(&home)).await.status().as_u16()), (404, 200));
        let town = area(&admin, "120111500").await;
        let below = admin.get_json(&format!("/api/v1/areas?parent_id={town}")).await;
        assert_eq!(below["items"].as_array().unwrap().len(), 2);
        enter(&admin, &household(id(&below["items"][0]), "钟雨桐", "19900000002")).await;
        let again = preview(&admin, &gb18030).await;
        assert_eq!(counts(&again)[..5], [0, 5, 0, 0, 0]);
        let entries = admin.get_json("/api/v1/audit_entries?limit=50&kind=area_created").await;
        assert_eq!(entries["items"].as_array().unwrap().len(), 3);
        // What was looked at is not what would come of it any more.
        problem(import(&admin, &told["plan"], &gb18030).await, 409, "preview_outdated").await;
        // Nothing is removed; the list is a small one, and the rest of what it covers is told.
        assert_eq!(own_list(&admin).await.lines().count(), 1 + 308);
    }

    async fn nothing_is_taken_over_of_a_list_with_a_wrong_line(db) {
        let app = TestApp::new(db);
        let town = app.sign_in("zhongbei.admin").await;
        let list = "code,name,level,parent_code\n120111100900,新一社区,village,120111100\n120111001001,别处,village,120111001\n\
            120111100901,新二社区,town,120111100\n120111100900,又一个,village,120111100\n,无码,village,120111100\n";
        let told = preview(&town, list.as_bytes()).await;
        assert_eq!(counts(&told)[..5], [1, 0, 0, 0, 4], "{told:#}");
        let faults: Vec<_> = told["lines"].as_array().unwrap().iter().filter_map(|line| line["fault"].as_str()).collect();
        assert_eq!(faults, ["outside_reach", "level_mismatch", "code_twice", "no_code"]);
        problem(import(&town, &told["plan"], list.as_bytes()).await, 409, "area_list_invalid").await;
        assert!(!own_list(&town).await.contains("新一社区"));
        let table = town.request(Method::POST, "/api/v1/area_list_previews").header("accept", "text/csv")
            .header("content-type", "application/octet-stream").body(list);
        assert_eq!(table.send().await.unwrap().text().await.unwrap().trim().lines().count(), 6);
        for (file, code) in [("姓名\n王芳\n", "no_area_columns"), ("code,name\n", "no_rows"), ("", "file_empty")] {
            problem(send(&town, "/api/v1/area_list_previews", file.into()).await, 422, code).await;
        }
        let chosen = send(&town, "/api/v1/area_list_previews?code_column=1&name_column=0", "甲,乙\n新社区,120111100900\n".into()).await;
        assert_eq!(counts(&json_of(chosen).await)[..5], [1, 0, 0, 0, 0]);
        let hospital = app.sign_in("hospital.admin").await;
        assert_eq!(counts(&preview(&hospital, list.as_bytes()).await)[4], 5);
    }

    async fn a_workbook_with_what_the_list_does_not_have(db) {
        let app = TestApp::new(db);
        let town = app.sign_in("zhongbei.admin").await;
        let column = |header: &str| Column { header: header.to_owned(), kind: ColumnKind::Text, width: 20 };
        let cell = |text: &str| spreadsheets::Value::Text(text.to_owned());
        let rows = [["120111100", "中北镇"], ["120111100001", "溪秀苑社区居委会"]];
        let file = write_xlsx("areas", &["代码", "名称"].map(column), rows.iter().map(|row| row.map(cell).to_vec())).unwrap();
        let told = preview(&town, &file).await;
        let all = town.get_json(&format!("/api/v1/areas?limit=200&parent_id={}", area(&town, "120111100").await)).await;
        let below = i64::try_from(all["items"].as_array().unwrap().len()).unwrap();
        assert_eq!(counts(&told), [0, 2, 0, 0, 0, below - 1]);
        assert_eq!(told["missing"].as_array().unwrap().len(), usize::try_from(below - 1).unwrap());
    }
}
