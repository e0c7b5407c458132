//! New keys for an installation that is at work.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::PathBuf,
    process::{Command, Output},
    sync::Arc,
};

use domain::{
    areas::AreaLevel, identity_number::IdentityNumber, ids::PersonId, masking::PersonalField,
    persons::Relation,
};
use server::{scope::vault, secrets::Secrets};
use storage::{
    Database, DatabaseUrl, Slice, StorageError, Store, Vault,
    areas::AreaFilter,
    households::{Duplicates, HouseholdFacts, NewHousehold, NewMember, Who},
    persons::{Identity, PersonFacts},
    reveals::{PersonValue, Reveal, RevealLimits},
    unscoped::{accounts, keys},
};
use test_support::{TestDatabase, on_both_engines};

use crate::{
    support::{ending_with_x, mistyped},
    tools,
};

const NO_LIMITS: RevealLimits = RevealLimits { per_hour: u32::MAX, per_day: u32::MAX };

/// One user, since each has a password to hash.
const SET_UP: [(&str, &str); 4] = [
    (
        "operation.toml",
        "code = \"xq\"\nname_zh = \"抗疫后方\"\nname_en = \"Homefront\"\ntime_zone = \"Asia/Shanghai\"\nstarts_on = \"2020-01-20\"\n\
         [[worker_categories]]\ncode = \"cdc\"\nname_zh = \"疾控\"\nname_en = \"CDC\"\naliases = [\"疾控\"]\n",
    ),
    (
        "divisions.csv",
        "code,name,level,parent_code\n120111,西青区,district,\n120111001,大寺镇,town,120111\n120111001201,王庄子村,village,120111001\n",
    ),
    ("organisations.csv", "name,kind,line,area_code\n西青区总工会,area,union,120111\n"),
    (
        "users.csv",
        "username,display_name,organisation,role,duties,language\nxq.union,李红霞,西青区总工会,manager,,zh-CN\n",
    ),
];

/// An installation on a database of its own.
struct Installation {
    folder: tempfile::TempDir,
    database: TestDatabase,
}

