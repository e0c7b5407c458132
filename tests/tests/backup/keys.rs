//! The keys are apart from the backup, and it is of no use without them.

use std::{fs, io::Read as _, os::unix::fs::PermissionsExt as _, path::Path};

use test_support::{TestDatabase, on_both_engines};

use crate::{
    support::{backup, hand_over_keys},
    tools::{self, installation::Installation},
};

/// Everything that stands in a backup.
fn text(file: &Path) -> String {
    let mut zip = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let mut all = String::new();
    for at in 0..zip.len() {
        zip.by_index(at).unwrap().read_to_string(&mut all).unwrap();
    }
    all
}

on_both_engines! {
    fn a_backup_shows_no_identity_number_and_holds_no_key(db) {
        let installation = Installation::begin(db.url());
        let list = tools::file("../crates/server/demo/rosters/roster-employer-unions.csv");
        installation.succeed(&["import", "--user", "xq.union", &list.to_string_lossy()]);
        let file = backup(&installation);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let text = text(&file);
        let numbers = fs::read(&list).unwrap();
        let numbers = String::from_utf8_lossy(&numbers).into_owned();
        let numbers: Vec<&str> = numbers.split([',', '\n', '\r']).filter(|cell| cell.starts_with("120199")).collect();
        assert!(numbers.len() > 100, "the list has numbers");
        for number in numbers {
            assert!(!text.contains(number.trim()), "{number}");
        }
        let secrets = fs::read_to_string(installation.data().join("secrets.toml")).unwrap();
        let keys: Vec<&str> = secrets.lines().filter_map(|line| line.split('"').nth(1)).collect();
        assert_eq!(keys.len(), 3);
        for key in keys {
            assert!(!text.contains(key));
        }
    }

    fn without_its_keys_a_backup_is_refused(db) {
        let from = Installation::begin(db.url());
        let file = backup(&from).to_string_lossy().into_owned();
        let empty = TestDatabase::new(db.engine());
        let to = Installation::bare(empty.url());
        let said = to.refuse(&["restore", &file]);
        assert!(said.contains("put the copy of secrets.toml into"), "{said}");
        assert!(!to.data().exists(), "nobody made other keys");
        // Keys of another installation are as bad.
        to.succeed(&["migrate"]);
        let said = to.refuse(&["restore", &file]);
        assert!(said.contains("does not have the keys"), "{said}");
        hand_over_keys(&from, &to);
        to.succeed(&["restore", &file]);
    }
}
