//! What holds for every address: problems, ids, limits, retries, formats, pages.
#![cfg(test)]

use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use test_support::{
    TestApp,
    app::{answer, json_of},
    on_both_engines,
};

fn has(headers: &HeaderMap, name: &str, part: &str) -> bool {
    headers.get(name).is_some_and(|value| value.to_str().unwrap().contains(part))
}

on_both_engines! {
    async fn whatever_goes_wrong_is_a_problem_with_the_requests_id(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let sign_in = || app.request(Method::POST, "/api/v1/sessions");
        let json_text = |text: &'static str| sign_in().header("content-type", "application/json").body(text);
        let requests = [
            (app.request(Method::GET, "/api/v1/nowhere"), 404, "not_found"),
            (app.request(Method::GET, "/api"), 404, "not_found"),
            (app.request(Method::PUT, "/api/v1/me"), 405, "method_not_allowed"),
            (app.request(Method::DELETE, "/"), 405, "method_not_allowed"),
            (json_text("{"), 400, "malformed"),
            (json_text("{\"username\": 1e999}"), 400, "malformed"),
            (json_text("{\"username\": \"a\\u0000\", \"password\": \"b\"}"), 422, "invalid"),
            (sign_in().header("content-type", "text/plain").body("{}"), 415, "unsupported_media_type"),
            (json_text("{}"), 422, "invalid"),
            (user.request(Method::GET, "/api/v1/areas?limit=0"), 400, "malformed"),
            (user.request(Method::GET, "/api/v1/areas?cursor=x"), 400, "malformed"),
            (user.request(Method::GET, "/api/v1/areas?q=%00"), 400, "malformed"),
            (user.request(Method::GET, "/api/v1/areas?lvel=town"), 400, "malformed"),
            (user.request(Method::GET, "/api/v1/areas/not-an-id"), 404, "not_found"),
            (user.request(Method::GET, "/api/v1/areas").header("accept", "image/png"), 406, "not_acceptable"),
        ];
        for (request, status, code) in requests {
            let response = answer(request.header("x-request-id", "test-request-1")).await;
            assert_eq!(response.status(), status, "{code}");
            assert!(has(response.headers(), "content-type", "application/problem+json"), "{code}");
            assert!(has(response.headers(), "x-request-id", "test-request-1"), "{code}");
            assert!(has(response.headers(), "x-content-type-options", "nosniff"), "{code}");
            let problem = json_of(response).await;
            assert_eq!((&problem["code"], &problem["request_id"]), (&json!(code), &json!("test-request-1")));
            assert_eq!(problem["status"], status);
        }
    }

    async fn a_wrong_method_names_the_right_ones(db) {
        let app = TestApp::new(db);
        let response = answer(app.request(Method::PUT, "/api/v1/me")).await;
        assert_eq!(response.headers().get("allow").unwrap(), "GET, PATCH");
    }

    async fn problems_speak_the_language_of_the_request(db) {
        let app = TestApp::new(db);
        let title = async |language: &str| {
            let request = app.request(Method::GET, "/api/v1/me").header("accept-language", language);
            json_of(answer(request).await).await["title"].as_str().unwrap().to_owned()
        };
        assert_eq!(title("zh-CN,zh;q=0.9,en;q=0.8").await, "请先登录。");
        assert_eq!(title("en-GB").await, "Please sign in.");
    }

    async fn a_body_may_not_be_larger_than_allowed(db) {
        let app = TestApp::with(db, |settings| settings.http.max_json_bytes = 1_000);
        let body = json!({"username": "x".repeat(2_000), "password": "y"});
        let response = answer(app.request(Method::POST, "/api/v1/sessions").json(&body)).await;
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }

    async fn one_address_may_not_ask_without_end(db) {
        let app = TestApp::with(db, |settings| settings.limits.requests_per_minute = 3.try_into().unwrap());
        let get = async |path: &str| answer(app.request(Method::GET, path)).await;
        for _ in 0..3 {
            assert_eq!(get("/api/v1/me").await.status(), StatusCode::UNAUTHORIZED);
        }
        let response = get("/api/v1/me").await;
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(response.headers().contains_key("retry-after"));
        assert_eq!(get("/healthz").await.status(), StatusCode::OK);
    }

    async fn a_retry_gets_the_first_answer(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.admin").await;
        let area = user.get_json("/api/v1/areas?level=village&limit=1").await["items"][0]["id"].clone();
        let household = |name: &str| json!({"area_id": area, "members": [{"relation": "worker", "person": {"name": name}}]});
        let post = async |body: &Value| {
            let request = user.request(Method::POST, "/api/v1/households").header("idempotency-key", "first-try-1");
            answer(request.json(body)).await
        };
        let first = post(&household("孟三凡")).await;
        assert_eq!(first.status(), StatusCode::CREATED);
        let etag = first.headers().get("etag").cloned();
        let first = json_of(first).await;
        let again = post(&household("孟三凡")).await;
        assert_eq!((again.status(), again.headers().get("etag").cloned()), (StatusCode::CREATED, etag));
        assert!(has(again.headers(), "idempotency-replayed", "true"));
        assert_eq!(json_of(again).await, first);
        let other = post(&household("孟四凡")).await;
        assert_eq!(other.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(json_of(other).await["code"], "idempotency_key_reused");
        let colleague = app.sign_in("xq.union").await;
        let theirs = colleague.request(Method::POST, "/api/v1/households").header("idempotency-key", "first-try-1");
        assert_eq!(answer(theirs.json(&household("孟五凡"))).await.status(), StatusCode::CREATED);
    }

    async fn what_was_refused_can_be_tried_again_with_its_key(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.admin").await;
        let post = async |body: &Value| {
            let request = user.request(Method::POST, "/api/v1/households").header("idempotency-key", "second-try-1");
            answer(request.json(body)).await.status()
        };
        let unknown = json!({"area_id": "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55", "members": [{"relation": "worker", "person": {"name": "孟六凡"}}]});
        assert!(post(&unknown).await.is_client_error());
        let area = user.get_json("/api/v1/areas?level=village&limit=1").await["items"][0]["id"].clone();
        let mended = json!({"area_id": area, "members": [{"relation": "worker", "person": {"name": "孟六凡"}}]});
        assert_eq!(post(&mended).await, StatusCode::CREATED);
    }

    async fn pages_follow_each_other_to_the_end(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.viewer").await;
        let mut seen = Vec::new();
        let mut next = String::from("/api/v1/areas?limit=100");
        loop {
            let page = user.get_json(&next).await;
            seen.extend(page["items"].as_array().unwrap().iter().map(|area| area["code"].as_str().unwrap().to_owned()));
            match page["next_cursor"].as_str() {
                Some(cursor) => next = format!("/api/v1/areas?limit=100&cursor={cursor}"),
                None => break,
            }
        }
        let mut distinct = seen.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!((seen.len(), distinct.len()), (305, 305));
    }

    async fn a_list_leaves_whole_as_a_table(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.viewer").await;
        let get = async |kind: &str| {
            answer(user.request(Method::GET, "/api/v1/areas?level=village&limit=5").header("accept", kind)).await
        };
        let csv = get("text/csv").await;
        assert!(has(csv.headers(), "content-disposition", "attachment"));
        assert_eq!(csv.text().await.unwrap().lines().count(), 1 + 289);
        let xlsx = get("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet").await;
        assert_eq!(xlsx.bytes().await.unwrap().slice(..2).as_ref(), b"PK");
    }

    async fn figures_are_for_this_machine(db) {
        let app = TestApp::new(db);
        let get = || app.request(Method::GET, "/metrics");
        answer(app.request(Method::GET, "/readyz")).await;
        let figures = answer(get()).await.text().await.unwrap();
        assert!(figures.contains(r#"homefront_http_requests_total{method="GET",route="/readyz",status="200"} 1"#), "{figures}");
        let passed_on = answer(get().header("x-forwarded-for", "203.0.113.9")).await;
        assert_eq!(passed_on.status(), StatusCode::NOT_FOUND);
    }

    async fn the_application_answers_its_own_addresses_with_a_strict_policy(db) {
        let app = TestApp::new(db);
        let response = answer(app.request(Method::GET, "/households/some-page")).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert!(has(response.headers(), "content-type", "text/html"));
        let policy = response.headers().get("content-security-policy").unwrap().to_str().unwrap();
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';") && !policy.contains("unsafe-inline"), "{policy}");
        assert_eq!(answer(app.request(Method::GET, "/missing.js")).await.status(), StatusCode::NOT_FOUND);
    }
}
