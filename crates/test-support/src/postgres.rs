//! A private PostgreSQL for tests: one cluster for all test processes, one cloned database for each test.
//!
//! `HOMEFRONT_TEST_POSTGRES` names a server to use instead. Without it the first test starts a cluster on a socket in the
//! folder for temporary files; a watchdog stops and removes it when no test has used it for ten minutes.

use std::{
    ffi::OsStr,
    fs,
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, anyhow, bail};
use diesel::{Connection as _, PgConnection, RunQueryDsl as _, connection::SimpleConnection as _};
use sha2::{Digest as _, Sha256};
use storage::{Database, DatabaseUrl, PoolOptions};

use crate::database::shared_folder;

const HOW_TO_GET_IT: &str = "PostgreSQL 15 or later is needed to test (the same suite runs on both engines). Install it \
     (`apt-get install postgresql`, `brew install postgresql`); it need not be running. Or name a running server whose \
     user may create databases: HOMEFRONT_TEST_POSTGRES=postgres://user@host/postgres";

/// A database that is dropped with the value.
pub struct ClonedDatabase {
    server: Server,
    name: String,
}

impl ClonedDatabase {
    pub fn url(&self) -> String {
        self.server.url(&self.name)
    }
}

impl Drop for ClonedDatabase {
    fn drop(&mut self) {
        // Should the server be gone, so is the database.
        if let Ok(mut conn) = self.server.connect("postgres") {
            drop(conn.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)));
        }
    }
}

/// A fresh copy of the migrated template, which the first caller makes.
pub fn clone_of_template(migrations: &str) -> Result<ClonedDatabase> {
    let lock = fs::File::create(shared_folder()?.join("postgres.lock"))?;
    lock.lock()?;
    let server = Server::find_or_start()?;
    let mut conn = server.connect("postgres").context("connecting to the test server")?;
    let template = format!("homefront_template_{migrations}");
    if !exists(&mut conn, &template)? {
        make_template(&server, &mut conn, &template)?;
    }
    drop(lock);
    let name = format!("homefront_test_{}", storage::ids::new_uuid(chrono::DateTime::UNIX_EPOCH).simple());
    conn.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"))?;
    Ok(ClonedDatabase { server, name })
}

/// Built under another name first: PostgreSQL copies no template that somebody is connected to.
fn make_template(server: &Server, conn: &mut PgConnection, template: &str) -> Result<()> {
    let workshop = format!("{template}_workshop");
    conn.batch_execute(&format!("DROP DATABASE IF EXISTS {workshop} WITH (FORCE)"))?;
    conn.batch_execute(&format!("CREATE DATABASE {workshop} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"))?;
    let url: DatabaseUrl = server.url(&workshop).parse()?;
    Database::open(&url, PoolOptions { connections: 1, ..PoolOptions::default() })?.migrate()?;
    conn.batch_execute(&format!(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{workshop}'"
    ))?;
    conn.batch_execute(&format!("ALTER DATABASE {workshop} RENAME TO {template}"))?;
    Ok(())
}

fn exists(conn: &mut PgConnection, database: &str) -> Result<bool> {
    use diesel::{dsl::sql, sql_types::Bool};
    let query = format!("EXISTS (SELECT FROM pg_database WHERE datname = '{database}')");
    Ok(diesel::select(sql::<Bool>(&query)).get_result(conn)?)
}

/// A server that takes new databases.
struct Server {
    /// Its URL, with `{database}` where the name of a database stands.
    pattern: String,
}

impl Server {
    fn find_or_start() -> Result<Self> {
        if let Ok(url) = std::env::var("HOMEFRONT_TEST_POSTGRES") {
            return Self::given(&url);
        }
        let cluster = Cluster::at_the_usual_place()?;
        cluster.mark_used()?;
        let server =
            Self { pattern: format!("postgres://homefront@/{{database}}?host={}", cluster.folder.display()) };
        if server.connect("postgres").is_err() {
            cluster.start()?;
        }
        Ok(server)
    }

    fn given(url: &str) -> Result<Self> {
        let (address, parameters) =
            url.split_once('?').map_or((url, String::new()), |(a, p)| (a, format!("?{p}")));
        let (server, _) =
            address.rsplit_once('/').filter(|(server, _)| !server.ends_with('/')).ok_or_else(|| {
                anyhow!(
                    "HOMEFRONT_TEST_POSTGRES must end with a database, as in postgres://user@host/postgres"
                )
            })?;
        Ok(Self { pattern: format!("{server}/{{database}}{parameters}") })
    }

    fn url(&self, database: &str) -> String {
        self.pattern.replace("{database}", database)
    }

    fn connect(&self, database: &str) -> Result<PgConnection> {
        Ok(PgConnection::establish(&self.url(database))?)
    }
}

/// The private cluster's folder: data, socket and log.
pub struct Cluster {
    folder: PathBuf,
    /// Whose it is: PostgreSQL refuses to run as root, so there the package's own user runs it.
    owner: Option<(u32, u32)>,
}

