//! What a browser does with a roster.

use std::{thread::sleep, time::Duration};

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use test_support::{SignedIn, app::answer, app::json_of};

/// Sends a file.
pub async fn upload(user: &SignedIn<'_>, filename: &str, bytes: impl Into<Vec<u8>>) -> Response {
    let request = user
        .request(Method::POST, "/api/v1/rosters")
        .query(&[("filename", filename)])
        .header("content-type", "application/octet-stream")
        .body(bytes.into());
    answer(request).await
}

/// Sends a file that can be read.
pub async fn uploaded(user: &SignedIn<'_>, filename: &str, bytes: impl Into<Vec<u8>>) -> Value {
    let response = upload(user, filename, bytes).await;
    assert_eq!(response.status(), StatusCode::CREATED, "{filename}");
    json_of(response).await
}

/// Begins work on a roster and follows it to its end.
pub async fn work(user: &SignedIn<'_>, roster: &str, what: &str) -> Value {
    let response = user.post(&format!("/api/v1/rosters/{roster}/{what}"), &json!({})).await;
    let status = response.status();
    let job = json_of(response).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{what}: {job}");
    follow(user, &id(&job)).await
}

/// Asks for a job until it has ended.
pub async fn follow(user: &SignedIn<'_>, job: &str) -> Value {
    loop {
        let job = user.get_json(&format!("/api/v1/jobs/{job}")).await;
        if !matches!(job["state"].as_str(), Some("queued" | "running")) {
            return job;
        }
        sleep(Duration::from_millis(15));
    }
}

/// Begins work on a roster that ends well.
pub async fn done(user: &SignedIn<'_>, roster: &str, what: &str) {
    let job = work(user, roster, what).await;
    assert_eq!(job["state"], "done", "{what}: {job}");
}

/// Takes a list into the ledger, and says which roster it is.
pub async fn import(user: &SignedIn<'_>, filename: &str, bytes: impl Into<Vec<u8>>) -> String {
    let roster = id(&uploaded(user, filename, bytes).await);
    done(user, &roster, "preview").await;
    done(user, &roster, "commit").await;
    roster
}

/// Takes a list of a source into the ledger, whatever the file says of its sender, and says which roster it is.
pub async fn import_of(
    user: &SignedIn<'_>,
    source: &str,
    filename: &str,
    bytes: impl Into<Vec<u8>>,
) -> String {
    let request = user
        .request(Method::POST, "/api/v1/rosters")
        .query(&[("filename", filename), ("source", source)])
        .header("content-type", "application/octet-stream")
        .body(bytes.into());
    let response = answer(request).await;
    assert_eq!(response.status(), StatusCode::CREATED, "{filename}");
    let roster = id(&json_of(response).await);
    done(user, &roster, "preview").await;
    done(user, &roster, "commit").await;
    roster
}

/// The id of something.
pub fn id(thing: &Value) -> String {
    thing["id"].as_str().unwrap_or_default().to_owned()
}

/// A roster as it is now.
pub async fn roster(user: &SignedIn<'_>, id: &str) -> Value {
    user.get_json(&format!("/api/v1/rosters/{id}")).await
}

/// All rows of a roster that fit a filter.
pub async fn rows(user: &SignedIn<'_>, roster: &str, filter: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = user.get_json(&format!("/api/v1/rosters/{roster}/rows?limit=200&{filter}{cursor}")).await;
        rows.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return rows,
        }
    }
}

/// The codes of a row's reasons.
pub fn codes(row: &Value) -> Vec<&str> {
    row["reasons"].as_array().unwrap().iter().filter_map(|reason| reason["code"].as_str()).collect()
}

/// The text table of lines.
pub fn csv(lines: &[&str]) -> Vec<u8> {
    lines.join("\n").into_bytes()
}

/// An identity number whose check character fits.
pub fn identity_number(birth_date: u32, order: u32) -> String {
    let digits = format!("120199{birth_date:08}{order:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        digits.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    let check = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'][(sum % 11) as usize];
    format!("{digits}{check}")
}
