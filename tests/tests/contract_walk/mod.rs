//! Every operation of the contract, as a request that can be sent.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use test_support::{
    SignedIn, TestApp,
    app::{answer, json_of},
};

/// An operation of the contract.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its `operationId`.
    pub id: String,
    /// Its `x-permission`.
    pub permission: String,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    needs_version: bool,
    body: Option<Body>,
}

#[derive(Debug, Clone)]
enum Body {
    Json(Value),
    Bytes,
}

/// The contract as the server serves it.
pub fn document() -> Value {
    let document = server::openapi::document();
    serde_json::to_value(&document).unwrap()
}

/// All operations.
pub fn operations() -> Vec<Operation> {
    let document = document();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations.push(Operation::of(&document, path, method, operation));
        }
    }
    operations
}

/// The names of those for which nobody need be signed in.
pub fn public_operations() -> Vec<String> {
    operations()
        .into_iter()
        .filter(|operation| operation.permission == "public")
        .map(|operation| operation.id)
        .collect()
}

impl Operation {
    fn of(document: &Value, path: &str, method: &str, operation: &Value) -> Self {
        let parameters = || operation["parameters"].as_array().into_iter().flatten();
        let required = |parameter: &&Value| parameter["in"] == "query" && parameter["required"] == true;
        let named = |parameter: &Value| parameter["name"].as_str().unwrap().to_owned();
        Self {
            id: operation["operationId"].as_str().unwrap_or_default().to_owned(),
            permission: operation["x-permission"].as_str().unwrap_or_default().to_owned(),
            method: method.to_uppercase().parse().unwrap(),
            path: path.to_owned(),
            query: parameters()
                .filter(required)
                .map(|parameter| (named(parameter), example_of(document, parameter)))
                .collect(),
            needs_version: parameters().any(|parameter| parameter["name"] == "If-Match"),
            body: body_of(document, &operation["requestBody"]["content"]),
        }
    }

    /// Whether its address names a thing.
    pub fn has_id(&self) -> bool {
        self.path.contains('{')
    }

    /// A request that passes every check of the edge.
    pub fn request(
        &self,
        samples: &Samples,
        begin: impl FnOnce(Method, &str) -> RequestBuilder,
    ) -> RequestBuilder {
        let mut request = begin(self.method.clone(), &samples.fill(&self.path)).query(&self.query);
        if self.needs_version {
            request = request.header("if-match", "\"rev-1\"");
        }
        match &self.body {
            Some(Body::Json(example)) => request.json(example),
            Some(Body::Bytes) => {
                request.header("content-type", "application/octet-stream").body("姓名\n王芳\n")
            }
            None => request,
        }
    }
}

fn example_of(document: &Value, described: &Value) -> String {
    let example = [&described["example"], &resolve(document, &described["schema"])["example"]];
    match example.into_iter().find(|example| !example.is_null()) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => panic!("the required parameter {} has no example", described["name"]),
    }
}

fn body_of(document: &Value, content: &Value) -> Option<Body> {
    if !content["application/octet-stream"].is_null() {
        return Some(Body::Bytes);
    }
    let json = content.get("application/json").or_else(|| content.get("application/merge-patch+json"))?;
    let schema = resolve(document, &json["schema"]);
    let example = [&json["example"], &schema["example"]].into_iter().find(|example| !example.is_null());
    Some(Body::Json(example.expect("every body has an example").clone()))
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}

/// A thing of the first operation for each kind of address.
#[derive(Debug)]
pub struct Samples {
    ids: Vec<Sample>,
}

#[derive(Debug)]
struct Sample {
    prefix: &'static str,
    id: String,
    seen_by: SeenBy,
}

/// Who sees things of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SeenBy {
    /// Everyone in the operation.
    All,
    /// Only some organisations or users.
    Some,
}

