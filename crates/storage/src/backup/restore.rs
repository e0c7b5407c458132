//! A snapshot back into a database.

use domain::ids::OperationId;

use crate::{
    Connection, Database, StorageError,
    dialect::whole::{self, Table},
    journal::{self, Flaw, Head, VerifyError},
    migrations,
    unscoped::sessions,
};

/// Lines that go into the database with one statement: so many, or so many bytes.
const LINES: usize = 1_000;
const BYTES: usize = 1 << 20;

/// What the snapshot says of itself.
#[derive(Debug, Clone)]
pub struct Given {
    /// The versions of its migrations.
    pub schema: Vec<String>,
    /// Its tables: name, columns, rows.
    pub tables: Vec<(String, Vec<String>, u64)>,
    /// The last sealed entry of each operation's journal.
    pub journals: Vec<(OperationId, Head)>,
}

/// Where the lines come from, a table at a time.
pub trait Lines {
    /// Hands over each line of a table.
    ///
    /// # Errors
    /// [`RestoreError::Damaged`], and what `each` returns.
    fn of(
        &mut self,
        table: &str,
        each: &mut dyn FnMut(String) -> Result<(), RestoreError>,
    ) -> Result<(), RestoreError>;
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Rows, over all tables.
    pub rows: u64,
    /// Entries of all journals, proved.
    pub entries: i64,
    /// The migrations that the snapshot did not have yet.
    pub migrations: Vec<String>,
}

/// Why nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// There is a ledger already.
    #[error("the database holds a ledger already")]
    NotEmpty,
    /// It was made by a newer release.
    #[error("it was made by a newer release of Homefront: this one does not know the migration {0}")]
    Newer(String),
    /// What was given is not what was taken.
    #[error("{0}")]
    Damaged(String),
    /// A journal is not as it was written.
    #[error("the journal of {operation}: {flaw}")]
    Journal {
        /// The operation's id.
        operation: OperationId,
        /// What is wrong.
        flaw: Flaw,
    },
    /// The database did not take it.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Puts a snapshot into a database, in place of what is there if `replacing` says so, and signs everybody out: sessions that
/// ended after the snapshot was taken must not go on.
///
/// # Errors
/// [`RestoreError`]; then the database is as it was.
pub fn restore(
    database: &Database,
    given: &Given,
    lines: &mut dyn Lines,
    replacing: Replacing,
) -> Result<Restored, RestoreError> {
    let restored = database.rebuild(|conn| {
        if replacing == Replacing::Nothing && !is_empty(conn)? {
            return Err(RestoreError::NotEmpty);
        }
        whole::drop_everything(conn)?;
        if let Some(unknown) = migrations::run_only(conn, &given.schema)?.into_iter().next() {
            return Err(RestoreError::Newer(unknown));
        }
        let rows = fill(conn, given, lines)?;
        let migrations = migrations::run_within(conn)?;
        let entries = prove_journals(conn, given)?;
        sessions::end_everybodys(conn)?;
        Ok(Restored { rows, entries, migrations })
    })?;
    // It is restored already, and only larger and slower where this cannot be done now.
    if let Err(error) = database.maintain(whole::settle) {
        tracing::warn!(error = &error as &dyn std::error::Error, "the restored tables were not packed");
    }
    Ok(restored)
}

/// Whether a restore may take a ledger's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replacing {
    /// It may not.
    Nothing,
    /// It may: what is there is lost.
    WhatIsThere,
}

fn is_empty(conn: &mut Connection) -> Result<bool, StorageError> {
    let tables = whole::tables(conn)?;
    let operations = tables.iter().find(|table| table.name == "operations");
    operations.map_or(Ok(true), |table| Ok(whole::count_rows(conn, table)? == 0))
}

fn fill(conn: &mut Connection, given: &Given, lines: &mut dyn Lines) -> Result<u64, RestoreError> {
    let tables = whole::tables(conn)?;
    let (is, was): (Vec<_>, Vec<_>) = (
        tables.iter().map(|table| (&table.name, table.columns())).collect(),
        given.tables.iter().map(|(name, columns, _)| (name, columns.clone())).collect(),
    );
    if is != was {
        return Err(RestoreError::Damaged("its tables are not those of its schema".to_owned()));
    }
    let unchecked = whole::uncheck_references(conn)?;
    let mut rows = 0;
    for (table, (_, _, said)) in tables.iter().zip(&given.tables) {
        // Migrations put some rows in; these are among those that come.
        whole::clear(conn, table)?;
        fill_table(conn, table, lines)?;
        let counted = whole::count_rows(conn, table)?;
        if counted != *said {
            let (name, said) = (&table.name, *said);
            return Err(RestoreError::Damaged(format!("{name} has {counted} rows and should have {said}")));
        }
        rows += counted;
    }
    whole::check_references(conn, unchecked)?;
    Ok(rows)
}

fn fill_table(conn: &mut Connection, table: &Table, lines: &mut dyn Lines) -> Result<(), RestoreError> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    lines.of(&table.name, &mut |line| {
        bytes += line.len();
        batch.push(line);
        if batch.len() >= LINES || bytes >= BYTES {
            whole::write_rows(conn, table, &batch)?;
            batch.clear();
            bytes = 0;
        }
        Ok(())
    })?;
    Ok(whole::write_rows(conn, table, &batch)?)
}

fn prove_journals(conn: &mut Connection, given: &Given) -> Result<i64, RestoreError> {
    let mut entries = 0;
    for (operation, head) in &given.journals {
        let verified = journal::verify(conn, *operation, Some(*head)).map_err(|error| match error {
            VerifyError::Flaw(flaw) => RestoreError::Journal { operation: *operation, flaw },
            VerifyError::Storage(error) => error.into(),
        })?;
        entries += verified.entries;
    }
    Ok(entries)
}
