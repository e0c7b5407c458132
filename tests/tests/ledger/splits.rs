//! One household that turns out to be two: divided, and made one again.

use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, on_both_engines};

use crate::{
    life::{done, post_on},
    merges::{history, merge_of, people, undo, with_member},
    support::{area, enter, etag, household, id, names, organisation, page, path, problem},
};

fn membership(household: &Value, name: &str) -> Value {
    let of = |member: &&Value| member["person"]["name"] == name;
    household["members"].as_array().unwrap().iter().find(of).unwrap()["membership_id"].clone()
}

/// 王芳, 王老 and 王妈 of one household.
async fn family(user: &SignedIn<'_>) -> Value {
    let mut new = household(&area(user, "120111001001").await, "王芳", "19930638560");
    new["address"] = json!("金地花园1号楼");
    new["difficulties"] = json!("缺口罩");
    let new = with_member(with_member(new, "王老", "parent"), "王妈", "parent");
    enter(user, &new).await
}

async fn split(user: &SignedIn<'_>, household: &Value, body: &Value) -> reqwest::Response {
    post_on(user, &format!("{}/split", path(household)), household, body).await
}

/// 王老 and 王妈 live by themselves since the tenth.
async fn parents_apart(user: &SignedIn<'_>, home: &Value) -> Value {
    let parents = ["王老", "王妈"].map(|name| json!({ "membership_id": membership(home, name) }));
    done(
        split(user, home, &json!({ "from": "2020-02-10", "members": parents, "address": "水岸2号楼" })).await,
    )
    .await
}

