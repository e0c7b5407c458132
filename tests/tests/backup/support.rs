//! What backups are made of.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use serde_json::Value;
use storage::{Database, Engine, StorageError};

use crate::tools::installation::Installation;

/// The other engine.
pub fn other(engine: Engine) -> Engine {
    match engine {
        Engine::Postgres => Engine::Sqlite,
        Engine::Sqlite => Engine::Postgres,
    }
}

/// Makes a backup of an installation, and says where it is.
pub fn backup(installation: &Installation) -> PathBuf {
    let path = installation.path("backup.zip");
    installation.succeed(&["backup", &path.to_string_lossy()]);
    path
}

/// Gives an installation the keys of another.
pub fn hand_over_keys(from: &Installation, to: &Installation) {
    std::fs::create_dir_all(to.data()).unwrap();
    std::fs::copy(from.data().join("secrets.toml"), to.data().join("secrets.toml")).unwrap();
}

/// Every row of every table, in words that do not depend on the engine.
pub fn rows(database: &Database) -> BTreeMap<String, BTreeSet<String>> {
    let rows = database.snapshot(|snapshot| {
        let mut all = BTreeMap::new();
        for table in snapshot.tables()? {
            let mut lines = BTreeSet::new();
            snapshot.rows(&table, |line| {
                let mut values: Vec<Value> = serde_json::from_str(line).unwrap();
                values.iter_mut().for_each(as_document);
                lines.insert(Value::from(values).to_string());
                Ok::<_, StorageError>(())
            })?;
            all.insert(table.name, lines);
        }
        Ok::<_, StorageError>(all)
    });
    rows.unwrap()
}

/// A document's text is its engine's own: how it is spaced and ordered says nothing.
fn as_document(value: &mut Value) {
    if let Some(text) = value.as_str()
        && let Ok(document @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(text)
    {
        *value = document;
    }
}
