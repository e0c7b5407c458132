//! `homefront serve` as a process: how it starts, and how it stops.
#![cfg(test)]

mod tools;

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use reqwest::Client;
use serde_json::{Value, json};
use test_support::on_both_engines;
use tools::installation::{Installation, Server, USER, household};

/// A server with a data folder of its own.
struct Process {
    child: Child,
    // Held open, so that the server can go on printing.
    _output: BufReader<ChildStdout>,
    address: SocketAddr,
    data: tempfile::TempDir,
}

impl Process {
    fn start() -> Self {
        let data = tempfile::Builder::new().prefix("homefront-process-").tempdir().unwrap();
        let mut child = Command::new(tools::homefront())
            .arg("serve")
            .env("HOMEFRONT_DATA", data.path())
            .env("HOMEFRONT_BIND", "127.0.0.1:0")
            .env("HOMEFRONT_SHUTDOWN_SECONDS", "20")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let address = loop {
            let mut line = String::new();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "the server ended before it listened");
            if let Some((_, address)) = line.trim().split_once("http://") {
                break address.parse().unwrap();
            }
        };
        Self { child, _output: output, address, data }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn read_all(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn requests_in_flight_finish_when_the_server_stops() {
    let mut process = Process::start();
    let body = r#"{"username":"nobody","password":"a long and quiet phrase"}"#;
    let (first, rest) = body.split_at(20);
    let mut stream = process.connect();
    let head = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
        process.address,
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The server asks for the body: it has begun with the request.
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(first.as_bytes()).unwrap();

    process.terminate();
    // From some moment on nobody else is let in.
    while TcpStream::connect(process.address).is_ok() {
        thread::sleep(Duration::from_millis(20));
    }
    assert!(process.child.try_wait().unwrap().is_none(), "the server waits for the request");

    stream.write_all(rest.as_bytes()).unwrap();
    let answer = read_all(stream);
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    assert!(answer.contains("wrong_credentials"), "{answer}");
    assert!(process.child.wait().unwrap().success(), "a clean end");
}

#[cfg(unix)]
#[test]
fn a_reader_who_has_enough_does_no_harm() {
    let mut child = Command::new(tools::homefront())
        .arg("openapi")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 16];
    let mut output = child.stdout.take().unwrap();
    output.read_exact(&mut first).unwrap();
    // More follows than a pipe holds.
    drop(output);
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(ended.stderr.is_empty(), "{}", String::from_utf8_lossy(&ended.stderr));
}

#[test]
fn secrets_are_made_for_the_owners_eyes_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let process = Process::start();
    let mut stream = process.connect();
    stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    assert!(read_all(stream).starts_with("HTTP/1.1 200 "));
    let secrets = process.data.path().join("secrets.toml");
    assert_eq!(std::fs::metadata(&secrets).unwrap().permissions().mode() & 0o777, 0o600);
}

/// Tries a password, and gives the code of the refusal.
async fn refused(client: &Client, server: &Server, username: &str) -> String {
    let body = json!({ "username": username, "password": "not the password" });
    let answer = client.post(server.url("/api/v1/sessions")).json(&body).send().await.unwrap();
    let problem: Value = answer.json().await.unwrap();
    problem["code"].as_str().unwrap().to_owned()
}

on_both_engines! {
    async fn two_processes_are_one_service(db) {
        let installation = Installation::begin(db.url());
        let serve = || Server::start(installation.command(&["serve"]).env("HOMEFRONT_LOCKOUT_ATTEMPTS", "4"));
        let (here, there, client) = (serve(), serve(), Client::new());
        let token = here.sign_in(&client, installation.password()).await;
        let village = there.village(&client, &token).await;

        let mut stream = client.get(there.url("/api/v1/live")).bearer_auth(&token).send().await.unwrap();
        let mut heard = String::from_utf8(stream.chunk().await.unwrap().unwrap().to_vec()).unwrap();
        assert!(heard.contains("event: open"), "{heard}");
        let enter = client.post(here.url("/api/v1/households")).bearer_auth(&token).json(&household(&village, 1));
        let entered: Value = enter.send().await.unwrap().json().await.unwrap();
        let acknowledged = Instant::now();
        while !heard.contains(entered["id"].as_str().unwrap()) {
            heard += std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap();
        }
        // Half a second on a machine that has time; tests run beside others.
        assert!(acknowledged.elapsed() < Duration::from_secs(5), "{:?}", acknowledged.elapsed());

        for name in [USER, "nobody.here"] {
            for server in [&here, &there, &here, &there] {
                assert_eq!(refused(&client, server, name).await, "wrong_credentials");
            }
            for server in [&here, &there] {
                assert_eq!(refused(&client, server, name).await, "locked_out", "{name}");
            }
        }
    }
}
