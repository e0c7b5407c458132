//! Configuration: environment over the file in the data folder over defaults, all from one declaration.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::TimeDelta;
use confique::Config;
use serde::Deserialize;

/// The name of the configuration file inside the data folder.
pub const FILE_NAME: &str = "homefront.toml";

/// Homefront's settings. Each can stand in the file `homefront.toml` of the data folder or in the environment;
/// the environment wins. Every value below is the default.
#[derive(Debug, Clone, Config)]
pub struct Settings {
    /// Where the ledger lives. Without it: the SQLite file `homefront.sqlite` in the data folder.
    /// A PostgreSQL server for more than one machine: "postgres://user:password@host/database". With a standby that can
    /// take over, name both: "postgres://user:password@one,two/database"; the one that takes writes is used.
    #[config(env = "HOMEFRONT_DATABASE_URL")]
    pub database_url: Option<String>,

    /// Connections kept for reading (SQLite) or in all (PostgreSQL).
    #[config(env = "HOMEFRONT_DATABASE_CONNECTIONS", default = 8)]
    pub database_connections: NonZeroU32,

    /// What reaches browsers and colleagues' machines.
    #[config(nested)]
    pub http: Http,

    /// What is written about each request. Never names, phones, search words or the like.
    #[config(nested)]
    pub log: Log,

    /// Who may try how often.
    #[config(nested)]
    pub limits: Limits,
}

/// What reaches browsers.
#[derive(Debug, Clone, Config)]
pub struct Http {
    /// Address and port to listen on. "0.0.0.0:8420" listens to every network; put a TLS proxy in front then.
    #[config(env = "HOMEFRONT_BIND", default = "127.0.0.1:8420")]
    pub bind: SocketAddr,

    /// How users reach it, when a proxy stands in front: "`https://homefront.example`". With https, cookies are
    /// marked Secure and browsers are told to stay with https.
    #[config(env = "HOMEFRONT_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// Addresses of proxies whose X-Forwarded-For is believed; in the environment separated by commas.
    #[config(env = "HOMEFRONT_TRUSTED_PROXIES", parse_env = confique::env::parse::list_by_comma, default = [])]
    pub trusted_proxies: Vec<IpAddr>,

    /// Threads that answer requests. 0: one for each core.
    #[config(env = "HOMEFRONT_THREADS", default = 0)]
    pub threads: usize,

    /// The longest time one request may take, in seconds; at most a day.
    #[config(env = "HOMEFRONT_REQUEST_SECONDS", default = 60)]
    pub request_seconds: u64,

    /// How long requests in flight may go on after the order to stop, in seconds; at most a day.
    #[config(env = "HOMEFRONT_SHUTDOWN_SECONDS", default = 30)]
    pub shutdown_seconds: u64,

    /// The largest JSON body, in bytes.
    #[config(env = "HOMEFRONT_MAX_JSON_BYTES", default = 1048576)]
    pub max_json_bytes: usize,

    /// The largest uploaded roster, in bytes.
    #[config(env = "HOMEFRONT_MAX_UPLOAD_BYTES", default = 33554432)]
    pub max_upload_bytes: usize,

    /// Who may read /metrics: "loopback" (this machine only), "open" or "off".
    #[config(env = "HOMEFRONT_METRICS", default = "loopback")]
    pub metrics: MetricsAccess,

    /// A folder to serve the web application from instead of the one built in; for developers.
    #[config(env = "HOMEFRONT_SPA_DIR")]
    pub spa_dir: Option<PathBuf>,
}

/// What is written about each request.
#[derive(Debug, Clone, Config)]
pub struct Log {
    /// "text" for people, "json" for collectors.
    #[config(env = "HOMEFRONT_LOG_FORMAT", default = "text")]
    pub format: LogFormat,

    /// What is worth a line: "error", "warn", "info", "debug", "trace", or per module "info,storage=debug".
    #[config(env = "HOMEFRONT_LOG", default = "info")]
    pub filter: String,
}

