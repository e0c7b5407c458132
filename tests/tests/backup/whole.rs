//! Everything comes back.

use std::fs;

use test_support::{TestDatabase, on_both_engines};

use crate::{
    support::{backup, hand_over_keys, other, rows},
    tools::{
        self,
        installation::{Installation, household},
    },
};

/// A district's lists, with everything that comes of them.
fn with_a_ledger(db: &TestDatabase) -> Installation {
    let installation = Installation::begin(db.url());
    let list = tools::file("../crates/server/demo/rosters/roster-employer-unions.csv");
    installation.succeed(&["import", "--user", "xq.union", &list.to_string_lossy()]);
    installation
}

on_both_engines! {
    fn every_row_comes_back_on_either_engine(db) {
        let from = with_a_ledger(&db);
        let file = backup(&from);
        let was = rows(db.database());
        assert!(was["persons"].len() > 300 && was["journal"].len() > 300 && was["identity_numbers"].len() > 100);
        for engine in [db.engine(), other(db.engine())] {
            let empty = TestDatabase::new(engine);
            let to = Installation::bare(empty.url());
            hand_over_keys(&from, &to);
            let said = to.succeed(&["restore", &file.to_string_lossy()]);
            assert!(said.contains("100 identity numbers opened"), "{said}");
            let is = rows(empty.database());
            assert_eq!(was.keys().collect::<Vec<_>>(), is.keys().collect::<Vec<_>>());
            for (table, lines) in &was {
                // Everybody has been signed out.
                if !["users", "refresh_tokens"].contains(&table.as_str()) {
                    assert!(*lines == is[table], "{table} is another on {engine:?}");
                }
            }
            let proved = to.succeed(&["journal", "verify"]);
            assert_eq!(proved.lines().last(), from.succeed(&["journal", "verify"]).lines().last());
            assert_eq!(to.succeed(&["status"]), from.succeed(&["status"]));
        }
    }

    async fn the_restored_ledger_is_worked_in_and_everybody_signs_in_again(db) {
        let client = reqwest::Client::new();
        let from = Installation::begin(db.url());
        let token = {
            let server = from.serve();
            let token = server.sign_in(&client, from.password()).await;
            let village = server.village(&client, &token).await;
            let entered = client.post(server.url("/api/v1/households")).bearer_auth(&token);
            assert_eq!(entered.json(&household(&village, 1)).send().await.unwrap().status(), 201);
            token
        };
        let file = backup(&from);
        let empty = TestDatabase::new(other(db.engine()));
        let to = Installation::bare(empty.url());
        hand_over_keys(&from, &to);
        to.succeed(&["restore", &file.to_string_lossy()]);
        let server = to.serve();
        let me = client.get(server.url("/api/v1/me")).bearer_auth(&token).send().await.unwrap();
        assert_eq!(me.status(), 401, "the session went on");
        let token = server.sign_in(&client, from.password()).await;
        let found = client.get(server.url("/api/v1/households?q=13900000001")).bearer_auth(&token);
        let found: serde_json::Value = found.send().await.unwrap().json().await.unwrap();
        assert_eq!(found["items"].as_array().unwrap().len(), 1);
        let village = server.village(&client, &token).await;
        let entered = client.post(server.url("/api/v1/households")).bearer_auth(&token);
        assert_eq!(entered.json(&household(&village, 2)).send().await.unwrap().status(), 201);
    }

    fn a_ledger_is_replaced_only_when_told(db) {
        let from = with_a_ledger(&db);
        let file = backup(&from).to_string_lossy().into_owned();
        let before = rows(db.database());
        let said = from.refuse(&["restore", &file]);
        assert!(said.contains("--replace"), "{said}");
        assert_eq!(rows(db.database()), before, "nothing was touched");
        from.succeed(&["import", "--user", "xq.union",
            &tools::file("../crates/server/demo/rosters/roster-communities.xlsx").to_string_lossy()]);
        from.succeed(&["restore", "--replace", &file]);
        assert_eq!(rows(db.database())["households"], before["households"]);
        assert_eq!(rows(db.database())["journal"], before["journal"]);
    }

    fn a_folder_keeps_the_newest(db) {
        let installation = Installation::begin(db.url());
        let folder = installation.path("backups");
        let listed = || {
            let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        let into = format!("{}/", folder.display());
        for _ in 0..3 {
            installation.succeed(&["backup", "--no-trial", &into]);
        }
        let all = listed();
        assert_eq!(all.len(), 3);
        installation.succeed(&["backup", "--keep", "2", &into]);
        assert_eq!((listed().len(), &listed()[0]), (2, &all[2]), "the oldest went");
        let newest = folder.join(&listed()[1]).to_string_lossy().into_owned();
        let proved = installation.succeed(&["restore", "--check", &newest]);
        assert!(proved.contains("journal entries unbroken"), "{proved}");
        assert!(installation.refuse(&["backup", &newest]).contains("exists already"));
        let left: Vec<_> = fs::read_dir(installation.data()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name == "trial"), "{left:?}");
    }

    fn the_output_is_the_same_file(db) {
        let installation = Installation::begin(db.url());
        let written = installation.run(&["backup", "-"]);
        assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
        let path = installation.path("piped.zip");
        fs::write(&path, written.stdout).unwrap();
        installation.succeed(&["restore", "--check", &path.to_string_lossy()]);
    }
}
