//! Closed households lose what tells who they were, everywhere and for good; figures and proof stay.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use diesel::{ExpressionMethods as _, QueryDsl as _, RunQueryDsl as _, connection::SimpleConnection as _};
use domain::ids::OperationId;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use storage::{
    StorageError,
    columns::Bind,
    dialect::whole,
    journal::{self, Flaw, VerifyError},
    schema::{journal as entries, journal_emptied},
};
use test_support::{
    SignedIn, TestApp,
    app::{answer, json_of},
    on_both_engines,
};

use crate::{
    client::{self, csv, done as work_done, import_of},
    support::{area, enter, etag, id, identity_number, list, page, path, problem},
};

/// Days after closing that an operation keeps a household, where it chose nothing.
const KEPT: i64 = 365;

/// Everything that must not be found any more, with whatever else is made of it.
const WORKER: &str = "欧阳晴雪";
const CHILD: &str = "欧阳小舟";
const MISTAKEN: &str = "欧阳青雪";
const ELDER: &str = "鲍望舒";
const PHONE: &str = "19912340001";
const OTHER_PHONE: &str = "19912340002";
/// Of somebody who stays, too.
const SHARED_PHONE: &str = "19912340003";
const ADDRESS: &str = "皓月里88号楼";

fn number() -> String {
    identity_number("19830719", 21)
}

fn needles() -> Vec<String> {
    let masked = format!("{}**********{}", &number()[..6], &number()[16..]);
    [
        WORKER,
        CHILD,
        MISTAKEN,
        ELDER,
        PHONE,
        OTHER_PHONE,
        ADDRESS,
        "ouyangqingxue",
        "晴雪",
        "月里88",
        "1983-07-19",
        "2013-05-06",
        "瓷器收藏",
        "晚间八点以后",
        "哮喘需要雾化",
        "钥匙在门卫老周处",
        "远航救护队",
        "方舱七号",
        "爷爷的手机",
        "回家休养",
        "归雁之家",
        "核对归雁",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain([number(), masked])
    .collect()
}

/// Where these stand in the database: each table with a line of it, also where bytes say so.
fn found(app: &TestApp, needles: &[String]) -> Vec<(String, String)> {
    let lines = app.database().read(|conn| {
        let mut lines: Vec<(String, String)> = Vec::new();
        for table in whole::tables(conn)? {
            whole::read_rows::<StorageError>(conn, &table, |line| {
                lines.push((table.name.clone(), line.to_owned()));
                Ok(())
            })?;
        }
        Ok(lines)
    });
    let mut found = Vec::new();
    for (table, line) in lines.unwrap() {
        let texts = texts(&serde_json::from_str(&line).unwrap());
        for needle in needles.iter().filter(|needle| texts.iter().any(|text| text.contains(needle.as_str())))
        {
            found
                .push((table.clone(), format!("{needle} in {}", line.chars().take(600).collect::<String>())));
        }
    }
    found
}

/// The texts of a line, and what its hexadecimal bytes say.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => {
            let bytes: Option<Vec<u8>> = (text.len() % 2 == 0)
                .then(|| {
                    (0..text.len())
                        .step_by(2)
                        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
                        .collect()
                })
                .flatten();
            let decoded = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            [text.clone()].into_iter().chain(decoded).collect()
        }
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// The files of all lists that are kept, opened.
async fn files(app: &TestApp) -> String {
    let store = app.store_of("xq.union");
    let ids: Vec<domain::ids::RosterId> = app
        .database()
        .read(|conn| {
            Ok(storage::schema::roster_files::table
                .select(storage::schema::roster_files::roster_id)
                .load(conn)?)
        })
        .unwrap();
    let mut all = String::new();
    for id in ids {
        let bytes = store.read(move |scoped| scoped.roster_file(id)).await.unwrap();
        all.push_str(&String::from_utf8_lossy(&bytes));
    }
    all
}

async fn on(user: &SignedIn<'_>, path: &str, of: &Value, body: &Value) -> Response {
    answer(user.request(Method::POST, path).header("if-match", etag(of)).json(body)).await
}

