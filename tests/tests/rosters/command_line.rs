//! `homefront import` and `homefront status`, as a machine's owner runs them.

use std::{
    fs,
    process::{Command, Output},
};

use serde_json::Value;
use storage::DatabaseUrl;
use test_support::{TestDatabase, on_both_engines};

use crate::{
    packs::{Pack, only_the_ledgers, packs},
    tools,
};

/// An installation on a database of its own.
struct Installation {
    folder: tempfile::TempDir,
    database: TestDatabase,
}

impl Installation {
    fn new(database: TestDatabase, pack: &Pack) -> Self {
        let folder = tempfile::Builder::new().prefix("homefront-cli-").tempdir().unwrap();
        let installation = Self { folder, database };
        let begun = installation.run(&["set-up", &installation.write(pack)]);
        assert!(begun.status.success(), "{}", String::from_utf8_lossy(&begun.stderr));
        installation
    }

    fn write(&self, pack: &Pack) -> String {
        let files = pack.files();
        let folder = self.folder.path().join("set-up");
        fs::create_dir_all(&folder).unwrap();
        for (name, content) in [
            ("operation.toml", files.operation),
            ("divisions.csv", files.divisions),
            ("organisations.csv", files.organisations),
            ("users.csv", files.users),
        ] {
            fs::write(folder.join(name), content).unwrap();
        }
        folder.to_string_lossy().into_owned()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let url = match self.database.url() {
            DatabaseUrl::Postgres(url) => url.clone(),
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        };
        Command::new(tools::homefront())
            .args(arguments)
            .env("HOMEFRONT_DATA", self.folder.path().join("data"))
            .env("HOMEFRONT_DATABASE_URL", url)
            .output()
            .unwrap()
    }

    fn status(&self) -> Value {
        let printed = self.run(&["status", "--json"]);
        assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
        serde_json::from_slice(&printed.stdout).unwrap()
    }
}

/// The n-th order of some things.
fn order<T: Clone>(things: &[T], mut n: usize) -> Vec<T> {
    let mut left = things.to_vec();
    let mut ordered = Vec::new();
    for size in (1..=left.len()).rev() {
        ordered.push(left.remove(n % size));
        n /= size;
    }
    ordered
}

fn import_in_order(engine: test_support::Engine, n: usize) {
    for pack in packs() {
        let installation = Installation::new(TestDatabase::new(engine), &pack);
        let lists: Vec<String> =
            order(&pack.lists(), n).iter().map(|list| list.to_string_lossy().into_owned()).collect();
        let mut arguments = vec!["import"];
        arguments.extend(lists.iter().map(String::as_str));
        let imported = installation.run(&arguments);
        assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
        let told = String::from_utf8(imported.stdout).unwrap();
        let status = installation.status();
        assert_eq!(only_the_ledgers(&status), pack.expected(), "{lists:?}\n{told}");
        // Every list is told of, and every row that waits or was rejected, with its reason.
        assert_eq!(told.lines().filter(|line| line.contains(" rows: ")).count(), lists.len(), "{told}");
        for line in told.lines().filter(|line| line.starts_with("  ")) {
            let (_, reason) = line.rsplit_once(": ").unwrap();
            assert!(!reason.is_empty(), "{line}");
        }
    }
}

#[test]
fn every_order_is_a_different_one() {
    let orders: std::collections::BTreeSet<Vec<u8>> = (0..6).map(|n| order(&[1, 2, 3], n)).collect();
    assert_eq!(orders.len(), 6);
}

on_both_engines! {
    fn lists_in_the_first_order(db) { import_in_order(db.engine(), 0) }
    fn lists_in_the_second_order(db) { import_in_order(db.engine(), 1) }
    fn lists_in_the_third_order(db) { import_in_order(db.engine(), 2) }
    fn lists_in_the_fourth_order(db) { import_in_order(db.engine(), 3) }
    fn lists_in_the_fifth_order(db) { import_in_order(db.engine(), 4) }
    fn lists_in_the_sixth_order(db) { import_in_order(db.engine(), 5) }
}

on_both_engines! {
    fn a_list_that_cannot_be_imported_is_named_and_the_others_are_not_lost(db) {
        let installation = Installation::new(db, &packs().remove(0));
        let folder = installation.folder.path();
        fs::write(folder.join("good.csv"), "姓名,手机号码,岗位类别\n王芳,19970115465,援鄂\n").unwrap();
        fs::write(folder.join("bad.xlsx"), b"%PDF-1.7 not a workbook").unwrap();
        let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
        let imported = installation.run(&["import", &path("bad.xlsx"), &path("missing.csv"), &path("good.csv")]);
        assert!(!imported.status.success());
        let errors = String::from_utf8(imported.stderr).unwrap();
        assert!(errors.contains("bad.xlsx: not imported: This is neither") && errors.contains("a PDF document"), "{errors}");
        assert!(errors.contains("missing.csv: not imported:") && errors.contains("2 of 3"), "{errors}");
        assert_eq!(installation.status()["workers"], 1);
        let nobody = installation.run(&["import", "--user", "nobody", &path("good.csv")]);
        assert!(!nobody.status.success());
    }
}