/// Who may try how often.
#[derive(Debug, Clone, Config)]
pub struct Limits {
    /// Requests in a minute from one address, signed in or not.
    #[config(env = "HOMEFRONT_REQUESTS_PER_MINUTE", default = 1200)]
    pub requests_per_minute: NonZeroU32,

    /// Attempts to sign in within a minute from one address. An office behind one address shares it.
    #[config(env = "HOMEFRONT_SIGN_INS_PER_MINUTE", default = 60)]
    pub sign_ins_per_minute: NonZeroU32,

    /// Attempts to sign in within a minute for one user name.
    #[config(env = "HOMEFRONT_SIGN_INS_PER_USER_PER_MINUTE", default = 10)]
    pub sign_ins_per_user_per_minute: NonZeroU32,

    /// Wrong passwords in a row after which an account is locked for a while.
    #[config(env = "HOMEFRONT_LOCKOUT_ATTEMPTS", default = 8)]
    pub lockout_attempts: NonZeroU32,

    /// How long a locked account stays locked, in minutes; at most a year.
    #[config(env = "HOMEFRONT_LOCKOUT_MINUTES", default = 15)]
    pub lockout_minutes: NonZeroU32,

    /// Searches by a whole identity number within an hour for one user. Somebody who knows a birth date could otherwise
    /// try the numbers that are left.
    #[config(env = "HOMEFRONT_NUMBER_SEARCHES_PER_HOUR", default = 120)]
    pub number_searches_per_hour: NonZeroU32,

    /// Masked values that one user may reveal within an hour, over all servers.
    #[config(env = "HOMEFRONT_REVEALS_PER_HOUR", default = 30)]
    pub reveals_per_hour: NonZeroU32,

    /// Masked values that one user may reveal within 24 hours, over all servers.
    #[config(env = "HOMEFRONT_REVEALS_PER_DAY", default = 120)]
    pub reveals_per_day: NonZeroU32,

    /// Streams of changes that one user may follow at a time, one for each window that is in sight.
    #[config(env = "HOMEFRONT_STREAMS_PER_USER", default = 12)]
    pub streams_per_user: NonZeroU32,

    /// Streams of changes that one process serves at a time.
    #[config(env = "HOMEFRONT_STREAMS", default = 2000)]
    pub streams: NonZeroU32,

    /// Passwords hashed at one time. Each takes 19 MiB for a moment.
    #[config(env = "HOMEFRONT_HASHES_AT_ONCE", default = 4)]
    pub hashes_at_once: NonZeroU32,
}

/// Who may read the metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetricsAccess {
    /// Connections from this machine that no proxy passed on.
    Loopback,
    /// Anyone who reaches the port.
    Open,
    /// Nobody.
    Off,
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For collectors, one object a line.
    Json,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// One of them cannot be read.
    #[error(transparent)]
    Unreadable(#[from] confique::Error),
    /// A span of time that nobody can mean.
    #[error("the setting {name} is {value}, and at most {most} is possible")]
    TooLong {
        /// The setting.
        name: &'static str,
        /// What it is set to.
        value: u64,
        /// The most it may be.
        most: u64,
    },
}

const DAY_IN_SECONDS: u64 = 24 * 60 * 60;
const YEAR_IN_MINUTES: u64 = 365 * 24 * 60;

impl Settings {
    /// The settings of a data folder.
    ///
    /// # Errors
    /// [`SettingsError`] names the setting and the value it cannot use.
    pub fn load(data_dir: &Path) -> Result<Self, SettingsError> {
        let settings = Self::builder().env().file(data_dir.join(FILE_NAME)).load()?;
        settings.check()?;
        Ok(settings)
    }

    /// Proves that spans of time are ones that a clock can add.
    ///
    /// # Errors
    /// [`SettingsError::TooLong`] names the first that is not.
    pub fn check(&self) -> Result<(), SettingsError> {
        let spans = [
            ("http.request_seconds", self.http.request_seconds, DAY_IN_SECONDS),
            ("http.shutdown_seconds", self.http.shutdown_seconds, DAY_IN_SECONDS),
            ("limits.lockout_minutes", self.limits.lockout_minutes.get().into(), YEAR_IN_MINUTES),
        ];
        match spans.into_iter().find(|(_, value, most)| value > most) {
            Some((name, value, most)) => Err(SettingsError::TooLong { name, value, most }),
            None => Ok(()),
        }
    }

