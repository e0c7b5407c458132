//! Whose lists one sees, and what one may bring.

use reqwest::StatusCode;
use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, app::json_of, on_both_engines};

use crate::client::{codes, csv, done, identity_number, import, roster, rows, uploaded};

const HEADER: &str = "姓名,身份证号,手机号码,工作单位,岗位类别,镇街,村居,家庭住址";

fn line(name: &str, n: u32, employer: &str, town: &str, village: &str) -> String {
    format!(
        "{name},{},1997011{n:04},{employer},援鄂,{town},{village},和平里{n}号",
        identity_number(19_800_101 + n, 11)
    )
}

async fn seen(user: &SignedIn<'_>) -> Vec<String> {
    let items = user.get_json("/api/v1/households?limit=200").await["items"].clone();
    items
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["name"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn outcomes(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["outcome"].as_str().unwrap()).collect()
}

on_both_engines! {
    async fn a_town_brings_only_its_own_households(db) {
        let app = TestApp::new(db);
        let district = app.sign_in("xq.union").await;
        let known = line("赵敏", 7, "西青医院", "大寺镇", "金谊花园社区");
        import(&district, "known.csv", csv(&[HEADER, &known])).await;
        let town = app.sign_in("zhongbei.union").await;
        let list = csv(&[
            HEADER,
            &line("王芳", 1, "西青医院", "中北镇", ""),
            &line("李伟", 2, "西青医院", "大寺镇", "金谊花园社区"),
            // Without any words for the place, a town's list speaks of the town.
            &line("张强", 3, "西青医院", "", ""),
            // The number is that of somebody who lives elsewhere: nothing of them is told.
            &line("赵敏", 7, "西青区中医医院", "中北镇", ""),
        ]);
        let list = import(&town, "town.csv", list).await;
        let all = rows(&town, &list, "").await;
        assert_eq!(outcomes(&all), ["new", "held", "new", "held"], "{all:#?}");
        for row in [&all[1], &all[3]] {
            assert_eq!(codes(row), ["outside_your_area"], "{row}");
            assert!(row["person_id"].is_null() && row["reasons"][0]["other"].is_null(), "{row}");
        }
        let mut names = seen(&town).await;
        names.sort();
        assert_eq!(names.len(), 2, "{names:?}");
        assert_eq!(seen(&district).await.len(), 3);

        // The district sees the list and can settle what the town could not.
        let decided = district
            .post(&format!("/api/v1/rosters/{list}/rows/2/decision"), &json!({"decision": "create"}))
            .await;
        assert_eq!(decided.status(), 200);
        assert_eq!(seen(&district).await.len(), 4);
        assert_eq!(seen(&town).await.len(), 2);
    }

    async fn an_employer_brings_only_its_own_workers(db) {
        let app = TestApp::new(db);
        let hospital = app.sign_in("hospital.union").await;
        let list = csv(&[
            HEADER,
            &line("王芳", 1, "西青医院", "中北镇", ""),
            &line("李伟", 2, "西青区中医医院", "大寺镇", "金谊花园社区"),
            // Without an employer's name, an employer's list speaks of its own workers.
            &line("张强", 3, "", "大寺镇", ""),
        ]);
        let list = import(&hospital, "staff.csv", list).await;
        let all = rows(&hospital, &list, "").await;
        assert_eq!(outcomes(&all), ["new", "held", "new"], "{all:#?}");
        assert_eq!(codes(&all[1]), ["not_your_worker"]);
        assert_eq!(seen(&hospital).await.len(), 2);
        let other = app.sign_in("tcm.union").await;
        assert!(seen(&other).await.is_empty());
        // The other employer's own list settles the row that waited.
        import(&other, "staff.csv", csv(&[HEADER, &line("李伟", 2, "西青区中医医院", "大寺镇", "金谊花园社区")])).await;
        assert_eq!(seen(&other).await.len(), 1);
        assert_eq!(seen(&hospital).await.len(), 2);
        assert_eq!(outcomes(&rows(&hospital, &list, "").await), ["new", "held", "new"]);
    }

    async fn an_address_does_not_open_another_employers_household(db) {
        let app = TestApp::new(db);
        let district = app.sign_in("xq.union").await;
        let home = |name: &str, n: u32, employer: &str| {
            let own = line(name, n, employer, "大寺镇", "金谊花园社区");
            own.replace(&format!("和平里{n}号"), "和平里5号")
        };
        import(&district, "district.csv", csv(&[HEADER, &home("李伟", 2, "西青区中医医院")])).await;
        let household = district.get_json("/api/v1/households").await["items"][0]["id"].as_str().unwrap().to_owned();

        let hospital = app.sign_in("hospital.union").await;
        let list = import(&hospital, "staff.csv", csv(&[HEADER, &home("王芳", 1, "西青医院")])).await;
        let all = rows(&hospital, &list, "").await;
        assert_eq!((outcomes(&all), codes(&all[0])), (vec!["held"], vec!["household_not_yours"]), "{all:#?}");
        assert!(seen(&hospital).await.is_empty());
        let address = format!("/api/v1/households/{household}");
        assert_eq!(hospital.get(&address).await.status(), StatusCode::NOT_FOUND);
        assert!(!json!(all).to_string().contains(&household), "the row does not tell which household it is");

        // Whoever answers for the area joins the two, and the hospital sees its worker's household.
        let decision = format!("/api/v1/rosters/{list}/rows/1/decision");
        assert_eq!(district.post(&decision, &json!({"decision": "create"})).await.status(), 200);
        assert_eq!(seen(&hospital).await.len(), 1);
    }

    async fn lists_are_seen_by_whoever_sent_them_and_by_those_above(db) {
        let app = TestApp::new(db);
        let town = app.sign_in("zhongbei.union").await;
        let hospital = app.sign_in("hospital.union").await;
        let of_town = import(&town, "town.csv", csv(&[HEADER, &line("王芳", 1, "西青医院", "中北镇", "")])).await;
        let of_hospital = import(&hospital, "staff.csv", csv(&[HEADER, &line("张强", 3, "", "大寺镇", "")])).await;
        for (username, sees) in [
            ("xq.union", vec![&of_hospital, &of_town]),
            ("xq.health", vec![&of_hospital, &of_town]),
            ("zhongbei.union", vec![&of_town]),
            ("zhongbei.community", vec![&of_town]),
            ("hospital.union", vec![&of_hospital]),
            // The hospital sits in this town, but its workers live everywhere.
            ("yangliuqing.union", vec![]),
            ("tcm.union", vec![]),
            ("flood.admin", vec![]),
        ] {
            let user = app.sign_in(username).await;
            let listed = user.get_json("/api/v1/rosters").await["items"].clone();
            let listed: Vec<&str> = listed.as_array().unwrap().iter().filter_map(|one| one["id"].as_str()).collect();
            assert_eq!(listed, sees, "{username}");
            for id in [&of_town, &of_hospital] {
                let status = if sees.contains(&id) { StatusCode::OK } else { StatusCode::NOT_FOUND };
                for path in [format!("/api/v1/rosters/{id}"), format!("/api/v1/rosters/{id}/rows")] {
                    assert_eq!(user.get(&path).await.status(), status, "{username} {path}");
                }
                if status == StatusCode::NOT_FOUND {
                    for what in ["preview", "commit", "undo", "rows/1/decision"] {
                        let body = json!({"decision": "create"});
                        let response = user.post(&format!("/api/v1/rosters/{id}/{what}"), &body).await;
                        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{username} {what}");
                    }
                }
            }
        }
        let viewer = app.sign_in("xq.union.viewer").await;
        assert_eq!(viewer.get("/api/v1/rosters").await.status(), StatusCode::FORBIDDEN);
    }

    async fn a_partner_brings_nothing(db) {
        let app = TestApp::new(db);
        let partner = app.sign_in("market.partner").await;
        let response = crate::client::upload(&partner, "list.csv", csv(&[HEADER, &line("王芳", 1, "西青医院", "中北镇", "")])).await;
        if response.status() == StatusCode::FORBIDDEN {
            return;
        }
        let list = crate::client::id(&json_of(response).await);
        done(&partner, &list, "preview").await;
        done(&partner, &list, "commit").await;
        assert_eq!(outcomes(&rows(&partner, &list, "").await), ["held"]);
        assert!(seen(&app.sign_in("xq.union").await).await.is_empty());
    }

    async fn two_of_one_name_are_two(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let list = csv(&[
            HEADER,
            &line("王芳", 1, "西青医院", "中北镇", ""),
            &line("王芳", 2, "西青医院", "中北镇", ""),
        ]);
        let list = uploaded(&user, "list.csv", list).await;
        let list = crate::client::id(&list);
        done(&user, &list, "preview").await;
        done(&user, &list, "commit").await;
        assert_eq!(roster(&user, &list).await["counts"]["new"], 2);
        assert_eq!(seen(&user).await.len(), 2);
    }
}
