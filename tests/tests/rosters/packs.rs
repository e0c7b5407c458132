//! Every pack beside the workspace, through HTTP.

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::ids::OperationId;
use serde_json::{Value, json};
use server::set_up::{self, Files};
use storage::{rosters::ledger_status, unscoped::setup};
use test_support::{PASSWORD, TestApp, on_both_engines};

use crate::{
    client::{codes, import, roster, rows},
    dump::{assert_same, dump},
};

/// A folder with a district's lists and what they truly hold.
pub struct Pack {
    folder: PathBuf,
}

/// All packs: the folders of `shared/data` beside the workspace.
pub fn packs() -> Vec<Pack> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folders =
        fs::read_dir(&data).unwrap_or_else(|error| panic!("no packs in {}: {error}", data.display()));
    let mut folders: Vec<PathBuf> = folders.flatten().map(|entry| entry.path()).collect();
    folders.retain(|folder| folder.join("expected.json").is_file());
    folders.sort();
    assert!(!folders.is_empty(), "no pack in {}", data.display());
    folders.into_iter().map(|folder| Pack { folder }).collect()
}

impl Pack {
    /// The offices' lists.
    pub fn lists(&self) -> Vec<PathBuf> {
        let mut lists: Vec<PathBuf> =
            fs::read_dir(&self.folder).unwrap().flatten().map(|entry| entry.path()).collect();
        lists.retain(|path| path.file_name().unwrap().to_string_lossy().starts_with("roster-"));
        lists.sort();
        lists
    }

    /// The keys of `expected.json` that the ledger's status has.
    pub fn expected(&self) -> Value {
        only_the_ledgers(&self.everything_expected())
    }

    /// How many are on one list only, list by list, and how many on all, by `expected.json`.
    pub fn only_on_one(&self) -> (Vec<i64>, i64) {
        let expected = self.everything_expected();
        let keys = ["only_health", "only_union", "only_community"];
        let mut only: Vec<i64> = keys.into_iter().filter_map(|key| expected[key].as_i64()).collect();
        only.sort_unstable();
        (only, expected["in_all_three"].as_i64().unwrap())
    }

    /// All of `expected.json`.
    pub fn everything_expected(&self) -> Value {
        serde_json::from_str(&fs::read_to_string(self.folder.join("expected.json")).unwrap()).unwrap()
    }

    /// An operation in the pack's district, with one user in charge.
    pub fn files(&self) -> Files {
        let divisions = fs::read_to_string(self.folder.join("divisions.csv")).unwrap();
        let root =
            divisions.lines().find(|line| line.contains(",district,")).unwrap().split(',').next().unwrap();
        let operation = Files::of_demo().operation.replacen("code = \"xq\"", "code = \"pack\"", 1);
        Files {
            operation,
            organisations: format!("name,kind,line,area_code\n区总工会（包）,area,union,{root}\n"),
            divisions,
            users: "username,display_name,organisation,role,duties,language\npack.admin,包管理,区总工会（包）,administrator,,en\n"
                .to_owned(),
        }
    }
}

/// How many are on one list only, list by list, and how many on all.
fn only_on_one(status: &Value) -> (Vec<i64>, i64) {
    let mut only: Vec<i64> =
        status["only_in_source"].as_object().unwrap().values().filter_map(Value::as_i64).collect();
    only.sort_unstable();
    (only, status["in_all_sources"].as_i64().unwrap())
}

/// The part of a status that the packs speak of.
pub fn only_the_ledgers(status: &Value) -> Value {
    let keys = [
        "workers",
        "households",
        "dual_frontline_households",
        "by_category",
        "without_category",
        "mistyped_ids",
    ];
    keys.into_iter()
        .map(|key| (key.to_owned(), status[key].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The status of an operation's ledger, as the command line prints it.
pub fn status(app: &TestApp, operation: OperationId) -> Value {
    let status = app.database().read(|conn| ledger_status(conn, operation)).unwrap();
    serde_json::to_value(server::rosters::wire::ledger_status(status)).unwrap()
}

pub fn begin(app: &TestApp, pack: &Pack) -> OperationId {
    let set_up = set_up::read(&pack.files()).unwrap();
    let hash = server::passwords::hash(PASSWORD).unwrap();
    set_up::write(app.database(), &set_up, vec![hash], app.clock().now()).unwrap();
    let operations = app.database().read(setup::operations).unwrap();
    operations.into_iter().find(|operation| operation.code == "pack").unwrap().id
}

on_both_engines! {
    async fn a_districts_lists_make_its_ledger(db) {
        for pack in packs() {
            let app = TestApp::new(test_support::TestDatabase::new(db.engine()));
            let operation = begin(&app, &pack);
            let user = app.sign_in("pack.admin").await;
            let mut rosters = Vec::new();
            for list in pack.lists() {
                let name = list.file_name().unwrap().to_string_lossy().into_owned();
                rosters.push((name.clone(), import(&user, &name, fs::read(&list).unwrap()).await));
            }
            assert_eq!(only_the_ledgers(&status(&app, operation)), pack.expected());
            // Whoever uploads them: the lists are of as many offices as there are lists.
            assert_eq!(only_on_one(&status(&app, operation)), pack.only_on_one());

            // No row is lost: each is part of the ledger, waits with a reason, or was rejected with one.
            let mut mistyped = 0;
            for (name, id) in &rosters {
                let counts = roster(&user, id).await["counts"].clone();
                let all = rows(&user, id, "").await;
                assert_eq!(json!(all.len()), counts["rows"], "{name}");
                for row in &all {
                    let settled = row["applied"] == true;
                    let waits = matches!(row["outcome"].as_str(), Some("held" | "rejected"));
                    assert!(settled != waits, "{name}: {row}");
                    assert!(settled || !codes(row).is_empty(), "{name}: {row}");
                    assert!(!settled || row["household_reference"].is_string(), "{name}: {row}");
                }
                mistyped += rows(&user, id, "reason=identity_number_mistyped").await.len();
            }
            assert_eq!(json!(mistyped), pack.expected()["mistyped_ids"]);

            // Uploading a list again changes nothing.
            let before = dump(app.database());
            for list in pack.lists() {
                let name = list.file_name().unwrap().to_string_lossy().into_owned();
                let again = import(&user, &name, fs::read(&list).unwrap()).await;
                let again = roster(&user, &again).await;
                let first = rosters.iter().find(|(known, _)| *known == name).map(|(_, id)| id.clone());
                assert_eq!(again["same_as"].as_str(), first.as_deref(), "{name}");
                assert_eq!(again["counts"]["new"], 0, "{name}: {again}");
                assert_eq!(again["counts"]["update"], 0, "{name}: {again}");
            }
            assert_same(&before, &dump(app.database()));
            assert_eq!(only_the_ledgers(&status(&app, operation)), pack.expected());
        }
    }
}