    /// The defaults alone: neither file nor environment.
    ///
    /// # Errors
    /// When a default is not a valid value, which would be a defect here.
    pub fn defaults() -> Result<Self, confique::Error> {
        Self::builder().load()
    }

    /// The commented file with every default, ready to be edited.
    pub fn template() -> String {
        confique::toml::template::<Self>(confique::toml::FormatOptions::default())
    }

    /// The URL of the ledger's database.
    pub fn database(&self, data_dir: &Path) -> String {
        let in_data_dir = || format!("sqlite://{}", data_dir.join("homefront.sqlite").display());
        self.database_url.clone().unwrap_or_else(in_data_dir)
    }
}

impl Limits {
    /// How long a locked account stays locked. [`Settings::check`] keeps it within a year.
    pub fn lockout(&self) -> TimeDelta {
        TimeDelta::try_minutes(self.lockout_minutes.get().into()).unwrap_or(TimeDelta::MAX)
    }
}

impl Http {
    /// Whether browsers reach the application by TLS.
    pub fn transport(&self) -> Transport {
        match &self.public_url {
            Some(url) if url.starts_with("https://") => Transport::Tls,
            _ => Transport::Plain,
        }
    }

    /// The longest time one request may take.
    pub const fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.request_seconds)
    }
}

/// How browsers reach the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Through a proxy that speaks TLS.
    Tls,
    /// Without: a try-out on one machine.
    Plain,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_file(text: &str) -> Result<Settings, confique::Error> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE_NAME), text).unwrap();
        Settings::builder().file(dir.path().join(FILE_NAME)).load()
    }

    #[test]
    fn the_printed_template_is_a_valid_file_and_means_the_defaults() {
        let template = Settings::template();
        let uncommented: String = template
            .lines()
            .map(|line| {
                line.strip_prefix('#')
                    .filter(|rest| rest.contains(" = ") && !rest.starts_with(' '))
                    .unwrap_or(line)
            })
            .map(|line| format!("{line}\n"))
            .collect();
        let defaults = from_file("").unwrap();
        for text in [template, uncommented] {
            assert_eq!(format!("{:?}", from_file(&text).unwrap()), format!("{defaults:?}"));
        }
    }

    #[test]
    fn the_file_changes_a_default_and_a_wrong_value_is_named() {
        let settings = from_file("[http]\nbind = \"0.0.0.0:80\"\nmetrics = \"off\"\n").unwrap();
        assert_eq!((settings.http.bind.port(), settings.http.metrics), (80, MetricsAccess::Off));
        let error = from_file("[http]\nmetrics = \"everyone\"\n").unwrap_err();
        assert!(format!("{error:#}").contains("everyone"), "{error:#}");
    }

    #[test]
    fn a_span_that_no_clock_can_add_is_named() {
        let refused = |text: &str| from_file(text).unwrap().check().unwrap_err().to_string();
        assert_eq!(
            refused("[limits]\nlockout_minutes = 4294967295\n"),
            "the setting limits.lockout_minutes is 4294967295, and at most 525600 is possible"
        );
        assert!(refused("[http]\nrequest_seconds = 18446744073709551\n").contains("http.request_seconds"));
        assert!(refused("[http]\nshutdown_seconds = 86401\n").contains("http.shutdown_seconds"));
        let most = from_file("[limits]\nlockout_minutes = 525600\n").unwrap();
        most.check().unwrap();
        assert_eq!(most.limits.lockout(), TimeDelta::days(365));
    }

    #[test]
    fn without_a_url_the_ledger_is_a_file_in_the_data_folder() {
        let settings = from_file("").unwrap();
        assert_eq!(settings.database(Path::new("/srv/data")), "sqlite:///srv/data/homefront.sqlite");
    }
}
