//! Two entries that are one: merged, found by what they were called, and taken back.

use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, app::json_of, on_both_engines};

use crate::{
    life::{done, post_on},
    support::{area, enter, etag, household, id, identity_number, names, page, path, problem},
};

async fn merge(user: &SignedIn<'_>, winner: &Value, loser: &Value, choices: &Value) -> Value {
    let body = json!({ "loser_id": id(loser), "choices": choices });
    done(post_on(user, &format!("{}/merge", path(winner)), winner, &body).await).await
}

async fn merge_persons(
    user: &SignedIn<'_>,
    winner: &Value,
    loser: &Value,
    choices: &Value,
) -> reqwest::Response {
    let body = json!({ "loser_id": id(loser), "choices": choices });
    post_on(user, &format!("/api/v1/persons/{}/merge", id(winner)), winner, &body).await
}

pub async fn history(user: &SignedIn<'_>, household: &Value) -> Vec<Value> {
    let page = user.get_json(&format!("{}/journal?limit=200", path(household))).await;
    page["items"].as_array().unwrap().clone()
}

/// The latest merge that a household's history tells of.
pub async fn merge_of(user: &SignedIn<'_>, household: &Value) -> String {
    let entries = history(user, household).await;
    let merge = entries.iter().find_map(|entry| entry["merge_id"].as_str());
    merge.unwrap_or_else(|| panic!("no merge can be taken back: {entries:#?}")).to_owned()
}

pub async fn undo(user: &SignedIn<'_>, merge: &str) -> reqwest::Response {
    user.post(&format!("/api/v1/merges/{merge}/undo"), &Value::Null).await
}

pub fn people(household: &Value) -> Vec<String> {
    let mut people: Vec<String> = household["members"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|member| member["to"].is_null())
        .map(|member| member["person"]["name"].as_str().unwrap().to_owned())
        .collect();
    people.sort();
    people
}

pub fn with_member(mut household: Value, name: &str, relation: &str) -> Value {
    household["members"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "relation": relation, "person": { "name": name } }));
    household
}

