//! No read of the ledger looks through a whole table: every statement that the pages and lists send is explained by the
//! engine itself.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use diesel::{
    QueryableByName, RunQueryDsl as _,
    connection::{Instrumentation, InstrumentationEvent, SimpleConnection as _, set_default_instrumentation},
    sql_query,
    sql_types::Text,
};
use domain::households::ReferenceCode;
use serde_json::json;
use storage::{Connection, Engine};
use test_support::{SignedIn, TestApp, TestDatabase};

use crate::support::{area, enter, household, id, list, organisation, own_id, path};

/// Tables that grow with the families.
const LARGE: [&str; 11] = [
    "households",
    "persons",
    "phones",
    "memberships",
    "postings",
    "search_terms",
    "journal",
    "coverage_workers",
    "coverage_gaps",
    "coverage_days",
    "coverage_settlements",
];

static STATEMENTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn listen() {
    let listener = || {
        let note = |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                let text = query.to_string();
                let sql = text.split(" -- binds").next().unwrap_or_default().trim().to_owned();
                STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner).push(sql);
            }
        };
        Some(Box::new(note) as Box<dyn Instrumentation>)
    };
    set_default_instrumentation(listener).unwrap();
}

/// What was read since the last call, each statement once.
fn selects() -> Vec<String> {
    let mut statements = std::mem::take(&mut *STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner));
    let reads_a_large_one = |sql: &String| {
        let sql = sql.replace(['`', '"'], "");
        sql.starts_with("SELECT") && LARGE.iter().any(|table| sql.contains(&format!("{table}.")))
    };
    statements.retain(reads_a_large_one);
    // Nothing was asked for, so nothing is looked through.
    statements.retain(|sql| !sql.contains("(1=0)"));
    statements.sort();
    statements.dedup();
    statements
}

#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresLine {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

fn explain(conn: &mut Connection, sql: &str) -> Vec<String> {
    match conn {
        Connection::Sqlite(sqlite) => {
            let steps: Vec<SqliteStep> = sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(sqlite).unwrap();
            steps.into_iter().map(|step| step.detail).collect()
        }
        Connection::Postgres(postgres) => {
            let parameters = (1..).take_while(|number| sql.contains(&format!("${number}"))).count();
            let nulls = vec!["NULL"; parameters].join(", ");
            postgres
                .batch_execute(&format!(
                    "SET plan_cache_mode = force_generic_plan; DEALLOCATE ALL; PREPARE it AS {sql}"
                ))
                .unwrap();
            let execute =
                if parameters == 0 { "EXECUTE it".to_owned() } else { format!("EXECUTE it ({nulls})") };
            let lines: Vec<PostgresLine> = sql_query(format!("EXPLAIN {execute}")).load(postgres).unwrap();
            lines.into_iter().map(|line| line.line).collect()
        }
    }
}

/// The steps that look through a whole table, or through all of an operation without stopping at the page.
fn scans(engine: Engine, sql: &str, plan: &[String]) -> Vec<String> {
    let whole = plan.join("\n");
    let (sorts, condition) = match engine {
        Engine::Sqlite => ("TEMP B-TREE FOR ORDER BY", "(operation_id=?)"),
        Engine::Postgres => ("Sort", "Index Cond: (operation_id = $"),
    };
    let stops_at_the_page = sql.contains("LIMIT") && !whole.contains(sorts);
    let of_large = |step: &str| LARGE.iter().any(|table| step.split_whitespace().any(|word| word == *table));
    let mut found: Vec<String> = plan
        .iter()
        .filter(|step| match engine {
            Engine::Sqlite => of_large(step) && step.starts_with("SCAN "),
            Engine::Postgres => of_large(step) && step.contains("Seq Scan"),
        })
        .cloned()
        .collect();
    if !stops_at_the_page {
        let only_operation = |step: &&String| match engine {
            Engine::Sqlite => of_large(step) && step.contains(condition),
            // A condition on one more column goes on behind the first bracket.
            Engine::Postgres => step.contains(condition) && !step.contains(" AND "),
        };
        found.extend(plan.iter().filter(only_operation).cloned());
    }
    found
}

