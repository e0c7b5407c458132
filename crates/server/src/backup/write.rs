//! Writing a backup while servers go on.

use std::io::Write;

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use storage::{Database, Vault, backup::Snapshot};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::manifest::{Entry, FORMAT, JournalHead, KeyNames, Manifest, NAME, TableEntry, path_of};

/// Writes one moment of the database, proving its journals on the way.
///
/// # Errors
/// When a journal is not as it was written, the keys in use are not at hand, or something cannot be read or written.
pub fn write(
    database: &Database,
    vault: &Vault,
    now: DateTime<Utc>,
    out: impl Write,
) -> anyhow::Result<Manifest> {
    let mut zip = ZipWriter::new_stream(out);
    let manifest = database.snapshot(|snapshot| {
        let keys = snapshot.keys(vault)?;
        let journals = snapshot.journals()?.into_iter().map(|journal| JournalHead {
            operation: journal.code,
            operation_id: journal.operation,
            head: journal.head.to_string(),
        });
        let manifest = Manifest {
            format: FORMAT,
            made_at: now,
            made_by: concat!("homefront ", env!("CARGO_PKG_VERSION")).to_owned(),
            schema: snapshot.schema()?,
            journals: journals.collect(),
            keys: KeyNames {
                sealing: keys.sealing.iter().map(ToString::to_string).collect(),
                digest: keys.digest.to_string(),
            },
            entries: tables(snapshot, &mut zip)?,
        };
        anyhow::Ok(manifest)
    })?;
    zip.start_file(NAME, options())?;
    serde_json::to_writer_pretty(&mut zip, &manifest)?;
    zip.finish()?.flush()?;
    Ok(manifest)
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().unix_permissions(0o600).large_file(true)
}

fn tables(
    snapshot: &mut Snapshot<'_>,
    zip: &mut ZipWriter<impl Write + std::io::Seek>,
) -> anyhow::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for table in snapshot.tables()? {
        let path = path_of(&table.name);
        zip.start_file(path.as_str(), options())?;
        let (mut rows, mut bytes, mut digest) = (0, 0, Sha256::new());
        snapshot.rows(&table, |line| {
            for part in [line.as_bytes(), b"\n"] {
                zip.write_all(part)?;
                digest.update(part);
                bytes += u64::try_from(part.len())?;
            }
            rows += 1;
            anyhow::Ok(())
        })?;
        let sha256 = hex(digest);
        let table = TableEntry { columns: table.columns(), name: table.name, rows };
        entries.push(Entry { path, bytes, sha256, table: Some(table) });
    }
    Ok(entries)
}

/// A digest as the manifest has it.
pub fn hex(digest: Sha256) -> String {
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
