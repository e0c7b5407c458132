//! Households to test with.

use reqwest::Response;
use serde_json::{Value, json};
use test_support::{SignedIn, app::json_of};

/// The id of an area by its official code.
pub async fn area(user: &SignedIn<'_>, code: &str) -> String {
    let page = user.get_json(&format!("/api/v1/areas?q={code}")).await;
    let found = page["items"].as_array().unwrap().iter().find(|area| area["code"] == code);
    found.unwrap_or_else(|| panic!("no area {code}"))["id"].as_str().unwrap().to_owned()
}

/// The id of an organisation by its name.
pub async fn organisation(user: &SignedIn<'_>, name: &str) -> String {
    let response = user.request(reqwest::Method::GET, "/api/v1/organisations").query(&[("q", name)]);
    let page = json_of(response.send().await.unwrap()).await;
    let found = page["items"].as_array().unwrap().iter().find(|one| one["name"] == name);
    found.unwrap_or_else(|| panic!("no organisation {name}"))["id"].as_str().unwrap().to_owned()
}

/// The id of one's own account.
pub fn own_id(user: &SignedIn<'_>) -> String {
    user.session["me"]["id"].as_str().unwrap().to_owned()
}

/// A worker's household to enter.
pub fn household(area_id: &str, worker: &str, phone: &str) -> Value {
    json!({
        "area_id": area_id,
        "members": [{
            "relation": "worker",
            "person": { "name": worker, "phones": [{ "number": phone }] },
            "posting": { "category": "aid_hubei", "place": "武汉", "from": "2020-01-26" }
        }]
    })
}

/// Enters a household and gives its page.
pub async fn enter(user: &SignedIn<'_>, new: &Value) -> Value {
    let response = user.post("/api/v1/households", new).await;
    let status = response.status();
    let household = json_of(response).await;
    assert_eq!(status, 201, "{household:#}");
    household
}

/// The page of a household.
pub async fn page(user: &SignedIn<'_>, household: &Value) -> Value {
    user.get_json(&path(household)).await
}

/// Where a household's page is.
pub fn path(household: &Value) -> String {
    format!("/api/v1/households/{}", id(household))
}

/// The id of anything.
pub fn id(thing: &Value) -> &str {
    thing["id"].as_str().unwrap()
}

/// The tag of the version that is shown.
pub fn etag(thing: &Value) -> String {
    format!("\"rev-{}\"", thing["revision"])
}

/// The names of the households on a list, in its order.
pub async fn names(user: &SignedIn<'_>, query: &[(&str, &str)]) -> Vec<String> {
    let page = list(user, query).await;
    page["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

/// A page of the list.
pub async fn list(user: &SignedIn<'_>, query: &[(&str, &str)]) -> Value {
    let request = user.request(reqwest::Method::GET, "/api/v1/households").query(query);
    let response = request.send().await.unwrap();
    let status = response.status();
    let page = json_of(response).await;
    assert_eq!(status, 200, "{query:?} {page:#}");
    page
}

/// Proves that an answer is a problem with this code, and gives it.
pub async fn problem(response: Response, status: u16, code: &str) -> Value {
    let got = response.status().as_u16();
    let problem = json_of(response).await;
    assert_eq!((got, problem["code"].as_str()), (status, Some(code)), "{problem:#}");
    problem
}

/// An identity number with the right check character (ISO 7064 MOD 11-2).
pub fn identity_number(birth_date: &str, order: u32) -> String {
    let digits = format!("120199{birth_date}{order:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        digits.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    format!("{digits}{}", "10X98765432".chars().nth((sum % 11) as usize).unwrap())
}
