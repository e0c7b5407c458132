//! Where every query of a signed-in person starts: a store that knows who asks.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{access::Actor, ids::OperationId};

use crate::{
    Connection, Database, StorageError,
    dialect::{Places, hold_places},
    journal::{self, Author, Entry},
    summary::Remembered,
    vault::{Vault, VaultInUse},
};

/// The database as one signed-in person may use it, at one moment.
///
/// Each feature adds its methods in its own module. None of them takes an operation or a visibility: both come from here.
#[derive(Debug, Clone)]
pub struct Store {
    database: Database,
    actor: Arc<Actor>,
    vault: Arc<Vault>,
    now: DateTime<Utc>,
}

/// One transaction of a [`Store`]: a connection, and who uses it.
#[derive(Debug)]
pub struct Scoped<'a> {
    /// The connection, inside the transaction.
    pub(crate) conn: &'a mut Connection,
    /// Who asks.
    pub(crate) actor: &'a Actor,
    /// Where identity numbers are sealed.
    pub(crate) vault: VaultInUse<'a>,
    /// The moment of the request.
    pub(crate) now: DateTime<Utc>,
}

impl Store {
    /// A store for what `actor` does now. Only the server's scopes and the command line make one.
    pub fn new(database: Database, actor: Actor, vault: Arc<Vault>, now: DateTime<Utc>) -> Self {
        Self { database, actor: Arc::new(actor), vault, now }
    }

    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The moment of the request.
    pub const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Equal for equal content, so that it is recognised without being kept.
    pub fn fingerprint(&self, content: &[u8]) -> Vec<u8> {
        self.vault.fingerprint(content)
    }

    /// Runs several reads that see one moment.
    ///
    /// # Errors
    /// As [`Database::read`].
    pub async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Scoped<'_>) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let Self { actor, vault, now, .. } = self.clone();
        self.database
            .read_async(move |conn| {
                job(&mut Scoped { conn, actor: &actor, vault: VaultInUse::reading(&vault), now })
            })
            .await
    }

    /// Reads what one statement finds by its key ([`Database::read_one_async`]); what the actor sees is for it to say.
    pub(crate) async fn read_one<T: Send + 'static>(
        &self,
        statement: impl FnOnce(&mut Connection) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.database.read_one_async(statement).await
    }

    /// The figures that this process keeps.
    pub(crate) fn remembered(&self) -> &Remembered {
        self.database.remembered()
    }

    /// Runs several writes in one transaction, perhaps more than once.
    ///
    /// # Errors
    /// As [`Database::write`].
    pub async fn write<T: Send + 'static>(
        &self,
        job: impl FnMut(&mut Scoped<'_>) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.write_with(Places::Stay, job).await
    }

    /// [`Store::write`] that may also change where areas lie and what they are called.
    ///
    /// # Errors
    /// As [`Database::write`].
    pub(crate) async fn write_with<T: Send + 'static>(
        &self,
        places: Places,
        mut job: impl FnMut(&mut Scoped<'_>) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let Self { actor, vault, now, .. } = self.clone();
        self.database
            .write_async(move |conn| {
                hold_places(conn, actor.operation_id, places)?;
                job(&mut Scoped { conn, actor: &actor, vault: VaultInUse::writing(&vault), now })
            })
            .await
    }
}

impl Scoped<'_> {
    /// The actor's operation: the first condition of every query.
    pub(crate) const fn operation(&self) -> OperationId {
        self.actor.operation_id
    }

    /// Writes journal entries in the actor's name.
    pub(crate) fn record(&mut self, entries: Vec<Entry>) -> Result<(), StorageError> {
        let author = Author::actor(self.actor, self.now);
        journal::append(self.conn, &author, entries)
    }
}