impl Samples {
    /// Things of the first operation, made where the seed has none: a household in one town whose worker is with one
    /// hospital, and a roster of the district's union.
    pub async fn of(app: &TestApp) -> Self {
        let user = app.sign_in("xq.admin").await;
        let first = async |path: &str| id_at(&user.get_json(path).await, "/items/0/id");
        let village = first("/api/v1/areas?level=village&limit=1").await;
        let hospital = first("/api/v1/organisations?kind=employer&q=西青医院").await;
        let colleague = first("/api/v1/users?q=李红霞").await;
        let union = user.session["me"]["organisation"]["id"].as_str().unwrap().to_owned();
        let own_session = first("/api/v1/me/sessions").await;
        let household = a_household(&user, &village, &hospital).await;
        let merge = a_merge(&user, &village, &household).await;
        let duplicate = a_duplicate(&user, &village).await;
        let sample = |prefix, id, seen_by| Sample { prefix, id, seen_by };
        Self {
            ids: vec![
                sample("/api/v1/areas/", village, SeenBy::All),
                sample("/api/v1/organisations/", hospital, SeenBy::All),
                sample("/api/v1/users/", colleague, SeenBy::Some),
                sample("/api/v1/invitations/", an_invitation(&user, &union).await, SeenBy::Some),
                sample("/api/v1/me/sessions/", own_session, SeenBy::Some),
                sample("/api/v1/households/", id_at(&household, "/id"), SeenBy::Some),
                sample("/api/v1/memberships/", id_at(&household, "/members/0/membership_id"), SeenBy::Some),
                sample("/api/v1/persons/", id_at(&household, "/members/0/person/id"), SeenBy::Some),
                sample(
                    "/api/v1/postings/",
                    id_at(&household, "/members/0/person/postings/0/id"),
                    SeenBy::Some,
                ),
                sample("/api/v1/rosters/", a_roster(&user).await, SeenBy::Some),
                sample("/api/v1/merges/", merge, SeenBy::Some),
                sample("/api/v1/duplicates/", duplicate, SeenBy::Some),
                sample("/api/v1/coverage/settlements/", a_settlement(&user).await, SeenBy::Some),
                sample("/api/v1/jobs/", a_job(app).await, SeenBy::Some),
            ],
        }
    }

    fn fill(&self, path: &str) -> String {
        if !path.contains('{') {
            return path.to_owned();
        }
        let filled = path.replace("{id}", &self.sample(path).id).replace("{row_no}", "1");
        assert!(!filled.contains('{'), "{path} has a variable that no sample fills");
        filled
    }

    /// Whether an operation is about a thing that not everyone in the operation sees.
    pub fn is_private(&self, operation: &Operation) -> bool {
        operation.has_id() && self.sample(&operation.path).seen_by == SeenBy::Some
    }

    fn sample(&self, path: &str) -> &Sample {
        let sample = self.ids.iter().find(|sample| path.starts_with(sample.prefix));
        sample.unwrap_or_else(|| panic!("add a sample for {path} to tests/tests/contract_walk/mod.rs"))
    }
}

fn id_at(content: &Value, pointer: &str) -> String {
    let id = content.pointer(pointer).and_then(Value::as_str);
    id.unwrap_or_else(|| panic!("{pointer} is not in {content}")).to_owned()
}

async fn a_household(user: &SignedIn<'_>, village: &str, employer: &str) -> Value {
    let posting = json!({"category": "fever_clinic", "employer_id": employer});
    let person = json!({"name": "孟一凡", "phones": [{"number": "19900000001"}]});
    let worker = json!({"relation": "worker", "person": person, "posting": posting});
    let new = json!({"area_id": village, "address": "一号楼一门101室", "members": [worker]});
    let response = user.post("/api/v1/households", &new).await;
    assert_eq!(response.status(), 201, "a household to try things on");
    json_of(response).await
}

