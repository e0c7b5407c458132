//! Several operations and several districts in one installation: none sees another's rows.

use reqwest::StatusCode;
use serde_json::{Value, json};
use server::{
    passwords,
    set_up::{self, Files},
};
use test_support::{PASSWORD, SignedIn, TestApp, app::json_of, on_both_engines};

use crate::support::{area, etag, household, id, organisation, own_id, problem};

/// A city with two districts, each with an office and an administrator of its own.
fn city() -> Files {
    let mut files = Files {
        operation: "code = \"city\"\nname_zh = \"全市行动\"\nname_en = \"City-wide operation\"\n\
            time_zone = \"Asia/Shanghai\"\nstarts_on = \"2020-01-20\"\n\
            [[worker_categories]]\ncode = \"ward\"\nname_zh = \"病区\"\nname_en = \"Ward\"\naliases = [\"病区\"]\n"
            .to_owned(),
        divisions: "code,name,level,parent_code\n12,天津市,city,\n".to_owned(),
        organisations: "name,kind,line,area_code\n天津市总工会,area,union,12\n".to_owned(),
        users: "username,display_name,organisation,role,duties,language\n\
            city.admin,何平,天津市总工会,administrator,,en\n"
            .to_owned(),
    };
    for (code, name, short) in [("120103", "河西区", "hexi"), ("120104", "南开区", "nankai")] {
        files.divisions += &format!("{code},{name},district,12\n{code}001,{name}一街道,town,{code}\n");
        files.organisations += &format!("{name}总工会,area,union,{code}\n");
        files.users += &format!("{short}.admin,{name}管理员,{name}总工会,administrator,,en\n");
    }
    files
}

fn add_operation(app: &TestApp, files: &Files) -> Result<(), storage::StorageError> {
    let set_up = set_up::read(files).unwrap();
    let hashes = vec![passwords::hash(PASSWORD).unwrap(); set_up.users.len()];
    set_up::write(app.database(), &set_up, hashes, app.clock().now()).map(drop)
}

async fn ids(user: &SignedIn<'_>, path: &str) -> Vec<String> {
    let page = user.get_json(path).await;
    page["items"].as_array().unwrap().iter().map(|one| id(one).to_owned()).collect()
}

on_both_engines! {
    async fn an_administrator_reaches_nothing_of_another_operation(db) {
        let app = TestApp::new(db);
        let (ours, theirs) = (app.sign_in("xq.admin").await, app.sign_in("flood.admin").await);
        let invited = json!({"organisation_id": organisation(&theirs, "东丽区总工会").await, "display_name": "某某", "role": "viewer"});
        let invitation = json_of(theirs.post("/api/v1/invitations", &invited).await).await;
        let session = ids(&theirs, "/api/v1/me/sessions").await.remove(0);
        let strange = [
            format!("/api/v1/users/{}", own_id(&theirs)),
            format!("/api/v1/organisations/{}", organisation(&theirs, "东丽医院").await),
            format!("/api/v1/areas/{}", area(&theirs, "120110001").await),
        ];
        for path in &strange {
            assert_eq!(theirs.get(path).await.status(), StatusCode::OK, "{path}");
            problem(ours.get(path).await, 404, "not_found").await;
            problem(ours.patch(path, "\"rev-1\"", &json!({})).await, 404, "not_found").await;
        }
        for path in [
            format!("/api/v1/me/sessions/{session}"),
            format!("/api/v1/users/{}/second_factor", own_id(&theirs)),
        ] {
            let gone = ours.request(reqwest::Method::DELETE, &path).send().await.unwrap();
            problem(gone, 404, "not_found").await;
        }
        for act in ["links", "withdrawal"] {
            let path = format!("/api/v1/invitations/{}/{act}", id(&invitation["invitation"]));
            problem(ours.post(&path, &Value::Null).await, 404, "not_found").await;
        }
        problem(ours.post("/api/v1/invitations", &invited).await, 422, "invalid").await;
        let new = json!({"name": "某单位", "kind": "partner", "area_id": area(&theirs, "120110001").await});
        problem(ours.post("/api/v1/organisations", &new).await, 422, "invalid").await;
        for list in ["users", "organisations", "areas", "invitations", "audit_entries"] {
            let path = format!("/api/v1/{list}?limit=200");
            let (ours, theirs) = (ids(&ours, &path).await, ids(&theirs, &path).await);
            assert!(!theirs.is_empty() && theirs.iter().all(|id| !ours.contains(id)), "{list}");
        }
    }

    async fn districts_of_one_city_keep_apart(db) {
        let app = TestApp::new(db);
        add_operation(&app, &city()).unwrap();
        let (city, hexi, nankai) =
            (app.sign_in("city.admin").await, app.sign_in("hexi.admin").await, app.sign_in("nankai.admin").await);
        let street = area(&hexi, "120103001").await;
        let entered = hexi.post("/api/v1/households", &household_of(&street)).await;
        assert_eq!(entered.status(), StatusCode::CREATED);
        let entered = json_of(entered).await;
        let path = format!("/api/v1/households/{}", id(&entered));
        problem(nankai.get(&path).await, 404, "not_found").await;
        assert_eq!(city.get(&path).await.status(), StatusCode::OK);
        for user in [&hexi, &city] {
            problem(nankai.get(&format!("/api/v1/users/{}", own_id(user))).await, 404, "not_found").await;
        }
        let office = nankai.get_json(&format!("/api/v1/organisations/{}", organisation(&nankai, "河西区总工会").await)).await;
        let renamed = nankai.patch(&format!("/api/v1/organisations/{}", id(&office)), &etag(&office), &json!({"name": "x"})).await;
        problem(renamed, 404, "not_found").await;
        // A district's last administrator may go: the city's stays.
        let seen = city.get_json(&format!("/api/v1/users/{}", own_id(&nankai))).await;
        let locked = city.patch(&format!("/api/v1/users/{}", id(&seen)), &etag(&seen), &json!({"state": "locked"})).await;
        assert_eq!(locked.status(), StatusCode::OK);
    }

    async fn a_user_name_belongs_to_one_person_of_the_installation(db) {
        let app = TestApp::new(db);
        let mut files = city();
        files.users = files.users.replace("hexi.admin", "xq.admin");
        assert!(matches!(add_operation(&app, &files), Err(storage::StorageError::Conflict(_))));
        let operations = app.database().read(storage::unscoped::setup::operations).unwrap();
        assert_eq!(operations.len(), 2, "nothing of it stays");
        add_operation(&app, &city()).unwrap();
        assert!(matches!(add_operation(&app, &city()), Err(storage::StorageError::Conflict(_))));
    }
}

fn household_of(area: &str) -> Value {
    let mut new = household(area, "孟一凡", "19900000001");
    new["members"][0]["posting"] = json!({"category": "ward"});
    new
}
