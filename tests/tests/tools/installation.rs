//! An installation as a machine's owner has it: a data folder, a database, the program, and servers that can be killed.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Output, Stdio},
};

use serde_json::{Value, json};
use storage::DatabaseUrl;

/// The one user, a manager of the district's union.
pub const USER: &str = "xq.union";
/// A village of the district's first town.
pub const VILLAGE: &str = "120111001001";

/// An installation.
pub struct Installation {
    folder: tempfile::TempDir,
    url: String,
    password: String,
}

impl Installation {
    /// With a data folder that has not been made yet.
    pub fn bare(url: &DatabaseUrl) -> Self {
        let url = match url {
            DatabaseUrl::Postgres(url) => url.clone(),
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        };
        let folder = tempfile::Builder::new().prefix("homefront-installation-").tempdir().unwrap();
        Self { folder, url, password: String::new() }
    }

    /// With the demonstration's district and one user.
    pub fn begin(url: &DatabaseUrl) -> Self {
        let mut installation = Self::bare(url);
        let (demo, files) = (super::file("../crates/server/demo"), installation.path("set-up"));
        fs::create_dir(&files).unwrap();
        for name in ["operation.toml", "divisions.csv", "organisations.csv"] {
            fs::copy(demo.join(name), files.join(name)).unwrap();
        }
        // Each user has a password to hash.
        let users = fs::read_to_string(demo.join("users.csv")).unwrap();
        let chosen = |line: &&str| line.starts_with("username,") || line.starts_with(&format!("{USER},"));
        let users: Vec<&str> = users.lines().filter(chosen).collect();
        fs::write(files.join("users.csv"), users.join("\n")).unwrap();
        let printed = installation.succeed(&["set-up", &files.to_string_lossy()]);
        let password = |line: &str| Some(line.split_once('\t')?.1.to_owned());
        installation.password = printed.lines().find_map(password).unwrap();
        installation
    }

    /// A place beside the data folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// The user's password.
    pub fn password(&self) -> &str {
        &self.password
    }

    /// The program.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(super::homefront());
        command
            .args(arguments)
            .env("HOMEFRONT_DATA", self.data())
            .env("HOMEFRONT_DATABASE_URL", &self.url)
            .env("HOMEFRONT_BIND", "127.0.0.1:0")
            .env("HOMEFRONT_SIGN_INS_PER_USER_PER_MINUTE", "1000000")
            .env("HOMEFRONT_REQUESTS_PER_MINUTE", "1000000");
        command
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What it says when all is well.
    pub fn succeed(&self, arguments: &[&str]) -> String {
        super::succeed(&mut self.command(arguments))
    }

    /// What it says when it refuses.
    pub fn refuse(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(!output.status.success(), "{arguments:?} was not refused:\n{said}");
        said
    }

    /// Starts a server on a port of its own.
    pub fn serve(&self) -> Server {
        Server::start(&mut self.command(&["serve"]))
    }
}

/// A server process, killed with the value.
pub struct Server {
    child: Child,
    // Held open, so that the server can go on printing.
    _output: BufReader<ChildStdout>,
    address: String,
}

impl Server {
    /// Starts one, and waits until it listens.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let address = loop {
            let mut line = String::new();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "the server ended before it listened");
            if let Some((_, address)) = line.trim().split_once("http://") {
                break address.to_owned();
            }
        };
        Self { child, _output: output, address }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Ends it at once, whatever it is doing (`kill -9`).
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Signs the user in; the token is good for ten minutes and for every server with the same keys.
    pub async fn sign_in(&self, client: &reqwest::Client, password: &str) -> String {
        let body = json!({ "username": USER, "password": password });
        let answer = client.post(self.url("/api/v1/sessions")).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 201);
        let session: Value = answer.json().await.unwrap();
        session["access_token"].as_str().unwrap().to_owned()
    }

    /// The id of the village.
    pub async fn village(&self, client: &reqwest::Client, token: &str) -> String {
        let path = self.url(&format!("/api/v1/areas?q={VILLAGE}"));
        let page: Value = client.get(path).bearer_auth(token).send().await.unwrap().json().await.unwrap();
        page["items"][0]["id"].as_str().unwrap().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A worker's household that nobody else has.
pub fn household(village: &str, number: u32) -> Value {
    let person =
        json!({ "name": format!("王{number}"), "phones": [{ "number": format!("139{number:08}") }] });
    json!({
        "area_id": village,
        "address": format!("{number}号楼"),
        "members": [{ "relation": "worker", "person": person, "posting": { "category": "aid_hubei" } }]
    })
}
