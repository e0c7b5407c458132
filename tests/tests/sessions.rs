//! Signing in, staying so, and being signed out.
#![cfg(test)]

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use serde_json::json;
use storage::{journal::Author, unscoped::accounts};
use test_support::{
    PASSWORD, TestApp,
    app::{answer, cookie_of, json_of},
    on_both_engines,
};

async fn refresh(app: &TestApp, cookie: &str) -> reqwest::Response {
    answer(app.request(Method::POST, "/api/v1/sessions/refresh").header("cookie", cookie)).await
}

on_both_engines! {
    async fn a_session_says_who_one_is_and_where(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("XQ.Union").await;
        let me = user.get_json("/api/v1/me").await;
        assert_eq!(me, user.session["me"]);
        assert_eq!((me["username"].as_str(), me["role"].as_str()), (Some("xq.union"), Some("manager")));
        assert_eq!(me["organisation"]["line"], "union");
        assert_eq!(me["today"], "2020-02-11");
        // Tianjin is eight hours ahead: there it is the next day while it is still the 11th in UTC.
        app.advance(TimeDelta::hours(14));
        let later = app.sign_in("xq.union").await;
        assert_eq!(later.session["me"]["today"], "2020-02-12");
    }

    async fn an_access_token_lasts_ten_minutes(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        app.advance(TimeDelta::seconds(599));
        assert_eq!(user.get("/api/v1/me").await.status(), StatusCode::OK);
        app.advance(TimeDelta::seconds(1));
        let response = user.get("/api/v1/me").await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(response.headers().get("www-authenticate").unwrap(), "Bearer");
    }

    async fn the_cookie_is_for_browsers_and_sessions_alone(db) {
        let app = TestApp::with(db, |settings| settings.http.public_url = Some("https://homefront.example".to_owned()));
        let response = app.try_sign_in("xq.union", PASSWORD).await;
        let cookie = response.headers().get("set-cookie").unwrap().to_str().unwrap().to_owned();
        for attribute in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/api/v1/sessions"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert!(response.headers().contains_key("strict-transport-security"));
        assert_eq!(response.headers().get("cache-control").unwrap(), "no-store");
    }

    async fn a_refresh_token_is_good_once(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        app.advance(TimeDelta::minutes(30));
        let renewed = refresh(&app, &user.cookie).await;
        assert_eq!(renewed.status(), StatusCode::OK);
        let next = cookie_of(&renewed);
        let token = json_of(renewed).await["access_token"].as_str().unwrap().to_owned();
        assert_ne!(next, user.cookie);
        // Somebody else presents the first one again: whoever has a token of the session is out.
        app.advance(TimeDelta::minutes(1));
        assert_eq!(refresh(&app, &user.cookie).await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(refresh(&app, &next).await.status(), StatusCode::UNAUTHORIZED);
        let with_token = answer(app.request(Method::GET, "/api/v1/me").bearer_auth(token)).await;
        assert_eq!(with_token.status(), StatusCode::UNAUTHORIZED);
    }

    async fn two_tabs_that_wake_up_at_once_both_stay(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let (one, other) = tokio::join!(refresh(&app, &user.cookie), refresh(&app, &user.cookie));
        assert_eq!((one.status(), other.status()), (StatusCode::OK, StatusCode::OK));
        let (one, other) = (cookie_of(&one), cookie_of(&other));
        assert_eq!(refresh(&app, &one).await.status(), StatusCode::OK);
        assert_eq!(refresh(&app, &other).await.status(), StatusCode::OK);
    }

    async fn signing_out_ends_both_tokens_at_once(db) {
        let app = TestApp::new(db);
        let (desk, phone) = (app.sign_in("xq.union").await, app.sign_in("xq.union").await);
        let response = answer(desk.request(Method::DELETE, "/api/v1/sessions/current")).await;
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        assert_eq!(desk.get("/api/v1/me").await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(refresh(&app, &desk.cookie).await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(phone.get("/api/v1/me").await.status(), StatusCode::OK);
    }

    async fn a_new_password_cuts_everything_off(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let now = app.clock().now();
        let hash = server::passwords::hash("another long phrase").unwrap();
        app.database().write(move |conn| {
            let known = accounts::credentials(conn, &"xq.union".parse().unwrap())?;
            accounts::set_password(conn, &Author::system(known.operation_id, now), known.id, &hash)
        }).unwrap();
        assert_eq!(user.get("/api/v1/me").await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(refresh(&app, &user.cookie).await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(app.try_sign_in("xq.union", PASSWORD).await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(app.try_sign_in("xq.union", "another long phrase").await.status(), StatusCode::CREATED);
    }

    async fn a_stranger_learns_nothing_about_names(db) {
        let app = TestApp::with(db, |settings| settings.limits.lockout_attempts = 3.try_into().unwrap());
        for round in 1..=3 {
            for name in ["xq.union", "nobody.here"] {
                let response = app.try_sign_in(name, "not the password").await;
                assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{name}, {round}");
                assert_eq!(json_of(response).await["code"], "wrong_credentials");
            }
        }
        for name in ["xq.union", "nobody.here"] {
            let response = app.try_sign_in(name, PASSWORD).await;
            assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS, "{name}");
            assert!(response.headers().contains_key("retry-after"));
            assert_eq!(json_of(response).await["code"], "locked_out");
        }
        app.advance(TimeDelta::minutes(16));
        assert_eq!(app.try_sign_in("xq.union", PASSWORD).await.status(), StatusCode::CREATED);
    }

    async fn one_name_cannot_be_tried_without_end(db) {
        let app = TestApp::with(db, |settings| {
            settings.limits.sign_ins_per_user_per_minute = 2.try_into().unwrap();
        });
        app.sign_in("xq.union").await;
        app.sign_in("xq.union").await;
        let response = app.try_sign_in("xq.union", PASSWORD).await;
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(json_of(response).await["code"], "too_many_requests");
        app.sign_in("xq.women").await;
    }

    async fn what_is_tried_is_counted_over_all_processes(db) {
        let app = TestApp::with(db, |settings| {
            settings.limits.sign_ins_per_user_per_minute = 4.try_into().unwrap();
            settings.limits.lockout_attempts = 3.try_into().unwrap();
        });
        let beside = app.another_process();
        let there = |username: &str, password: &str| {
            let body = json!({ "username": username, "password": password });
            answer(beside.request(Method::POST, "/api/v1/sessions").json(&body))
        };
        for name in ["xq.union", "nobody.here"] {
            for _ in 0..2 {
                assert_eq!(app.try_sign_in(name, "not the password").await.status(), StatusCode::UNAUTHORIZED);
            }
            assert_eq!(there(name, "not the password").await.status(), StatusCode::UNAUTHORIZED);
            let locked = there(name, PASSWORD).await;
            assert_eq!(json_of(locked).await["code"], "locked_out", "{name}");
            for refused in [app.try_sign_in(name, PASSWORD).await, there(name, PASSWORD).await] {
                assert!(refused.headers().contains_key("retry-after"));
                assert_eq!(json_of(refused).await["code"], "too_many_requests", "{name}");
            }
        }
        app.advance(TimeDelta::minutes(16));
        assert_eq!(there("xq.union", PASSWORD).await.status(), StatusCode::CREATED);
        // One more each quarter of a minute.
        for _ in 0..3 {
            app.sign_in("xq.union").await;
        }
        assert_eq!(there("xq.union", PASSWORD).await.status(), StatusCode::TOO_MANY_REQUESTS);
        app.advance(TimeDelta::seconds(15));
        assert_eq!(there("xq.union", PASSWORD).await.status(), StatusCode::CREATED);
        assert_eq!(there("xq.union", PASSWORD).await.status(), StatusCode::TOO_MANY_REQUESTS);
    }

    async fn ones_own_account_can_be_changed(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let before = user.get("/api/v1/me").await;
        let tag = before.headers().get("etag").unwrap().to_str().unwrap().to_owned();
        let without = answer(user.request(Method::PATCH, "/api/v1/me").json(&json!({"language": "en"}))).await;
        assert_eq!(without.status(), StatusCode::PRECONDITION_REQUIRED);
        let changed = user.patch("/api/v1/me", &tag, &json!({"language": "en"})).await;
        assert_eq!(changed.status(), StatusCode::OK);
        assert_ne!(changed.headers().get("etag").unwrap().to_str().unwrap(), tag);
        assert_eq!(json_of(changed).await["language"], "en");
        let late = user.patch("/api/v1/me", &tag, &json!({"language": "zh-CN"})).await;
        assert_eq!(late.status(), StatusCode::PRECONDITION_FAILED);
        assert_eq!(json_of(late).await["current"]["language"], "en");
        let refused = user.patch("/api/v1/me", "\"rev-2\"", &json!({"role": "administrator"})).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(json_of(refused).await["errors"][0]["pointer"], "/role");
    }
}