on_both_engines! {
    async fn some_members_begin_a_household_of_their_own(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let home = family(&user).await;
        let mother = json!({ "membership_id": membership(&home, "王妈"), "relation": "other" });
        let body = json!({ "from": "2020-02-10", "members": [mother] });
        let answer = split(&user, &home, &body).await;
        assert_eq!(answer.status(), 201);
        let location = answer.headers()["location"].to_str().unwrap().to_owned();
        let new = done(answer).await;
        assert_eq!(location, path(&new));
        assert_eq!(people(&new), ["王妈"]);
        assert_eq!((&new["area"]["id"], &new["address"], &new["difficulties"]), (&home["area"]["id"], &Value::Null, &Value::Null));
        assert_eq!((&new["members"][0]["relation"], &new["members"][0]["from"]), (&json!("other"), &json!("2020-02-10")));
        assert_ne!(new["reference"], home["reference"]);
        assert_eq!(new["status"], "registered");
        let now = page(&user, &home).await;
        assert_eq!(people(&now), ["王老", "王芳"]);
        let past = now["members"].as_array().unwrap().iter().find(|one| one["person"]["name"] == "王妈").unwrap();
        assert_eq!(past["to"], "2020-02-09", "the old membership keeps its interval");
        assert_eq!((&now["address"], &now["difficulties"]), (&home["address"], &home["difficulties"]));
        assert_eq!(names(&user, &[("q", new["reference"].as_str().unwrap())]).await.len(), 1);
        for (of, other) in [(&home, &new), (&new, &home)] {
            let entries = history(&user, of).await;
            let told = entries.iter().find(|entry| entry["kind"] == "household_split").unwrap();
            assert_eq!(told["changes"][0]["after"], other["reference"], "each history names the other");
            assert!(told["merge_id"].is_string());
        }
        problem(split(&user, &home, &body).await, 412, "stale").await;
    }

    async fn a_household_that_was_divided_is_one_again_after_other_edits(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let home = family(&user).await;
        let new = parents_apart(&user, &home).await;
        assert_eq!(new["address"], "水岸2号楼");
        // Life goes on: the old one is edited, the new one gets a note and a guest, and one relation is mended.
        let now = page(&user, &home).await;
        done(user.patch(&path(&home), &etag(&now), &json!({ "address": "新址9号" })).await).await;
        let edited = done(user.patch(&path(&new), &etag(&new), &json!({ "difficulties": "要买药", "contact_hours": "上午" })).await).await;
        let stay = format!("/api/v1/memberships/{}", membership(&edited, "王老").as_str().unwrap());
        done(user.patch(&stay, &etag(&edited), &json!({ "relation": "grandparent" })).await).await;
        let guest = json!({ "relation": "other", "person": { "name": "来客" } });
        done(user.post(&format!("{}/members", path(&new)), &guest).await).await;

        let id_of_split = merge_of(&user, &new).await;
        let undone = done(undo(&user, &id_of_split).await).await;
        assert_eq!(undone, json!({ "kind": "split", "winner_id": home["id"], "loser_id": new["id"] }));
        let one = page(&user, &home).await;
        assert_eq!(people(&one), ["来客", "王妈", "王老", "王芳"]);
        assert_eq!(one["members"].as_array().unwrap().len(), 4, "nobody has a membership twice: {one:#}");
        let elder = one["members"].as_array().unwrap().iter().find(|member| member["person"]["name"] == "王老").unwrap();
        assert_eq!((&elder["relation"], &elder["to"]), (&json!("grandparent"), &Value::Null));
        assert_eq!((&one["address"], &one["difficulties"]), (&json!("新址9号"), &json!("缺口罩")));
        assert_eq!(one["contact_hours"], "上午", "what was noted in the new one alone is kept");
        assert_eq!(id(&page(&user, &new).await), id(&home), "the new one's id opens the old one");
        assert_eq!(names(&user, &[("q", new["reference"].as_str().unwrap())]).await, [one["name"].as_str().unwrap()]);
        problem(undo(&user, &id_of_split).await, 409, "already_undone").await;
        let summary = user.get_json("/api/v1/summary").await;
        assert_eq!((&summary["households"], &summary["workers"]), (&json!(1), &json!(1)));
        assert!(history(&user, &home).await.iter().any(|entry| entry["kind"] == "household_split_undone"));
    }

    async fn an_undoing_of_a_split_names_what_stands_in_its_way(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let home = family(&user).await;
        let new = parents_apart(&user, &home).await;
        let first = merge_of(&user, &new).await;
        let now = page(&user, &home).await;
        let stay = format!("/api/v1/memberships/{}", membership(&now, "王妈").as_str().unwrap());
        done(user.patch(&stay, &etag(&now), &json!({ "to": "2020-02-08" })).await).await;
        let blocked = problem(undo(&user, &first).await, 409, "undo_blocked").await;
        assert_eq!((&blocked["current"][0]["kind"], &blocked["current"][0]["subject"]), (&json!("member_updated"), &json!("王妈")));
        let now = page(&user, &home).await;
        done(user.patch(&stay, &etag(&now), &json!({ "to": "2020-02-09" })).await).await;

        let other = enter(&user, &household(&area(&user, "120111001001").await, "李强", "19930638561")).await;
        let merge = json!({ "loser_id": id(&new) });
        done(post_on(&user, &format!("{}/merge", path(&other)), &other, &merge).await).await;
        let blocked = problem(undo(&user, &first).await, 409, "undo_blocked").await;
        assert_eq!(blocked["current"][0]["kind"], "household_merged", "{blocked:#}");
        done(undo(&user, &merge_of(&user, &other).await).await).await;

        let closing = json!({ "to": "closed", "reason": "搬走" });
        let version = page(&user, &new).await;
        let closed = done(post_on(&user, &format!("{}/status", path(&new)), &version, &closing).await).await;
        problem(undo(&user, &first).await, 409, "household_closed").await;
        done(post_on(&user, &format!("{}/status", path(&new)), &closed, &json!({ "to": "registered" })).await).await;
        done(undo(&user, &first).await).await;
        assert_eq!(people(&page(&user, &home).await), people(&home));
    }

    async fn who_left_the_new_household_meanwhile_has_left_the_old_one(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let home = family(&user).await;
        let new = parents_apart(&user, &home).await;
        let stay = format!("/api/v1/memberships/{}/move", membership(&new, "王妈").as_str().unwrap());
        let back = json!({ "household_id": id(&home), "from": "2020-02-11" });
        done(post_on(&user, &stay, &new, &back).await).await;
        done(undo(&user, &merge_of(&user, &new).await).await).await;
        let one = page(&user, &home).await;
        assert_eq!(people(&one), ["王妈", "王老", "王芳"]);
        let stays: Vec<(&Value, &Value)> = one["members"].as_array().unwrap().iter()
            .filter(|member| member["person"]["name"] == "王妈")
            .map(|member| (&member["from"], &member["to"]))
            .collect();
        assert!(stays.contains(&(&Value::Null, &json!("2020-02-10"))), "{stays:?}");
        assert!(stays.contains(&(&json!("2020-02-11"), &Value::Null)), "{stays:?}");
    }

    async fn a_household_left_with_nobody_is_refused(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let home = family(&user).await;
        let all = ["王芳", "王老", "王妈"].map(|name| json!({ "membership_id": membership(&home, name) }));
        let refused = async |body: Value, pointer: &str, code: &str| {
            let answer = problem(split(&user, &home, &body).await, 422, "invalid").await;
            assert_eq!((&answer["errors"][0]["pointer"], &answer["errors"][0]["code"]), (&json!(pointer), &json!(code)), "{body}");
        };
        refused(json!({ "from": "2020-02-10", "members": all }), "/members", "nobody_stays").await;
        refused(json!({ "from": "2020-02-10", "members": [] }), "/members", "invalid").await;
        refused(json!({ "from": "2099-02-10", "members": [all[1]] }), "/from", "in_the_future").await;
        let elsewhere = enter(&user, &household(&area(&user, "120111001001").await, "李强", "19930638561")).await;
        let stranger = json!({ "membership_id": membership(&elsewhere, "李强") });
        refused(json!({ "from": "2020-02-10", "members": [stranger] }), "/members/0/membership_id", "unknown_reference").await;
        assert_eq!(people(&page(&user, &home).await), people(&home), "nothing was written");
        let new = parents_apart(&user, &home).await;
        let now = page(&user, &home).await;
        let gone = json!({ "from": "2020-02-12", "members": [all[1]] });
        problem(split(&user, &now, &gone).await, 409, "membership_ended").await;
        assert_eq!(people(&new), ["王妈", "王老"]);
    }

    async fn nobody_divides_what_they_do_not_see_or_into_where_they_do_not_see(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let home = family(&user).await;
        let one = json!({ "membership_id": membership(&home, "王老") });
        let body = json!({ "from": "2020-02-10", "members": [one], "area_id": area(&user, "120111101").await });
        let town = app.sign_in("xiyingmen.union").await;
        let refused = problem(split(&town, &home, &body).await, 422, "invalid").await;
        assert_eq!(refused["errors"][0]["pointer"], "/area_id");
        let new = done(split(&user, &home, &body).await).await;
        problem(undo(&town, &merge_of(&user, &home).await).await, 404, "not_found").await;
        problem(split(&town, &new, &body).await, 404, "not_found").await;
        done(undo(&user, &merge_of(&user, &home).await).await).await;
    }

    async fn an_employer_divides_no_household_into_one_that_it_does_not_see(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let mut new = with_member(household(&area(&user, "120111001001").await, "王芳", "19930638560"), "王老", "parent");
        new["members"][0]["posting"]["employer_id"] = json!(organisation(&user, "西青医院").await);
        let home = enter(&user, &new).await;
        let hospital = app.sign_in("hospital.union").await;
        let of = |name: &str| json!({ "from": "2020-02-10", "members": [{ "membership_id": membership(&home, name) }] });
        let refused = problem(split(&hospital, &home, &of("王老")).await, 422, "invalid").await;
        assert_eq!(refused["errors"][0]["pointer"], "/members");
        let apart = done(split(&hospital, &home, &of("王芳")).await).await;
        assert_eq!(people(&page(&hospital, &apart).await), ["王芳"]);
    }

    async fn two_halves_are_not_taken_for_one(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let home = family(&user).await;
        let parents = ["王老", "王妈"].map(|name| json!({ "membership_id": membership(&home, name) }));
        let body = json!({ "from": "2020-02-10", "members": parents, "address": home["address"] });
        done(split(&user, &home, &body).await).await;
        let open = user.get_json("/api/v1/household_duplicates").await;
        assert_eq!(open["items"], json!([]), "who divides a household has told the two apart");
        let apart = user.get_json("/api/v1/household_duplicates?state=not_the_same").await;
        assert_eq!(apart["items"].as_array().unwrap().len(), 1);
    }
}
