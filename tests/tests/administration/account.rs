//! One's own password and devices.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::{
    PASSWORD, SignedIn, TestApp,
    app::{answer, cookie_of, json_of},
    on_both_engines,
};

use crate::support::{id, problem};

async fn change(user: &SignedIn<'_>, current: &str, new: &str) -> reqwest::Response {
    user.post("/api/v1/me/password", &json!({"current_password": current, "new_password": new})).await
}

const NEW: &str = "seven quiet herons";

on_both_engines! {
    async fn a_new_password_signs_out_everywhere_but_here(db) {
        let app = TestApp::new(db);
        let (desk, phone) = (app.sign_in("xq.union").await, app.sign_in("xq.union").await);
        let wrong = problem(change(&desk, "not the password", NEW).await, 422, "invalid").await;
        assert_eq!((wrong["errors"][0]["pointer"].as_str(), wrong["errors"][0]["code"].as_str()), (Some("/current_password"), Some("wrong_password")));
        let weak = problem(change(&desk, PASSWORD, "my xq.union password").await, 422, "invalid").await;
        assert_eq!((weak["errors"][0]["pointer"].as_str(), weak["errors"][0]["code"].as_str()), (Some("/new_password"), Some("password_guessable")));
        let changed = change(&desk, PASSWORD, NEW).await;
        assert_eq!(changed.status(), StatusCode::OK);
        let cookie = cookie_of(&changed);
        let session = json_of(changed).await;
        for old in [&desk, &phone] {
            assert_eq!(old.get("/api/v1/me").await.status(), StatusCode::UNAUTHORIZED);
        }
        let me = answer(app.request(Method::GET, "/api/v1/me").bearer_auth(session["access_token"].as_str().unwrap())).await;
        assert_eq!(me.status(), StatusCode::OK);
        let renewed = answer(app.request(Method::POST, "/api/v1/sessions/refresh").header("cookie", cookie)).await;
        assert_eq!(renewed.status(), StatusCode::OK);
        assert_eq!(app.try_sign_in("xq.union", PASSWORD).await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(app.try_sign_in("xq.union", NEW).await.status(), StatusCode::CREATED);
    }

    async fn guessing_at_a_signed_in_desk_locks_as_at_the_door(db) {
        let app = TestApp::with(db, |settings| settings.limits.lockout_attempts = 2.try_into().unwrap());
        let desk = app.sign_in("xq.union").await;
        for _ in 0..2 {
            problem(change(&desk, "not the password", NEW).await, 422, "invalid").await;
        }
        problem(change(&desk, PASSWORD, NEW).await, 429, "locked_out").await;
        problem(app.try_sign_in("xq.union", PASSWORD).await, 429, "locked_out").await;
    }

    async fn ones_devices_are_listed_and_ended(db) {
        let app = TestApp::new(db);
        let desk = app.sign_in("xq.union").await;
        app.advance(TimeDelta::minutes(5));
        let (phone, tablet) = (app.sign_in("xq.union").await, app.sign_in("xq.union").await);
        let list = async |user: &SignedIn<'_>| user.get_json("/api/v1/me/sessions").await["items"].as_array().unwrap().clone();
        let sessions = list(&desk).await;
        let current: Vec<bool> = sessions.iter().map(|one| one["is_current"].as_bool().unwrap()).collect();
        assert_eq!(current, [false, false, true]);
        assert_eq!(sessions[2]["last_used_at"], "2020-02-11T03:00:00Z");
        let page = desk.get_json("/api/v1/me/sessions?limit=2").await;
        let next = page["next_cursor"].as_str().unwrap();
        let rest = desk.get_json(&format!("/api/v1/me/sessions?limit=2&cursor={next}")).await;
        assert_eq!(rest["items"], json!([sessions[2]]));

        let path = format!("/api/v1/me/sessions/{}", id(&sessions[0]));
        let stranger = app.sign_in("xq.women").await;
        problem(answer(stranger.request(Method::DELETE, &path)).await, 404, "not_found").await;
        assert_eq!(answer(desk.request(Method::DELETE, &path)).await.status(), StatusCode::NO_CONTENT);
        assert_eq!(tablet.get("/api/v1/me").await.status(), StatusCode::UNAUTHORIZED);
        problem(answer(desk.request(Method::DELETE, &path)).await, 404, "not_found").await;
        assert_eq!(phone.get("/api/v1/me").await.status(), StatusCode::OK);
        assert_eq!(answer(desk.request(Method::DELETE, "/api/v1/me/sessions")).await.status(), StatusCode::NO_CONTENT);
        assert_eq!(phone.get("/api/v1/me").await.status(), StatusCode::UNAUTHORIZED);
        let left = list(&desk).await;
        assert_eq!((left.len(), &left[0]["is_current"]), (1, &Value::Bool(true)));
    }
}
