//! A PostgreSQL with a standby that takes over when it is told to.

use std::{ffi::OsStr, fs, path::PathBuf};

use anyhow::{Context as _, Result};
use diesel::{Connection as _, PgConnection, connection::SimpleConnection as _};
use storage::DatabaseUrl;

use crate::postgres::{Cluster, tools};

/// The database of a [`Pair`].
const LEDGER: &str = "ledger";

/// Two servers: the second follows the first, which waits for it before it acknowledges anything.
pub struct Pair {
    cluster: Cluster,
    tools: PathBuf,
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pair").finish_non_exhaustive()
    }
}

impl Pair {
    /// Starts both.
    ///
    /// # Panics
    /// When PostgreSQL is not to be had; the message says how to get it.
    #[expect(clippy::expect_used, reason = "a test without its servers cannot go on")]
    pub fn start() -> Self {
        Self::try_start().expect("a PostgreSQL with a standby")
    }

    fn try_start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("homefront-pair-").tempdir()?.keep();
        let pair = Self { cluster: Cluster::in_folder(folder)?, tools: tools()? };
        let (one, two) = (pair.path("one"), pair.path("two"));
        let initdb =
            ["--username=homefront", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"];
        pair.run("initdb", initdb.iter().map(OsStr::new).chain([one.as_os_str()]))?;
        pair.start_server("one")?;
        let mut conn = PgConnection::establish(&pair.url_of("one", "postgres"))?;
        conn.batch_execute(&format!("CREATE DATABASE {LEDGER}"))?;
        let socket = pair.path("run-one");
        let follow = ["-U", "homefront", "-R", "-X", "stream", "-c", "fast", "--no-sync", "-h"];
        let places = [socket.as_os_str(), OsStr::new("-D"), two.as_os_str()];
        pair.run("pg_basebackup", follow.iter().map(OsStr::new).chain(places))?;
        pair.start_server("two")?;
        // Only now: without a standby nobody would be answered.
        conn.batch_execute("ALTER SYSTEM SET synchronous_standby_names = '*'")?;
        conn.batch_execute("SELECT pg_reload_conf()")?;
        Ok(pair)
    }

    /// Both servers, as one database.
    ///
    /// # Panics
    /// Never: the URL is our own.
    #[expect(clippy::expect_used, reason = "the URL is our own")]
    pub fn url(&self) -> DatabaseUrl {
        let hosts = format!("{},{}", self.path("run-one").display(), self.path("run-two").display());
        format!("postgres://homefront@/{LEDGER}?host={hosts}").parse().expect("a URL")
    }

    /// Kills the first server, as a power cut would.
    ///
    /// # Panics
    /// When it cannot be killed.
    #[expect(clippy::expect_used, reason = "a test without its servers cannot go on")]
    pub fn kill_the_first(&self) {
        self.control("one", &["stop", "-m", "immediate"]).expect("the first server dies");
    }

    /// Lets the second take over (`pg_ctl promote`).
    ///
    /// # Panics
    /// When it does not.
    #[expect(clippy::expect_used, reason = "a test without its servers cannot go on")]
    pub fn promote_the_second(&self) {
        self.control("two", &["promote", "-w"]).expect("the second server takes over");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.cluster.folder().join(name)
    }

    fn url_of(&self, server: &str, database: &str) -> String {
        format!("postgres://homefront@/{database}?host={}", self.path(&format!("run-{server}")).display())
    }

    fn start_server(&self, name: &str) -> Result<()> {
        let socket = self.path(&format!("run-{name}"));
        self.run("/bin/mkdir", [socket.as_os_str()])?;
        let settings = format!(
            "-c listen_addresses= -c unix_socket_directories={} -c fsync=off -c shared_buffers=32MB -c max_connections=60",
            socket.display()
        );
        let log = self.path(&format!("log-{name}"));
        self.control(name, &["start", "-w", "-l", &log.to_string_lossy(), "-o", &settings])
    }

    fn control(&self, name: &str, order: &[&str]) -> Result<()> {
        let data = self.path(name);
        let arguments = order.iter().map(OsStr::new).chain([OsStr::new("-D"), data.as_os_str()]);
        self.run("pg_ctl", arguments).with_context(|| format!("pg_ctl {order:?} for server {name}"))
    }

    fn run<'a>(&self, program: &str, arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<()> {
        self.cluster.run(self.tools.join(program), arguments)
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        for name in ["one", "two"] {
            // One of them may be dead already.
            drop(self.control(name, &["stop", "-m", "immediate"]));
        }
        drop(fs::remove_dir_all(self.cluster.folder()));
    }
}
