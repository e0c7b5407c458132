//! Which keys are in use: the database says it, so that all processes change at the same moment.

use std::{cell::OnceCell, collections::HashMap, ops::Deref, sync::Arc};

use diesel::prelude::*;

use super::{KeyId, Keys, Vault};
use crate::{Connection, StorageError, schema::vault_keys};

/// The vault in one transaction.
#[derive(Debug)]
pub struct VaultInUse<'a> {
    vault: &'a Vault,
    purpose: Purpose,
    keys: OnceCell<Arc<Keys>>,
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// It may not even lock a row.
    Reading,
    /// The keys in use must stay so until it is over.
    Writing,
}

impl<'a> VaultInUse<'a> {
    pub(crate) const fn reading(vault: &'a Vault) -> Self {
        Self { vault, purpose: Purpose::Reading, keys: OnceCell::new() }
    }

    pub(crate) const fn writing(vault: &'a Vault) -> Self {
        Self { vault, purpose: Purpose::Writing, keys: OnceCell::new() }
    }

    /// The keys in use. In a transaction that writes they stay so until it is over: whoever changes them waits for it.
    ///
    /// # Errors
    /// [`StorageError::Busy`] where this machine does not have them.
    pub(crate) fn keys(&self, conn: &mut Connection) -> Result<Arc<Keys>, StorageError> {
        if let Some(keys) = self.keys.get() {
            return Ok(Arc::clone(keys));
        }
        let query = vault_keys::table.select((vault_keys::purpose, vault_keys::key_id));
        let rows = match (conn, self.purpose) {
            (Connection::Postgres(postgres), Purpose::Writing) => query.for_share().load(postgres)?,
            (conn, _) => query.load(conn)?,
        };
        let keys = Arc::new(named(self.vault, rows)?);
        Ok(Arc::clone(self.keys.get_or_init(|| keys)))
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
