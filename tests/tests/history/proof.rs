//! `homefront journal verify`, as a machine's owner runs it.

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Output},
};

use diesel::connection::SimpleConnection as _;
use storage::DatabaseUrl;
use test_support::{TestDatabase, on_both_engines};

/// The binary: where `cargo xtask test` says, else beside this test.
fn homefront() -> PathBuf {
    let beside = || env::current_exe().unwrap().ancestors().nth(2).unwrap().join("homefront");
    let binary = env::var_os("HOMEFRONT_BIN").map_or_else(beside, PathBuf::from);
    assert!(
        binary.is_file(),
        "{} is missing: cargo build --package server --bin homefront",
        binary.display()
    );
    binary
}

/// An installation with two operations, whose users are what stands in their journals.
struct Installation {
    folder: tempfile::TempDir,
    database: TestDatabase,
}

impl Installation {
    fn new(database: TestDatabase) -> Self {
        let folder = tempfile::Builder::new().prefix("homefront-cli-").tempdir().unwrap();
        let installation = Self { folder, database };
        for code in ["flood", "fire"] {
            installation.begin(code);
        }
        installation
    }

    fn begin(&self, code: &str) {
        let folder = self.folder.path().join(code);
        fs::create_dir_all(&folder).unwrap();
        let operation = format!(
            "code = \"{code}\"\nname_zh = \"{code}\"\nname_en = \"{code}\"\ntime_zone = \"Asia/Shanghai\"\n\
             starts_on = \"2020-01-20\"\n[[worker_categories]]\ncode = \"dyke\"\nname_zh = \"堤防\"\nname_en = \"Dyke\"\n\
             aliases = [\"堤防\"]\n"
        );
        let users: String = ["何平", "白露", "韩冰"]
            .iter()
            .enumerate()
            .map(|(n, name)| format!("{code}.{n},{name},东丽区总工会,administrator,,en\n"))
            .collect();
        for (name, content) in [
            ("operation.toml", operation.as_str()),
            ("divisions.csv", "code,name,level,parent_code\n120110,东丽区,district,\n"),
            ("organisations.csv", "name,kind,line,area_code\n东丽区总工会,area,union,120110\n"),
            ("users.csv", &format!("username,display_name,organisation,role,duties,language\n{users}")),
        ] {
            fs::write(folder.join(name), content).unwrap();
        }
        let begun = self.run(&["set-up", &folder.to_string_lossy()]);
        assert!(begun.status.success(), "{}", String::from_utf8_lossy(&begun.stderr));
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let url = match self.database.url() {
            DatabaseUrl::Postgres(url) => url.clone(),
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        };
        Command::new(homefront())
            .args(arguments)
            .env("HOMEFRONT_DATA", self.folder.path().join("data"))
            .env("HOMEFRONT_DATABASE_URL", url)
            .output()
            .unwrap()
    }

    /// What is printed when all is well.
    fn verified(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["journal", "verify"], arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What is printed when it is not.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["journal", "verify"], arguments].concat());
        assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    }

    /// What somebody with access to the database could do.
    fn tamper(&self, statement: &str) {
        self.database.database().maintain(|conn| Ok(conn.batch_execute(statement)?)).unwrap();
    }
}

/// The head that was printed for an operation.
fn head_of(printed: &str, code: &str) -> String {
    let line = printed.lines().find(|line| line.starts_with(&format!("{code}: "))).unwrap();
    line.rsplit(' ').next().unwrap().to_owned()
}

const FLOOD: &str = "operation_id = (SELECT id FROM operations WHERE code = 'flood')";

on_both_engines! {
    fn an_operator_is_told_what_is_wrong_and_where(db) {
        let installation = Installation::new(db);
        let printed = installation.verified(&[]);
        assert!(printed.contains("flood: 3 entries, unbroken") && printed.contains("fire: 3 entries, unbroken"), "{printed}");
        installation.tamper(&format!("UPDATE journal SET actor_name = 'nobody' WHERE position = 2 AND {FLOOD}"));
        let told = installation.refused(&[]);
        assert!(told.contains("flood: entry 2 was changed after it was sealed"), "{told}");
        assert!(told.contains("fire: 3 entries, unbroken") && told.contains("compare it with a backup"), "{told}");
        assert!(installation.verified(&["--operation", "fire"]).starts_with("fire: 3 entries"));
    }

    fn what_was_cut_off_is_found_against_the_noted_head(db) {
        let installation = Installation::new(db);
        let (flood, fire) = {
            let printed = installation.verified(&[]);
            (head_of(&printed, "flood"), head_of(&printed, "fire"))
        };
        assert!(flood.ends_with("@3"), "{flood}");
        assert!(installation.refused(&["--head", &flood]).contains("say which with --operation"));
        installation.verified(&["--operation", "flood", "--head", &flood]);
        installation.tamper(&format!("DELETE FROM journal WHERE position = 3 AND {FLOOD}"));
        assert!(installation.verified(&["--operation", "flood"]).contains("2 entries, unbroken"));
        let told = installation.refused(&["--operation", "flood", "--head", &flood]);
        assert!(told.contains("the journal ends at entry 2, but 3 were noted"), "{told}");
        let told = installation.refused(&["--operation", "fire", "--head", &flood]);
        assert!(told.contains("entry 3 is not the one that was noted"), "{told}");
        installation.verified(&["--operation", "fire", "--head", &fire]);
        assert!(installation.refused(&["--head", "nonsense"]).contains("HASH@POSITION"));
    }

    fn a_broken_end_is_told_although_nothing_can_be_sealed_behind_it(db) {
        let installation = Installation::new(db);
        installation.verified(&[]);
        installation.tamper(&format!("UPDATE journal SET hash = NULL WHERE position = 3 AND {FLOOD}"));
        assert!(installation.run(&["user", "reset-password", "flood.0"]).status.success());
        let told = installation.refused(&["--operation", "flood"]);
        assert!(told.contains("The newest entries cannot be sealed"), "{told}");
        assert!(told.contains("flood: entry 3 was changed after it was sealed"), "{told}");
    }
}