async fn ok(response: Response) -> Value {
    let status = response.status();
    let body = json_of(response).await;
    assert!(status.is_success(), "{status} {body:#}");
    body
}

async fn close(user: &SignedIn<'_>, household: &Value, reason: &str) -> Value {
    let now = page(user, household).await;
    ok(on(user, &format!("{}/status", path(household)), &now, &json!({ "to": "closed", "reason": reason }))
        .await)
    .await
}

async fn anonymise(user: &SignedIn<'_>, household: &Value) -> Response {
    let body = json!({ "reference": household["reference"] });
    on(user, &format!("{}/anonymise", path(household)), household, &body).await
}

fn person<'a>(household: &'a Value, name: &str) -> &'a Value {
    let members = household["members"].as_array().unwrap();
    &members.iter().find(|member| member["person"]["name"] == name).unwrap_or_else(|| panic!("no {name}"))["person"]
}

async fn patch(user: &SignedIn<'_>, path: &str, of: &Value, body: &Value) -> Value {
    ok(user.patch(path, &etag(of), body).await).await
}

const HEADER: &str = "姓名,身份证号,手机号码,岗位类别,工作单位,村居,家庭住址,备注";

fn rows(address: &str) -> Vec<u8> {
    let number = number();
    csv(&[
        HEADER,
        &format!("{WORKER},{number},{PHONE},援鄂,远航救护队,金谊花园社区,{address},瓷器收藏"),
        "赵安邦,,19912349999,隔离点,西青医院,金谊花园社区,别处1号,无",
        // Nobody is found by a mistyped number: the row waits.
        &format!("{WORKER},120199198307190000,,援鄂,远航救护队,隐贤村,{address},"),
    ])
}

/// A family that came by lists and by hand, was edited, merged, told apart, opened, revealed and exported.
async fn family(user: &SignedIn<'_>) -> Value {
    let undone = import_of(user, "工会", "first.csv", rows(&format!("{ADDRESS}1门"))).await;
    work_done(user, &undone, "undo").await;
    let health = import_of(user, "卫健委", "health.csv", rows(&format!("{ADDRESS}1门"))).await;
    import_of(user, "工会", "union.csv", rows(&format!("{ADDRESS}2门"))).await;
    let found = list(user, &[("q", WORKER)]).await;
    let household = page(user, &found["items"][0]).await;
    let at = path(&household);
    let edits = json!({
        "name": "归雁之家", "contact_hours": "晚间八点以后", "difficulties": "哮喘需要雾化", "situation_note": "钥匙在门卫老周处",
    });
    let household = patch(user, &at, &household, &edits).await;
    let household = patch(user, &at, &household, &json!({ "name": null })).await;
    for (name, relation, born, phones) in [
        (CHILD, "child", json!("2013-05-06"), json!([])),
        (
            ELDER,
            "parent",
            Value::Null,
            json!([{ "number": OTHER_PHONE, "label": "爷爷的手机" }, { "number": SHARED_PHONE }]),
        ),
        (MISTAKEN, "other", Value::Null, json!([])),
    ] {
        let new =
            json!({ "relation": relation, "person": { "name": name, "birth_date": born, "phones": phones } });
        let request = user
            .request(Method::POST, &format!("{at}/members"))
            .header("idempotency-key", name_key(relation));
        ok(answer(request.json(&new)).await).await;
    }
    let household = page(user, &household).await;
    let worker = person(&household, WORKER);
    let at_worker = format!("/api/v1/persons/{}", id(worker));
    let worker =
        patch(user, &at_worker, worker, &json!({ "note": "瓷器收藏", "birth_date": "1983-07-19" })).await;
    let posting = &worker["postings"][0];
    patch(user, &format!("/api/v1/postings/{}", id(posting)), posting, &json!({ "place": "方舱七号" })).await;
    let household = page(user, &household).await;
    let worker = person(&household, WORKER);
    let merge = json!({ "loser_id": id(person(&household, MISTAKEN)), "choices": {} });
    ok(on(user, &format!("{at_worker}/merge"), worker, &merge).await).await;
    let outsider = json!({ "area_id": household["area"]["id"], "duplicates_seen": true, "address": "别处2号",
        "members": [{ "relation": "worker", "person": { "name": "钱多多", "phones": [{ "number": SHARED_PHONE }] },
            "posting": { "category": "cdc" } }] });
    enter(user, &outsider).await;
    for of in ["person", "household"] {
        let pairs = user.get_json(&format!("/api/v1/{of}_duplicates?state=open")).await;
        for pair in pairs["items"].as_array().unwrap() {
            let told = user.post(&format!("/api/v1/duplicates/{}/tell_apart", id(pair)), &Value::Null).await;
            assert!(told.status().is_success(), "{}", told.text().await.unwrap());
        }
    }
    for (of, field) in [(at_worker.as_str(), "identity_number"), (at.as_str(), "address")] {
        let body = if of == at {
            json!({ "reason": "核对归雁" })
        } else {
            json!({ "field": field, "reason": "核对归雁" })
        };
        ok(user.post(&format!("{of}/reveal"), &body).await).await;
    }
    let exported =
        user.request(Method::GET, "/api/v1/households").query(&[("q", WORKER)]).header("accept", "text/csv");
    assert_eq!(answer(exported).await.status(), StatusCode::OK);
    settle_a_disagreement(user).await;
    let refused = client::work(user, &health, "undo").await;
    assert_eq!(refused["problem"]["code"], "undo_blocked", "{refused:#}");
    close(user, &household, &format!("{WORKER}回家休养")).await
}

