//! The whole server in this process, on a port of its own, with a district to work in and a clock that stands still.

use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock, PoisonError, RwLock, mpsc},
    thread::JoinHandle,
};

use actix_web::dev::ServerHandle;
use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{Actor, Forbidden, Permission};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use server::{
    app::{Parts, Shared},
    clock::Clock,
    passwords,
    scope::{Policy, vault},
    secrets::{Key, Secrets},
    serve::{Signals, bind, server},
    set_up::{self, Files, SetUp},
    settings::Settings,
};
use storage::{
    Database, PoolOptions, Store,
    unscoped::{accounts, jobs},
};

use crate::TestDatabase;

/// The password of every seeded user.
pub const PASSWORD: &str = "a long and quiet phrase";

/// When tests take place: eleven in the morning of 11 February 2020 in Tianjin.
pub const NOW: &str = "2020-02-11T03:00:00Z";

/// A running server with two operations: the district of the demonstration, and an invented one next to it that must
/// never be seen from there.
pub struct TestApp {
    // Fields are dropped in this order: the server goes before its database.
    #[expect(dead_code, reason = "held for what dropping it does")]
    running: Running,
    shared: Shared,
    clock: Clock,
    denied: Denied,
    secrets: Secrets,
    client: reqwest::Client,
    address: SocketAddr,
    database: TestDatabase,
}

type Denied = Arc<RwLock<Vec<Permission>>>;

/// The server's thread.
struct Running {
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

/// Someone who has signed in.
pub struct SignedIn<'a> {
    app: &'a TestApp,
    /// Their access token.
    pub token: String,
    /// The cookie with their refresh token, as `name=value`.
    pub cookie: String,
    /// The body of the answer.
    pub session: Value,
}

impl std::fmt::Debug for TestApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestApp").field("address", &self.address).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for SignedIn<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("app", &self.app).finish_non_exhaustive()
    }
}

impl TestApp {
    /// A server with the usual settings on a fresh database.
    pub fn new(database: TestDatabase) -> Self {
        Self::with(database, |_| {})
    }

    /// A server whose settings differ from the usual ones.
    ///
    /// # Panics
    /// When the server cannot start.
    pub fn with(database: TestDatabase, change: impl FnOnce(&mut Settings)) -> Self {
        #[expect(clippy::expect_used, reason = "a test without its server cannot go on")]
        Self::try_with(database, change, Working::Always).expect("a server to test")
    }

    /// A server that answers requests and leaves long work to [`TestApp::work`].
    ///
    /// # Panics
    /// When the server cannot start.
    #[expect(clippy::expect_used, reason = "a test without its server cannot go on")]
    pub fn without_worker(database: TestDatabase) -> Self {
        Self::try_with(database, |_| {}, Working::WhenAsked).expect("a server to test")
    }

