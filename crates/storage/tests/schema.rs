//! Both engines have one schema, `schema.rs` says the same, and every migration can be taken back.
#![cfg(test)]

use std::collections::BTreeSet;

use diesel::{RunQueryDsl as _, sql_query, sql_types::Text};
use storage::{Connection, Engine, migrations, unscoped::setup};
use test_support::{TestDatabase, on_both_engines};

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Facts about a schema in words that both engines share.
fn facts(db: &TestDatabase, queries: &[(&str, &str)]) -> BTreeSet<String> {
    db.database()
        .maintain(|conn| {
            let mut facts = BTreeSet::new();
            for (postgres, sqlite) in queries {
                let query = match conn {
                    Connection::Postgres(_) => postgres,
                    Connection::Sqlite(_) => sqlite,
                };
                facts.extend(sql_query(*query).load::<Line>(conn)?.into_iter().map(|row| row.line));
            }
            Ok(facts)
        })
        .unwrap()
}

const TABLES: (&str, &str) = (
    "SELECT 'table ' || tablename AS line FROM pg_tables
     WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_%'",
    "SELECT 'table ' || name AS line FROM pragma_table_list
     WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'",
);

const COLUMNS: (&str, &str) = (
    "SELECT 'column ' || table_name || '.' || column_name || ' '
       || CASE data_type WHEN 'uuid' THEN 'BLOB' WHEN 'bytea' THEN 'BLOB'
            WHEN 'timestamp with time zone' THEN 'INTEGER' WHEN 'bigint' THEN 'INTEGER' WHEN 'integer' THEN 'INTEGER'
            WHEN 'boolean' THEN 'INTEGER' WHEN 'text' THEN 'TEXT' WHEN 'jsonb' THEN 'TEXT' WHEN 'date' THEN 'TEXT'
            ELSE data_type END
       || CASE is_nullable WHEN 'YES' THEN ' null' ELSE ' not null' END AS line
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'",
    "SELECT 'column ' || t.name || '.' || c.name || ' ' || c.type
       || CASE c.\"notnull\" WHEN 0 THEN ' null' ELSE ' not null' END AS line
     FROM pragma_table_list t JOIN pragma_table_xinfo(t.name) c
     WHERE t.schema = 'main' AND t.type = 'table'
       AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\'",
);

const PRIMARY_KEYS: (&str, &str) = (
    "SELECT 'primary key ' || k.conrelid::regclass || '('
       || (SELECT string_agg(a.attname, ', ' ORDER BY n)
           FROM unnest(k.conkey) WITH ORDINALITY u(num, n)
           JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num) || ')' AS line
     FROM pg_constraint k
     WHERE k.contype = 'p' AND k.connamespace = 'public'::regnamespace AND k.conrelid::regclass::text NOT LIKE '\\_\\_%'",
    "SELECT 'primary key ' || t.name || '('
       || (SELECT group_concat(name, ', ') FROM (SELECT c.name FROM pragma_table_xinfo(t.name) c WHERE c.pk > 0 ORDER BY c.pk))
       || ')' AS line
     FROM pragma_table_list t
     WHERE t.schema = 'main' AND t.type = 'table'
       AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\'",
);

const FOREIGN_KEYS: (&str, &str) = (
    "SELECT 'foreign key ' || k.conrelid::regclass || '('
       || (SELECT string_agg(a.attname, ', ' ORDER BY n)
           FROM unnest(k.conkey) WITH ORDINALITY u(num, n)
           JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num)
       || ') ' || k.confrelid::regclass || '('
       || (SELECT string_agg(a.attname, ', ' ORDER BY n)
           FROM unnest(k.confkey) WITH ORDINALITY u(num, n)
           JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num)
       || ') ' || CASE k.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'a' THEN 'NO ACTION' ELSE k.confdeltype::text END AS line
     FROM pg_constraint k WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace",
    "SELECT 'foreign key ' || tab || '(' || group_concat(\"from\", ', ') || ') ' || target || '('
       || group_concat(\"to\", ', ') || ') ' || on_delete AS line
     FROM (SELECT t.name AS tab, f.id, f.seq, f.\"table\" AS target, f.\"from\", f.\"to\", f.on_delete
           FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) f
           WHERE t.schema = 'main' AND t.type = 'table' ORDER BY t.name, f.id, f.seq)
     GROUP BY tab, id, target, on_delete",
);

/// Indexes with a name of their own by name, the others (of UNIQUE columns) by what they cover.
const INDEXES: (&str, &str) = (
    "SELECT CASE WHEN k.oid IS NULL THEN 'index ' || i.indexrelid::regclass || ' ' ELSE '' END
       || CASE WHEN i.indisunique THEN 'unique ' ELSE '' END || 'on ' || i.indrelid::regclass || '('
       || (SELECT string_agg(a.attname, ', ' ORDER BY n)
           FROM unnest(i.indkey::int2[]) WITH ORDINALITY u(num, n)
           JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.num)
       || ')' || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END AS line
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid
       AND k.contype IN ('p', 'u')
     WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisprimary AND c.relname NOT LIKE '\\_\\_%'",
    "SELECT CASE i.origin WHEN 'c' THEN 'index ' || i.name || ' ' ELSE '' END
       || CASE i.\"unique\" WHEN 1 THEN 'unique ' ELSE '' END || 'on ' || t.name || '('
       || (SELECT group_concat(name, ', ') FROM (SELECT x.name FROM pragma_index_info(i.name) x ORDER BY x.seqno))
       || ')' || CASE i.partial WHEN 1 THEN ' partial' ELSE '' END AS line
     FROM pragma_table_list t JOIN pragma_index_list(t.name) i
     WHERE t.schema = 'main' AND t.type = 'table' AND i.origin <> 'pk' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\'",
);

