//! Households and persons as of an earlier day.

use std::num::NonZeroU32;

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, TestDatabase, app::answer, on_both_engines};

use crate::{
    client::{csv, done, import},
    support::{
        area, enter, etag, household, id, identity_number, list, organisation, own_id, page, path, problem,
    },
};

/// A page without what belongs to the version and not to the day.
fn only_facts(page: &Value) -> Value {
    let mut page = page.clone();
    if let Some(fields) = page.as_object_mut() {
        fields.retain(|name, _| !matches!(name.as_str(), "revision" | "updated_at"));
        // A phone's id is not kept once the phone is gone.
        if fields.contains_key("number") {
            fields.remove("id");
        }
        fields.values_mut().for_each(|value| *value = only_facts(value));
    } else if let Some(items) = page.as_array_mut() {
        items.iter_mut().for_each(|value| *value = only_facts(value));
    }
    page
}

fn without_households(person: &Value) -> Value {
    let mut person = only_facts(person);
    for home in person["households"].as_array_mut().unwrap() {
        home["name"] = Value::Null;
    }
    person
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        let at = self.roll(things.len());
        &things[at]
    }
}

/// What edits are made of.
struct Matter {
    areas: Vec<String>,
    employers: Vec<String>,
    owners: Vec<Value>,
}

/// One thing that a coordinator does to a household. Some of them are refused, which changes nothing.
async fn edit(user: &SignedIn<'_>, dice: &mut Dice, matter: &Matter, household: &Value, serial: usize) {
    let now = page(user, household).await;
    let members = now["members"].as_array().unwrap();
    let member = dice.pick(members).clone();
    let person = &member["person"];
    let date = format!("2020-01-{:02}", 1 + dice.roll(28));
    match dice.roll(9) {
        0 => {
            let text = *dice.pick(&["一号楼", "二号楼 3 门", "缺少口罩", "无困难"]);
            let field = *dice.pick(&["address", "difficulties", "contact_hours", "situation_note", "name"]);
            let value = if dice.roll(4) == 0 { Value::Null } else { json!(text) };
            user.patch(&path(&now), &etag(&now), &json!({ field: value, "reported_elders": dice.roll(3) }))
                .await;
        }
        1 => {
            user.patch(&path(&now), &etag(&now), &json!({ "area_id": dice.pick(&matter.areas) })).await;
        }
        2 => {
            let to = dice.pick(&["verified", "supported", "registered", "closed"]);
            let step = user.request(Method::POST, &format!("{}/status", path(&now)));
            answer(step.header("if-match", etag(&now)).json(&json!({ "to": to, "reason": "已返津" }))).await;
        }
        3 => {
            let owner = json!({ "owner_id": dice.pick(&matter.owners), "household_ids": [id(&now)] });
            user.post("/api/v1/households/assign_owner", &owner).await;
        }
        4 => {
            let phone = format!("1993063{:04}", 1000 + serial);
            let new = json!({ "relation": dice.pick(&["spouse", "child", "parent"]), "from": date,
                "person": { "name": dice.pick(&["徐萍瑶", "王建国", "刘洋"]), "phones": [{ "number": phone }],
                    "birth_date": dice.pick(&["1950-03-01", "2012-05-30", "1979"]) },
                "duplicates_seen": true });
            user.post(&format!("{}/members", path(&now)), &new).await;
        }
        5 => {
            let membership = format!("/api/v1/memberships/{}", member["membership_id"].as_str().unwrap());
            let to = if dice.roll(2) == 0 { Value::Null } else { json!("2020-02-01") };
            let change = json!({ "to": to, "relation": dice.pick(&["other", "sibling", "worker"]) });
            user.patch(&membership, &etag(&now), &change).await;
        }
        6 => {
            let number = identity_number("19900710", serial as u32 % 1000);
            let phones = json!([{ "number": format!("1993063{:04}", dice.roll(900)), "label": "夜间" }, { "number": "022-23456789" }]);
            let change = match dice.roll(5) {
                0 => json!({ "name": dice.pick(&["王芳", "王芳芳", "欧阳静"]), "note": "看门狗" }),
                1 => json!({ "identity_number": number }),
                2 => json!({ "phones": if dice.roll(3) == 0 { json!([]) } else { phones } }),
                3 => json!({ "limitations": { "limited_mobility": dice.roll(2) == 0, "pregnant": false,
                    "disability": dice.roll(2) == 0, "chronic_illness": true } }),
                _ => {
                    json!({ "birth_date": dice.pick(&["1950-03-01", "XXXX-06-10", "1979"]), "sex": "male", "school_grade": "primary_4" })
                }
            };
            user.patch(&format!("/api/v1/persons/{}", id(person)), &etag(person), &change).await;
        }
        7 => {
            let new = json!({ "category": dice.pick(&["aid_hubei", "fever_clinic"]), "from": date,
                "employer_id": dice.pick(&matter.employers) });
            user.post(&format!("/api/v1/persons/{}/postings", id(person)), &new).await;
        }
        _ => {
            let Some(posting) = person["postings"].as_array().unwrap().first() else { return };
            let change = json!({ "place": dice.pick(&["武汉", "恩施"]), "state": dice.pick(&["returned", "quarantined", "working"]),
                "employer_id": null, "employer_name": dice.pick(&["天津医院", "海河医院"]) });
            user.patch(&format!("/api/v1/postings/{}", id(posting)), &etag(posting), &change).await;
        }
    }
}