on_both_engines! {
    async fn a_household_becomes_part_of_another_and_its_own_again(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let village = area(&user, "120111001001").await;
        let winner = enter(&user, &with_member(household(&village, "王芳", "19930638560"), "王小", "child")).await;
        let mut other = with_member(household(&village, "李强", "19930638561"), "李老", "parent");
        other["address"] = json!("金地花园1号楼");
        let loser = enter(&user, &other).await;
        let merged = merge(&user, &winner, &loser, &json!({})).await;
        assert_eq!(people(&merged), ["李强", "李老", "王小", "王芳"]);
        assert_eq!(merged["address"], "金地花园1号楼", "what is not known here comes from the other");
        assert_eq!(merged["former"][0]["reference"], loser["reference"]);
        assert_eq!(id(&page(&user, &loser).await), id(&winner), "the old id opens the winner");
        assert_eq!(names(&user, &[("q", loser["reference"].as_str().unwrap())]).await, [merged["name"].as_str().unwrap()]);
        let entries = history(&user, &merged).await;
        assert!(entries.iter().any(|entry| entry["kind"] == "household_created" && entry["household_id"] == loser["id"]));

        // Life goes on: an edit of the winner, a new member, and an edit of what came from the loser.
        let edited = done(user.patch(&path(&merged), &etag(&merged), &json!({ "address": "新址9号", "difficulties": "缺口罩" })).await).await;
        let joined = user.post(&format!("{}/members", path(&edited)), &json!({ "relation": "other", "person": { "name": "后来" } })).await;
        let joined = done(joined).await;
        let elder = joined["members"].as_array().unwrap().iter().find(|one| one["person"]["name"] == "李老").unwrap();
        let stay = format!("/api/v1/memberships/{}", elder["membership_id"].as_str().unwrap());
        done(user.patch(&stay, &etag(&joined), &json!({ "relation": "grandparent" })).await).await;

        let merge = merge_of(&user, &winner).await;
        let undone = done(undo(&user, &merge).await).await;
        assert_eq!((&undone["winner_id"], &undone["loser_id"]), (&winner["id"], &loser["id"]));
        let (now, back) = (page(&user, &winner).await, page(&user, &loser).await);
        assert_eq!(people(&now), ["后来", "王小", "王芳"]);
        assert_eq!((&now["address"], &now["difficulties"]), (&json!("新址9号"), &json!("缺口罩")), "edits stay with the winner");
        assert_eq!(people(&back), ["李强", "李老"]);
        assert_eq!((&back["reference"], &back["address"]), (&loser["reference"], &loser["address"]));
        let elder = back["members"].as_array().unwrap().iter().find(|one| one["person"]["name"] == "李老").unwrap();
        assert_eq!(elder["relation"], "grandparent", "what came from the loser goes back as it is now");
        assert_eq!(now["former"], json!([]));
        problem(undo(&user, &merge).await, 409, "already_undone").await;
        let ours = names(&user, &[("q", loser["reference"].as_str().unwrap())]).await;
        assert_eq!(ours, [back["name"].as_str().unwrap()]);
        let summary = user.get_json("/api/v1/summary").await;
        assert_eq!((&summary["households"], &summary["workers"]), (&json!(2), &json!(2)));
    }

    async fn what_nobody_edited_becomes_again_what_it_was(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let village = area(&user, "120111001001").await;
        let mut one = household(&village, "王芳", "19930638560");
        one["address"] = json!("一号");
        let winner = enter(&user, &one).await;
        let mut other = household(&area(&user, "120111001002").await, "李强", "19930638561");
        other["address"] = json!("二号");
        let loser = enter(&user, &other).await;
        let merged = merge(&user, &winner, &loser, &json!({ "address": "loser" })).await;
        assert_eq!((&merged["address"], &merged["area"]["id"]), (&json!("二号"), &loser["area"]["id"]));
        done(undo(&user, &merge_of(&user, &winner).await).await).await;
        let now = page(&user, &winner).await;
        assert_eq!((&now["address"], &now["area"]["id"]), (&json!("一号"), &winner["area"]["id"]));
        assert_eq!(page(&user, &loser).await["address"], "二号");
    }

    async fn an_undoing_names_what_stands_in_its_way(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let village = area(&user, "120111001001").await;
        let one = enter(&user, &household(&village, "王芳", "19930638560")).await;
        let two = enter(&user, &household(&village, "李强", "19930638561")).await;
        let three = enter(&user, &household(&village, "陈静", "19930638562")).await;
        merge(&user, &one, &two, &json!({})).await;
        let first = merge_of(&user, &one).await;
        let now = page(&user, &one).await;
        merge(&user, &three, &now, &json!({})).await;
        let blocked = problem(undo(&user, &first).await, 409, "undo_blocked").await;
        assert_eq!(blocked["current"][0]["kind"], "household_merged", "{blocked:#}");
        assert_eq!(id(&page(&user, &two).await), id(&three), "the id of a household merged twice opens the last");
        done(undo(&user, &merge_of(&user, &three).await).await).await;
        done(undo(&user, &first).await).await;
        for household in [&one, &two, &three] {
            assert_eq!(people(&page(&user, household).await), people(household));
        }
    }

    async fn two_entries_of_one_person_become_one_and_two_again(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let village = area(&user, "120111001001").await;
        let mut one = household(&village, "王芳", "19930638560");
        one["members"][0]["person"]["identity_number"] = json!(identity_number("19800229", 1));
        let home = enter(&user, &one).await;
        let winner = home["members"][0]["person"].clone();
        let mut parents = household(&village, "王老", "19930638561");
        parents["members"].as_array_mut().unwrap().push(json!({
            "relation": "child",
            "person": { "name": "王方", "phones": [{ "number": "19930638569" }], "note": "护士" },
            "posting": { "category": "fever_clinic", "from": "2020-02-01" }
        }));
        let other = enter(&user, &parents).await;
        let loser = other["members"].as_array().unwrap().iter().find(|one| one["person"]["name"] == "王方").unwrap()["person"].clone();
        let merged = done(merge_persons(&user, &winner, &loser, &json!({})).await).await;
        assert_eq!((&merged["name"], &merged["note"]), (&json!("王芳"), &json!("护士")));
        let numbers = |person: &Value| person["phones"].as_array().unwrap().iter().map(|phone| phone["number"].clone()).collect::<Vec<_>>();
        assert_eq!(numbers(&merged), ["19930638560", "19930638569"]);
        assert_eq!(merged["postings"].as_array().unwrap().len(), 2);
        assert_eq!(merged["households"].as_array().unwrap().len(), 2);
        assert_eq!(people(&page(&user, &other).await), ["王老", "王芳"]);
        assert_eq!(id(&user.get_json(&format!("/api/v1/persons/{}", id(&loser))).await), id(&winner));

        let patch = json!({ "note": "护士长", "phones": [{ "number": "19930638560" }, { "number": "19930638569" }, { "number": "19930638570" }] });
        done(user.patch(&format!("/api/v1/persons/{}", id(&winner)), &etag(&merged), &patch).await).await;
        done(undo(&user, &merge_of(&user, &home).await).await).await;
        let now = user.get_json(&format!("/api/v1/persons/{}", id(&winner))).await;
        let back = user.get_json(&format!("/api/v1/persons/{}", id(&loser))).await;
        assert_eq!((&now["note"], numbers(&now)), (&json!("护士长"), vec![json!("19930638560"), json!("19930638570")]));
        assert_eq!((&back["name"], &back["note"], numbers(&back)), (&json!("王方"), &json!("护士"), vec![json!("19930638569")]));
        assert_eq!(now["identity_number_masked"], winner["identity_number_masked"]);
        assert_eq!((now["postings"].as_array().unwrap().len(), back["postings"].as_array().unwrap().len()), (1, 1));
        assert_eq!(people(&page(&user, &other).await), ["王方", "王老"]);
        assert_eq!(people(&page(&user, &home).await), ["王芳"]);
    }

    async fn two_people_with_different_identity_numbers_stay_two(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let village = area(&user, "120111001001").await;
        let person = async |name: &str, phone: &str, number: String| {
            let mut new = household(&village, name, phone);
            new["members"][0]["person"]["identity_number"] = json!(number);
            new["duplicates_seen"] = json!(true);
            enter(&user, &new).await["members"][0]["person"].clone()
        };
        let one = person("王芳", "19930638560", identity_number("19800229", 1)).await;
        let other = person("王芳", "19930638561", identity_number("19800301", 1)).await;
        let slip = person("王芳", "19930638562", identity_number("19800229", 7)).await;
        problem(merge_persons(&user, &one, &other, &json!({})).await, 409, "different_persons").await;
        let merged = done(merge_persons(&user, &one, &slip, &json!({ "identity_number": "loser" })).await).await;
        assert_eq!(merged["identity_number_masked"], slip["identity_number_masked"]);
        let found = json_of(user.request(reqwest::Method::GET, "/api/v1/persons").query(&[("q", identity_number("19800229", 7))]).send().await.unwrap()).await;
        assert_eq!(id(&found["items"][0]), id(&one));
        problem(merge_persons(&user, &merged, &merged, &json!({})).await, 422, "invalid").await;
    }

    async fn another_organisation_merges_nothing_that_it_does_not_see(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let one = enter(&user, &household(&area(&user, "120111001001").await, "王芳", "19930638560")).await;
        let two = enter(&user, &household(&area(&user, "120111101").await, "李强", "19930638561")).await;
        let town = app.sign_in("xiyingmen.union").await;
        let body = json!({ "loser_id": id(&two) });
        let unseen = problem(post_on(&town, &format!("{}/merge", path(&one)), &one, &body).await, 422, "invalid").await;
        assert_eq!(unseen["errors"][0]["pointer"], "/loser_id");
        merge(&user, &two, &one, &json!({})).await;
        problem(undo(&town, &merge_of(&user, &two).await).await, 404, "not_found").await;
    }
}