fn name_key(relation: &str) -> String {
    format!("enter-{relation}")
}

async fn settle_a_disagreement(user: &SignedIn<'_>) {
    let open = user.get_json("/api/v1/coverage/disagreements").await;
    let one = open["items"].as_array().unwrap().iter().find(|one| one["matter"] == "address");
    let one = one.unwrap_or_else(|| panic!("nothing is in dispute: {open:#}"));
    let said = one["said"].as_array().unwrap().iter().find(|said| said["stands"] == "against").unwrap();
    let body = json!({ "matter": "address", "household_id": one["household"]["id"], "person_id": one["person_id"],
        "row": { "roster_id": said["roster_id"], "row_no": said["row_no"] }, "reason": "核对归雁", "version": one["version"] });
    let settled = user.post("/api/v1/coverage/settlements", &body).await;
    assert!(settled.status().is_success(), "{}", settled.text().await.unwrap());
}

/// Every figure that somebody may compare with one of before.
async fn figures(user: &SignedIn<'_>) -> Value {
    let rosters = user.get_json("/api/v1/rosters").await;
    let counts: Vec<&Value> = rosters["items"].as_array().unwrap().iter().map(|one| &one["counts"]).collect();
    json!({
        "summary": user.get_json("/api/v1/summary").await,
        "coverage": user.get_json("/api/v1/coverage").await,
        "coverage then": user.get_json("/api/v1/coverage?as_of=2020-02-11").await,
        "rosters": counts,
        "closed": user.get_json("/api/v1/households/count?status=closed").await,
        "all": user.get_json("/api/v1/households/count").await,
        "by category": user.get_json("/api/v1/households/count?category=aid_hubei").await,
        "settled": user.get_json("/api/v1/coverage/disagreements?state=settled").await["items"].as_array().unwrap().len(),
    })
}

fn operation(app: &TestApp) -> OperationId {
    app.store_of("xq.union").actor().operation_id
}

async fn proved(app: &TestApp) -> Result<journal::Verified, Flaw> {
    app.seal_journal().await;
    let operation = operation(app);
    match app.database().read(move |conn| Ok(journal::verify(conn, operation, None))).unwrap() {
        Ok(verified) => Ok(verified),
        Err(VerifyError::Flaw(flaw)) => Err(flaw),
        Err(VerifyError::Storage(error)) => panic!("{error}"),
    }
}

