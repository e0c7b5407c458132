//! Entries that may be one: found as the ledger is written, shown to those who see both, decided by people.

use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, on_both_engines};

use crate::{
    life::{done, post_on},
    support::{area, enter, etag, household, id, identity_number, page, path, problem},
};

async fn pairs(user: &SignedIn<'_>, of: &str, state: &str) -> Vec<Value> {
    let page = user.get_json(&format!("/api/v1/{of}_duplicates?state={state}&limit=200")).await;
    page["items"].as_array().unwrap().clone()
}

async fn open(user: &SignedIn<'_>, of: &str) -> Vec<Value> {
    pairs(user, of, "open").await
}

async fn decide(user: &SignedIn<'_>, pair: &Value, decision: &str) -> reqwest::Response {
    user.post(&format!("/api/v1/duplicates/{}/{decision}", id(pair)), &Value::Null).await
}

fn seen(mut household: Value) -> Value {
    household["duplicates_seen"] = json!(true);
    household
}

fn worker(household: &Value) -> &Value {
    &household["members"][0]["person"]
}

fn sides(pair: &Value) -> Vec<&str> {
    let sides = pair["persons"].as_array().or(pair["households"].as_array()).unwrap();
    let mut sides: Vec<&str> = sides.iter().map(id).collect();
    sides.sort_unstable();
    sides
}

fn both<'a>(one: &'a Value, other: &'a Value) -> Vec<&'a str> {
    let mut both = vec![id(one), id(other)];
    both.sort_unstable();
    both
}

