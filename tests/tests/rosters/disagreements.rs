//! Disagreements between sources: the worklist, whose word stands, and taking that back.

use std::{collections::BTreeSet, fs};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, app::answer, app::json_of, on_both_engines};

use crate::{
    client::{csv, done, id, identity_number, import_of, rows},
    coverage::{all, everything_opens},
    packs::{begin, packs},
};

const MATTERS: [&str; 3] = ["category", "employer", "address"];

/// What a disagreement is on, and whom it is about.
type Place = (String, String);

fn place(one: &Value) -> Place {
    let about = one["person_id"].as_str().or(one["household"]["id"].as_str());
    (one["matter"].as_str().unwrap().to_owned(), about.unwrap().to_owned())
}

async fn open(user: &SignedIn<'_>, filter: &str) -> Vec<Value> {
    all(user, &format!("coverage/disagreements{filter}")).await
}

async fn settled(user: &SignedIn<'_>) -> Vec<Value> {
    open(user, "?state=settled").await
}

async fn matters(user: &SignedIn<'_>) -> Vec<String> {
    open(user, "").await.iter().map(|one| one["matter"].as_str().unwrap().to_owned()).collect()
}

async fn of(user: &SignedIn<'_>, matter: &str) -> Value {
    let mut found = open(user, &format!("?matter={matter}")).await;
    assert_eq!(found.len(), 1, "{matter}: {found:?}");
    found.remove(0)
}

/// What the ledger is to take over: what stands against it.
fn against(one: &Value) -> Value {
    let said = one["said"].as_array().unwrap();
    let said = said.iter().find(|said| said["stands"] == "against").unwrap();
    json!({ "roster_id": said["roster_id"], "row_no": said["row_no"] })
}

fn settlement(one: &Value, row: Value, reason: Value) -> Value {
    json!({ "matter": one["matter"], "household_id": one["household"]["id"], "person_id": one["person_id"],
        "row": row, "reason": reason, "version": one["version"] })
}

async fn settle(user: &SignedIn<'_>, body: &Value) -> (StatusCode, Value) {
    let response = user.post("/api/v1/coverage/settlements", body).await;
    let status = response.status();
    let body = if status == StatusCode::NO_CONTENT { Value::Null } else { json_of(response).await };
    (status, body)
}

async fn settles(user: &SignedIn<'_>, body: &Value) {
    assert_eq!(settle(user, body).await, (StatusCode::NO_CONTENT, Value::Null));
}

async fn reopen(user: &SignedIn<'_>, one: &Value) -> (u16, Value) {
    let id = one["settlement"]["id"].as_str().unwrap();
    let response = user.post(&format!("/api/v1/coverage/settlements/{id}/reopen"), &json!({})).await;
    let status = response.status().as_u16();
    let code = if status == 204 { Value::Null } else { json_of(response).await["code"].clone() };
    (status, code)
}

const HEADER: &str = "姓名,身份证号,手机号码,岗位类别,工作单位,村居,家庭住址";

fn wang_fang(category: &str, employer: &str, address: &str) -> Vec<u8> {
    let number = identity_number(19_850_302, 10);
    csv(&[HEADER, &format!("王芳,{number},19911110001,{category},{employer},金谊花园社区,{address}")])
}

/// Two offices say different things of one worker in everything that can be settled.
async fn disagree(user: &SignedIn<'_>) {
    import_of(user, "卫健委", "health.csv", wang_fang("援鄂", "西青医院", "1号楼1门101室")).await;
    import_of(user, "工会", "union.csv", wang_fang("隔离点", "红星药店", "2号楼2门202室")).await;
}

/// The household's page, with the only member's only posting.
async fn ledger(user: &SignedIn<'_>) -> (Value, Value) {
    let households = all(user, "households").await;
    let page = user.get_json(&format!("/api/v1/households/{}", id(&households[0]))).await;
    let posting = page["members"][0]["person"]["postings"][0].clone();
    (page, posting)
}

