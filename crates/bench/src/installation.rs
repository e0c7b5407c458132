//! A released server on a fresh database, and somebody who is signed in.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use diesel::{RunQueryDsl as _, connection::SimpleConnection as _, sql_query, sql_types::Integer};
use domain::ids::{OperationId, UserId};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use storage::{Connection, Database, DatabaseUrl, Engine, StorageError};
use tempfile::TempDir;
use test_support::TestDatabase;
use tokio::sync::Mutex;

use crate::cpu;

const PASSWORD: &str = "a ledger that is measured";
/// Access tokens live for ten minutes.
const FRESH: Duration = Duration::from_secs(300);

/// A server that answers.
pub struct Installation {
    pub client: Client,
    base: String,
    token: Mutex<(String, Instant)>,
    pub operation: OperationId,
    pub user: UserId,
    /// The villages' ids.
    pub areas: Vec<String>,
    server: Server,
    database: TestDatabase,
    #[expect(dead_code, reason = "held until the server has stopped")]
    folder: TempDir,
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[derive(diesel::QueryableByName)]
struct Backend {
    #[diesel(sql_type = Integer)]
    pid: i32,
}

impl Installation {
    /// Starts a server with areas, organisations and users, and signs somebody in.
    pub async fn start(binary: &Path, engine: Engine) -> Result<Self> {
        let database = TestDatabase::new(engine);
        let url = match database.url() {
            DatabaseUrl::Postgres(url) => url.clone(),
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        };
        let folder = tempfile::tempdir()?;
        let mut server = Server(
            Command::new(binary)
                .args(["demo", "--empty"])
                .env("HOMEFRONT_DATA", folder.path())
                .env("HOMEFRONT_DATABASE_URL", url)
                .env("HOMEFRONT_DEMO_PASSWORD", PASSWORD)
                .env("HOMEFRONT_BIND", "127.0.0.1:0")
                .env("HOMEFRONT_LOG", "warn")
                .env("HOMEFRONT_REQUESTS_PER_MINUTE", "100000000")
                .stdout(Stdio::piped())
                .spawn()
                .with_context(|| format!("running {}", binary.display()))?,
        );
        let stdout = server.0.stdout.take().context("the server says nothing")?;
        let mut lines = BufReader::new(stdout).lines();
        let base = loop {
            let line = lines.next().context("the server ended before it listened")??;
            if let Some(at) = line.find("http://") {
                let url: String =
                    line.chars().skip(line.chars().count() - line[at..].chars().count()).collect();
                break url.split_whitespace().next().unwrap_or_default().trim_end_matches('/').to_owned();
            }
        };
        // What it says later is not read, and must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let client = Client::new();
        let signed_in = sign_in(&client, &base).await?;
        let mut installation = Self {
            operation: text(&signed_in, "/me/operation/id").parse()?,
            user: text(&signed_in, "/me/id").parse()?,
            token: Mutex::new((text(&signed_in, "/access_token"), Instant::now())),
            client,
            base,
            areas: Vec::new(),
            server,
            database,
            folder,
        };
        let villages = installation.rows("/areas", &[("level", "village")], usize::MAX).await?;
        installation.areas = villages.iter().map(|area| text(area, "/id")).collect();
        Ok(installation)
    }

    /// The rows of a list, page after page, until there are so many.
    pub async fn rows(&self, path: &str, query: &[(&str, &str)], at_most: usize) -> Result<Vec<Value>> {
        let mut rows = Vec::new();
        let mut cursor = String::new();
        loop {
            let mut request = self.request(Method::GET, path).await?.query(query).query(&[("limit", "200")]);
            if !cursor.is_empty() {
                request = request.query(&[("cursor", &cursor)]);
            }
            let mut page = json_of(request).await?;
            cursor = text(&page, "/next_cursor");
            if let Some(Value::Array(items)) = page.pointer_mut("/items").map(Value::take) {
                rows.extend(items);
            }
            if cursor.is_empty() || rows.len() >= at_most {
                return Ok(rows);
            }
        }
    }

    /// A request of the one who is signed in.
    pub async fn request(&self, method: Method, path: &str) -> Result<RequestBuilder> {
        let mut token = self.token.lock().await;
        if token.1.elapsed() > FRESH {
            let signed_in = sign_in(&self.client, &self.base).await?;
            *token = (text(&signed_in, "/access_token"), Instant::now());
        }
        Ok(self.client.request(method, format!("{}/api/v1{path}", self.base)).bearer_auth(&token.0))
    }

    /// The same database, for whoever asks it directly.
    pub const fn database(&self) -> &Database {
        self.database.database()
    }

    /// CPU time of the server, and of the engine where that is another process.
    pub fn cpu(&self) -> Result<(Duration, Duration)> {
        let server = cpu::of_process(self.server.0.id());
        Ok((server, self.backends()?.into_iter().map(cpu::of_process).sum()))
    }

    /// Memory that the server holds, in bytes.
    pub fn resident(&self) -> Result<u64> {
        cpu::resident(self.server.0.id())
    }

    /// Lets the engine count its rows, as it does by itself in time.
    pub fn settle(&self) -> Result<()> {
        Ok(self.database().maintain(|conn| Ok(conn.batch_execute("ANALYZE")?))?)
    }

    /// The server's connections and what writes for them.
    fn backends(&self) -> Result<Vec<u32>> {
        let found = self.database().read(|conn| match conn {
            Connection::Sqlite(_) => Ok(Vec::new()),
            Connection::Postgres(postgres) => {
                let sql = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND (datname = current_database() \
                           OR backend_type IN ('walwriter', 'checkpointer', 'background writer'))";
                sql_query(sql).load::<Backend>(postgres).map_err(StorageError::from)
            }
        })?;
        Ok(found.into_iter().filter_map(|backend| u32::try_from(backend.pid).ok()).collect())
    }
}

async fn sign_in(client: &Client, base: &str) -> Result<Value> {
    let who = json!({ "username": "xq.union", "password": PASSWORD });
    json_of(client.post(format!("{base}/api/v1/sessions")).json(&who)).await
}

/// The text at a place; empty where there is none.
pub fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The answer to a request that has to succeed.
pub async fn json_of(request: RequestBuilder) -> Result<Value> {
    let response = request.send().await?;
    let status = response.status();
    let body: Value = response.json().await?;
    if !status.is_success() {
        bail!("{status}: {body}");
    }
    Ok(body)
}