/// Twenty thousand more households on PostgreSQL, which plans by what it counts. SQLite plans by its indexes alone.
fn grow(conn: &mut Connection) {
    let Connection::Postgres(postgres) = conn else { return };
    let references: BTreeSet<String> = (1..20_000_u64)
        .map(|seed| ReferenceCode::from_random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)).as_str().to_owned())
        .collect();
    let references: Vec<String> = references.iter().map(|reference| format!("'{reference}'")).collect();
    postgres
        .batch_execute(&format!(
            "CREATE TEMP TABLE copies AS SELECT gen_random_uuid() AS h, gen_random_uuid() AS p, gen_random_uuid() AS m, r, g
                FROM unnest(ARRAY[{}]) WITH ORDINALITY AS of (r, g);
             INSERT INTO households SELECT (jsonb_populate_record(one, jsonb_build_object('id', h, 'reference', r,
                'name_sort', md5(g::text), 'updated_at', one.updated_at + g * interval '1 second', 'owner_id', NULL))).*
                FROM copies, households one WHERE one.id = (SELECT id FROM households LIMIT 1);
             INSERT INTO persons SELECT (jsonb_populate_record(one, jsonb_build_object('id', p, 'identity_digest', NULL))).*
                FROM copies, persons one WHERE one.id = (SELECT id FROM persons LIMIT 1);
             INSERT INTO memberships SELECT (jsonb_populate_record(one, jsonb_build_object('id', m, 'household_id', h,
                'person_id', p))).* FROM copies, memberships one WHERE one.id = (SELECT id FROM memberships LIMIT 1);
             INSERT INTO postings SELECT (jsonb_populate_record(one, jsonb_build_object('id', m, 'person_id', p,
                'employer_id', NULL))).* FROM copies, postings one WHERE one.id = (SELECT id FROM postings LIMIT 1);
             INSERT INTO phones SELECT (jsonb_populate_record(one, jsonb_build_object('id', m, 'person_id', p,
                'number', (13000000000 + g)::text))).* FROM copies, phones one WHERE one.id = (SELECT id FROM phones LIMIT 1);
             INSERT INTO search_terms SELECT one.operation_id, term, h, p
                FROM copies, (SELECT operation_id FROM households LIMIT 1) one, unnest(ARRAY['w', 'w' || md5(g::text), '=category:aid_hubei']) term;
             INSERT INTO journal SELECT (jsonb_populate_record(one, jsonb_build_object('id', m, 'household_id', h,
                'subject_id', h, 'position', NULL))).* FROM copies, journal one WHERE one.id = (SELECT id FROM journal LIMIT 1);
             INSERT INTO coverage_workers SELECT (jsonb_populate_record(one, jsonb_build_object('household_id', h,
                'person_id', p))).* FROM copies, coverage_workers one WHERE one.person_id = (SELECT person_id FROM coverage_workers LIMIT 1);
             INSERT INTO coverage_gaps SELECT (jsonb_populate_record(one, jsonb_build_object('id', m, 'household_id', h,
                'person_id', p))).* FROM copies, coverage_gaps one WHERE one.id = (SELECT id FROM coverage_gaps LIMIT 1);
             ANALYZE",
            references.join(", ")
        ))
        .unwrap();
}

async fn read_everything(app: &TestApp, engine: Engine) {
    let user = app.sign_in("xq.union").await;
    let village = area(&user, "120111001001").await;
    let hospital = organisation(&user, "西青医院").await;
    let mut new = household(&village, "王芳", "19930638560");
    new["members"][0]["posting"]["employer_id"] = json!(hospital);
    let one = enter(&user, &new).await;
    app.database()
        .maintain(|conn| {
            grow(conn);
            Ok(())
        })
        .unwrap();
    selects();
    let me = own_id(&user);
    let filters = [
        ("q", "王"),
        ("q", "w"),
        ("q", "8560"),
        ("area_id", &village),
        ("status", "registered"),
        ("owner", "none"),
        ("owner", &me),
        ("category", "aid_hubei"),
        ("employer_id", &hospital),
        ("unclear", "needs"),
    ];
    let sorts = ["reference", "-name", "area", "-updated", "away_since", "-away_since"];
    for user in [&user, &app.sign_in("xiyingmen.union").await, &app.sign_in("hospital.union").await] {
        for sort in sorts {
            read_list(user, &[("sort", sort)]).await;
        }
        for filter in filters {
            read_list(user, &[filter, ("sort", "name")]).await;
        }
        for path in [
            path(&one),
            format!("{}/journal", path(&one)),
            format!("{}/openings", path(&one)),
            "/api/v1/summary".to_owned(),
        ] {
            user.get_json(&path).await;
        }
        read_coverage(user, &village, &hospital).await;
        user.get_json("/api/v1/persons?q=wang").await;
        user.get_json(&format!("/api/v1/persons/{}", id(&one["members"][0]["person"]))).await;
        user.request(reqwest::Method::GET, "/api/v1/persons")
            .query(&[("q", "120199199007105610")])
            .send()
            .await
            .unwrap();
    }
    let again = user.post("/api/v1/households", &new).await;
    assert_eq!(again.status(), 409);
    read_audit(&app.sign_in("xq.admin").await, &me, one["reference"].as_str().unwrap(), &hospital).await;
    let statements = selects();
    assert!(statements.len() > 20, "{} statements were heard", statements.len());
    let found = app
        .database()
        .maintain(|conn| {
            if let Connection::Postgres(postgres) = conn {
                postgres.batch_execute("SET enable_seqscan = off").unwrap();
            }
            let found: Vec<String> = statements
                .iter()
                .flat_map(|sql| {
                    let plan = explain(conn, sql);
                    let scans = scans(engine, sql, &plan);
                    let told = format!("{sql}\n    {}", plan.join("\n    "));
                    (!scans.is_empty()).then(|| format!("{scans:#?}\n{told}"))
                })
                .collect();
            Ok(found)
        })
        .unwrap();
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}