    fn try_with(
        database: TestDatabase,
        change: impl FnOnce(&mut Settings),
        working: Working,
    ) -> anyhow::Result<Self> {
        let clock = Clock::standing_at(NOW.parse()?);
        seed(database.database(), &Files::of_demo(), clock.now())?;
        seed(database.database(), &next_door(), clock.now())?;
        let denied = Denied::default();
        let secrets = secrets();
        let mut settings = Settings::defaults()?;
        settings.http.bind = ([127, 0, 0, 1], 0).into();
        settings.http.threads = 2;
        settings.http.shutdown_seconds = 1;
        settings.limits.requests_per_minute = u32::MAX.try_into()?;
        settings.limits.sign_ins_per_minute = u32::MAX.try_into()?;
        // The clock stands still, and so would the count.
        settings.limits.sign_ins_per_user_per_minute = u32::MAX.try_into()?;
        change(&mut settings);
        let shared = Shared::new(Parts {
            settings,
            secrets: secrets.clone(),
            clock: clock.clone(),
            database: database.database().clone(),
            policy: policy(&denied),
        })?;
        let (running, address) = start(&shared, working)?;
        // The server closes what was idle for 75 seconds; a test that waits that long must not meet it.
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .pool_idle_timeout(std::time::Duration::from_secs(30))
            .build()?;
        Ok(Self { running, shared, clock, denied, secrets, client, address, database })
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The server's clock, to be moved.
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The database under the server.
    pub const fn database(&self) -> &Database {
        self.database.database()
    }

    /// Seals the journal, which a running server does every second.
    pub async fn seal_journal(&self) {
        self.shared.seal().await;
    }

    /// Works out the coverage that is due, which a running server does every second.
    pub async fn settle_coverage(&self) {
        self.shared.settle().await;
    }

    /// Anonymises what is due, which a running server does every minute.
    pub async fn anonymise(&self) {
        self.shared.anonymise().await;
    }

    /// Does the job that waits longest to its end, as one of several processes; says whether there was one.
    ///
    /// # Panics
    /// When the database cannot be asked.
    #[expect(clippy::expect_used, reason = "a test without its database cannot go on")]
    pub async fn work(&self) -> bool {
        self.shared.worker().next(Arc::default()).await.expect("a database to ask").is_some()
    }

    /// Takes the job that waits longest, brings some households up to date, and is never heard of again.
    ///
    /// # Panics
    /// When there is no such job.
    #[expect(clippy::expect_used, reason = "a test without its job cannot go on")]
    pub fn die_at_work(&self) {
        let (now, vault, lease_for) = (self.clock.now(), vault(&self.secrets), TimeDelta::minutes(1));
        let lease = self.database().write(move |conn| jobs::claim(conn, lease_for, now));
        let lease = lease.expect("a database to ask").expect("a job to take");
        let renew = move |conn: &mut storage::Connection| {
            storage::areas::renew_some(conn, &vault, &lease, lease_for, now, |_| now.date_naive())
        };
        self.database().write(renew).expect("some of the work");
    }

    /// Works out anew whatever is kept beside the households of the first operation, from nothing.
    ///
    /// # Panics
    /// When the database refuses.
    #[expect(clippy::expect_used, reason = "a test without its database cannot go on")]
    pub fn keep_everything_anew(&self, store: &Store) {
        let operation = store.actor().operation_id;
        let vault = Arc::new(vault(&self.secrets));
        let now = self.clock.now();
        let ran = ["0008".to_owned()];
        storage::unscoped::upkeep::after_migrations(
            self.database(),
            &vault,
            &ran,
            operation,
            (now, now.date_naive()),
        )
        .expect("what is kept");
    }

    /// Ends all streams, as the order to stop does.
    pub fn end_streams(&self) {
        self.shared.hub().close();
    }

    /// A second server process on the same database, as far as one process can be two.
    ///
    /// # Panics
    /// When it cannot start.
    #[expect(clippy::expect_used, reason = "a test without its server cannot go on")]
    pub fn another_process(&self) -> Beside {
        let database =
            Database::open(self.database.url(), PoolOptions { connections: 2, ..PoolOptions::default() })
                .expect("the same database");
        let shared = Shared::new(Parts {
            settings: (**self.shared.settings).clone(),
            secrets: self.secrets.clone(),
            clock: self.clock.clone(),
            database,
            policy: policy(&self.denied),
        })
        .expect("the same parts");
        let (running, address) = start(&shared, Working::Always).expect("a second server");
        Beside { running, client: self.client.clone(), address }
    }

    /// Takes permissions away from everyone, whatever their roles; an empty list gives all back.
    pub fn deny(&self, permissions: &[Permission]) {
        *self.denied.write().unwrap_or_else(PoisonError::into_inner) = permissions.to_vec();
    }

    /// A request of nobody.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    /// An attempt to sign in.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn try_sign_in(&self, username: &str, password: &str) -> Response {
        let body = json!({ "username": username, "password": password });
        answer(self.request(Method::POST, "/api/v1/sessions").json(&body)).await
    }

    /// Signs a seeded user in.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn sign_in(&self, username: &str) -> SignedIn<'_> {
        let response = self.try_sign_in(username, PASSWORD).await;
        assert_eq!(response.status(), 201, "{username} cannot sign in");
        let cookie = cookie_of(&response);
        let session = json_of(response).await;
        let token = session.pointer("/access_token").and_then(Value::as_str).unwrap_or_default().to_owned();
        SignedIn { app: self, token, cookie, session }
    }

    /// The store of a seeded user, for making what a test starts from.
    ///
    /// # Panics
    /// When there is no such user.
    #[expect(clippy::expect_used, reason = "a test without its user cannot go on")]
    pub fn store_of(&self, username: &str) -> Store {
        let username = username.parse().expect("a user name");
        let actor = self.database().read(move |conn| {
            let known = accounts::credentials(conn, &username)?;
            accounts::actor(conn, known.operation_id, known.id)
        });
        let actor: Actor = actor.expect("a seeded user");
        Store::new(self.database().clone(), actor, Arc::new(vault(&self.secrets)), self.clock.now())
    }

    /// Lets time pass.
    pub fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }
}

impl SignedIn<'_> {
    /// A request in their name.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.app.request(method, path).bearer_auth(&self.token)
    }

    /// Reads something.
    pub async fn get(&self, path: &str) -> Response {
        answer(self.request(Method::GET, path)).await
    }

    /// Reads JSON that must be there.
    ///
    /// # Panics
    /// When the answer is not 200.
    pub async fn get_json(&self, path: &str) -> Value {
        let response = self.get(path).await;
        assert_eq!(response.status(), 200, "GET {path}");
        json_of(response).await
    }

    /// Sends JSON.
    pub async fn post(&self, path: &str, content: &Value) -> Response {
        answer(self.request(Method::POST, path).json(content)).await
    }

    /// Changes the version that an ETag names.
    pub async fn patch(&self, path: &str, etag: &str, content: &Value) -> Response {
        answer(self.request(Method::PATCH, path).header("if-match", etag).json(content)).await
    }
}

