//! Families to keep quiet about.

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use test_support::{
    SignedIn,
    app::{answer, json_of},
};

/// An identity number whose check character fits (ISO 7064 MOD 11-2).
pub fn identity_number(birth_date: &str, order: u32) -> String {
    let digits = format!("120199{birth_date}{order:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        digits.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    format!("{digits}{}", "10X98765432".chars().nth((sum % 11) as usize).unwrap())
}

/// The first number of a day that ends with X.
pub fn ending_with_x(birth_date: &str) -> String {
    (100..).map(|order| identity_number(birth_date, order)).find(|number| number.ends_with('X')).unwrap()
}

/// The same number with one digit mistyped.
pub fn mistyped(number: &str) -> String {
    let wrong = if number.as_bytes()[15] == b'1' { '2' } else { '1' };
    format!("{}{wrong}{}", &number[..15], &number[16..])
}

/// A village of the district's first town.
pub async fn village(user: &SignedIn<'_>) -> String {
    let page = user.get_json("/api/v1/areas?q=120111001001").await;
    page["items"][0]["id"].as_str().unwrap().to_owned()
}

/// A worker's household, with an address and an identity number.
pub async fn household(user: &SignedIn<'_>, worker: &str, phone: &str, number: &str) -> Value {
    let new = json!({
        "area_id": village(user).await,
        "address": "金地花园36号楼3门2104室",
        "members": [{
            "relation": "worker",
            "person": { "name": worker, "identity_number": number, "phones": [{ "number": phone }] },
            "posting": { "category": "aid_hubei" }
        }]
    });
    created(keyed(user, "/api/v1/households", &format!("enter-{phone}"), &new).await).await
}

/// Sends JSON with an Idempotency-Key.
pub async fn keyed(user: &SignedIn<'_>, path: &str, key: &str, content: &Value) -> Response {
    answer(user.request(Method::POST, path).header("idempotency-key", key).json(content)).await
}

/// The body of an answer that made something.
pub async fn created(response: Response) -> Value {
    let status = response.status();
    let body = json_of(response).await;
    assert_eq!(status, 201, "{body:#}");
    body
}

/// The id of anything.
pub fn id(thing: &Value) -> &str {
    thing["id"].as_str().unwrap()
}

/// The tag of the version that is shown.
pub fn etag(thing: &Value) -> String {
    format!("\"rev-{}\"", thing["revision"])
}

/// Sends a list, and gives the roster.
pub async fn upload(user: &SignedIn<'_>, filename: &str, lines: &[String]) -> Value {
    let key: String = filename.chars().filter(char::is_ascii_lowercase).collect();
    let request = user
        .request(Method::POST, "/api/v1/rosters")
        .query(&[("filename", filename)])
        .header("content-type", "application/octet-stream")
        .header("idempotency-key", format!("upload-{key}"))
        .body(lines.join("\n"));
    created(answer(request).await).await
}

/// Lets a roster be worked on and gives the job as it ended.
pub async fn work(user: &SignedIn<'_>, roster: &str, what: &str) -> Value {
    let begun = user.post(&format!("/api/v1/rosters/{roster}/{what}"), &json!({})).await;
    assert_eq!(begun.status(), 202, "{what}");
    let job = json_of(begun).await;
    loop {
        let job = user.get_json(&format!("/api/v1/jobs/{}", id(&job))).await;
        if !matches!(job["state"].as_str(), Some("queued" | "running")) {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
}
