//! One-time links: used once, in time, by whoever holds them.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::{
    PASSWORD, SignedIn, TestApp,
    app::{answer, json_of},
    on_both_engines,
};

use crate::support::{id, organisation, own_id, problem};

async fn invite(admin: &SignedIn<'_>, organisation: &str, role: &str) -> reqwest::Response {
    let new = json!({"organisation_id": organisation, "display_name": "李静", "role": role, "duties": ["finance"], "language": "en"});
    admin.post("/api/v1/invitations", &new).await
}

async fn nobody(app: &TestApp, path: &str, body: &Value) -> reqwest::Response {
    answer(app.request(Method::POST, path).json(body)).await
}

async fn preview(app: &TestApp, token: &Value) -> reqwest::Response {
    nobody(app, "/api/v1/acceptances/preview", &json!({"token": token})).await
}

async fn accept(app: &TestApp, token: &Value, username: &str, password: &str) -> reqwest::Response {
    nobody(app, "/api/v1/acceptances", &json!({"token": token, "username": username, "password": password}))
        .await
}

const NEW: &str = "seven quiet herons";

on_both_engines! {
    async fn an_invited_person_joins_with_a_name_and_a_password_of_their_own(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let women = organisation(&admin, "西青区妇女联合会").await;
        let issued = invite(&admin, &women, "coordinator").await;
        assert_eq!((issued.status(), issued.headers().get("cache-control").unwrap()), (StatusCode::CREATED, &"no-store".parse().unwrap()));
        let issued = json_of(issued).await;
        assert_eq!(issued["path"].as_str().unwrap(), format!("/invitation#{}", issued["token"].as_str().unwrap()));
        assert_eq!(issued["invitation"]["expires_at"], "2020-02-14T03:00:00Z");
        let offer = json_of(preview(&app, &issued["token"]).await).await;
        assert_eq!((offer["purpose"].as_str(), offer["display_name"].as_str(), offer["username"].as_str()), (Some("join"), Some("李静"), None));
        assert_eq!(offer["organisation_name"], "西青区妇女联合会");

        let taken = problem(accept(&app, &issued["token"], "XQ.Women", NEW).await, 422, "invalid").await;
        assert_eq!((taken["errors"][0]["pointer"].as_str(), taken["errors"][0]["code"].as_str()), (Some("/username"), Some("username_taken")));
        let elsewhere = problem(accept(&app, &issued["token"], "flood.admin", NEW).await, 422, "invalid").await;
        assert_eq!(elsewhere["errors"][0]["code"], "username_taken");
        let weak = problem(accept(&app, &issued["token"], "li.jing", "li.jing li.jing").await, 422, "invalid").await;
        assert_eq!((weak["errors"][0]["pointer"].as_str(), weak["errors"][0]["code"].as_str()), (Some("/password"), Some("password_guessable")));
        let short = problem(accept(&app, &issued["token"], "li.jing", "short").await, 422, "invalid").await;
        assert_eq!(short["errors"][0]["code"], "password_too_short");

        let accepted = accept(&app, &issued["token"], "Li.Jing", NEW).await;
        assert_eq!(accepted.status(), StatusCode::CREATED);
        assert_eq!(json_of(accepted).await["username"], "li.jing");
        let session = json_of(app.try_sign_in("li.jing", NEW).await).await;
        let me = &session["me"];
        assert_eq!((me["role"].as_str(), me["duties"].clone(), me["language"].as_str()), (Some("coordinator"), json!(["finance"]), Some("en")));
        assert_eq!(me["organisation"]["name"], "西青区妇女联合会");

        problem(accept(&app, &issued["token"], "li.jing.2", NEW).await, 404, "link_void").await;
        problem(preview(&app, &issued["token"]).await, 404, "link_void").await;
        assert_eq!(admin.get_json("/api/v1/invitations").await["items"], json!([]));
    }

    async fn of_two_who_use_a_link_at_once_one_gets_in(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let women = organisation(&admin, "西青区妇女联合会").await;
        let token = json_of(invite(&admin, &women, "viewer").await).await["token"].clone();
        let (one, other) = tokio::join!(accept(&app, &token, "li.one", NEW), accept(&app, &token, "li.two", NEW));
        let mut statuses = [one.status().as_u16(), other.status().as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 404]);
    }

    async fn a_link_expires_is_renewed_and_is_withdrawn(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let women = organisation(&admin, "西青区妇女联合会").await;
        let issued = json_of(invite(&admin, &women, "viewer").await).await;
        let invitation = id(&issued["invitation"]).to_owned();
        app.advance(TimeDelta::hours(72) - TimeDelta::seconds(1));
        assert_eq!(preview(&app, &issued["token"]).await.status(), StatusCode::OK);
        app.advance(TimeDelta::seconds(1));
        problem(preview(&app, &issued["token"]).await, 404, "link_void").await;
        problem(accept(&app, &issued["token"], "li.jing", NEW).await, 404, "link_void").await;

        let admin = app.sign_in("xq.admin").await;
        assert_eq!(admin.get_json("/api/v1/invitations").await["items"].as_array().unwrap().len(), 1);
        let renewed = json_of(admin.post(&format!("/api/v1/invitations/{invitation}/links"), &Value::Null).await).await;
        problem(preview(&app, &issued["token"]).await, 404, "link_void").await;
        assert_eq!(preview(&app, &renewed["token"]).await.status(), StatusCode::OK);
        let withdrawn = admin.post(&format!("/api/v1/invitations/{invitation}/withdrawal"), &Value::Null).await;
        assert_eq!(withdrawn.status(), StatusCode::NO_CONTENT);
        problem(accept(&app, &renewed["token"], "li.jing", NEW).await, 404, "link_void").await;
        let again = admin.post(&format!("/api/v1/invitations/{invitation}/links"), &Value::Null).await;
        problem(again, 404, "not_found").await;
    }

    async fn a_forgotten_password_is_chosen_anew(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let user = app.sign_in("xq.women").await;
        let link = async || {
            let path = format!("/api/v1/users/{}/password_links", own_id(&user));
            json_of(admin.post(&path, &Value::Null).await).await["token"].clone()
        };
        let (first, second) = (link().await, link().await);
        problem(preview(&app, &first).await, 404, "link_void").await;
        let offer = json_of(preview(&app, &second).await).await;
        assert_eq!((offer["purpose"].as_str(), offer["username"].as_str()), (Some("new_password"), Some("xq.women")));
        assert_eq!(user.get("/api/v1/me").await.status(), StatusCode::OK, "the link alone changes nothing");
        let body = json!({"token": second, "password": NEW});
        assert_eq!(nobody(&app, "/api/v1/acceptances", &body).await.status(), StatusCode::CREATED);
        assert_eq!(user.get("/api/v1/me").await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(app.try_sign_in("xq.women", PASSWORD).await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(app.try_sign_in("xq.women", NEW).await.status(), StatusCode::CREATED);
        let third = link().await;
        app.advance(TimeDelta::hours(1));
        problem(preview(&app, &third).await, 404, "link_void").await;
    }

    async fn nobody_invites_beyond_their_reach(db) {
        let app = TestApp::new(db);
        for (name, own, beyond) in [
            ("zhongbei.admin", "中北镇妇联", ["西青区总工会", "西营门街道妇联"]),
            ("hospital.admin", "西青医院", ["西青区中医医院", "西青区总工会"]),
        ] {
            let admin = app.sign_in(name).await;
            let own = organisation(&admin, own).await;
            assert_eq!(invite(&admin, &own, "administrator").await.status(), StatusCode::CREATED, "{name}");
            for beyond in beyond {
                let there = organisation(&admin, beyond).await;
                let refused = problem(invite(&admin, &there, "viewer").await, 422, "invalid").await;
                assert_eq!(refused["errors"][0]["pointer"], "/organisation_id", "{name}: {beyond}");
            }
        }
        let count = async |name: &str| {
            let admin = app.sign_in(name).await;
            admin.get_json("/api/v1/invitations").await["items"].as_array().unwrap().len()
        };
        assert_eq!((count("xq.admin").await, count("zhongbei.admin").await, count("market.admin").await), (2, 1, 0));
    }

    async fn the_database_knows_no_link_and_a_retry_makes_another(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let women = organisation(&admin, "西青区妇女联合会").await;
        let new = json!({"organisation_id": women, "display_name": "李静", "role": "viewer"});
        let send = || admin.request(Method::POST, "/api/v1/invitations").header("idempotency-key", "invite-li-jing").json(&new);
        let first = json_of(answer(send()).await).await;
        let again = json_of(answer(send()).await).await;
        assert_ne!(first["token"], again["token"]);
        let kept: i64 = app.database().read(|conn| {
            use diesel::prelude::*;
            use storage::schema::idempotency_keys::dsl::idempotency_keys;
            Ok(idempotency_keys.count().get_result(conn)?)
        }).unwrap();
        assert_eq!(kept, 0, "an answer with a link is kept nowhere");
    }

    async fn tokens_cannot_be_tried_without_end(db) {
        let app = TestApp::with(db, |settings| settings.limits.sign_ins_per_minute = 3.try_into().unwrap());
        for _ in 0..3 {
            problem(preview(&app, &json!("guess")).await, 404, "link_void").await;
        }
        problem(preview(&app, &json!("guess")).await, 429, "too_many_requests").await;
        problem(accept(&app, &json!("guess"), "li.jing", NEW).await, 429, "too_many_requests").await;
    }
}