async fn as_of(user: &SignedIn<'_>, household: &Value, day: &str) -> Value {
    user.get_json(&format!("{}?as_of={day}", path(household))).await
}

/// Weeks of edits; each day is rebuilt as it was seen that evening.
async fn each_day_is_as_it_was_seen(db: TestDatabase, seed: u64) {
    let app = TestApp::with(db, |settings| settings.limits.sign_ins_per_user_per_minute = NonZeroU32::MAX);
    let user = app.sign_in("xq.union").await;
    let matter = Matter {
        areas: vec![
            area(&user, "120111001001").await,
            area(&user, "120111001002").await,
            area(&user, "120111101").await,
        ],
        employers: vec![
            organisation(&user, "西青医院").await,
            organisation(&user, "西青区疾病预防控制中心").await,
        ],
        owners: vec![json!(own_id(&user)), Value::Null],
    };
    let entered = enter(&user, &household(&matter.areas[0], "王芳", "19930638560")).await;
    let mut dice = Dice(seed);
    let mut seen: Vec<(String, Value, Vec<Value>)> = Vec::new();
    let mut edits = 0;
    for _ in 0..14 {
        let user = app.sign_in("xq.union").await;
        for _ in 0..1 + dice.roll(4) {
            edits += 1;
            app.advance(TimeDelta::seconds(1));
            edit(&user, &mut dice, &matter, &entered, edits).await;
        }
        let shown = page(&user, &entered).await;
        let mut persons = Vec::new();
        for member in shown["members"].as_array().unwrap() {
            persons.push(user.get_json(&format!("/api/v1/persons/{}", id(&member["person"]))).await);
        }
        let day = app.clock().now() + TimeDelta::hours(8);
        seen.push((day.date_naive().to_string(), shown, persons));
        app.advance(TimeDelta::days(1));
    }
    let user = app.sign_in("xq.union").await;
    for (day, shown, persons) in &seen {
        assert_eq!(only_facts(&as_of(&user, &entered, day).await), only_facts(shown), "{day}, seed {seed}");
        for person in persons {
            let then = user.get_json(&format!("/api/v1/persons/{}?as_of={day}", id(person))).await;
            // The household's name is that of today, and follows its workers.
            assert_eq!(without_households(&then), without_households(person), "{day}, seed {seed}");
        }
    }
    let kinds: std::collections::BTreeSet<String> =
        user.get_json(&format!("{}/journal?limit=200", path(&entered))).await["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["kind"].as_str().unwrap().to_owned())
            .collect();
    assert!(kinds.len() >= 8, "the dice fell badly: {kinds:?}");
}

on_both_engines! {
    async fn each_day_of_a_first_history(db) { each_day_is_as_it_was_seen(db, 1).await }
    async fn each_day_of_a_second_history(db) { each_day_is_as_it_was_seen(db, 20_200_211).await }
    async fn each_day_of_a_third_history(db) { each_day_is_as_it_was_seen(db, 77).await }

    async fn a_day_is_the_operations_day(db) {
        let app = TestApp::new(db);
        // 23:59:59 on the 11th in Tianjin, and two seconds later.
        app.advance(TimeDelta::hours(12) + TimeDelta::minutes(59) + TimeDelta::seconds(59));
        let user = app.sign_in("xq.union").await;
        let entered = enter(&user, &household(&area(&user, "120111001001").await, "王芳", "19930638560")).await;
        app.advance(TimeDelta::seconds(2));
        user.patch(&path(&entered), &etag(&entered), &json!({ "address": "二号楼" })).await;
        let today = page(&user, &entered).await;
        assert_eq!(as_of(&user, &entered, "2020-02-12").await, today, "today is the present");
        assert_eq!(as_of(&user, &entered, "2020-02-11").await["address"], Value::Null);
        problem(user.get(&format!("{}?as_of=2020-02-10", path(&entered))).await, 404, "not_in_ledger_then").await;
        problem(user.get(&format!("{}?as_of=1950-02-10", path(&entered))).await, 404, "not_in_ledger_then").await;
        let person = format!("/api/v1/persons/{}?as_of=", id(&entered["members"][0]["person"]));
        problem(user.get(&format!("{person}2020-02-10")).await, 404, "not_in_ledger_then").await;
        problem(user.get(&format!("{}?as_of=2020-02-13", path(&entered))).await, 400, "malformed").await;
        problem(user.get(&format!("{person}2020-02-13")).await, 400, "malformed").await;
        assert_eq!(user.get(&format!("{}?as_of=yesterday", path(&entered))).await.status(), 400);
    }

    async fn whoever_left_is_there_on_the_day_before(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let entered = enter(&user, &household(&area(&user, "120111001001").await, "王芳", "19930638560")).await;
        app.advance(TimeDelta::days(2));
        let user = app.sign_in("xq.union").await;
        let membership = format!("/api/v1/memberships/{}", entered["members"][0]["membership_id"].as_str().unwrap());
        assert_eq!(user.patch(&membership, &etag(&entered), &json!({ "to": "2020-02-13" })).await.status(), 200);
        let then = as_of(&user, &entered, "2020-02-12").await;
        assert_eq!((&then["members"][0]["to"], &then["name"]), (&Value::Null, &json!("王芳")));
        assert_eq!(page(&user, &entered).await["members"][0]["to"], "2020-02-13");
    }

    async fn what_an_undone_roster_had_brought_is_there_on_the_day_before(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let village = area(&user, "120111001001").await;
        let mut new = household(&village, "王芳", "19930638560");
        new["members"][0]["person"]["identity_number"] = json!(identity_number("19900710", 561));
        let entered = enter(&user, &new).await;
        app.advance(TimeDelta::days(1));
        let user = app.sign_in("xq.union").await;
        let roster = import(&user, "list.csv", csv(&["姓名,手机号码,岗位类别,家庭住址,工作单位", "李娜,19970115465,援鄂,一号楼,西青医院",
            "王芳,19930638560,援鄂,三号楼,西青医院"])).await;
        let all = list(&user, &[]).await;
        let brought = all["items"].as_array().unwrap().iter().find(|one| one["name"] == "李娜").unwrap().clone();
        let seen = [page(&user, &brought).await, page(&user, &entered).await];
        app.advance(TimeDelta::days(1));
        let user = app.sign_in("xq.union").await;
        done(&user, &roster, "undo").await;
        let owner = json!({ "owner_id": own_id(&user), "household_ids": [id(&entered)] });
        assert_eq!(user.post("/api/v1/households/assign_owner", &owner).await.status(), 200);
        problem(user.get(&path(&brought)).await, 404, "not_found").await;
        for (household, seen) in [&brought, &entered].into_iter().zip(&seen) {
            let mut then = as_of(&user, household, "2020-02-12").await;
            // The rows of an undone roster no longer say which household they were.
            then["sources"] = seen["sources"].clone();
            let (mut then, mut seen) = (only_facts(&then), only_facts(seen));
            for page in [&mut then, &mut seen] {
                // A household that has left is no link any more.
                page["members"].as_array_mut().unwrap().iter_mut().for_each(|member| member["person"]["households"] = json!([]));
            }
            assert_eq!(then, seen);
        }
        let person = format!("/api/v1/persons/{}?as_of=2020-02-12", id(&seen[0]["members"][0]["person"]));
        assert_eq!(user.get_json(&person).await["name"], "李娜");
        problem(user.get(&format!("{}?as_of=2020-02-11", path(&brought))).await, 404, "not_in_ledger_then").await;
        // Those who saw it see it, and no others.
        let hospital = app.sign_in("hospital.union").await;
        assert_eq!(as_of(&hospital, &brought, "2020-02-12").await["name"], "李娜");
        problem(hospital.get(&format!("{}?as_of=2020-02-11", path(&brought))).await, 404, "not_found").await;
        for stranger in ["cdc.union", "zhongbei.union", "market.partner", "flood.admin"] {
            let stranger = app.sign_in(stranger).await;
            for day in ["2020-02-11", "2020-02-12"] {
                problem(stranger.get(&format!("{}?as_of={day}", path(&brought))).await, 404, "not_found").await;
            }
        }
    }

    async fn the_past_is_masked_and_closed_like_the_present(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let entered = enter(&user, &household(&area(&user, "120111001001").await, "王芳", "19930638560")).await;
        app.advance(TimeDelta::days(1));
        let user = app.sign_in("xq.union").await;
        let person = &entered["members"][0]["person"];
        let other = json!({ "phones": [{ "number": "19930638561" }] });
        assert_eq!(user.patch(&format!("/api/v1/persons/{}", id(person)), &etag(person), &other).await.status(), 200);
        let viewer = app.sign_in("xq.union.viewer").await;
        let shown = as_of(&viewer, &entered, "2020-02-11").await["members"][0]["person"]["phones"][0]["number"].clone();
        assert!(shown.as_str().unwrap().contains('*'), "{shown}");
        assert_eq!(as_of(&user, &entered, "2020-02-11").await["members"][0]["person"]["phones"][0]["number"], "19930638560");
        for stranger in ["cdc.union", "zhongbei.union", "market.partner", "flood.admin"] {
            let stranger = app.sign_in(stranger).await;
            problem(stranger.get(&format!("{}?as_of=2020-02-11", path(&entered))).await, 404, "not_found").await;
            problem(stranger.get(&format!("/api/v1/persons/{}?as_of=2020-02-10", id(person))).await, 404, "not_found").await;
        }
    }
}
