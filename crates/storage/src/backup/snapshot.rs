//! One moment of the database.

use std::collections::BTreeSet;

use domain::ids::OperationId;

use crate::{
    Connection, Database, KeyId, StorageError, Vault,
    dialect::whole::{self, Table},
    journal::{self, Head, VerifyError},
    migrations,
    unscoped::{keys, setup},
};

/// A moment of the database, for as long as it is read.
#[derive(Debug)]
pub struct Snapshot<'a> {
    conn: &'a mut Connection,
}

/// An operation's journal at that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    /// Whose.
    pub operation: OperationId,
    /// The operation's code.
    pub code: String,
    /// Its last sealed entry; the proof of a restored journal is against this.
    pub head: Head,
}

/// The keys without which a copy cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysNamed {
    /// Those that something is sealed with, or will be.
    pub sealing: BTreeSet<KeyId>,
    /// The one that digests.
    pub digest: KeyId,
}

impl Database {
    /// Reads one moment of the database, however long it takes. Writers go on.
    ///
    /// # Errors
    /// What `job` returns, and as the engine's.
    pub fn snapshot<T, E: From<StorageError>>(
        &self,
        job: impl FnOnce(&mut Snapshot<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        // The outcome passes through a transaction that knows only its own errors.
        let mut outcome = None;
        self.read(|conn| {
            outcome = Some(job(&mut Snapshot { conn }));
            Ok(())
        })?;
        outcome.unwrap_or_else(|| Err(StorageError::internal("a snapshot was not read").into()))
    }
}

impl Snapshot<'_> {
    /// The versions of the migrations that the schema is made of.
    ///
    /// # Errors
    /// As any read.
    pub fn schema(&mut self) -> Result<Vec<String>, StorageError> {
        migrations::applied(self.conn)
    }

    /// The tables.
    ///
    /// # Errors
    /// As any read.
    pub fn tables(&mut self) -> Result<Vec<Table>, StorageError> {
        whole::tables(self.conn)
    }

    /// Every row of a table, as a line.
    ///
    /// # Errors
    /// What `each` returns, and as any read.
    pub fn rows<E: From<StorageError>>(
        &mut self,
        table: &Table,
        each: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        whole::read_rows(self.conn, table, each)
    }

    /// The journals, proved.
    ///
    /// # Errors
    /// [`VerifyError::Flaw`] where one is not as it was written.
    pub fn journals(&mut self) -> Result<Vec<Journal>, VerifyError> {
        journals(self.conn)
    }

    /// The keys in use and those that something is still sealed with.
    ///
    /// # Errors
    /// [`StorageError::Busy`] where the vault does not have the keys in use.
    pub fn keys(&mut self, vault: &Vault) -> Result<KeysNamed, StorageError> {
        let in_use = keys::in_use(self.conn, vault)?;
        let mut sealing: BTreeSet<KeyId> = keys::sealed_with(self.conn)?.into_keys().flatten().collect();
        sealing.insert(in_use.sealing());
        Ok(KeysNamed { sealing, digest: in_use.digesting() })
    }
}

/// The journals of all operations, proved.
pub(super) fn journals(conn: &mut Connection) -> Result<Vec<Journal>, VerifyError> {
    let mut journals = Vec::new();
    for operation in setup::operations(conn)? {
        let verified = journal::verify(conn, operation.id, None)?;
        journals.push(Journal { operation: operation.id, code: operation.code, head: verified.noted() });
    }
    Ok(journals)
}