on_both_engines! {
    async fn nothing_that_tells_who_it_was_is_left_anywhere(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let household = family(&user).await;
        app.seal_journal().await;
        let here = found(&app, &needles());
        let tables: BTreeSet<&str> = here.iter().map(|(table, _)| table.as_str()).collect();
        let expected = [
            "aliases", "coverage_settlements", "households", "idempotency_keys", "jobs", "journal", "persons", "phones",
            "postings", "roster_rows", "rosters", "search_terms",
        ];
        assert_eq!(tables, BTreeSet::from(expected), "a place of which this test knows nothing");
        let here: Vec<String> = here.into_iter().map(|(_, what)| what).collect();
        let missed: Vec<String> = needles()
            .into_iter()
            .filter(|needle| *needle != number() && !here.iter().any(|what| what.starts_with(needle.as_str())))
            .collect();
        assert!(missed.is_empty(), "looked for what is not there: {missed:?}");
        assert!(files(&app).await.contains(WORKER), "the files are looked at, too");
        let before = app.database().read(|conn| {
            Ok(storage::schema::identity_numbers::table.count().get_result::<i64>(conn)?)
        }).unwrap();
        assert_eq!(household["anonymise_on"], "2021-02-10", "{household:#}");
        app.advance(TimeDelta::days(KEPT - 1));
        app.anonymise().await;
        let user = app.sign_in("xq.union").await;
        assert_eq!(page(&user, &household).await["name"], WORKER, "not a day too soon");
        app.advance(TimeDelta::days(1));
        let user = app.sign_in("xq.union").await;
        page(&user, &household).await;
        let figures_before = figures(&user).await;
        app.anonymise().await;
        let left = found(&app, &needles());
        assert!(left.is_empty(), "{} places\n{}", left.len(), left.iter().map(|(table, what)| format!("{table}: {what}")).collect::<Vec<_>>().join("\n"));
        assert!(!files(&app).await.contains(WORKER), "no file has them");
        let after = app.database().read(|conn| {
            Ok(storage::schema::identity_numbers::table.count().get_result::<i64>(conn)?)
        }).unwrap();
        assert!(after < before, "sealed numbers go, too: {before} to {after}");
        assert_eq!(figures(&user).await, figures_before);
        let verified = proved(&app).await.unwrap();
        assert!(verified.emptied > 10, "{verified:?}");
        let now = page(&user, &household).await;
        assert_eq!(now["name"], household["reference"]);
        assert_eq!(now["anonymised"]["after_days"], KEPT);
        assert_eq!((&now["next_statuses"], &now["anonymise_on"]), (&json!([]), &Value::Null));
        assert_eq!(now["members"].as_array().unwrap().len(), household["members"].as_array().unwrap().len());
        assert!(found(&app, &["赵安邦".to_owned(), "钱多多".to_owned()]).len() > 5, "others stay as they are");
        app.anonymise().await;
        assert_eq!(page(&user, &household).await["revision"], now["revision"], "once");
    }
}

/// What somebody with access to the database could do.
type Tamper = Box<dyn Fn(&mut storage::Connection) -> Result<usize, StorageError> + Send>;

/// A household by hand that was closed, with how it was then.
async fn closed(user: &SignedIn<'_>, worker: &str, phone: &str) -> Value {
    let mut new = crate::support::household(&area(user, "120111001001").await, worker, phone);
    new["address"] = json!(format!("{phone}号楼"));
    let household = enter(user, &new).await;
    close(user, &household, "回家了").await
}