impl Cluster {
    /// One for each checkout and user.
    fn at_the_usual_place() -> Result<Self> {
        let checkout = shared_folder()?.canonicalize()?;
        let digest = Sha256::digest(checkout.to_string_lossy().as_bytes());
        let tag: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let user = fs::metadata(&checkout).map(|folder| std::os::unix::fs::MetadataExt::uid(&folder))?;
        let owner = if is_root()? { Some(postgres_user()?) } else { None };
        Ok(Self { folder: std::env::temp_dir().join(format!("homefront-postgres-{user}-{tag}")), owner })
    }

    /// In a folder that is there already and holds nothing.
    pub fn in_folder(folder: PathBuf) -> Result<Self> {
        let owner = if is_root()? { Some(postgres_user()?) } else { None };
        let cluster = Self { folder, owner };
        cluster.hand_over()?;
        Ok(cluster)
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn hand_over(&self) -> Result<()> {
        fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o700))?;
        if let Some((user, group)) = self.owner {
            std::os::unix::fs::chown(&self.folder, Some(user), Some(group))?;
        }
        Ok(())
    }

    fn mark_used(&self) -> Result<()> {
        if self.folder.exists() {
            fs::write(self.folder.join("used"), "")?;
        }
        Ok(())
    }

    /// Starts it anew, from nothing: what a stopped cluster left behind is of no use.
    fn start(&self) -> Result<()> {
        let tools = tools()?;
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder).context("removing a stale test cluster")?;
        }
        fs::create_dir(&self.folder)?;
        self.hand_over()?;
        self.mark_used()?;
        let data = self.folder.join("data");
        let initdb =
            ["--username=homefront", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"];
        self.run(tools.join("initdb"), initdb.iter().map(OsStr::new).chain([data.as_os_str()]))?;
        let settings = format!(
            "-c listen_addresses= -c unix_socket_directories={} -c fsync=off -c synchronous_commit=off \
             -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB -c autovacuum=off",
            self.folder.display()
        );
        let log = self.folder.join("log");
        self.run(
            tools.join("pg_ctl"),
            [
                OsStr::new("start"),
                "-w".as_ref(),
                "-D".as_ref(),
                data.as_ref(),
                "-l".as_ref(),
                log.as_ref(),
                "-o".as_ref(),
                settings.as_ref(),
            ],
        )?;
        self.watch(&tools)
    }

    /// Runs a program as its owner.
    pub fn run<'a>(&self, program: PathBuf, arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<()> {
        let shown = program.display().to_string();
        let output = fs::File::create(self.folder.join("setup.log"))?;
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        let status = self.as_owner(&mut command).status().with_context(|| format!("running {shown}"))?;
        if status.success() {
            return Ok(());
        }
        let said = fs::read_to_string(self.folder.join("setup.log")).unwrap_or_default();
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        bail!("{shown} failed:\n{said}\n{log}")
    }

    /// Stops and removes the cluster when its `used` file has not been touched for ten minutes.
    fn watch(&self, tools: &Path) -> Result<()> {
        const WATCHDOG: &str = r#"
            cd / && trap '' HUP
            while [ -n "$(find "$1/used" -mmin -10 2>/dev/null)" ]; do sleep 20; done
            "$2/pg_ctl" stop -m immediate -D "$1/data"; rm -rf "$1"
        "#;
        let mut command = Command::new("/bin/sh");
        command.args(["-c", WATCHDOG, "homefront-test-watchdog"]).arg(&self.folder).arg(tools);
        command.process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.as_owner(&mut command).spawn().context("starting the watchdog")?;
        Ok(())
    }

    fn as_owner<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        match self.owner {
            Some((user, group)) => command.uid(user).gid(group),
            None => command,
        }
    }
}

/// Where initdb and pg_ctl are: Debian keeps them out of PATH, a folder for each version.
pub fn tools() -> Result<PathBuf> {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let debian =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|version| version.path());
    let mut debian: Vec<_> = debian.collect();
    debian.sort_by_key(|path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()));
    let candidates =
        debian.iter().rev().map(|version| version.join("bin")).chain(std::env::split_paths(&on_path));
    candidates
        .into_iter()
        .find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
        .ok_or_else(|| anyhow!("{HOW_TO_GET_IT}"))
}

/// Whether this process is root, by the owner of what it makes.
fn is_root() -> Result<bool> {
    let probe = tempfile::NamedTempFile::new()?;
    Ok(std::os::unix::fs::MetadataExt::uid(&probe.as_file().metadata()?) == 0)
}

fn postgres_user() -> Result<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd")?;
    let line = users.lines().find(|line| line.starts_with("postgres:")).ok_or_else(|| {
        anyhow!("PostgreSQL does not run as root, and there is no user `postgres` to run it. {HOW_TO_GET_IT}")
    })?;
    let mut fields = line.split(':').skip(2).map(str::parse::<u32>);
    match (fields.next(), fields.next()) {
        (Some(Ok(user)), Some(Ok(group))) => Ok((user, group)),
        _ => bail!("/etc/passwd has an odd line for postgres"),
    }
}