/// A list that repeats what the rows of another say, but for one matter in each; and on what it disagrees with it.
fn altered(known: &[Value]) -> (Vec<u8>, BTreeSet<Place>) {
    let cell = |row: &Value, field: &str| -> String {
        let cells = row["cells"].as_array().unwrap();
        let cell = cells.iter().find(|cell| cell["field"] == field);
        cell.map(|cell| cell["value"].as_str().unwrap().replace(',', "，")).unwrap_or_default()
    };
    let is_whole = |row: &&Value| {
        row["applied"] == true
            && ["name", "phone", "category", "employer", "address"]
                .iter()
                .all(|field| !cell(row, field).is_empty())
    };
    let mut lines = vec!["姓名,手机号码,岗位类别,工作单位,村居,家庭住址".to_owned()];
    let mut said = BTreeSet::new();
    for (n, row) in known.iter().filter(is_whole).enumerate() {
        let [mut category, mut employer, mut address] =
            ["category", "employer", "address"].map(|field| cell(row, field));
        let matter = MATTERS[n % 3];
        match matter {
            "category" => category = if category.contains('热') { "隔离点" } else { "发热门诊" }.to_owned(),
            "employer" => employer = format!("另一家单位{n}"),
            _ => address = format!("改址路{n}号"),
        }
        let about = if matter == "address" { &row["household_id"] } else { &row["person_id"] };
        said.insert((matter.to_owned(), about.as_str().unwrap().to_owned()));
        lines.push(format!(
            "{},{},{category},{employer},{},{address}",
            cell(row, "name"),
            cell(row, "phone"),
            cell(row, "village")
        ));
    }
    (csv(&lines.iter().map(String::as_str).collect::<Vec<_>>()), said)
}

