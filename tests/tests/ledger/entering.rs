//! Entering households and members.

use serde_json::json;
use test_support::{TestApp, on_both_engines};

use crate::support::{area, enter, etag, household, id, identity_number, organisation, page, path, problem};

on_both_engines! {
    async fn a_household_is_entered_and_shown_whole(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let village = area(&user, "120111001001").await;
        let hospital = organisation(&user, "西青医院").await;
        let number = identity_number("19900710", 561);
        let entered = enter(&user, &json!({
            "area_id": village, "address": "金地花园 36栋 3单元 2104", "difficulties": "无",
            "members": [
                { "relation": "worker",
                  "person": { "name": " 徐 洋", "identity_number": number.to_lowercase(), "phones": [{ "number": "+86 199-3063-8560", "label": "本人" }] },
                  "posting": { "category": "aid_hubei", "employer_id": hospital, "place": "武汉", "from": "2020-01-26" } },
                { "relation": "spouse", "person": { "name": "林芳", "birth_date": "1991-02-03" } },
                { "relation": "child", "from": "2012-05-30", "person": { "name": "徐萍瑶", "birth_date": "2012-05-30", "school_grade": "primary_2" } },
                { "relation": "parent", "person": { "name": "徐国强", "birth_date": "1950-01-01", "limitations": { "limited_mobility": true } } }
            ]
        })).await;
        let shown = page(&user, &entered).await;
        assert_eq!(shown, entered);
        assert_eq!(shown["name"], "徐洋");
        assert_eq!(shown["reference"].as_str().unwrap().len(), 7);
        assert_eq!(shown["area"]["ancestors"], json!(["西青区", "西营门街道"]));
        assert_eq!(shown["situation"], json!(["elder_at_home", "elder_with_limited_mobility", "minor_children"]));
        assert_eq!(shown["missing"], json!([]));
        assert_eq!(shown["status"], "registered");
        assert_eq!(shown["next_statuses"], json!(["verified", "closed"]));
        let worker = &shown["members"][0];
        assert_eq!(worker["relation"], "worker");
        assert_eq!(worker["person"]["birth_date"], "1990-07-10");
        assert_eq!(worker["person"]["sex"], "male");
        assert_eq!(worker["person"]["age"], 29);
        assert_eq!(worker["person"]["phones"][0]["number"], "19930638560");
        assert_eq!(worker["person"]["postings"][0]["employer_name"], "西青医院");
        assert_eq!(worker["person"]["households"][0]["id"], shown["id"]);
        assert!(!shown.to_string().contains(&number), "an identity number is never shown whole");
        assert_eq!(worker["person"]["identity_number_masked"].as_str().unwrap().len(), 18);
    }

    async fn a_birth_date_and_a_number_that_contradict_each_other_are_refused(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let village = area(&user, "120111001001").await;
        let number = identity_number("19900710", 561);
        let with = |birth_date: &str| json!({
            "area_id": village,
            "members": [{ "relation": "worker", "person": { "name": "徐洋", "identity_number": number, "birth_date": birth_date } }]
        });
        let refused = problem(user.post("/api/v1/households", &with("1990-07-11")).await, 422, "invalid").await;
        assert_eq!(refused["errors"][0]["pointer"], "/members/0/person/birth_date");
        assert_eq!(refused["errors"][0]["code"], "birth_date_contradicts");
        // What is known of a day may be less than the day.
        enter(&user, &with("XXXX-07-10")).await;
    }

    async fn what_is_missing_is_said(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let town = area(&user, "120111001").await;
        let entered = enter(&user, &json!({
            "area_id": town,
            "members": [{ "relation": "worker", "person": { "name": "王芳" }, "posting": {} }]
        })).await;
        assert_eq!(
            entered["missing"],
            json!(["address", "village", "phone", "category", "employer", "birth_date", "needs"])
        );
        assert_eq!(entered["situation"], json!([]), "one who is known alone need not live alone");
    }

    async fn each_field_that_needs_another_look_is_named(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let nowhere = "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55";
        let refused = user.post("/api/v1/households", &json!({
            "area_id": nowhere,
            "members": [
                { "relation": "worker", "from": "2020-02-12",
                  "person": { "name": "王芳", "birth_date": "2020-02-12" },
                  "posting": { "category": "moon", "employer_id": nowhere, "from": "2020-02-02", "to": "2020-02-01" } }
            ]
        })).await;
        let problem = problem(refused, 422, "invalid").await;
        let errors: Vec<(&str, &str)> = problem["errors"].as_array().unwrap().iter()
            .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap())).collect();
        assert_eq!(errors, [
            ("/area_id", "unknown_reference"),
            ("/members/0/from", "in_the_future"),
            ("/members/0/person/birth_date", "in_the_future"),
            ("/members/0/posting/category", "unknown_reference"),
            ("/members/0/posting/employer_id", "unknown_reference"),
            ("/members/0/posting/to", "ends_before_it_begins"),
        ]);
        let partner = organisation(&user, "惠民超市西青店").await;
        let mut new = household(&area(&user, "120111001001").await, "王芳", "19930638560");
        new["members"][0]["posting"]["employer_id"] = json!(partner);
        let refused = user.post("/api/v1/households", &new).await;
        assert_eq!(crate::support::problem(refused, 422, "invalid").await["errors"][0]["pointer"], "/members/0/posting/employer_id");
    }

    async fn whoever_may_be_there_already_is_named_first(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let village = area(&user, "120111001001").await;
        let mut first = household(&village, "王芳", "19930638560");
        first["address"] = json!("金地花园36号楼3门2104室");
        first["members"][0]["person"]["birth_date"] = json!("1990-07-10");
        let first = enter(&user, &first).await;

        let mut same_phone = household(&village, "王方", "199 3063 8560");
        let asked = problem(user.post("/api/v1/households", &same_phone).await, 409, "possible_duplicate").await;
        assert_eq!(asked["current"][0]["household_id"], first["id"]);
        assert_eq!(asked["current"][0]["reason"], "same_phone");
        same_phone["duplicates_seen"] = json!(true);
        enter(&user, &same_phone).await;

        let mut same_address = household(&village, "李娜", "19930638561");
        same_address["address"] = json!("金地花园 36栋3单元2104");
        let asked = problem(user.post("/api/v1/households", &same_address).await, 409, "possible_duplicate").await;
        assert_eq!(asked["current"][0]["reason"], "same_address");

        let mut namesake = household(&village, "王芳", "19930638562");
        namesake["members"][0]["person"]["birth_date"] = json!("1990-07-10");
        let asked = problem(user.post("/api/v1/households", &namesake).await, 409, "possible_duplicate").await;
        assert_eq!(asked["current"][0]["reason"], "same_name_and_birth_date");
        namesake["members"][0]["person"]["birth_date"] = json!("1991-07-10");
        enter(&user, &namesake).await;
    }

    async fn an_identity_number_belongs_to_one_person(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let village = area(&user, "120111001001").await;
        let number = identity_number("19900710", 561);
        let mut first = household(&village, "王芳", "19930638560");
        first["members"][0]["person"]["identity_number"] = json!(number);
        let first = enter(&user, &first).await;
        let mut second = household(&village, "王方", "19930638561");
        second["members"][0]["person"]["identity_number"] = json!(number);
        let asked = problem(user.post("/api/v1/households", &second).await, 409, "possible_duplicate").await;
        assert_eq!(asked["current"][0]["reason"], "same_identity_number");
        second["duplicates_seen"] = json!(true);
        let taken = problem(user.post("/api/v1/households", &second).await, 409, "identity_number_taken").await;
        assert_eq!(taken["errors"][0]["pointer"], "/members/0/person/identity_number");
        assert_eq!(taken["current"][0]["household_id"], first["id"]);

        // Another town's office is not told that somebody has the number: those who see both find the two as duplicates.
        let elsewhere = app.sign_in("yangliuqing.union").await;
        let other_town = area(&elsewhere, "120111101").await;
        second["area_id"] = json!(other_town);
        second["duplicates_seen"] = json!(false);
        let entered = enter(&elsewhere, &second).await;
        let masked = |household: &serde_json::Value| household["members"][0]["person"]["identity_number_masked"].clone();
        assert_eq!(masked(&entered), masked(&first));

        let mut free = household(&village, "李娜", "19930638562");
        free["members"][0]["person"]["identity_number"] = json!(identity_number("19910101", 562));
        let free = enter(&user, &free).await;
        let person = &free["members"][0]["person"];
        let changed = user.patch(
            &format!("/api/v1/persons/{}", id(person)), &etag(person), &json!({ "identity_number": number })).await;
        problem(changed, 409, "identity_number_taken").await;
    }

    async fn members_join_and_move(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let village = area(&user, "120111001001").await;
        let old = enter(&user, &household(&village, "王芳", "19930638560")).await;
        let new = enter(&user, &household(&village, "李娜", "19930638561")).await;
        let members = format!("{}/members", path(&old));
        let grown = user.post(&members, &json!({
            "relation": "parent", "person": { "name": "王国强", "birth_date": "1950-03-04", "phones": [{ "number": "19930638560" }] }
        })).await;
        assert_eq!(grown.status(), 201, "a phone that is shared within the household is no duplicate");
        let grown = test_support::app::json_of(grown).await;
        assert_eq!(grown["members"].as_array().unwrap().len(), 2);
        assert!(grown["revision"].as_i64() > old["revision"].as_i64());
        assert!(grown["situation"].as_array().unwrap().contains(&json!("elder_at_home")));

        let elder = &grown["members"][1];
        let membership = format!("/api/v1/memberships/{}", elder["membership_id"].as_str().unwrap());
        let left = user.patch(&membership, &etag(&grown), &json!({ "to": "2020-02-10" })).await;
        assert_eq!(left.status(), 200);
        let left = test_support::app::json_of(left).await;
        assert_eq!(left["members"][1]["to"], "2020-02-10");
        assert!(!left["situation"].as_array().unwrap().contains(&json!("elder_at_home")));
        let person = elder["person"]["id"].as_str().unwrap();
        let joined = user.post(&format!("{}/members", path(&new)), &json!({ "relation": "other", "person_id": person, "from": "2020-02-11" })).await;
        assert_eq!(joined.status(), 201);
        let again = user.post(&format!("{}/members", path(&new)), &json!({ "relation": "other", "person_id": person })).await;
        problem(again, 409, "already_member").await;
        let moved = user.get_json(&format!("/api/v1/persons/{person}")).await;
        assert_eq!(moved["households"].as_array().unwrap().len(), 2);

        let neither = user.post(&members, &json!({ "relation": "child" })).await;
        assert_eq!(problem(neither, 422, "invalid").await["errors"][0]["pointer"], "/person");
    }
}