/// The answer to a request.
///
/// # Panics
/// When there is none.
#[expect(clippy::expect_used, reason = "a test without an answer cannot go on")]
pub async fn answer(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}

/// The body of an answer; null where it has none.
///
/// # Panics
/// When it is not JSON.
#[expect(clippy::expect_used, reason = "a test without a body cannot go on")]
pub async fn json_of(response: Response) -> Value {
    let bytes = response.bytes().await.expect("a body");
    if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).expect("JSON") }
}

/// The cookie that an answer sets, as `name=value`; empty where it sets none.
pub fn cookie_of(response: &Response) -> String {
    let set = response.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok());
    set.and_then(|cookie| cookie.split(';').next()).unwrap_or_default().to_owned()
}

fn policy(denied: &Denied) -> Policy {
    let denied = Arc::clone(denied);
    Policy::new(move |actor, permission| {
        if denied.read().unwrap_or_else(PoisonError::into_inner).contains(&permission) {
            return Err(Forbidden { role: actor.role, permission });
        }
        actor.may(permission)
    })
}

fn secrets() -> Secrets {
    let key = |byte| Key::from_bytes([byte; 32]);
    Secrets { signing: key(1), sealing: key(2).into(), digest: key(3).into(), file: None }
}

fn seed(database: &Database, files: &Files, now: DateTime<Utc>) -> anyhow::Result<()> {
    let set_up: SetUp = set_up::read(files)?;
    let hashes = vec![password_hash()?; set_up.users.len()];
    set_up::write(database, &set_up, hashes, now)?;
    Ok(())
}

/// Hashed once: a hash for each of a hundred users would take longer than the tests.
fn password_hash() -> anyhow::Result<String> {
    static HASH: OnceLock<String> = OnceLock::new();
    match HASH.get() {
        Some(hash) => Ok(hash.clone()),
        None => {
            let hash = passwords::hash(PASSWORD)?;
            Ok(HASH.get_or_init(|| hash).clone())
        }
    }
}

fn next_door() -> Files {
    Files {
        operation: "code = \"flood\"\nname_zh = \"东丽区抗洪行动\"\nname_en = \"Dongli flood response\"\n\
            time_zone = \"Asia/Shanghai\"\nstarts_on = \"2020-01-20\"\n\
            [[worker_categories]]\ncode = \"dyke\"\nname_zh = \"堤防\"\nname_en = \"Dyke\"\naliases = [\"堤防\"]\n"
            .to_owned(),
        divisions: "code,name,level,parent_code\n120110,东丽区,district,\n120110001,张贵庄街道,town,120110\n\
            120110001001,詹庄村,village,120110001\n"
            .to_owned(),
        organisations: "name,kind,line,area_code\n东丽区总工会,area,union,120110\n东丽医院,employer,,120110001\n".to_owned(),
        users: "username,display_name,organisation,role,duties,language\n\
            flood.admin,何平,东丽区总工会,administrator,,en\nflood.viewer,白露,东丽区总工会,viewer,,zh-CN\n"
            .to_owned(),
    }
}

/// Who does the long work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Working {
    /// The server, as soon as there is some.
    Always,
    /// Nobody, until a test asks for it.
    WhenAsked,
}

/// A server on its own thread.
fn start(shared: &Shared, working: Working) -> anyhow::Result<(Running, SocketAddr)> {
    let (listener, address) = bind(shared)?;
    let (started, handle) = mpsc::channel();
    let for_thread = shared.clone();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            match server(&for_thread, listener, Signals::Ignored) {
                Ok(server) => {
                    let worker = (working == Working::Always).then(|| for_thread.worker().start());
                    started.send(server.handle()).ok();
                    server.await.ok();
                    if let Some(worker) = worker {
                        worker.stop().await;
                    }
                }
                Err(error) => eprintln!("the server does not start: {error}"),
            }
        });
    });
    Ok((Running { handle: handle.recv()?, thread: Some(thread) }, address))
}

/// A second server beside a [`TestApp`].
pub struct Beside {
    #[expect(dead_code, reason = "held for what dropping it does")]
    running: Running,
    client: reqwest::Client,
    address: SocketAddr,
}

impl std::fmt::Debug for Beside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Beside").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Beside {
    /// A request of nobody.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The order is sent when the future is made; nobody need wait for it here.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}
