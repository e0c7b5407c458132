//! Areas get another name or go to another parent, and all that lies in them follows.

use chrono::{NaiveDate, TimeDelta};
use diesel::{QueryableByName, RunQueryDsl as _, sql_query, sql_types::Text};
use domain::ids::AreaId;
use reqwest::StatusCode;
use serde_json::{Value, json};
use storage::{Connection, households};
use test_support::{SignedIn, TestApp, app::json_of, on_both_engines};

use crate::support::{area, enter, etag, household, id, names, path, problem};

/// A village of the first town, and the town that it goes to.
const VILLAGE: &str = "120111001001";
const TOWN: &str = "120111001";
const OTHER_TOWN: &str = "120111100";

async fn shown(user: &SignedIn<'_>, code: &str) -> Value {
    user.get_json(&format!("/api/v1/areas/{}", area(user, code).await)).await
}

async fn change(user: &SignedIn<'_>, seen: &Value, patch: &Value) -> reqwest::Response {
    user.patch(&format!("/api/v1/areas/{}", id(seen)), &etag(seen), patch).await
}

async fn changed(user: &SignedIn<'_>, code: &str, patch: &Value) -> Value {
    let response = change(user, &shown(user, code).await, patch).await;
    let status = response.status();
    let area = json_of(response).await;
    assert_eq!(status, StatusCode::OK, "{area:#}");
    area
}

/// Enters many bare households at once.
async fn crowd(app: &TestApp, area_id: &str, how_many: usize) {
    let area_id: AreaId = area_id.parse().unwrap();
    let enter = move |scoped: &mut storage::Scoped<'_>| {
        scoped.ledger(NaiveDate::from_ymd_opt(2020, 2, 11).unwrap(), |ledger| {
            (0..how_many).try_for_each(|_| {
                households::create(ledger, &households::HouseholdFacts::at(area_id)).map(drop)
            })
        })
    };
    app.store_of("xq.union").write(enter).await.unwrap();
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Whatever is kept by area, without the ids that differ each time.
const KEPT: [&str; 7] = [
    "'household ' || reference || ' ' || area_path || ' ' || CAST(missing AS TEXT) AS line FROM households",
    "'tally ' || area_path || ' ' || figure || ' ' || CAST(amount AS TEXT) AS line FROM tallies WHERE amount <> 0",
    "'coverage ' || party || ' ' || area_path || ' ' || figure || ' ' || CAST(amount AS TEXT) AS line \
        FROM coverage_tallies WHERE amount <> 0",
    "'worker ' || area_path || ' ' || town_path || ' ' || missing AS line FROM coverage_workers",
    "'gap ' || g.kind || ' ' || g.area_path || ' ' || COALESCE(g.line, '') || ' ' || COALESCE(o.name, '') AS line \
        FROM coverage_gaps g LEFT JOIN organisations o ON o.operation_id = g.operation_id AND o.id = g.mover_id",
    "'term ' || h.reference || ' ' || t.term AS line FROM search_terms t JOIN households h \
        ON h.operation_id = t.operation_id AND h.id = t.household_id",
    "'sight ' || sight || ' ' || kind AS line FROM duplicate_sights",
];

fn lines(app: &TestApp, query: &str) -> Vec<String> {
    let query = format!("SELECT {query}");
    let found: Vec<Line> = app
        .database()
        .read(|conn| {
            Ok(match conn {
                Connection::Postgres(own) => sql_query(query).load(own)?,
                Connection::Sqlite(own) => sql_query(query).load(own)?,
            })
        })
        .unwrap();
    found.into_iter().map(|line| line.line).collect()
}

fn kept(app: &TestApp) -> Vec<String> {
    let mut all: Vec<String> = KEPT.iter().flat_map(|query| lines(app, query)).collect();
    all.sort_unstable();
    all
}

fn kept_of_terms(app: &TestApp) -> Vec<String> {
    kept(app).into_iter().filter(|line| line.starts_with("term ")).collect()
}

/// Where areas were before they moved.
fn moved_from(app: &TestApp) -> Vec<String> {
    lines(app, "from_path AS line FROM area_moves")
}

fn path_of(app: &TestApp, code: &str) -> String {
    lines(app, &format!("path AS line FROM areas WHERE code = '{code}'")).remove(0)
}