impl Installation {
    fn new(database: TestDatabase) -> Self {
        let folder = tempfile::Builder::new().prefix("homefront-keys-").tempdir().unwrap();
        let installation = Self { folder, database };
        let files = installation.folder.path().join("set-up");
        fs::create_dir_all(&files).unwrap();
        for (name, content) in SET_UP {
            fs::write(files.join(name), content).unwrap();
        }
        installation.succeed(&["set-up", &files.to_string_lossy()]);
        installation
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn secrets(&self) -> Secrets {
        Secrets::load_or_make(&self.data()).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let url = match self.database.url() {
            DatabaseUrl::Postgres(url) => url.clone(),
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        };
        Command::new(tools::homefront())
            .args(arguments)
            .env("HOMEFRONT_DATA", self.data())
            .env("HOMEFRONT_DATABASE_URL", url)
            .output()
            .unwrap()
    }

    fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn database(&self) -> &Database {
        self.database.database()
    }

    /// What a user does with these keys.
    fn store(&self, vault: &Arc<Vault>) -> Store {
        let username = "xq.union".parse().unwrap();
        let actor = self.database().read(move |conn| {
            let known = accounts::credentials(conn, &username)?;
            accounts::actor(conn, known.operation_id, known.id)
        });
        Store::new(
            self.database().clone(),
            actor.unwrap(),
            Arc::clone(vault),
            "2020-02-11T03:00:00Z".parse().unwrap(),
        )
    }

    /// How much opens with other keys than the newest ones of the file.
    fn sealed_with_old_keys(&self) -> usize {
        let newest = self.secrets().sealing.last().id();
        let counts = self.database().write(keys::sealed_with).unwrap();
        counts
            .iter()
            .filter(|(id, _)| id.map(|id| id.to_string()).as_ref() != Some(&newest))
            .map(|(_, n)| n)
            .sum()
    }
}

async fn enter(store: &Store, name: &str, number: &str) -> PersonId {
    let villages = AreaFilter { level: Some(AreaLevel::Village), ..AreaFilter::default() };
    let area = store.areas(villages, Slice::first(1)).await.unwrap().remove(0).id;
    let number = IdentityNumber::parse(number).unwrap();
    let person = PersonFacts {
        name: name.to_owned(),
        identity: Some(Identity::Given(number)),
        ..PersonFacts::default()
    };
    let member =
        NewMember { relation: Relation::Worker, from: None, person: Who::New(person), posting: None };
    let new =
        NewHousehold { facts: HouseholdFacts::at(area), members: vec![member], duplicates: Duplicates::Seen };
    let entered = store.create_household(store.now().date_naive(), new).await.unwrap().unwrap();
    entered.members[0].person.record.id
}

async fn revealed(store: &Store, person: PersonId) -> Result<String, StorageError> {
    let field = PersonalField::IdentityNumber;
    match store.reveal_of_person(person, field, None, NO_LIMITS).await? {
        Reveal::Shown(PersonValue::IdentityNumber(number)) => Ok(number.reveal().to_owned()),
        other => panic!("{other:?}"),
    }
}

async fn found(store: &Store, number: &str) -> Result<Vec<PersonId>, StorageError> {
    let found = store.find_persons(number.to_owned(), Slice::first(10)).await?;
    Ok(found.into_iter().map(|(key, _)| key.id).collect())
}

/// A list with a number that is applied, and one that is mistyped and waits.
fn import(installation: &Installation, number: &str) {
    let list = installation.folder.path().join("list.csv");
    let lines = [
        "姓名,身份证号,手机号码".to_owned(),
        format!("季春生,{number},19930000001"),
        format!("季夏生,{},19930000002", mistyped(number)),
    ];
    fs::write(&list, lines.join("\n")).unwrap();
    installation.succeed(&["import", "--user", "xq.union", &list.to_string_lossy()]);
}

on_both_engines! {
    async fn numbers_open_and_are_found_with_new_keys_and_the_old_ones_open_nothing(db) {
        let installation = Installation::new(db);
        let old = installation.secrets();
        // A server that goes on meanwhile, with the old keys in its memory.
        let running = Arc::new(vault(&old));
        let store = installation.store(&running);
        let (first, listed, later) = (ending_with_x("19871001"), ending_with_x("19791121"), ending_with_x("19900710"));
        let person = enter(&store, "鲁小川", &first).await;
        import(&installation, &listed);
        let told = installation.succeed(&["keys", "rotate"]);
        let new = installation.secrets();
        assert!(new.sealing != old.sealing && new.digest != old.digest && new.signing == old.signing, "{told}");
        assert!(!new.sealing.are_changing() && !new.digest.are_changing());
        let mode = fs::metadata(installation.data().join("secrets.toml")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(installation.sealed_with_old_keys(), 0);

        let other = enter(&store, "季秋生", &later).await;
        assert_eq!(installation.sealed_with_old_keys(), 0, "the running server seals with the new key");
        for vault in [running, Arc::new(vault(&new))] {
            let store = installation.store(&vault);
            assert_eq!(revealed(&store, person).await.unwrap(), first);
            assert_eq!(revealed(&store, other).await.unwrap(), later);
            assert_eq!(found(&store, &first).await.unwrap(), [person]);
            assert_eq!(found(&store, &later).await.unwrap(), [other]);
            assert_eq!(found(&store, &listed).await.unwrap().len(), 1);
            let rosters = store.read(|scoped| scoped.rosters(&Slice::first(10))).await.unwrap();
            let roster = rosters[0].id;
            let file = store.read(move |scoped| scoped.roster_file(roster)).await.unwrap();
            assert!(String::from_utf8(file).unwrap().contains(&listed));
        }

        let stolen = Arc::new(vault(&Secrets { file: None, ..old }));
        let thief = installation.store(&stolen);
        assert!(revealed(&thief, person).await.is_err() && revealed(&thief, other).await.is_err());
        assert!(found(&thief, &first).await.is_err());
        let list = installation.succeed(&["keys", "list"]);
        assert_eq!(list.matches("in use").count() - list.matches("not in use").count(), 2, "{list}");
        assert!(installation.succeed(&["journal", "verify"]).contains("unbroken"));
    }

    async fn a_change_of_keys_that_was_interrupted_goes_on(db) {
        let installation = Installation::new(db);
        let running = Arc::new(vault(&installation.secrets()));
        let store = installation.store(&running);
        let numbers = ["19871001", "19791121", "19900710"].map(ending_with_x);
        let first = enter(&store, "鲁小川", &numbers[0]).await;
        import(&installation, &numbers[2]);

        installation.succeed(&["keys", "rotate", "--add-only"]);
        let added = installation.secrets();
        assert!(added.sealing.are_changing() && added.digest.are_changing());
        installation.succeed(&["keys", "rotate", "--add-only"]);
        assert!(installation.secrets().sealing == added.sealing, "no third key is made");
        assert!(installation.sealed_with_old_keys() > 0, "nothing uses the new key yet");
        // Power fails after the new sealing key was taken into use; the digests are still the old ones.
        let sealing = added.sealing.last().id().parse().unwrap();
        installation.database().write(move |conn| keys::seal_with(conn, sealing)).unwrap();
        let second = enter(&store, "季秋生", &numbers[1]).await;
        assert_eq!(revealed(&store, first).await.unwrap(), numbers[0]);
        assert_eq!(revealed(&store, second).await.unwrap(), numbers[1]);
        assert_eq!(found(&store, &numbers[0]).await.unwrap(), [first]);

        installation.succeed(&["keys", "rotate"]);
        let after = installation.secrets();
        assert!(!after.sealing.are_changing() && after.sealing.last() == added.sealing.last());
        assert!(!after.digest.are_changing() && after.digest.last() == added.digest.last());
        assert_eq!(installation.sealed_with_old_keys(), 0);
        let store = installation.store(&Arc::new(vault(&after)));
        for (person, number) in [(first, &numbers[0]), (second, &numbers[1])] {
            assert_eq!(&revealed(&store, person).await.unwrap(), number);
            assert_eq!(found(&store, number).await.unwrap(), [person]);
        }
    }
}