const EVERYTHING: [(&str, &str); 5] = [TABLES, COLUMNS, PRIMARY_KEYS, FOREIGN_KEYS, INDEXES];

#[track_caller]
fn assert_same(one: (&str, &BTreeSet<String>), other: (&str, &BTreeSet<String>)) {
    let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
        a.difference(b).cloned().collect::<Vec<_>>().join("\n  ")
    };
    assert!(
        one.1 == other.1,
        "only {}:\n  {}\nonly {}:\n  {}",
        one.0,
        only(one.1, other.1),
        other.0,
        only(other.1, one.1)
    );
}

#[test]
fn both_engines_have_the_same_tables_columns_keys_and_indexes() {
    let postgres = facts(&TestDatabase::new(Engine::Postgres), &EVERYTHING);
    let sqlite = facts(&TestDatabase::new(Engine::Sqlite), &EVERYTHING);
    for kind in ["table ", "column ", "primary key ", "foreign key ", "index ", "unique on "] {
        assert!(postgres.iter().any(|fact| fact.starts_with(kind)), "no {kind} was found to compare");
    }
    assert_same(("PostgreSQL", &postgres), ("SQLite", &sqlite));
}

#[test]
fn the_schema_of_the_code_is_the_one_of_the_migrations() {
    let columns = (
        "SELECT table_name || '.' || column_name || ' '
           || CASE is_nullable WHEN 'YES' THEN 'Nullable<' ELSE '' END
           || CASE data_type WHEN 'uuid' THEN 'Id' WHEN 'bytea' THEN 'Binary' WHEN 'timestamp with time zone' THEN 'Moment'
                WHEN 'bigint' THEN 'BigInt' WHEN 'integer' THEN 'Integer' WHEN 'boolean' THEN 'Bool' WHEN 'text' THEN 'Text'
                WHEN 'jsonb' THEN 'Document' WHEN 'date' THEN 'Date' ELSE data_type END
           || CASE is_nullable WHEN 'YES' THEN '>' ELSE '' END AS line
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'",
        "",
    );
    let database = facts(&TestDatabase::new(Engine::Postgres), &[columns]);
    let mut table = "";
    let mut code = BTreeSet::new();
    for line in
        include_str!("../src/schema.rs").lines().map(str::trim).skip_while(|line| *line != "tables! {")
    {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with('{')) {
            table = name;
        } else if let Some((column, kind)) = line.trim_end_matches(',').split_once(" -> ") {
            // A word is a text of which the code knows every value.
            code.insert(format!("{table}.{column} {}", kind.replace("Word", "Text")));
        }
    }
    assert_same(("PostgreSQL", &database), ("schema.rs", &code));
}

#[test]
fn text_is_in_byte_order_on_postgres() {
    let other_order = (
        "SELECT table_name || '.' || column_name AS line FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'
           AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'",
        "",
    );
    assert_eq!(facts(&TestDatabase::new(Engine::Postgres), &[other_order]), BTreeSet::new());
}

#[test]
fn sqlite_checks_the_types_of_values() {
    let lax = (
        "",
        "SELECT name AS line FROM pragma_table_list
        WHERE schema = 'main' AND type = 'table' AND strict = 0
          AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'",
    );
    assert_eq!(facts(&TestDatabase::new(Engine::Sqlite), &[lax]), BTreeSet::new());
}

/// One of two with the same number would never run, and nobody would be told.
#[test]
fn every_migration_has_a_number_of_its_own() {
    for engine in ["sqlite", "postgres"] {
        let folder = format!("{}/../../migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
        let names =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut versions: Vec<String> =
            names.map(|name| name.split('_').next().unwrap().to_owned()).collect();
        let all = versions.len();
        versions.sort();
        versions.dedup();
        assert_eq!(versions.len(), all, "{engine}: {versions:?}");
    }
}

on_both_engines! {
    fn migrations_run_up_down_and_up_again(db) {
        let at_first = facts(&db, &EVERYTHING);
        // Rows that refer to each other must not keep the tables from going.
        db.database().write(|tx| {
            let now = chrono::DateTime::UNIX_EPOCH;
            let operation = setup::create_operation(tx, &setup::NewOperation {
                code: "x".into(), name_zh: "行动".into(), name_en: "X".into(),
                time_zone: "Asia/Shanghai".into(), starts_on: now.date_naive(),
            }, now)?;
            let area = |code: &str, parent: Option<&str>| storage::areas::NewArea {
                code: code.into(), name: code.into(), level: domain::areas::AreaLevel::District,
                parent_code: parent.map(str::to_owned),
            };
            let planned = storage::areas::plan_tree(vec![area("1", None), area("2", Some("1"))]).unwrap();
            setup::load_areas(tx, operation, &planned, now)?;
            Ok(())
        }).unwrap();
        assert!(db.database().pending_migrations().unwrap().is_empty());
        let reverted = db.database().maintain(migrations::revert_all).unwrap();
        assert_eq!(facts(&db, &EVERYTHING), BTreeSet::new());
        assert_eq!(db.database().pending_migrations().unwrap().len(), reverted.len());
        let ran = db.database().migrate().unwrap();
        assert_eq!(ran.len(), reverted.len());
        assert_same(("at first", &at_first), ("again", &facts(&db, &EVERYTHING)));
        assert!(db.database().migrate().unwrap().is_empty());
    }

    fn processes_that_start_at_once_migrate_once(db) {
        let ran = db.database().maintain(migrations::revert_all).unwrap().len();
        let counts: Vec<usize> = std::thread::scope(|threads| {
            let starting: Vec<_> = (0..3).map(|_| threads.spawn(|| db.database().migrate().unwrap().len())).collect();
            starting.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(counts.iter().sum::<usize>(), ran, "{counts:?}");
    }
}