fn same(one: &[String], other: &[String]) {
    let missing = |of: &[String], among: &[String]| -> Vec<String> {
        of.iter().filter(|line| !among.contains(line)).cloned().collect()
    };
    assert_eq!((missing(one, other), missing(other, one)), (Vec::new(), Vec::new()));
    assert_eq!(one.len(), other.len());
}

/// Counts everything from nothing, without a look at what was kept.
async fn recount(app: &TestApp) {
    let forget = |conn: &mut Connection| {
        for statement in [
            "DELETE FROM search_terms",
            "DELETE FROM duplicate_sights",
            "DELETE FROM duplicates",
            "DELETE FROM tallies",
            "DELETE FROM household_tallies",
            "DELETE FROM coverage_tallies",
            "DELETE FROM coverage_workers",
            "DELETE FROM coverage_gaps",
            "DELETE FROM coverage_days",
            "INSERT INTO coverage_due (operation_id, kind, subject_id) SELECT operation_id, 'later', id FROM households",
        ] {
            match conn {
                Connection::Postgres(own) => sql_query(statement).execute(own)?,
                Connection::Sqlite(own) => sql_query(statement).execute(own)?,
            };
        }
        Ok(())
    };
    app.database().write(forget).unwrap();
    app.keep_everything_anew(&app.store_of("xq.union"));
    for _ in 0..10 {
        app.settle_coverage().await;
    }
}

/// Two in one village that may be one, and one in the next.
async fn people(district: &SignedIn<'_>) -> Vec<Value> {
    let village = area(district, VILLAGE).await;
    let next = area(district, "120111001002").await;
    let mut entered = Vec::new();
    for (area_id, name, phone) in [
        (&village, "孟一凡", "19900000001"),
        (&village, "孟亦凡", "19900000002"),
        (&next, "钟雨桐", "19900000003"),
    ] {
        let mut new = household(area_id, name, phone);
        new["address"] = json!("平安里一号楼一门101");
        new["duplicates_seen"] = json!(true);
        entered.push(enter(district, &new).await);
    }
    entered
}