/// The organisation's journal by each of its conditions, and by several.
async fn read_audit(admin: &SignedIn<'_>, actor: &str, reference: &str, organisation: &str) {
    let by = [
        format!("actor_id={actor}"),
        "kind=household_created".to_owned(),
        format!("subject={reference}"),
        format!("organisation_id={organisation}"),
        "from=2020-02-11".to_owned(),
        "to=2020-02-11".to_owned(),
        format!("actor_id={actor}&kind=household_created&from=2020-02-10&to=2020-02-11"),
        format!("subject={reference}&kind=household_created&organisation_id={organisation}"),
    ];
    for conditions in by {
        let path = format!("/api/v1/audit_entries?{conditions}&limit=1");
        let page = admin.get_json(&path).await;
        if let Some(cursor) = page["next_cursor"].as_str() {
            admin.get_json(&format!("{path}&cursor={cursor}")).await;
        }
    }
}

async fn read_coverage(user: &SignedIn<'_>, village: &str, hospital: &str) {
    for page in [
        "",
        "/towns",
        "/employers",
        "?as_of=2020-02-10",
        "/towns?as_of=2020-02-10",
        "/days",
        "/days?line=union",
    ] {
        user.get_json(&format!("/api/v1/coverage{page}")).await;
    }
    let here = [("area_id", village), ("employer", hospital), ("employer", "none")];
    let workers =
        [("state", "covered"), ("state", "uncovered"), ("missing", "on_roster"), ("listing", "everywhere")];
    let gaps = [("kind", "on_no_roster"), ("mover", "mine"), ("line", "union")];
    let disagreements = [("matter", "category"), ("state", "open"), ("state", "settled")];
    let lists = [("workers", &workers[..]), ("gaps", &gaps[..]), ("disagreements", &disagreements[..])];
    for (list, filters) in lists {
        for filter in filters.iter().chain(&here) {
            let path = format!("/api/v1/coverage/{list}?{}={}&limit=1", filter.0, filter.1);
            let page = user.get_json(&path).await;
            if let Some(cursor) = page["next_cursor"].as_str() {
                user.get_json(&format!("{path}&cursor={cursor}")).await;
            }
        }
    }
    for coverage in ["any", "covered", "uncovered"] {
        read_list(user, &[("coverage", coverage)]).await;
    }
}

/// A page and, where there is one, the page after it: they are not the same statement.
async fn read_list(user: &SignedIn<'_>, query: &[(&str, &str)]) {
    let mut query = query.to_vec();
    query.push(("limit", "1"));
    let page = list(user, &query).await;
    if let Some(cursor) = page.get("next_cursor").and_then(serde_json::Value::as_str) {
        query.push(("cursor", cursor));
        list(user, &query).await;
    }
}

fn on(engine: Engine) {
    listen();
    let app = TestApp::new(TestDatabase::new(engine));
    test_support::run(read_everything(&app, engine));
}

#[test]
fn no_read_scans_a_table_sqlite() {
    on(Engine::Sqlite);
}

#[test]
fn no_read_scans_a_table_postgres() {
    on(Engine::Postgres);
}
