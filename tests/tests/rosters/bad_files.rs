//! What is not a list, or one that means harm: each gets a clear answer, and the server stays well.

use std::io::{Cursor, Write as _};

use reqwest::StatusCode;
use serde_json::json;
use test_support::{SignedIn, TestApp, app::json_of, on_both_engines};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::client::{codes, csv, id, import, roster, rows, upload, uploaded, work};

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn workbook(sheet: &str) -> Vec<u8> {
    packed(&[
        (
            "[Content_Types].xml",
            br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="名单" sheetId="1" r:id="r1"/></sheets></workbook>"#.as_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn sheet(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

async fn refused(user: &SignedIn<'_>, filename: &str, bytes: Vec<u8>, status: u16, code: &str) {
    let response = upload(user, filename, bytes).await;
    assert_eq!(response.status().as_u16(), status, "{filename}");
    assert_eq!(response.headers()["content-type"], "application/problem+json", "{filename}");
    let problem = json_of(response).await;
    assert_eq!(problem["code"], code, "{filename}: {problem}");
    assert!(problem["detail"].is_string() || code == "too_large", "{filename}: {problem}");
}

on_both_engines! {
    async fn files_that_are_no_lists(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let document = packed(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>")]);
        let bomb = workbook(&sheet(&" ".repeat(60 << 20)));
        assert!(bomb.len() < 1 << 20);
        let mut wrong_encoding = "姓名,电话\n".as_bytes().to_vec();
        wrong_encoding.extend([0xff, 0xfe, 0x81, 0x20, 0xff, b'\n']);
        let mut damaged = workbook(&sheet("<row r=\"1\"/>"));
        damaged.truncate(damaged.len() - 40);
        for (filename, bytes, status, code) in [
            ("renamed.xlsx", document, 422, "file_kind_unknown"),
            ("bomb.xlsx", bomb, 422, "file_bomb"),
            ("empty.csv", Vec::new(), 422, "file_empty"),
            ("empty sheet.xlsx", workbook(&sheet("")), 422, "no_rows"),
            ("damaged.xlsx", damaged, 422, "file_damaged"),
            ("picture.xlsx", b"\x89PNG\r\n\x1a\n".to_vec(), 422, "file_kind_unknown"),
            ("encoding.csv", wrong_encoding, 422, "file_encoding_unknown"),
            ("50 MB.csv", "王芳,19970115465\n".repeat(2_600_000).into_bytes(), 413, "too_large"),
            ("25 MB.csv", "王芳,19970115465\n".repeat(1_300_000).into_bytes(), 413, "too_large"),
        ] {
            refused(&user, filename, bytes, status, code).await;
        }
        let response = user.request(reqwest::Method::POST, "/api/v1/rosters?filename=a.csv").body("姓名\n王芳\n");
        assert_eq!(test_support::app::answer(response).await.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(user.get_json("/api/v1/rosters").await["items"], json!([]));
        import(&user, "well.csv", csv(&["姓名,手机号码", "王芳,19970115465"])).await;
    }

    async fn a_list_without_names_is_kept_until_somebody_says_where_they_are(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let roster = uploaded(&user, "codes.csv", csv(&["甲,乙,丙", "王芳,19970115465,援鄂", "李伟,19970115466,援鄂"])).await;
        assert_eq!(roster["sheets"][0]["used"], false, "{roster}");
        assert_eq!(roster["sheets"][0]["problem"], "no_name_column", "{roster}");
        let response = user.post(&format!("/api/v1/rosters/{}/preview", id(&roster)), &json!({})).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(json_of(response).await["code"], "no_name_column");
    }

    async fn a_formula_is_never_given_back_as_one(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let cell = |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
        let rows_of_sheet = format!(
            "<row r=\"1\">{}{}{}</row><row r=\"2\">{}{}<c r=\"C2\" t=\"str\"><f>HYPERLINK(&quot;http://x&quot;)</f><v>=1+1</v></c></row>\
             <row r=\"3\">{}{}{}</row>",
            cell("A1", "姓名"), cell("B1", "手机号码"), cell("C1", "备注"), cell("A2", "王芳"), cell("B2", "19970115465"),
            cell("A3", "=2+3"), cell("B3", "19970115466"), cell("C3", "@SUM(1)"),
        );
        let list = import(&user, "formula.xlsx", workbook(&sheet(&rows_of_sheet))).await;
        let rows = rows(&user, &list, "").await;
        assert!(codes(&rows[0]).contains(&"cell_formula"), "{rows:?}");
        assert_eq!(rows[1]["outcome"], "rejected", "{rows:?}");
        let request = user.request(reqwest::Method::GET, &format!("/api/v1/rosters/{list}/rows?outcome=rejected"));
        let response = test_support::app::answer(request.header("accept", "text/csv")).await;
        assert_eq!(response.status(), 200);
        let text = response.text().await.unwrap();
        assert!(text.contains("'=2+3") && text.contains("'@SUM(1)"), "{text}");
        assert!(!text.contains(",=2+3"), "{text}");
    }

    async fn the_rejected_rows_go_back_as_a_workbook_with_the_reason_in_a_column(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let number = "12019919900101004";
        let line = format!(",{number}X,19970115465,援鄂");
        let list = import(&user, "nameless.csv", csv(&["姓名,身份证号,手机号码,岗位类别", &line, "李伟,,19970115466,援鄂"])).await;
        let rejected = rows(&user, &list, "outcome=rejected").await;
        assert_eq!(codes(&rejected[0]), ["name_missing"]);
        assert!(!rejected[0].to_string().contains(number), "masked on the screen: {rejected:?}");
        let path = format!("/api/v1/rosters/{list}/rows?outcome=rejected");
        let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let table = async |who: &SignedIn<'_>| {
            let request = who.request(reqwest::Method::GET, &path).header("accept", xlsx);
            let response = test_support::app::answer(request).await;
            assert_eq!(response.status(), 200);
            let bytes = response.bytes().await.unwrap();
            spreadsheets::read(&bytes, &spreadsheets::Limits::default()).unwrap()
        };
        let shown = |book: &spreadsheets::Workbook| {
            book.sheets[0].rows.iter().map(|row| row.cells.iter().map(|cell| cell.shown().into_owned()).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        let own = shown(&table(&user).await);
        assert_eq!(own[0], ["工作表", "行号", "姓名", "身份证号", "手机号码", "岗位类别", "结果", "原因"]);
        assert_eq!(own[1][3], format!("{number}X"));
        assert_eq!(own[1][7], "姓名：没有姓名");
        assert_eq!(own.len(), 2);
        // Another office of the district may look, and sees no number.
        let other = shown(&table(&app.sign_in("xq.league").await).await);
        assert!(!format!("{other:?}").contains(number), "{other:?}");
        assert_eq!(roster(&user, &list).await["counts"]["rejected"], 1);
        assert_eq!(work(&user, &list, "undo").await["state"], "done");
    }
}
