//! Where the database is and how many connections it is given.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

/// Where the database is: `postgres://…`, `sqlite:path/to/file`, or the path alone.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A connection string of libpq.
    Postgres(String),
    /// A file, which is made when it is missing.
    Sqlite(PathBuf),
}

/// A text that names no database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a database is given as postgres://user@host/name, sqlite:path or a path, not as {0:?}")]
pub struct DatabaseUrlError(String);

impl DatabaseUrl {
    /// A SQLite file.
    pub fn sqlite(path: impl AsRef<Path>) -> Self {
        Self::Sqlite(path.as_ref().to_owned())
    }
}

impl FromStr for DatabaseUrl {
    type Err = DatabaseUrlError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")).unwrap_or(text);
        if path.is_empty() || path.contains("://") || path == ":memory:" {
            return Err(DatabaseUrlError(without_password(text)));
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

/// Shown without the password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postgres(url) => f.write_str(&without_password(url)),
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    // Parameters may carry a password too, so they are left out altogether.
    let rest = rest.split_once('?').map_or(rest, |(address, _)| address);
    match rest.rsplit_once('@') {
        Some((credentials, place)) => {
            let user = credentials.split_once(':').map_or(credentials, |(user, _)| user);
            format!("{scheme}://{user}@{place}")
        }
        None => format!("{scheme}://{rest}"),
    }
}

/// How connections are kept.
#[derive(Debug, Clone, Copy)]
pub struct PoolOptions {
    /// Most connections at a time; on SQLite those for reading, beside the one that writes.
    pub connections: u32,
    /// How long a caller waits for a free connection before it hears [`crate::StorageError::Busy`].
    pub patience: Duration,
    /// How many writes may wait for the SQLite writer before more are turned away.
    pub queue: usize,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self { connections: 8, patience: Duration::from_secs(5), queue: 4096 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_kinds() {
        assert_eq!("sqlite:a/b.db".parse(), Ok(DatabaseUrl::sqlite("a/b.db")));
        assert_eq!("sqlite:///var/b.db".parse(), Ok(DatabaseUrl::sqlite("/var/b.db")));
        assert_eq!("b.db".parse(), Ok(DatabaseUrl::sqlite("b.db")));
        assert!(matches!("postgres://u:p@h/d".parse(), Ok(DatabaseUrl::Postgres(_))));
        for wrong in ["", "mysql://h/d", ":memory:"] {
            assert!(wrong.parse::<DatabaseUrl>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn never_shows_a_password() {
        for url in
            ["postgres://ada:s3cret@h/d", "postgres://ada@h/d?password=s3cret", "postgres://ada:s3c@ret@h/d"]
        {
            let url: DatabaseUrl = url.parse().unwrap();
            let shown = format!("{url} {url:?}");
            assert!(!shown.contains("s3c") && shown.contains("ada@h/d"), "{shown}");
        }
        assert!(!"mysql://ada:s3cret@h/d".parse::<DatabaseUrl>().unwrap_err().to_string().contains("s3cret"));
    }
}