on_both_engines! {
    async fn what_is_alike_is_on_a_list_until_it_is_one(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let (here, there) = (area(&user, "120111001001").await, area(&user, "120111001002").await);
        let one = enter(&user, &household(&here, "王芳", "19930638560")).await;
        assert!(open(&user, "person").await.is_empty() && open(&user, "household").await.is_empty());
        let other = enter(&user, &seen(household(&there, "王方", "19930638560"))).await;
        enter(&user, &household(&there, "李强", "19930638561")).await;

        let persons = open(&user, "person").await;
        assert_eq!(persons.len(), 1, "{persons:#?}");
        assert_eq!(persons[0]["reasons"], json!(["same_phone"]));
        assert_eq!(sides(&persons[0]), both(worker(&one), worker(&other)));
        let households = open(&user, "household").await;
        assert_eq!((households.len(), &households[0]["reasons"]), (1, &json!(["same_phone"])));
        assert_eq!(sides(&households[0]), both(&one, &other));
        let viewer = app.sign_in("xq.union.viewer").await;
        let masked = open(&viewer, "person").await;
        assert_eq!(masked[0]["persons"][0]["phones"][0]["number"], "199****8560");

        let body = json!({ "loser_id": id(worker(&other)) });
        let version = user.get_json(&format!("/api/v1/persons/{}", id(worker(&one)))).await;
        done(post_on(&user, &format!("/api/v1/persons/{}/merge", id(worker(&one))), &version, &body).await).await;
        assert!(open(&user, "person").await.is_empty());
        let households = open(&user, "household").await;
        assert_eq!(households[0]["reasons"], json!(["same_member"]), "one person lives in both now");
        let (one, other) = (page(&user, &one).await, page(&user, &other).await);
        done(post_on(&user, &format!("{}/merge", path(&one)), &one, &json!({ "loser_id": id(&other) })).await).await;
        assert!(open(&user, "household").await.is_empty());
        let entries = user.get_json(&format!("{}/journal?limit=200", path(&one))).await;
        let entries = entries["items"].as_array().unwrap();
        let mut merges: Vec<&str> = entries.iter().filter_map(|entry| entry["merge_id"].as_str()).collect();
        merges.dedup();
        for merge in merges {
            assert_eq!(user.post(&format!("/api/v1/merges/{merge}/undo"), &Value::Null).await.status(), 200);
        }
        assert_eq!(open(&user, "person").await.len(), 1, "what was taken back is alike again");
        assert_eq!(open(&user, "household").await[0]["reasons"], json!(["same_phone"]));
    }

    async fn a_change_makes_alike_and_tells_apart(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let village = area(&user, "120111001001").await;
        let mut first = household(&village, "王芳", "19930638560");
        first["address"] = json!("金地花园1号楼2门");
        first["members"][0]["person"]["birth_date"] = json!("1979-11-21");
        let first = enter(&user, &first).await;
        let second = enter(&user, &household(&village, "王芳", "19930638561")).await;
        assert!(open(&user, "person").await.is_empty(), "a name alone is no reason");
        let reasons = async || {
            let found = open(&user, "person").await;
            found.first().map(|pair| pair["reasons"].clone()).unwrap_or_default()
        };
        let patch = async |what: Value| {
            let at = format!("/api/v1/persons/{}", id(worker(&second)));
            let now = user.get_json(&at).await;
            done(user.patch(&at, &etag(&now), &what).await).await;
        };
        patch(json!({ "birth_date": "1979-11-21" })).await;
        assert_eq!(reasons().await, json!(["same_name_and_birth_date"]));
        let now = page(&user, &second).await;
        done(user.patch(&path(&second), &etag(&now), &json!({ "address": "金地花园1号楼2门" })).await).await;
        assert_eq!(reasons().await, json!(["same_name_and_birth_date", "same_name_and_address"]));
        assert_eq!(open(&user, "household").await[0]["reasons"], json!(["same_address"]));
        patch(json!({ "birth_date": "1955-02-03" })).await;
        assert_eq!(reasons().await, Value::Null, "birth dates speak against it");
        patch(json!({ "birth_date": null })).await;
        assert_eq!(reasons().await, json!(["same_name_and_address"]));
        let now = page(&user, &first).await;
        let closed = user.request(reqwest::Method::POST, &format!("{}/status", path(&first))).header("if-match", etag(&now));
        done(closed.json(&json!({ "to": "closed", "reason": "已迁离" })).send().await.unwrap()).await;
        assert_eq!(reasons().await, Value::Null, "what is closed is not worked on");
        assert!(open(&user, "household").await.is_empty());
        let now = page(&user, &first).await;
        let again = user.request(reqwest::Method::POST, &format!("{}/status", path(&first))).header("if-match", etag(&now));
        done(again.json(&json!({ "to": "registered" })).send().await.unwrap()).await;
        assert_eq!(reasons().await, json!(["same_name_and_address"]));
    }

    async fn whoever_was_told_apart_stays_so_until_something_new_speaks_for_it(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let village = area(&user, "120111001001").await;
        let mut one = household(&village, "王芳", "19930638560");
        one["address"] = json!("金地花园1号楼");
        let mut other = seen(household(&village, "李强", "19930638561"));
        other["address"] = json!("金地花园1号楼");
        let (_, other) = (enter(&user, &one).await, enter(&user, &other).await);
        let pair = open(&user, "household").await.remove(0);
        for _ in 0..2 {
            assert_eq!(decide(&user, &pair, "tell_apart").await.status(), 204);
        }
        assert!(open(&user, "household").await.is_empty());
        let told = pairs(&user, "household", "not_the_same").await;
        assert_eq!((id(&told[0]), told[0]["decision"]["by"]["display_name"].is_string()), (id(&pair), true));
        let edited = page(&user, &other).await;
        done(user.patch(&path(&other), &etag(&edited), &json!({ "difficulties": "无" })).await).await;
        let moved = page(&user, &other).await;
        done(user.patch(&path(&other), &etag(&moved), &json!({ "address": "别处" })).await).await;
        let back = page(&user, &other).await;
        done(user.patch(&path(&other), &etag(&back), &json!({ "address": "金地花园1号楼" })).await).await;
        assert!(open(&user, "household").await.is_empty(), "it is remembered");
        let feed = user.get_json("/api/v1/journal?after=0&limit=200&wait=5").await;
        let noted = feed["items"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "found_not_the_same");
        assert_eq!(noted.count(), 1, "{feed:#}");

        let at = format!("/api/v1/persons/{}", id(worker(&other)));
        let now = user.get_json(&at).await;
        done(user.patch(&at, &etag(&now), &json!({ "phones": [{ "number": "19930638560" }] })).await).await;
        let again = open(&user, "household").await;
        assert_eq!((again.len(), &again[0]["reasons"]), (1, &json!(["same_phone", "same_address"])));
        assert_eq!(again[0]["decision"], Value::Null);
        decide(&user, &pair, "tell_apart").await;
        assert_eq!(decide(&user, &pair, "reconsider").await.status(), 204);
        assert_eq!(open(&user, "household").await.len(), 1);
    }

    async fn somebody_unseen_is_told_of_to_nobody_but_those_who_see_both(db) {
        let app = TestApp::new(db);
        let (district, town) = (app.sign_in("xq.union").await, app.sign_in("xiyingmen.union").await);
        let number = identity_number("19800229", 1);
        let with_number = |mut household: Value| {
            household["members"][0]["person"]["identity_number"] = json!(number);
            household
        };
        let there = enter(&district, &with_number(household(&area(&district, "120111101").await, "王芳", "19930638560"))).await;
        let here = enter(&town, &with_number(household(&area(&town, "120111001001").await, "王芳", "19930638561"))).await;
        assert_eq!(worker(&here)["identity_number_masked"], worker(&there)["identity_number_masked"]);
        for of in ["person", "household"] {
            assert!(open(&town, of).await.is_empty(), "the other side is not the town's to see");
        }
        let by_number = async |user: &SignedIn<'_>| -> Vec<String> {
            let found = user.get_json(&format!("/api/v1/persons?q={number}")).await;
            found["items"].as_array().unwrap().iter().map(|one| id(one).to_owned()).collect()
        };
        assert_eq!(by_number(&town).await, [id(worker(&here))]);
        let again = with_number(household(&area(&town, "120111001002").await, "王小芳", "19930638562"));
        problem(town.post("/api/v1/households", &seen(again)).await, 409, "identity_number_taken").await;

        let found = open(&district, "person").await;
        assert_eq!((found.len(), &found[0]["reasons"][0]), (1, &json!("same_identity_number")));
        assert_eq!(sides(&found[0]), both(worker(&here), worker(&there)));
        problem(decide(&district, &found[0], "tell_apart").await, 409, "identity_number_taken").await;
        problem(decide(&town, &found[0], "tell_apart").await, 404, "not_found").await;
        assert_eq!(by_number(&district).await.len(), 2);

        let at = format!("/api/v1/persons/{}", id(worker(&here)));
        let body = json!({ "loser_id": id(worker(&there)) });
        let now = district.get_json(&at).await;
        done(post_on(&district, &format!("{at}/merge"), &now, &body).await).await;
        assert_eq!(by_number(&district).await, [id(worker(&here))]);
        assert!(open(&district, "person").await.is_empty());
        let entries = district.get_json(&format!("{}/journal?limit=200", path(&here))).await;
        let merge = entries["items"].as_array().unwrap().iter().find_map(|entry| entry["merge_id"].as_str()).unwrap().to_owned();
        assert_eq!(district.post(&format!("/api/v1/merges/{merge}/undo"), &Value::Null).await.status(), 200);
        assert_eq!(open(&district, "person").await.len(), 1, "two have one number again");
    }

    async fn a_number_that_somebody_lets_go_belongs_to_whoever_was_entered_with_it(db) {
        let app = TestApp::new(db);
        let (district, town) = (app.sign_in("xq.union").await, app.sign_in("xiyingmen.union").await);
        let number = identity_number("19800229", 1);
        let with_number = |mut household: Value| {
            household["members"][0]["person"]["identity_number"] = json!(number);
            household
        };
        let there = enter(&district, &with_number(household(&area(&district, "120111101").await, "王芳", "19930638560"))).await;
        let here = enter(&town, &with_number(household(&area(&town, "120111001001").await, "陈静", "19930638561"))).await;
        let at = format!("/api/v1/persons/{}", id(worker(&there)));
        let now = district.get_json(&at).await;
        let other = identity_number("19800301", 1);
        done(district.patch(&at, &etag(&now), &json!({ "identity_number": other })).await).await;
        assert!(open(&district, "person").await.is_empty());
        // It is held now, so nobody who sees its holder enters it again.
        let third = with_number(household(&area(&district, "120111101").await, "赵敏", "19930638562"));
        let taken = problem(district.post("/api/v1/households", &seen(third)).await, 409, "identity_number_taken").await;
        assert_eq!(taken["current"][0]["household_id"], here["id"]);
    }

    async fn the_list_is_read_page_by_page(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        for code in ["120111001001", "120111001002", "120111101"] {
            let village = area(&user, code).await;
            for name in ["王芳", "李强"] {
                let mut one = seen(household(&village, name, "19930638560"));
                one["address"] = json!("金地花园1号楼");
                enter(&user, &one).await;
            }
        }
        let whole: Vec<Value> = open(&user, "household").await;
        assert_eq!(whole.len(), 15, "six households share a phone, and in each village two an address");
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = user.get_json(&format!("/api/v1/household_duplicates?limit=4{cursor}")).await;
            seen.extend(page["items"].as_array().unwrap().iter().map(|pair| id(pair).to_owned()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, whole.iter().map(|pair| id(pair).to_owned()).collect::<Vec<_>>());
        let town = app.sign_in("xiyingmen.union").await;
        assert_eq!(open(&town, "household").await.len(), 6, "those of its own four households");
    }
}
