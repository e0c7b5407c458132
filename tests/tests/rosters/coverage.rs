//! Coverage: the figures of the packs, and the rows behind each number.

use std::{collections::BTreeMap, fs};

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, app::answer, on_both_engines};

use crate::{
    client::{csv, identity_number, import, import_of},
    packs::{begin, packs},
};

/// All items of a list.
pub async fn all(user: &SignedIn<'_>, path: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let join = if path.contains('?') { '&' } else { '?' };
        let page = user.get_json(&format!("/api/v1/{path}{join}limit=200{cursor}")).await;
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

/// Opens a number: its rows are that many, and none twice.
async fn opens(user: &SignedIn<'_>, path: &str, number: &Value) {
    let rows = all(user, path).await;
    assert_eq!(json!(rows.len()), *number, "{path}");
    let distinct: std::collections::BTreeSet<String> = rows.iter().map(Value::to_string).collect();
    assert_eq!(distinct.len(), rows.len(), "{path} has a row twice");
}

/// Opens every number of a part of the ledger; `part` is how its rows are asked for.
async fn figures_open(user: &SignedIn<'_>, figures: &Value, part: &str) {
    let mut in_ledger = figures["covered"].as_i64().unwrap();
    opens(user, &format!("coverage/workers?state=covered{part}"), &figures["covered"]).await;
    for step in figures["missing"].as_array().unwrap() {
        let word = step["step"].as_str().unwrap();
        if word == "in_ledger" {
            opens(user, &format!("coverage/gaps?kind=worker_waits{part}"), &step["workers"]).await;
        } else {
            opens(user, &format!("coverage/workers?missing={word}{part}"), &step["workers"]).await;
            in_ledger += step["workers"].as_i64().unwrap();
        }
    }
    opens(user, &format!("coverage/workers?{}", part.trim_start_matches('&')), &json!(in_ledger)).await;
    for gap in figures["gaps"].as_array().unwrap() {
        let kind = gap["kind"].as_str().unwrap();
        opens(user, &format!("coverage/gaps?kind={kind}{part}"), &gap["count"]).await;
    }
}

/// Opens every number of the page.
pub async fn everything_opens(user: &SignedIn<'_>) -> Value {
    let coverage = user.get_json("/api/v1/coverage").await;
    let figures = &coverage["figures"];
    figures_open(user, figures, "").await;
    opens(user, "households?coverage=any", &figures["households"]).await;
    opens(user, "households?coverage=covered", &figures["households_covered"]).await;
    let rest = figures["households"].as_i64().unwrap() - figures["households_covered"].as_i64().unwrap();
    opens(user, "households?coverage=uncovered", &json!(rest)).await;
    opens(user, "coverage/gaps?mover=mine", &coverage["moves"]).await;
    opens(user, "coverage/workers?listing=everywhere", &coverage["in_all_sources"]).await;
    for of in coverage["lines"].as_array().unwrap() {
        opens(user, &format!("coverage/gaps?line={}", of["line"].as_str().unwrap()), &of["gaps"]).await;
    }
    for source in coverage["sources"].as_array().unwrap() {
        let id = source["source"]["id"].as_str().unwrap();
        for (listing, figure) in [("on", "listed"), ("not_on", "not_listed"), ("only", "only_here")] {
            opens(user, &format!("coverage/workers?source_id={id}&listing={listing}"), &source[figure]).await;
        }
        for outcome in ["applied", "held", "rejected"] {
            opens(user, &format!("coverage/rows?source_id={id}&outcome={outcome}"), &source[outcome]).await;
        }
    }
    for town in all_of(user, "towns").await {
        let part = format!(
            "&area_id={}&within={}",
            town["area_id"].as_str().unwrap(),
            town["within"].as_str().unwrap()
        );
        figures_open(user, &town["figures"], &part).await;
    }
    for employer in all_of(user, "employers").await {
        let part = format!("&employer={}", employer["employer"]["id"].as_str().unwrap_or("none"));
        figures_open(user, &employer["figures"], &part).await;
    }
    coverage
}

/// What the overview shows: the figures, the towns and the employers.
async fn everything(user: &SignedIn<'_>) -> (Value, Value, Value) {
    everything_on(user, "").await
}

async fn everything_on(user: &SignedIn<'_>, day: &str) -> (Value, Value, Value) {
    let of = async |what: &str| user.get_json(&format!("/api/v1/coverage{what}{day}")).await;
    (of("").await, of("/towns").await, of("/employers").await)
}

async fn all_of(user: &SignedIn<'_>, what: &str) -> Vec<Value> {
    let list = user.get_json(&format!("/api/v1/coverage/{what}")).await;
    list["items"].as_array().unwrap().clone()
}

on_both_engines! {
    async fn a_packs_coverage_comes_out_and_every_number_opens(db) {
        for pack in packs() {
            let app = TestApp::new(test_support::TestDatabase::new(db.engine()));
            let operation = begin(&app, &pack);
            let user = app.sign_in("pack.admin").await;
            let mut sources = BTreeMap::new();
            let mut last = String::new();
            for list in pack.lists() {
                let name = list.file_name().unwrap().to_string_lossy().into_owned();
                last = import_of(&user, &name, &name, fs::read(&list).unwrap()).await;
                let roster = user.get_json(&format!("/api/v1/rosters/{last}")).await;
                sources.insert(name, roster["source"]["id"].as_str().unwrap().to_owned());
            }
            let coverage = everything_opens(&user).await;
            let expected = pack.everything_expected();
            assert_eq!(coverage["figures"]["households"], expected["households"]);
            assert_eq!(coverage["in_all_sources"], expected["in_all_three"]);
            let of = |word: &str| {
                let (_, id) = sources.iter().find(|(name, _)| name.contains(word)).unwrap();
                let one = coverage["sources"].as_array().unwrap().iter().find(|one| one["source"]["id"] == **id);
                one.unwrap().clone()
            };
            for (word, key) in [("health", "only_health"), ("union", "only_union"), ("communit", "only_community")] {
                assert_eq!(of(word)["only_here"], expected[key], "{key}");
            }
            let status = crate::packs::status(&app, operation);
            assert_eq!(status["in_all_sources"], expected["in_all_three"]);
            assert_eq!(status["only_in_source"].as_object().unwrap().values().filter_map(Value::as_i64).sum::<i64>(),
                ["only_health", "only_union", "only_community"].iter().filter_map(|key| expected[*key].as_i64()).sum::<i64>());

            // What is taken back is covered no more; what comes again is.
            let before = of_sources(&coverage);
            crate::client::done(&user, &last, "undo").await;
            assert_ne!(of_sources(&everything_opens(&user).await), before);
            let list = pack.lists().pop().unwrap();
            let name = list.file_name().unwrap().to_string_lossy().into_owned();
            import_of(&user, &name, &name, fs::read(&list).unwrap()).await;

            // With owners, all workers of the ledger are covered.
            let me = user.get_json("/api/v1/me").await["id"].clone();
            let households: Vec<Value> = all(&user, "households").await.iter().map(|one| one["id"].clone()).collect();
            for some in households.chunks(100) {
                let body = json!({ "owner_id": me, "household_ids": some });
                assert_eq!(user.post("/api/v1/households/assign_owner", &body).await.status(), 200);
            }
            let coverage = everything_opens(&user).await;
            assert_eq!(coverage["figures"]["households_covered"], expected["households"]);
            assert_eq!(of_sources(&coverage), before);
        }
    }

    async fn coverage_follows_each_change_and_stays_within_sight(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let (good, bad) = (identity_number(19_850_302, 10), "120199198503020001");
        let list = csv(&[
            "姓名,身份证号,手机号码,工作单位,岗位类别,村居,家庭住址",
            &format!("王芳,{good},19911110001,西青医院,发热门诊,金谊花园社区,和平里1号"),
            &format!("李娜,{bad},19911110002,西青医院,,隐贤村,和平里2号"),
            "张三,,,西青医院,发热门诊,隐贤村,",
        ]);
        import(&user, "工会名单.csv", list).await;
        let coverage = everything_opens(&user).await;
        let missing = |coverage: &Value| -> Vec<i64> {
            coverage["figures"]["missing"].as_array().unwrap().iter().map(|one| one["workers"].as_i64().unwrap()).collect()
        };
        let gaps = |coverage: &Value, kind: &str| -> i64 {
            let found = coverage["figures"]["gaps"].as_array().unwrap().iter().find(|gap| gap["kind"] == kind).cloned();
            found.unwrap()["count"].as_i64().unwrap()
        };
        let waiting = gaps(&coverage, "worker_waits");
        assert!(waiting > 0, "{coverage}");
        assert_eq!(missing(&coverage), [0, waiting, 3 - waiting]);

        // The hospital sees its own workers, its neighbour in the town nobody, a partner nothing.
        let hospital = everything_opens(&app.sign_in("hospital.union").await).await;
        assert_eq!(missing(&hospital), [0, 0, 3 - waiting]);
        everything_opens(&app.sign_in("xiyingmen.union").await).await;
        let partner = everything_opens(&app.sign_in("market.partner").await).await;
        assert_eq!(partner["figures"]["workers"], 0);
        let viewer = everything_opens_for_viewer(&app).await;
        assert_eq!(gaps(&viewer, "worker_waits"), 0);

        // An owner covers a household, and closing it takes it out of the figures.
        let households = all(&user, "households").await;
        let one = households.iter().find(|one| one["name"] == "王芳").unwrap();
        let me = user.get_json("/api/v1/me").await["id"].clone();
        let body = json!({ "owner_id": me, "household_ids": [one["id"]] });
        assert_eq!(user.post("/api/v1/households/assign_owner", &body).await.status(), 200);
        let coverage = everything_opens(&user).await;
        assert_eq!((coverage["figures"]["covered"].clone(), coverage["figures"]["households_covered"].clone()), (json!(1), json!(1)));
        let path = format!("/api/v1/households/{}", one["id"].as_str().unwrap());
        let now = user.get_json(&path).await;
        let close = user.request(Method::POST, &format!("{path}/status"))
            .header("if-match", format!("\"rev-{}\"", now["revision"])).json(&json!({ "to": "closed", "reason": "搬到外省" }));
        assert_eq!(answer(close).await.status(), 200);
        assert_eq!(everything_opens(&user).await["figures"]["covered"], 0);

        // A table has the rows of the list.
        let table = user.request(Method::GET, "/api/v1/coverage/gaps").header("accept", "text/csv");
        let text = answer(table).await.text().await.unwrap();
        assert_eq!(text.trim_end().lines().count(), all(&user, "coverage/gaps").await.len() + 1, "{text}");
    }

    async fn each_days_coverage_is_kept(db) {
        let app = TestApp::new(db);
        let list = csv(&[
            "姓名,身份证号,手机号码,工作单位,岗位类别,村居,家庭住址",
            &format!("王芳,{},19911110001,西青医院,发热门诊,金谊花园社区,和平里1号", identity_number(19_850_302, 10)),
            &format!("李娜,{},19911110002,红星药店,,隐贤村,和平里2号", identity_number(19_860_302, 11)),
            "张三,,,西青医院,发热门诊,隐贤村,",
        ]);
        // A day ends at midnight where the operation is: 16:00 in UTC.
        app.advance(TimeDelta::hours(12) + TimeDelta::minutes(59));
        let user = app.sign_in("xq.union").await;
        import(&user, "工会名单.csv", list).await;
        let first = everything(&user).await;

        app.advance(TimeDelta::minutes(2));
        let user = app.sign_in("xq.union").await;
        assert_eq!(user.get_json("/api/v1/coverage?as_of=2020-02-12").await, everything(&user).await.0);
        let households = all(&user, "households").await;
        let me = user.get_json("/api/v1/me").await["id"].clone();
        let body = json!({ "owner_id": me, "household_ids": [households[0]["id"]] });
        let beside = app.another_process();
        let assigned = answer(beside.request(Method::POST, "/api/v1/households/assign_owner").bearer_auth(&user.token).json(&body)).await;
        assert_eq!(assigned.status(), 200);
        let second = everything(&user).await;
        assert_ne!(first, second);

        app.advance(TimeDelta::days(2));
        let user = app.sign_in("xq.union").await;
        let path = format!("/api/v1/households/{}", households[1]["id"].as_str().unwrap());
        let now = user.get_json(&path).await;
        let close = user.request(Method::POST, &format!("{path}/status"))
            .header("if-match", format!("\"rev-{}\"", now["revision"])).json(&json!({ "to": "closed", "reason": "搬到外省" }));
        assert_eq!(answer(close).await.status(), 200);
        let fourth = everything(&user).await;
        assert_ne!(second, fourth);

        let of = [("2020-02-11", &first), ("2020-02-12", &second), ("2020-02-13", &second), ("2020-02-14", &fourth)];
        let days = user.get_json("/api/v1/coverage/days").await;
        let expected: Vec<Value> = of.iter().map(|(day, was)| json!({ "day": day, "figures": was.0["figures"] })).collect();
        assert_eq!(days["items"], json!(expected));
        for (day, was) in of {
            let mut then = everything_on(&user, &format!("?as_of={day}")).await;
            let mut was = was.clone();
            // What became of the rows is known of today alone.
            for coverage in [&mut then.0, &mut was.0] {
                for source in coverage["sources"].as_array_mut().unwrap() {
                    for of_rows in ["applied", "held", "rejected"] {
                        source[of_rows] = Value::Null;
                    }
                }
            }
            assert_eq!(then, was, "{day}");
        }
        let one = user.get_json("/api/v1/coverage/days?until=2020-02-13&days=1").await;
        assert_eq!(one["items"], json!([expected[2]]));

        // Each part has its days.
        for town in first.1["items"].as_array().unwrap() {
            let path = format!("/api/v1/coverage/days?area_id={}&within={}", town["area_id"].as_str().unwrap(), town["within"].as_str().unwrap());
            assert_eq!(user.get_json(&path).await["items"][0]["figures"], town["figures"]);
        }
        for employer in second.2["items"].as_array().unwrap() {
            let path = format!("/api/v1/coverage/days?employer={}", employer["employer"]["id"].as_str().unwrap_or("none"));
            assert_eq!(user.get_json(&path).await["items"][2]["figures"], employer["figures"]);
        }
        for line in first.0["lines"].as_array().unwrap() {
            let days = user.get_json(&format!("/api/v1/coverage/days?line={}", line["line"].as_str().unwrap())).await;
            let gaps = days["items"][0]["figures"]["gaps"].as_array().unwrap();
            assert_eq!(json!(gaps.iter().map(|gap| gap["count"].as_i64().unwrap()).sum::<i64>()), line["gaps"]);
        }
        let hospital = app.sign_in("hospital.union").await;
        let theirs = second.2["items"].as_array().unwrap().iter().find(|one| one["employer"]["name"] == "西青医院").unwrap();
        let days = hospital.get_json("/api/v1/coverage/days").await;
        let (covered, workers) = (&days["items"][1]["figures"]["covered"], &days["items"][1]["figures"]["missing"][2]["workers"]);
        assert_eq!((covered, workers), (&theirs["figures"]["covered"], &theirs["figures"]["missing"][2]["workers"]));
        for (wrong, status) in [("until=2020-02-15", 400), ("days=0", 400), ("days=93", 400), ("employer=none&line=union", 400)] {
            assert_eq!(user.get(&format!("/api/v1/coverage/days?{wrong}")).await.status(), status, "{wrong}");
        }
    }

    async fn an_office_that_moves_takes_the_moves_of_its_place_and_sees_no_more_than_it(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let list = csv(&[
            "姓名,身份证号,手机号码,工作单位,岗位类别,村居,家庭住址",
            &format!("王芳,{},19911110001,西青医院,发热门诊,金谊花园社区,和平里1号", identity_number(19_850_302, 10)),
            &format!("李娜,{},19911110002,红星药店,发热门诊,隐贤村,和平里2号", identity_number(19_860_302, 11)),
        ]);
        import(&user, "工会名单.csv", list).await;
        let unowned = async |who: &str| -> Vec<Value> {
            let user = app.sign_in("xq.union").await;
            let gaps = all(&user, "coverage/gaps?kind=without_owner").await;
            gaps.into_iter().filter(|gap| gap["mover"]["name"] == who).map(|gap| gap["name"].clone()).collect()
        };
        let office = "大寺镇社区工作办公室";
        assert_eq!((unowned("大寺镇总工会").await, unowned(office).await), (vec![json!("王芳")], vec![]));

        let admin = app.sign_in("xq.admin").await;
        let found = admin.get_json(&format!("/api/v1/organisations?q={office}")).await["items"][0].clone();
        let village = admin.get_json("/api/v1/areas?q=金谊花园社区").await["items"][0]["id"].clone();
        let moved = admin.patch(&format!("/api/v1/organisations/{}", found["id"].as_str().unwrap()),
            &format!("\"rev-{}\"", found["revision"]), &json!({ "area_id": village })).await;
        assert_eq!(moved.status(), 200);
        app.settle_coverage().await;
        assert_eq!((unowned("大寺镇总工会").await, unowned(office).await), (vec![], vec![json!("王芳")]));

        // An office of one village has the figures of its village, by employer too.
        let theirs = app.sign_in("dasi.community").await;
        let coverage = everything_opens(&theirs).await;
        assert_eq!((&coverage["figures"]["workers"], &coverage["moves"]), (&json!(1), &json!(1)));
        let employers = all_of(&theirs, "employers").await;
        assert_eq!((employers.len(), &employers[0]["employer"]["name"]), (1, &json!("西青医院")));
        everything_opens(&user).await;

        // One that has ended acts no more.
        let found = admin.get_json(&format!("/api/v1/organisations?q={office}")).await["items"][0].clone();
        let ended = admin.patch(&format!("/api/v1/organisations/{}", found["id"].as_str().unwrap()),
            &format!("\"rev-{}\"", found["revision"]), &json!({ "state": "ended" })).await;
        assert_eq!(ended.status(), 200);
        app.settle_coverage().await;
        assert_eq!((unowned("大寺镇总工会").await, unowned(office).await), (vec![json!("王芳")], vec![]));
        everything_opens(&user).await;
    }
}

async fn everything_opens_for_viewer(app: &TestApp) -> Value {
    let viewer = app.sign_in("xq.union.viewer").await;
    let coverage = viewer.get_json("/api/v1/coverage").await;
    figures_open(&viewer, &coverage["figures"], "").await;
    coverage
}

fn of_sources(coverage: &Value) -> Value {
    coverage["sources"].clone()
}