on_both_engines! {
    async fn what_was_reopened_or_is_lived_in_elsewhere_stays(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let first = closed(&user, "冯一平", "19912350001").await;
        let reopened = closed(&user, "褚二平", "19912350002").await;
        ok(on(&user, &format!("{}/status", path(&reopened)), &page(&user, &reopened).await, &json!({ "to": "registered" })).await).await;
        // Her parents' household, where she is a member, too.
        let mut parents = crate::support::household(&area(&user, "120111001002").await, "卫三平", "19912350003");
        parents["members"].as_array_mut().unwrap().push(json!({ "relation": "child", "person": { "name": "卫小平" } }));
        let parents = enter(&user, &parents).await;
        let own = enter(&user, &crate::support::household(&area(&user, "120111001001").await, "沈四平", "19912350004")).await;
        let with = json!({ "relation": "spouse", "person_id": id(person(&parents, "卫小平")) });
        let added = user.post(&format!("{}/members", path(&own)), &with).await;
        let own = if added.status().is_success() { json_of(added).await } else { panic!("{}", added.text().await.unwrap()) };
        let own = close(&user, &own, "回家了").await;
        app.advance(TimeDelta::days(KEPT));
        app.anonymise().await;
        let user = app.sign_in("xq.union.li").await;
        for (household, is_anonymous) in [(&first, true), (&reopened, false), (&parents, false), (&own, true)] {
            assert_eq!(page(&user, household).await["anonymised"].is_object(), is_anonymous, "{household:#}");
        }
        let now = page(&user, &own).await;
        let names: Vec<&Value> = now["members"].as_array().unwrap().iter().map(|one| &one["person"]["name"]).collect();
        assert!(names.contains(&&json!("卫小平")) && names.contains(&&json!("")), "{names:?}");
        assert!(found(&app, &["沈四平".to_owned(), "冯一平".to_owned()]).is_empty());
        // With the last household goes the name.
        close(&user, &parents, "回家了").await;
        app.advance(TimeDelta::days(KEPT));
        app.anonymise().await;
        assert_eq!(found(&app, &["卫小平".to_owned(), "卫三平".to_owned()]), []);
        proved(&app).await.unwrap();
    }

    async fn nothing_of_it_changes_any_more_and_nothing_is_taken_back(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let roster_id = client::import(&user, "list.csv", rows(ADDRESS)).await;
        let household = page(&user, &list(&user, &[("q", WORKER)]).await["items"][0]).await;
        let new = json!({ "relation": "other", "person": { "name": MISTAKEN } });
        let household = ok(user.post(&format!("{}/members", path(&household)), &new).await).await;
        let worker = person(&household, WORKER);
        let merge = json!({ "loser_id": id(person(&household, MISTAKEN)), "choices": {} });
        ok(on(&user, &format!("/api/v1/persons/{}/merge", id(worker)), worker, &merge).await).await;
        let merges = user.get_json(&format!("{}/journal?limit=200", path(&household))).await;
        let merge = merges["items"].as_array().unwrap().iter().find_map(|one| one["merge_id"].as_str()).unwrap().to_owned();
        let household = close(&user, &household, "回家了").await;
        assert_eq!(client::roster(&user, &roster_id).await["file_kept"], true);
        problem(anonymise(&app.sign_in("hospital.union").await, &household).await, 404, "not_found").await;
        let wrong = json!({ "reference": "98F-7VP" });
        let refused = on(&user, &format!("{}/anonymise", path(&household)), &household, &wrong).await;
        assert_eq!(problem(refused, 422, "invalid").await["errors"][0]["code"], "another_reference");
        let manager = app.sign_in("xq.union").await;
        let now = ok(anonymise(&manager, &household).await).await;
        assert_eq!((&now["anonymised"]["after_days"], &now["name"]), (&Value::Null, &household["reference"]));
        problem(anonymise(&manager, &now).await, 409, "household_anonymised").await;
        let reopen = on(&user, &format!("{}/status", path(&now)), &now, &json!({ "to": "registered" })).await;
        problem(reopen, 409, "household_anonymised").await;
        let renamed = user.patch(&path(&now), &etag(&now), &json!({ "address": ADDRESS })).await;
        problem(renamed, 409, "household_anonymised").await;
        let member = &now["members"][0]["person"];
        let named = user.patch(&format!("/api/v1/persons/{}", id(member)), &etag(member), &json!({ "name": WORKER })).await;
        problem(named, 409, "household_anonymised").await;
        let told = problem(user.post(&format!("/api/v1/merges/{merge}/undo"), &Value::Null).await, 409, "anonymised_since").await;
        assert_eq!(told["detail"], household["reference"]);
        let undo = client::work(&manager, &roster_id, "undo").await;
        assert_eq!((&undo["state"], &undo["problem"]["code"]), (&json!("failed"), &json!("anonymised_since")));
        assert_eq!(undo["problem"]["detail"], household["reference"]);
        let roster = client::roster(&manager, &roster_id).await;
        assert_eq!(roster["file_kept"], false);
        let shown: Vec<Value> = client::rows(&manager, &roster_id, "").await;
        let cells = |name: &str| shown.iter().filter(|row| row["cells"].to_string().contains(name)).count();
        assert_eq!((cells(WORKER), cells("赵安邦")), (0, 1), "rows of others stay: {shown:#?}");
        // A later list brings the same person: a household of their own, and nothing trips.
        client::import(&manager, "later.csv", rows(ADDRESS)).await;
        let again = list(&user, &[("q", WORKER)]).await;
        assert_ne!(again["items"][0]["id"], household["id"]);
        assert_eq!(again["items"].as_array().unwrap().len(), 1);
        let journal = user.get_json(&format!("{}/journal?limit=200", path(&now))).await;
        let entries = journal["items"].as_array().unwrap();
        assert_eq!(entries[0]["kind"], "household_anonymised");
        assert!(entries.iter().skip(1).any(|entry| entry["emptied"] == true && entry["subject_name"].is_null()), "{entries:#?}");
        assert!(!journal.to_string().contains(WORKER));
        app.advance(TimeDelta::days(3));
        let user = app.sign_in("xq.union").await;
        let then = user.get_json(&format!("{}?as_of=2020-02-11", path(&now))).await;
        assert_eq!((&then["name"], &then["anonymised"].is_object()), (&household["reference"], &true), "{then:#}");
        proved(&app).await.unwrap();
    }

    async fn only_closed_ones_and_only_by_those_who_may(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let open = enter(&user, &crate::support::household(&area(&user, "120111001001").await, "冯一平", "19912350001")).await;
        problem(anonymise(&user, &open).await, 409, "household_not_closed").await;
        let coordinator = app.sign_in("xq.union.li").await;
        let household = closed(&coordinator, "褚二平", "19912350002").await;
        problem(anonymise(&coordinator, &household).await, 403, "forbidden").await;
    }

    async fn the_rule_is_the_operations_and_its_change_is_noted(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.admin").await;
        let household = closed(&user, "冯一平", "19912350001").await;
        let rule = user.get_json("/api/v1/retention").await;
        assert_eq!(rule["anonymise_after_days"], KEPT);
        for wrong in [29, 3651] {
            let refused = user.patch("/api/v1/retention", &etag(&rule), &json!({ "anonymise_after_days": wrong })).await;
            assert_eq!(problem(refused, 422, "invalid").await["errors"][0]["code"], "out_of_range");
        }
        let changed = patch(&user, "/api/v1/retention", &rule, &json!({ "anonymise_after_days": 30 })).await;
        let stale = user.patch("/api/v1/retention", &etag(&rule), &json!({ "anonymise_after_days": 40 })).await;
        assert_eq!(problem(stale, 412, "stale").await["current"], changed);
        assert_eq!(page(&user, &household).await["anonymise_on"], "2020-03-12");
        let audit = user.get_json("/api/v1/audit_entries").await;
        assert_eq!(audit["items"][0]["kind"], "retention_changed", "{audit:#}");
        let town = app.sign_in("zhongbei.union").await;
        let theirs = town.patch("/api/v1/retention", &etag(&changed), &json!({ "anonymise_after_days": 60 })).await;
        assert!(matches!(theirs.status().as_u16(), 403 | 409), "{}", theirs.status());
        app.advance(TimeDelta::days(30));
        app.anonymise().await;
        assert_eq!(page(&app.sign_in("xq.admin").await, &household).await["anonymised"]["after_days"], 30);
    }

    async fn two_processes_do_it_once(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let mut households = Vec::new();
        for n in 0..6 {
            households.push(closed(&user, &format!("冯{}平", ["甲", "乙", "丙", "丁", "戊", "己"][n]), &format!("1991235001{n}")).await);
        }
        app.advance(TimeDelta::days(KEPT));
        tokio::join!(app.anonymise(), app.anonymise(), app.anonymise());
        app.seal_journal().await;
        let user = app.sign_in("xq.union.li").await;
        for household in &households {
            let journal = user.get_json(&format!("{}/journal?limit=200", path(household))).await;
            let entries = journal["items"].as_array().unwrap();
            assert_eq!(entries.iter().filter(|one| one["kind"] == "household_anonymised").count(), 1, "{entries:#?}");
        }
        proved(&app).await.unwrap();
    }

    async fn whoever_touches_what_is_left_is_found(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let household = closed(&user, "冯一平", "19912350001").await;
        let other = closed(&user, "褚二平", "19912350002").await;
        let now = ok(anonymise(&user, &household).await).await;
        ok(anonymise(&user, &other).await).await;
        let honest = proved(&app).await.unwrap();
        let lost: Vec<(i64, domain::ids::EntryId)> = app.database().read(|conn| Ok(journal_emptied::table
            .order(journal_emptied::position)
            .select((journal_emptied::position, journal_emptied::emptied_by))
            .load(conn)?)).unwrap();
        let ((first, by), (last, _)) = (lost[0], lost[lost.len() - 1]);
        let at = move |position: i64| entries::table.filter(entries::position.eq(position));
        let tampers: Vec<(&str, Tamper)> = vec![
            ("what is left was changed", Box::new(move |conn| Ok(diesel::update(at(first))
                .set(entries::changes.eq(Bind(Vec::<domain::journal::Change>::new()))).execute(conn)?))),
            ("a name was given back", Box::new(move |conn| Ok(diesel::update(at(first))
                .set(entries::subject_name.eq("another")).execute(conn)?))),
            ("who did it was changed", Box::new(move |conn| Ok(diesel::update(at(last))
                .set(entries::actor_name.eq("another")).execute(conn)?))),
            ("it was emptied by nobody", Box::new(move |conn| Ok(diesel::update(at(first))
                .set(entries::emptied_by.eq(None::<Bind<domain::ids::EntryId>>)).execute(conn)?))),
            ("a loss was forgotten", Box::new(move |conn| Ok(diesel::delete(
                journal_emptied::table.filter(journal_emptied::position.eq(first))).execute(conn)?))),
            ("a loss says something else", Box::new(move |conn| Ok(diesel::update(
                journal_emptied::table.filter(journal_emptied::position.eq(first)))
                .set(journal_emptied::digest.eq(vec![7_u8; 32])).execute(conn)?))),
            ("another hash is kept", Box::new(move |conn| Ok(diesel::update(
                journal_emptied::table.filter(journal_emptied::position.eq(first)))
                .set(journal_emptied::hash.eq(vec![7_u8; 32])).execute(conn)?))),
            ("it was taken out", Box::new(move |conn| Ok(diesel::delete(at(first)).execute(conn)?))),
            ("one that was not emptied was", Box::new(move |conn| Ok(diesel::update(entries::table
                .filter(entries::position.eq(1)))
                .set((entries::subject_name.eq(None::<String>), entries::emptied_by.eq(Some(Bind(by)))))
                .execute(conn)?))),
        ];
        for (what, tamper) in tampers {
            let operation = operation(&app);
            let changed = app.database().maintain(|conn| {
                conn.batch_execute("BEGIN")?;
                let changed = tamper(conn)?;
                let flawed = journal::verify(conn, operation, None);
                conn.batch_execute("ROLLBACK")?;
                Ok((changed, flawed))
            }).unwrap();
            assert!(changed.0 > 0, "{what}: nothing was done");
            assert!(matches!(changed.1, Err(VerifyError::Flaw(_))), "{what}: {:?}", changed.1);
        }
        assert_eq!(proved(&app).await.unwrap(), honest, "nothing of that stayed");
        assert!(now["anonymised"].is_object());
    }
}