on_both_engines! {
    async fn what_another_list_says_differently_of_a_pack_is_the_worklist(db) {
        for pack in packs() {
            let app = TestApp::new(test_support::TestDatabase::new(db.engine()));
            begin(&app, &pack);
            let user = app.sign_in("pack.admin").await;
            let mut rosters = Vec::new();
            for list in pack.lists() {
                let name = list.file_name().unwrap().to_string_lossy().into_owned();
                rosters.push(import_of(&user, &name, &name, fs::read(&list).unwrap()).await);
            }
            // The packs' lists agree in what can be settled.
            assert_eq!(open(&user, "").await, Vec::<Value>::new());
            let known = rows(&user, &rosters[1], "").await;
            let (list, said) = altered(&known);
            rosters.push(import_of(&user, "another office", "another.csv", list).await);
            assert!(MATTERS.iter().all(|matter| said.iter().any(|(of, _)| of == matter)), "{said:?}");
            let found = open(&user, "").await;
            let listed: BTreeSet<Place> = found.iter().map(place).collect();
            let (more, less): (Vec<_>, Vec<_>) = (listed.difference(&said).collect(), said.difference(&listed).collect());
            assert!(more.is_empty() && less.is_empty(), "{more:?} {less:?}");
            assert_eq!(found.len(), said.len(), "one is there twice");
            let coverage = everything_opens(&user).await;
            for matter in MATTERS {
                let of_kind = coverage["figures"]["gaps"].as_array().unwrap().iter().find(|gap| gap["kind"] == format!("{matter}_disputed"));
                assert_eq!(of_kind.unwrap()["count"], said.iter().filter(|(of, _)| of == matter).count());
            }
            for one in &found {
                let words: Vec<&Value> = one["said"].as_array().unwrap().iter().collect();
                assert!(words.iter().any(|said| said["stands"] == "against"), "{one}");
                assert!(one["known"].is_string(), "{one}");
            }

            // By source and by town they are the same ones.
            let mut by_source: BTreeSet<Place> = BTreeSet::new();
            for source in coverage["sources"].as_array().unwrap() {
                let source = source["source"]["id"].as_str().unwrap();
                let some = open(&user, &format!("?source_id={source}")).await;
                assert!(some.iter().all(|one| one["said"].as_array().unwrap().iter().any(|said| said["source"]["id"] == source)));
                by_source.extend(some.iter().map(place));
            }
            assert_eq!(by_source, said);
            let mut by_town = 0;
            for town in user.get_json("/api/v1/coverage/towns").await["items"].as_array().unwrap() {
                let (area, within) = (town["area_id"].as_str().unwrap(), town["within"].as_str().unwrap());
                by_town += open(&user, &format!("?area_id={area}&within={within}")).await.len();
            }
            assert_eq!(by_town, found.len());

            let table = user.request(Method::GET, "/api/v1/coverage/disagreements").header("accept", "text/csv");
            let text = answer(table).await.text().await.unwrap();
            assert_eq!(text.trim_end().lines().count(), found.len() + 1);

            // The list that brought the last ones takes them with it.
            done(&user, rosters.last().unwrap(), "undo").await;
            let rest: BTreeSet<Place> = open(&user, "").await.iter().map(place).collect();
            assert_eq!(rest, BTreeSet::new());
            everything_opens(&user).await;
        }
    }

    async fn a_word_is_taken_over_or_not_and_only_news_opens_it_again(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        disagree(&user).await;
        assert_eq!(matters(&user).await, MATTERS);
        let category = of(&user, "category").await;
        assert_eq!(category["known"], "aid_hubei");
        let who: Vec<(&Value, &Value, &Value)> = category["said"].as_array().unwrap().iter()
            .map(|said| (&said["source"]["name"], &said["value"], &said["stands"])).collect();
        assert_eq!(who, [
            (&json!("工会"), &json!("isolation_site"), &json!("against")),
            (&json!("卫健委"), &json!("aid_hubei"), &json!("for")),
        ]);

        // The ledger takes over a word.
        settles(&user, &settlement(&category, against(&category), json!("已核实"))).await;
        assert_eq!(ledger(&user).await.1["category"], "isolation_site");
        assert_eq!(matters(&user).await, ["employer", "address"]);
        let again = settle(&user, &settlement(&category, against(&category), Value::Null)).await;
        assert_eq!((again.0.as_u16(), &again.1["code"]), (409, &json!("already_settled")));

        // It is left as it is, with a reason.
        let employer = of(&user, "employer").await;
        let silent = settle(&user, &settlement(&employer, Value::Null, Value::Null)).await;
        assert_eq!((silent.0.as_u16(), &silent.1["errors"][0]["pointer"]), (422, &json!("/reason")), "{}", silent.1);
        settles(&user, &settlement(&employer, Value::Null, json!("医院确认在编"))).await;
        assert_eq!(ledger(&user).await.1["employer_name"], "西青医院");
        assert_eq!(matters(&user).await, ["address"]);

        // Whoever saw something else is asked to look again.
        let address = of(&user, "address").await;
        let mut stale = settlement(&address, against(&address), Value::Null);
        stale["version"] = employer["version"].clone();
        let refused = settle(&user, &stale).await;
        assert_eq!((refused.0.as_u16(), &refused.1["code"]), (409, &json!("changed_since")));
        settles(&user, &settlement(&address, against(&address), Value::Null)).await;
        assert_eq!(ledger(&user).await.0["address"], "2号楼2门202室");
        assert_eq!(open(&user, "").await, Vec::<Value>::new());
        everything_opens(&user).await;

        let found = settled(&user).await;
        let how: Vec<(&Value, &Value, &Value, &Value)> = found.iter()
            .map(|one| (&one["matter"], &one["settlement"]["source"]["name"], &one["settlement"]["reason"], &one["settlement"]["by"]["display_name"])).collect();
        let me = user.get_json("/api/v1/me").await["display_name"].clone();
        assert_eq!(how, [
            (&json!("category"), &json!("工会"), &json!("已核实"), &me),
            (&json!("employer"), &Value::Null, &json!("医院确认在编"), &me),
            (&json!("address"), &json!("工会"), &Value::Null, &me),
        ]);

        // What was said before is no news; another word is.
        import_of(&user, "工会", "union2.csv", wang_fang("隔离点", "红星药店", "2号楼2门202室")).await;
        import_of(&user, "卫健委", "health2.csv", wang_fang("援鄂", "西青医院", "1号楼1门101室")).await;
        assert_eq!(open(&user, "").await.iter().map(place).collect::<Vec<_>>(), Vec::<Place>::new());
        import_of(&user, "社区", "community.csv", wang_fang("发热门诊", "西青医院", "2号楼2门202室")).await;
        assert_eq!(matters(&user).await, ["category"]);

        // A source that corrects itself disagrees no more.
        import_of(&user, "社区", "community2.csv", wang_fang("隔离点", "西青医院", "2号楼2门202室")).await;
        assert_eq!(matters(&user).await, Vec::<String>::new());

        let page = ledger(&user).await.0;
        let journal = user.get_json(&format!("/api/v1/households/{}/journal", id(&page))).await;
        let told: Vec<&Value> = journal["items"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "disagreement_settled").collect();
        assert_eq!(told.len(), 3);
        let changes = told.last().unwrap()["changes"].as_array().unwrap();
        assert_eq!(changes.iter().map(|change| (&change["field"], &change["after"])).collect::<Vec<_>>(), [
            (&json!("matter"), &json!("category")), (&json!("source"), &json!("工会")), (&json!("reason"), &json!("已核实")),
        ]);
    }

    async fn a_settlement_is_taken_back_unless_somebody_built_on_it(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        disagree(&user).await;
        let before = ledger(&user).await;
        for matter in MATTERS {
            let one = of(&user, matter).await;
            settles(&user, &settlement(&one, against(&one), Value::Null)).await;
        }
        let after = ledger(&user).await;
        assert_eq!((&after.1["employer_name"], &after.1["category"]), (&json!("红星药店"), &json!("isolation_site")));
        for one in settled(&user).await {
            assert_eq!(reopen(&user, &one).await, (204, Value::Null));
            assert_eq!(reopen(&user, &one).await, (404, json!("not_found")));
        }
        assert_eq!(matters(&user).await, MATTERS);
        assert_eq!(settled(&user).await, Vec::<Value>::new());
        let again = ledger(&user).await;
        for field in ["category", "employer_id", "employer_name"] {
            assert_eq!(again.1[field], before.1[field], "{field}");
        }
        assert_eq!(again.0["address"], before.0["address"]);
        everything_opens(&user).await;

        let address = of(&user, "address").await;
        settles(&user, &settlement(&address, against(&address), Value::Null)).await;
        let page = ledger(&user).await.0;
        let changed = user.patch(&format!("/api/v1/households/{}", id(&page)), &format!("\"rev-{}\"", page["revision"]), &json!({ "address": "3号楼" })).await;
        assert_eq!(changed.status(), 200);
        assert_eq!(reopen(&user, &settled(&user).await[0]).await, (409, json!("changed_since")));
        assert_eq!(ledger(&user).await.0["address"], "3号楼");
    }

    async fn two_who_settle_at_once_settle_it_once(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        disagree(&user).await;
        let beside = app.another_process();
        for matter in MATTERS {
            let one = of(&user, matter).await;
            let (take, leave) = (settlement(&one, against(&one), Value::Null), settlement(&one, Value::Null, json!("不变")));
            let other = beside.request(Method::POST, "/api/v1/coverage/settlements").bearer_auth(&user.token).json(&leave);
            let (first, second) = tokio::join!(settle(&user, &take), answer(other));
            let statuses = BTreeSet::from([first.0.as_u16(), second.status().as_u16()]);
            assert_eq!(statuses, BTreeSet::from([204, 409]), "{matter}: {}", first.1);
        }
        assert_eq!(settled(&user).await.len(), 3);
        everything_opens(&user).await;
    }

    async fn each_sees_and_settles_its_own(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        disagree(&user).await;
        let category = of(&user, "category").await;
        let take = settlement(&category, against(&category), Value::Null);

        let neighbour = app.sign_in("xiyingmen.union").await;
        assert_eq!(open(&neighbour, "").await, Vec::<Value>::new());
        assert_eq!(settle(&neighbour, &take).await.0, StatusCode::NOT_FOUND);
        let viewer = app.sign_in("xq.union.viewer").await;
        assert_eq!(settle(&viewer, &take).await.0, StatusCode::FORBIDDEN);

        // An employer settles what is said of its own workers, and a household's address is not theirs to weigh.
        let hospital = app.sign_in("hospital.union").await;
        assert_eq!(matters(&hospital).await, ["category", "employer"]);
        settles(&hospital, &take).await;
        assert_eq!(settled(&hospital).await.len(), 1);
        assert_eq!(settled(&neighbour).await, Vec::<Value>::new());

        // Where the worker goes, what was settled goes along.
        let employer = of(&user, "employer").await;
        settles(&user, &settlement(&employer, against(&employer), Value::Null)).await;
        assert_eq!(settled(&hospital).await, Vec::<Value>::new());
        assert_eq!(settled(&user).await.len(), 2);
    }
}
