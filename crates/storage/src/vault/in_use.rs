//! Which keys are in use: the database says it, so that all processes change at the same moment.

use std::{cell::OnceCell, collections::HashMap, ops::Deref, sync::Arc};

use diesel::prelude::*;

use super::{KeyId, Keys, Vault};
use crate::{Connection, StorageError, schema::vault_keys};

/// The vault in one transaction.
#[derive(Debug)]
pub struct VaultInUse<'a> {
    vault: &'a Vault,
    known: OnceCell<Arc<Keys>>,
    held: OnceCell<Arc<Keys>>,
}

impl<'a> VaultInUse<'a> {
    pub(crate) const fn new(vault: &'a Vault) -> Self {
        Self { vault, known: OnceCell::new(), held: OnceCell::new() }
    }

    /// The keys in use, for looking something up.
    ///
    /// # Errors
    /// [`StorageError::Busy`] where this machine does not have them.
    pub(crate) fn keys(&self, conn: &mut Connection) -> Result<Arc<Keys>, StorageError> {
        if let Some(keys) = self.held.get().or_else(|| self.known.get()) {
            return Ok(Arc::clone(keys));
        }
        let rows = vault_keys::table.select((vault_keys::purpose, vault_keys::key_id)).load(conn)?;
        let keys = Arc::new(named(self.vault, rows)?);
        Ok(Arc::clone(self.known.get_or_init(|| keys)))
    }

    /// The keys in use, which stay so until the transaction is over: for sealing and digesting what is written.
    ///
    /// # Errors
    /// As [`VaultInUse::keys`].
    pub(crate) fn keys_to_write(&self, conn: &mut Connection) -> Result<Arc<Keys>, StorageError> {
        if let Some(keys) = self.held.get() {
            return Ok(Arc::clone(keys));
        }
        let query = vault_keys::table.select((vault_keys::purpose, vault_keys::key_id));
        let rows = match conn {
            Connection::Postgres(postgres) => query.for_share().load(postgres)?,
            Connection::Sqlite(sqlite) => query.load(sqlite)?,
        };
        let keys = Arc::new(named(self.vault, rows)?);
        Ok(Arc::clone(self.held.get_or_init(|| keys)))
    }
}

impl Deref for VaultInUse<'_> {
    type Target = Vault;
    fn deref(&self) -> &Vault {
        self.vault
    }
}

/// The two rows of the table, by purpose.
pub(crate) const SEALING: &str = "sealing";
pub(crate) const DIGEST: &str = "digest";

/// The keys that the rows name.
pub(crate) fn named(vault: &Vault, rows: Vec<(String, String)>) -> Result<Keys, StorageError> {
    let rows: HashMap<String, String> = rows.into_iter().collect();
    let key = |purpose: &str| -> Result<Option<KeyId>, StorageError> {
        let name = rows.get(purpose).map(String::as_str).filter(|name| !name.is_empty());
        name.map(|name| name.parse().map_err(StorageError::internal)).transpose()
    };
    Ok(vault.keys(key(SEALING)?, key(DIGEST)?)?)
}
