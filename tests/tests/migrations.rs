//! Every migration goes back and comes again with a ledger in the tables, and what it has nothing to do with stays.
#![cfg(test)]

mod tools;

use std::collections::BTreeMap;

use storage::{Database, StorageError, migrations};
use test_support::on_both_engines;
use tools::installation::{Installation, USER};

/// What a migration changes each time that it comes, by intent: these digests are of no use before it.
const MEANT: [(&str, &str); 1] = [("0008", "rosters")];

/// What is to be worked out in the background: a migration that needs it adds to it.
const DUE: &str = "coverage_due";

/// Columns and sorted rows of each table.
type Tables = BTreeMap<String, (Vec<String>, Vec<String>)>;

fn tables(database: &Database) -> Tables {
    let read = database.snapshot(|snapshot| {
        let mut tables = Tables::new();
        for table in snapshot.tables()? {
            let mut rows = Vec::new();
            snapshot.rows(&table, |line| {
                rows.push(line.to_owned());
                Ok::<_, StorageError>(())
            })?;
            rows.sort();
            tables.insert(table.name.clone(), (table.columns(), rows));
        }
        Ok::<_, StorageError>(tables)
    });
    read.unwrap()
}

on_both_engines! {
    async fn a_ledger_outlives_every_way_back(db) {
        let installation = Installation::begin(db.url());
        let list = tools::file("../crates/server/demo/rosters/roster-employer-unions.csv");
        installation.succeed(&["import", "--user", USER, &list.to_string_lossy()]);
        let client = reqwest::Client::new();
        {
            let server = installation.serve();
            let token = server.sign_in(&client, installation.password()).await;
            let list = client.get(server.url("/api/v1/households?limit=1")).bearer_auth(&token);
            let list: serde_json::Value = list.send().await.unwrap().json().await.unwrap();
            let path = format!("/api/v1/households/{}/presence", list["items"][0]["id"].as_str().unwrap());
            let stay = client.put(server.url(&path)).bearer_auth(&token);
            let stay = stay.json(&serde_json::json!({ "state": "viewing" })).send().await.unwrap();
            assert_eq!(stay.status(), 200);
        }
        let database = db.database();
        let whole = tables(database);
        let filled = whole.values().filter(|(_, rows)| !rows.is_empty()).count();
        assert!(filled >= 20, "{filled} tables have rows");
        for depth in 1.. {
            let before = tables(database);
            let mut oldest = String::new();
            for _ in 0..depth {
                oldest = database.maintain(migrations::revert_last).unwrap();
            }
            let back = tables(database);
            installation.succeed(&["migrate"]);
            let again = tables(database);
            assert_eq!(again.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>(), "{oldest}");
            for (name, (columns, rows)) in &again {
                assert_eq!(*columns, whole[name].0, "{oldest}: {name}");
                let Some((fewer, rows_then)) = back.get(name).filter(|_| name != DUE) else { continue };
                let (_, rows_before) = &before[name];
                assert_eq!((rows_then.len(), rows.len()), (rows_before.len(), rows_before.len()), "{oldest}: {name}");
                let is_meant = MEANT.iter().any(|(by, table)| *by >= oldest.as_str() && table == name);
                if fewer == columns && !is_meant {
                    assert!(rows == rows_before, "{oldest}: {name} has other rows");
                }
            }
            // The entries' organisations came with 0007, and without them their hashes are others.
            if oldest.as_str() > "0007" {
                let proved = installation.succeed(&["journal", "verify"]);
                assert!(proved.contains("unbroken"), "{oldest}: {proved}");
            }
            if back.is_empty() {
                break;
            }
        }
    }
}