on_both_engines! {
    async fn a_renamed_villages_households_are_found_by_its_new_name_only(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let village = area(&admin, VILLAGE).await;
        enter(&admin, &household(&village, "孟一凡", "19900000001")).await;
        assert_eq!(names(&admin, &[("q", "小稍直口")]).await, ["孟一凡"]);
        let renamed = changed(&admin, VILLAGE, &json!({"name": "梧桐里社区居委会"})).await;
        assert_eq!(renamed.get("renewal"), None, "few households follow at once");
        assert_eq!(names(&admin, &[("q", "梧桐里")]).await, ["孟一凡"]);
        assert!(names(&admin, &[("q", "小稍直口")]).await.is_empty());
        // What lies above is part of how one finds a household, too.
        changed(&admin, TOWN, &json!({"name": "望江街道"})).await;
        assert_eq!(names(&admin, &[("q", "望江")]).await, ["孟一凡"]);
        assert!(names(&admin, &[("q", "西营门")]).await.is_empty());
    }

    async fn many_households_follow_in_the_background_once(db) {
        let app = TestApp::without_worker(db);
        let admin = app.sign_in("xq.admin").await;
        let village = area(&admin, VILLAGE).await;
        crowd(&app, &village, 520).await;
        let renamed = changed(&admin, VILLAGE, &json!({"name": "梧桐里社区居委会"})).await;
        assert_eq!((renamed["renewal"]["done"].clone(), renamed["renewal"]["total"].clone()), (json!(0), json!(520)));
        let job = format!("/api/v1/jobs/{}", renamed["renewal"]["job_id"].as_str().unwrap());
        let seen = admin.get_json(&job).await;
        assert_eq!((seen["kind"].as_str(), seen["area_id"].as_str(), seen["roster_id"].clone()), (Some("area_renewal"), Some(village.as_str()), Value::Null));
        assert!(names(&admin, &[("q", "梧桐里")]).await.is_empty());

        // A process takes the job, does some of it and dies; nobody else has it until its lease runs out.
        app.die_at_work();
        assert_eq!(admin.get_json(&job).await["done"], 250);
        assert!(!app.work().await);
        app.advance(TimeDelta::minutes(2));
        let (one, other) = tokio::join!(app.work(), app.work());
        assert!(one != other, "one of two takes the job");
        let done = admin.get_json(&job).await;
        assert_eq!((done["state"].as_str(), done["done"].clone()), (Some("done"), json!(520)));
        assert_eq!(shown(&admin, VILLAGE).await.get("renewal"), None);
        let found = admin.get_json("/api/v1/households?q=梧桐里&limit=200").await;
        assert_eq!(found["items"].as_array().unwrap().len(), 200);
        assert!(names(&admin, &[("q", "小稍直口")]).await.is_empty());
        assert!(!app.work().await, "once");
        let before = kept_of_terms(&app);
        recount(&app).await;
        assert_eq!(kept_of_terms(&app), before);
    }

    async fn a_village_goes_to_another_town_with_all_that_lies_in_it(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let (old, new) = (app.sign_in("xiyingmen.union").await, app.sign_in("zhongbei.union").await);
        let homes = people(&admin).await;
        let village = area(&admin, VILLAGE).await;
        let office = json!({"name": "小稍直口社区居委会", "kind": "area", "line": "community", "area_id": village});
        assert_eq!(admin.post("/api/v1/organisations", &office).await.status(), StatusCode::CREATED);
        app.settle_coverage().await;
        let gaps = async |user: &SignedIn<'_>| user.get_json("/api/v1/coverage/gaps?limit=200").await["items"].as_array().unwrap().len();
        let (gaps_before, none_there) = (gaps(&old).await, gaps(&new).await);
        assert!(gaps_before > 0 && none_there == 0);
        app.advance(TimeDelta::days(1));
        let (admin, old, new) = (
            app.sign_in("xq.admin").await,
            app.sign_in("xiyingmen.union").await,
            app.sign_in("zhongbei.union").await,
        );

        let other = area(&admin, OTHER_TOWN).await;
        let moved = changed(&admin, VILLAGE, &json!({"parent_id": other})).await;
        assert_eq!(moved["parent_id"], other.as_str());
        assert_eq!(moved["ancestors"], json!(["西青区", "中北镇"]));
        let siblings = admin.get_json(&format!("/api/v1/areas?parent_id={other}&limit=200")).await;
        assert_eq!(siblings["items"].as_array().unwrap().last().unwrap()["id"], village.as_str());

        // Who sees what.
        for home in &homes[..2] {
            assert_eq!(old.get(&path(home)).await.status(), StatusCode::NOT_FOUND);
            assert_eq!(new.get(&path(home)).await.status(), StatusCode::OK);
        }
        assert_eq!(names(&old, &[]).await, ["钟雨桐"]);
        assert_eq!(names(&new, &[("q", "中北镇")]).await.len(), 2);
        assert!(names(&admin, &[("q", "西营门")]).await == ["钟雨桐"]);
        assert_eq!(gaps(&old).await + gaps(&new).await, gaps_before);
        assert!(gaps(&new).await > 0);
        let offices = new.get_json(&format!("/api/v1/organisations?area_id={other}&q=小稍直口")).await;
        assert_eq!(offices["items"].as_array().unwrap().len(), 1);
        let pairs = async |user: &SignedIn<'_>| user.get_json("/api/v1/household_duplicates").await["items"].as_array().unwrap().len();
        assert!(pairs(&new).await > 0 && pairs(&old).await == 0);

        // Today's figures are those of a full recount; yesterday's stay where they were.
        let coverage = async |user: &SignedIn<'_>, day: &str| user.get_json(&format!("/api/v1/coverage{day}")).await["figures"]["households"].clone();
        assert_eq!((coverage(&old, "").await, coverage(&new, "").await), (json!(1), json!(2)));
        let yesterday = "?as_of=2020-02-11";
        assert_eq!((coverage(&old, yesterday).await, coverage(&new, yesterday).await), (json!(3), json!(0)));
        let before = kept(&app);
        recount(&app).await;
        same(&before, &kept(&app));

        // What is entered from now on lies where the village is.
        let entered = enter(&new, &household(&village, "林一", "19900000009")).await;
        assert_eq!(old.get(&path(&entered)).await.status(), StatusCode::NOT_FOUND);
        let entries = admin.get_json("/api/v1/audit_entries?limit=50").await;
        let told = entries["items"].as_array().unwrap().iter().find(|entry| entry["kind"] == "area_updated").unwrap().clone();
        assert_eq!(told["changes"], json!([{"field": "parent_id", "before": area(&admin, TOWN).await, "after": other}]));
    }

    async fn a_place_is_never_given_again(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let town = area(&admin, TOWN).await;
        let add = async |code: &str| {
            json_of(admin.post("/api/v1/areas", &json!({"parent_id": town, "code": code, "name": "新里社区"})).await).await
        };
        add("120111001998").await;
        let left = path_of(&app, "120111001998");
        changed(&admin, "120111001998", &json!({"parent_id": area(&admin, OTHER_TOWN).await})).await;
        assert_eq!(moved_from(&app), std::slice::from_ref(&left));
        add("120111001999").await;
        assert!(path_of(&app, "120111001999") > left, "what the journal says of {left} is about one area");
    }

    async fn moves_that_cannot_be_name_the_field(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let refused = async |user: &SignedIn<'_>, code: &str, parent: &str, why: &str| {
            let response = change(user, &shown(user, code).await, &json!({"parent_id": parent})).await;
            let told = problem(response, 422, "invalid").await;
            let error = told["errors"][0].clone();
            assert_eq!((error["pointer"].as_str(), error["code"].as_str()), (Some("/parent_id"), Some(why)), "{code}");
        };
        let (district, town, village) =
            (area(&admin, "120111").await, area(&admin, TOWN).await, area(&admin, VILLAGE).await);
        refused(&admin, VILLAGE, &district, "area_level_mismatch").await;
        refused(&admin, VILLAGE, &village, "area_within_itself").await;
        refused(&admin, TOWN, &village, "area_within_itself").await;
        refused(&admin, "120111001002", &village, "area_level_mismatch").await;
        let flood = app.sign_in("flood.admin").await;
        refused(&admin, VILLAGE, &area(&flood, "120110001").await, "unknown_reference").await;
        // A town's administrator takes nothing out of the town, and nothing of others into it.
        let zhongbei = app.sign_in("zhongbei.admin").await;
        refused(&zhongbei, "120111100001", &town, "unknown_reference").await;
        let foreign = shown(&zhongbei, VILLAGE).await;
        let own = area(&zhongbei, OTHER_TOWN).await;
        problem(change(&zhongbei, &foreign, &json!({"parent_id": own})).await, 404, "not_found").await;
        let stale = shown(&admin, VILLAGE).await;
        changed(&admin, VILLAGE, &json!({"name": "又一村"})).await;
        problem(change(&admin, &stale, &json!({"parent_id": own})).await, 412, "stale").await;
        assert_eq!(changed(&admin, VILLAGE, &json!({"parent_id": town})).await["parent_id"], town.as_str());
    }

    async fn while_a_large_area_moves_nobody_sees_half_of_it(db) {
        let app = TestApp::without_worker(db);
        let admin = app.sign_in("xq.admin").await;
        let (old, new, else_where) =
            (app.sign_in("xiyingmen.union").await, app.sign_in("zhongbei.union").await, app.sign_in("xinkou.union").await);
        people(&admin).await;
        let village = area(&admin, VILLAGE).await;
        crowd(&app, &village, 300).await;
        let moved = changed(&admin, VILLAGE, &json!({"parent_id": area(&admin, OTHER_TOWN).await})).await;
        assert_eq!(moved["renewal"]["total"], 302);
        for waits in [&old, &new] {
            let response = waits.get("/api/v1/coverage/gaps").await;
            assert!(response.headers().contains_key("retry-after"));
            problem(response, 503, "area_moving").await;
            problem(waits.get("/api/v1/households").await, 503, "area_moving").await;
        }
        for goes_on in [&admin, &else_where] {
            assert_eq!(goes_on.get("/api/v1/households").await.status(), StatusCode::OK);
        }
        // Who sees both places goes on working meanwhile, and nothing is lost by it.
        let late = enter(&admin, &household(&village, "林一", "19900000009")).await;
        assert!(app.work().await && !app.work().await);
        assert_eq!(old.get(&path(&late)).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(new.get(&path(&late)).await.status(), StatusCode::OK);
        assert_eq!(names(&old, &[]).await, ["钟雨桐"]);
        let before = kept(&app);
        recount(&app).await;
        same(&before, &kept(&app));
    }
}
