//! What stands between requests and the database.

use std::{fmt, sync::Arc};

use chrono::{DateTime, Utc};
use domain::access::{Actor, Forbidden, Permission};
use storage::{Database, KeyRing, SecretKey, Store, Vault};

use super::openings::Openings;
use crate::{
    clock::Clock,
    secrets::{Keys, Secrets},
    tokens::Tokens,
};

/// Holds the database and hands out stores to those whom it knows.
#[derive(Debug)]
pub struct Gate {
    database: Database,
    vault: Arc<Vault>,
    tokens: Tokens,
    clock: Clock,
    policy: Policy,
    openings: Openings,
}

/// Who may do what. One table in the domain decides; tests take single permissions away.
#[derive(Clone)]
pub struct Policy(Arc<Check>);

type Check = dyn Fn(&Actor, Permission) -> Result<(), Forbidden> + Send + Sync;

impl Policy {
    /// The domain's table of roles.
    pub fn of_roles() -> Self {
        Self(Arc::new(Actor::may))
    }

    /// A rule of one's own.
    pub fn new(check: impl Fn(&Actor, Permission) -> Result<(), Forbidden> + Send + Sync + 'static) -> Self {
        Self(Arc::new(check))
    }

    /// Proves that an actor has a permission.
    ///
    /// # Errors
    /// [`Forbidden`] when they have not.
    pub fn check(&self, actor: &Actor, permission: Permission) -> Result<(), Forbidden> {
        (self.0)(actor, permission)
    }
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Policy(…)")
    }
}

impl Gate {
    /// A gate before a database.
    pub fn new(database: Database, secrets: &Secrets, clock: Clock, policy: Policy) -> Self {
        Self {
            database,
            vault: Arc::new(vault(secrets)),
            tokens: Tokens::new(&secrets.signing),
            clock,
            policy,
            openings: Openings::default(),
        }
    }

    pub(super) const fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(super) const fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    pub(super) const fn database(&self) -> &Database {
        &self.database
    }

    pub(super) const fn vault(&self) -> &Arc<Vault> {
        &self.vault
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(super) const fn openings(&self) -> &Openings {
        &self.openings
    }

    pub(super) fn fingerprint(&self, content: &[u8]) -> Vec<u8> {
        self.vault.fingerprint(content)
    }

    pub(super) fn store(&self, actor: Actor) -> Store {
        Store::new(self.database.clone(), actor, Arc::clone(&self.vault), self.now())
    }
}

/// The vault of an installation, for commands that write to the ledger. It reads the secrets file again when it meets a
/// key that it does not know.
pub fn vault(secrets: &Secrets) -> Vault {
    let fingerprints = SecretKey::new(*secrets.signing.derived(b"fingerprints").as_bytes());
    let vault = Vault::of(&ring(secrets), &fingerprints);
    match secrets.file.clone() {
        None => vault,
        Some(file) => vault.reading(move || Ok(ring(&Secrets::load(&file)?))),
    }
}

fn ring(secrets: &Secrets) -> KeyRing {
    let keys = |keys: &Keys| keys.iter().map(|key| SecretKey::new(*key.as_bytes())).collect();
    KeyRing { sealing: keys(&secrets.sealing), digest: keys(&secrets.digest) }
}
