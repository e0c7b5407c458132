//! What a backup says of itself.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use storage::backup::Given;

/// Its name in the archive.
pub const NAME: &str = "manifest.json";
/// What this release writes, and the newest that it reads.
pub const FORMAT: u32 = 1;

/// What a backup holds, and what it needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Grows when an older release could not read it.
    pub format: u32,
    /// The moment that it shows.
    pub made_at: DateTime<Utc>,
    /// The release that wrote it.
    pub made_by: String,
    /// The versions of the migrations that its tables come from.
    pub schema: Vec<String>,
    /// Its other files.
    pub entries: Vec<Entry>,
    /// The end of each operation's journal.
    pub journals: Vec<JournalHead>,
    /// The keys without which it cannot be used.
    pub keys: KeyNames,
}

/// A file of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name there.
    pub path: String,
    /// How long it is, uncompressed.
    pub bytes: u64,
    /// What it must be.
    pub sha256: String,
    /// What it holds of the database; nothing for any other kind of file.
    pub table: Option<TableEntry>,
}

/// A table's rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableEntry {
    /// The table.
    pub name: String,
    /// Its columns, in the order in which a line has their values.
    pub columns: Vec<String>,
    /// How many lines there are.
    pub rows: u64,
}

/// The last sealed entry of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalHead {
    /// The operation's code.
    pub operation: String,
    /// Its id.
    pub operation_id: domain::ids::OperationId,
    /// As `homefront journal verify` prints it.
    pub head: String,
}

/// Keys by their public names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyNames {
    /// Those that open what is sealed.
    pub sealing: Vec<String>,
    /// The one by which numbers are found.
    pub digest: String,
}

impl Manifest {
    /// How many rows there are, over all tables.
    pub fn rows(&self) -> u64 {
        self.entries.iter().filter_map(|entry| Some(entry.table.as_ref()?.rows)).sum()
    }

    /// What a restore must find.
    ///
    /// # Errors
    /// Where something is in it that this release cannot put back.
    pub fn given(&self) -> anyhow::Result<Given> {
        let table = |entry: &Entry| {
            let table = entry.table.clone().with_context(|| {
                format!("it holds {}, which this release of Homefront cannot put back", entry.path)
            })?;
            anyhow::Ok((table.name, table.columns, table.rows))
        };
        let journal = |journal: &JournalHead| anyhow::Ok((journal.operation_id, journal.head.parse()?));
        Ok(Given {
            schema: self.schema.clone(),
            tables: self.entries.iter().map(table).collect::<Result<_, _>>()?,
            journals: self.journals.iter().map(journal).collect::<Result<_, _>>()?,
        })
    }
}

/// Where the rows of a table are.
pub fn path_of(table: &str) -> String {
    format!("tables/{table}.jsonl")
}