/// A merge of another household into the one to try things on.
async fn a_merge(user: &SignedIn<'_>, village: &str, household: &Value) -> String {
    let person = json!({"name": "孟三凡", "phones": [{"number": "19900000002"}]});
    let new = json!({"area_id": village, "members": [{"relation": "worker", "person": person}]});
    let loser = id_at(&json_of(user.post("/api/v1/households", &new).await).await, "/id");
    let at = format!("/api/v1/households/{}", id_at(household, "/id"));
    let version = format!("\"rev-{}\"", user.get_json(&at).await["revision"]);
    let request = user.request(Method::POST, &format!("{at}/merge")).header("if-match", version);
    let merged = answer(request.json(&json!({"loser_id": loser}))).await;
    assert_eq!(merged.status(), 200, "a merge to try things on");
    let history = user.get_json(&format!("{at}/journal")).await;
    let entries = history["items"].as_array().unwrap();
    entries.iter().find_map(|entry| entry["merge_id"].as_str()).expect("the history names it").to_owned()
}

/// Two households at one address.
async fn a_duplicate(user: &SignedIn<'_>, village: &str) -> String {
    for name in ["孟四凡", "孟五凡"] {
        let worker = json!({"relation": "worker", "person": {"name": name}});
        let new =
            json!({"area_id": village, "address": "二号楼", "members": [worker], "duplicates_seen": true});
        assert_eq!(user.post("/api/v1/households", &new).await.status(), 201, "one of two that are alike");
    }
    id_at(&user.get_json("/api/v1/household_duplicates").await, "/items/0/id")
}

/// A roster whose rows can be decided on.
async fn a_roster(user: &SignedIn<'_>) -> String {
    let roster = uploaded(user, "姓名,手机号码,工作单位\n孟二凡,19900000002,西青医院\n").await;
    work(user, &roster, "preview").await;
    roster
}

/// What was settled of the household to try things on: a roster says something else of its worker.
async fn a_settlement(user: &SignedIn<'_>) -> String {
    let roster = uploaded(user, "姓名,手机号码,岗位类别\n孟一凡,19900000001,援鄂\n").await;
    work(user, &roster, "preview").await;
    work(user, &roster, "commit").await;
    let found = user.get_json("/api/v1/coverage/disagreements").await;
    let one = &found["items"][0];
    let body = json!({"matter": one["matter"], "household_id": one["household"]["id"], "person_id": one["person_id"],
        "reason": "已核实", "version": one["version"]});
    let settled = user.post("/api/v1/coverage/settlements", &body).await;
    assert_eq!(settled.status(), 204, "a settlement to try things on");
    id_at(&user.get_json("/api/v1/coverage/disagreements?state=settled").await, "/items/0/settlement/id")
}

async fn uploaded(user: &SignedIn<'_>, rows: &'static str) -> String {
    let upload = user
        .request(Method::POST, "/api/v1/rosters?filename=sample.csv")
        .header("content-type", "application/octet-stream")
        .body(rows);
    id_at(&json_of(answer(upload).await).await, "/id")
}

async fn work(user: &SignedIn<'_>, roster: &str, what: &str) {
    let begun = user.post(&format!("/api/v1/rosters/{roster}/{what}"), &Value::Null).await;
    let job = id_at(&json_of(begun).await, "/id");
    for _ in 0..200 {
        match user.get_json(&format!("/api/v1/jobs/{job}")).await["state"].as_str() {
            Some("done") => return,
            Some("failed") => panic!("the {what} failed"),
            _ => tokio::time::sleep(std::time::Duration::from_millis(25)).await,
        }
    }
    panic!("the {what} takes too long");
}

async fn an_invitation(user: &SignedIn<'_>, organisation: &str) -> String {
    let new = json!({"organisation_id": organisation, "display_name": "孟三凡", "role": "viewer"});
    let response = user.post("/api/v1/invitations", &new).await;
    assert_eq!(response.status(), 201, "an invitation to try things on");
    id_at(&json_of(response).await, "/invitation/id")
}

async fn a_job(app: &TestApp) -> String {
    use domain::{ids::RosterId, jobs::JobKind};
    let store = app.store_of("xq.admin");
    let roster = storage::ids::new(RosterId::from_uuid, app.clock().now());
    let made = store.write(move |scoped| scoped.enqueue(JobKind::RosterPreview, roster)).await;
    made.unwrap().to_string()
}
