//! Whoever has the database, but not the keys, reads no identity number in it.

use std::{fs, path::Path};

use diesel::{QueryableByName, RunQueryDsl as _, sql_query, sql_types::Text};
use serde_json::json;
use storage::{Connection, Database};
use test_support::{TestApp, on_both_engines};

use crate::support::{ending_with_x, etag, household, id, identity_number, keyed, mistyped, upload, work};

on_both_engines! {
    async fn a_stolen_database_shows_no_identity_number(db) {
        let folder = db.folder().map(Path::to_owned);
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let numbers = use_them_everywhere(&user).await;
        app.seal_journal().await;
        let stolen = match folder {
            Some(folder) => files(&folder),
            None => dump(app.database()),
        };
        for known in ["鲁小川", "19930638560", "120199**********"] {
            assert!(holds(&stolen, known), "the database was not read: {known} is not in it");
        }
        for number in numbers {
            assert!(!holds(&stolen, &number), "{number} can be read");
            let turned: String = number.chars().rev().collect();
            assert!(!holds(&stolen, &turned), "{number} can be read from behind");
        }
    }
}

/// Lets numbers go wherever they may: entered and changed by hand, refused, repeated, on lists of every outcome, in files,
/// in work that fails, in rosters that are thrown away.
async fn use_them_everywhere(user: &test_support::SignedIn<'_>) -> Vec<String> {
    let entered = ending_with_x("19871001");
    let changed = identity_number("19900710", 561);
    let by_hand = household(user, "鲁小川", "19930638560", &entered).await;
    let person = &by_hand["members"][0]["person"];
    let path = format!("/api/v1/persons/{}", id(person));
    let patch = json!({ "identity_number": changed.to_lowercase() });
    assert_eq!(user.patch(&path, &etag(person), &patch).await.status(), 200);
    let look = json!({ "field": "identity_number", "reason": format!("核对{changed}") });
    let shown = keyed(user, &format!("{path}/reveal"), "look-at-number", &look).await;
    assert_eq!(test_support::app::json_of(shown).await["identity_number"], changed.as_str());
    let taken = json!({
        "area_id": by_hand["area"]["id"],
        "members": [{ "relation": "worker", "person": { "name": "贺兰", "identity_number": changed } }]
    });
    assert_eq!(keyed(user, "/api/v1/households", "taken-number", &taken).await.status(), 409);

    let list = format!("/api/v1/households?q={changed}");
    let export = user.request(reqwest::Method::GET, &list).header("accept", "text/csv");
    assert_eq!(test_support::app::answer(export).await.status(), 200);

    let listed: Vec<String> = (0..4).map(|n| ending_with_x(&format!("1979112{n}"))).collect();
    let [new, spaced, wide, wrong] = listed.as_slice() else { unreachable!() };
    let wrong = mistyped(wrong);
    let spaced_out = format!("{} {} {}", &spaced[..6], &spaced[6..14], &spaced[14..]);
    let full_width: String = wide.chars().map(|c| char::from_u32(c as u32 + 0xfee0).unwrap()).collect();
    let lines = [
        "姓名,身份证号,手机号码,工作单位,备注".to_owned(),
        format!("季春生,{},19930000001,西青医院,", new.to_lowercase()),
        format!("季夏生,{spaced_out},19930000002,西青医院,"),
        format!("季秋生,{full_width},19930000003,西青医院,"),
        // Held: nobody has this mistyped number. Then one whom the ledger knows by another name, and one without a name.
        format!("季冬生,{wrong},19930000004,西青医院,"),
        format!("别的人,{changed},19930000005,西青医院,"),
        format!(",{new},19930000006,西青医院,"),
        format!("季小生,,19930000007,西青医院,身份证号{entered}"),
    ];
    let roster = upload(user, "numbers.csv", &lines).await;
    for what in ["preview", "commit"] {
        assert_eq!(work(user, id(&roster), what).await["state"], "done", "{what}");
    }
    let found = user.get_json("/api/v1/persons?q=季春生").await;
    let listed_person = &found["items"][0];
    let patch = json!({ "note": "改过" });
    let path = format!("/api/v1/persons/{}", id(listed_person));
    assert_eq!(user.patch(&path, &etag(listed_person), &patch).await.status(), 200);
    let undo = work(user, id(&roster), "undo").await;
    assert_eq!(undo["problem"]["code"], "undo_blocked", "{undo:#}");
    let decision = json!({ "decision": "reject" });
    let path = format!("/api/v1/rosters/{}/rows/4/decision", id(&roster));
    assert_eq!(keyed(user, &path, "reject-the-fourth", &decision).await.status(), 200);
    upload(user, &format!("{entered} kept only.csv"), &lines).await;

    let mut forms = vec![spaced_out, full_width, wrong.clone()];
    for number in listed.iter().chain([&entered, &changed, &wrong]) {
        forms.extend([number.clone(), number.to_lowercase()]);
    }
    forms
}

/// The database as somebody finds it on a disk: its file, and what lies beside it.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(
        files.iter().any(|file| file.to_string_lossy().ends_with("-wal")),
        "the log is part of it: {files:?}"
    );
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Every row of every table, as text. Binary columns come as hexadecimal digits.
fn dump(database: &Database) -> Vec<Vec<u8>> {
    let dumped = database.maintain(|conn| {
        let Connection::Postgres(conn) = conn else { unreachable!() };
        let tables = "SELECT tablename::text AS line FROM pg_tables WHERE schemaname = 'public'";
        let mut lines = Vec::new();
        for Line { line: table } in sql_query(tables).load::<Line>(conn)? {
            let rows = format!("SELECT row_to_json(t)::text AS line FROM {table} t");
            lines.extend(sql_query(rows).load::<Line>(conn)?.into_iter().map(|row| row.line.into_bytes()));
        }
        Ok(lines)
    });
    dumped.unwrap()
}

/// Whether a text stands there: as UTF-8 or UTF-16, as JSON escapes it, or within hexadecimal digits.
fn holds(stolen: &[Vec<u8>], text: &str) -> bool {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes();
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let as_numbers = text.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(",").into_bytes();
    let forms = [text.as_bytes().to_vec(), hex(text.as_bytes()), hex(&utf_16), utf_16, as_numbers];
    stolen.iter().any(|part| forms.iter().any(|form| part.windows(form.len()).any(|window| window == form)))
}
