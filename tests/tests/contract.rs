//! The contract: complete, and the same as the committed file.
#![cfg(test)]

use std::{collections::HashSet, fs, path::Path};

use serde_json::Value;
use test_support::{TestApp, on_both_engines};

fn document() -> Value {
    serde_json::to_value(server::openapi::document()).unwrap()
}

fn each_operation(mut look: impl FnMut(&str, &Value)) {
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            look(&format!("{method} {path}"), operation);
        }
    }
}

#[test]
fn the_committed_file_is_what_the_server_says() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/openapi.json");
    let committed = fs::read_to_string(&file).unwrap_or_default();
    let present = server::openapi::to_json(&server::openapi::document()).unwrap();
    assert!(committed == present, "openapi/openapi.json is out of date: run `cargo xtask openapi`");
}

#[test]
fn every_operation_explains_itself() {
    let mut ids = HashSet::new();
    each_operation(|name, operation| {
        let text = |field: &str| operation[field].as_str().unwrap_or_default().trim().to_owned();
        assert!(ids.insert(text("operationId")), "{name}: the operationId is missing or taken");
        assert!(!text("summary").is_empty(), "{name} has no summary");
        assert!(!text("description").is_empty(), "{name} has no description");
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{name} has not one tag");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let described = parameter["description"].as_str().is_some_and(|text| !text.is_empty());
            assert!(described, "{name}: the parameter {} is not explained", parameter["name"]);
        }
    });
}

#[test]
fn every_body_has_an_example_and_every_error_is_a_problem() {
    let document = document();
    each_operation(|name, operation| {
        if let Some(content) = operation["requestBody"]["content"]["application/json"].as_object() {
            let reference = content["schema"]["$ref"].as_str().unwrap_or_default();
            let schema = document.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null);
            assert!(
                content.contains_key("example") || !schema["example"].is_null(),
                "{name} has a body without example"
            );
        }
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{name} never succeeds");
        for (status, response) in responses.iter().filter(|(status, _)| status.starts_with(['4', '5'])) {
            let problem = &response["content"]["application/problem+json"];
            assert_eq!(problem["schema"]["$ref"], "#/components/schemas/Problem", "{name}: {status}");
            assert!(!problem["example"].is_null(), "{name}: {status} has no example");
        }
        let answers = responses.iter().filter(|(status, _)| status.starts_with('2'));
        for (status, answer) in
            answers.filter(|(_, response)| response["content"]["application/json"].is_object())
        {
            let example = &answer["content"]["application/json"]["example"];
            assert!(example.is_object() || example.is_array(), "{name}: {status} has no example");
        }
        for status in ["500", "503"] {
            assert!(responses.contains_key(status), "{name} does not mention {status}");
        }
    });
}

on_both_engines! {
    async fn the_running_server_serves_it_with_its_pages(db) {
        let app = TestApp::new(db);
        let get = |path: &str| test_support::app::answer(app.request(reqwest::Method::GET, path));
        let served = test_support::app::json_of(get("/api/openapi.json").await).await;
        assert_eq!(served, document());
        let page = get("/api/docs/").await;
        assert_eq!(page.status(), 200);
        let html = page.text().await.unwrap();
        assert!(!html.contains("http://") && !html.contains("https://"), "the page loads from elsewhere: {html}");
        let script = get("/api/docs/swagger-initializer.js").await.text().await.unwrap();
        assert!(script.contains("/api/openapi.json") && script.contains("\"validatorUrl\": \"none\""), "{script}");
    }
}
