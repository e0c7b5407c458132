//! The ledger as text, line by line: what must be as before when a commit was taken back.

use diesel::{QueryableByName, RunQueryDsl as _, sql_query, sql_types::Text};
use storage::{Connection, Database};

/// The tables of the ledger, with the columns that say what it holds.
const TABLES: [(&str, &[&str]); 6] = [
    (
        "households",
        &[
            "id",
            "reference",
            "name",
            "name_sort",
            "name_by_hand",
            "area_id",
            "area_path",
            "address",
            "address_key",
            "area_hint",
            "status",
            "situation",
            "missing",
            "preferred_language",
            "contact_hours",
            "difficulties",
            "situation_note",
            "reported_elders",
            "reported_minors",
            "owner_id",
            "member_count",
            "worker_count",
            "primary_category",
            "away_since",
            "created_at",
            "closed_at",
        ],
    ),
    (
        "persons",
        &[
            "id",
            "name",
            "name_key",
            "sex",
            "birth_date",
            "identity_digest",
            "identity_id",
            "identity_masked",
            "school_grade",
            "limited_mobility",
            "pregnant",
            "disability",
            "chronic_illness",
            "note",
            "created_at",
        ],
    ),
    ("phones", &["person_id", "position", "number", "label"]),
    ("memberships", &["id", "household_id", "person_id", "relation", "from_date", "to_date"]),
    (
        "postings",
        &[
            "id",
            "person_id",
            "category",
            "employer_id",
            "employer_name",
            "place",
            "from_date",
            "to_date",
            "state",
        ],
    ),
    ("search_terms", &["term", "household_id", "subject_id"]),
];

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// The whole ledger of a database.
pub fn dump(database: &Database) -> Vec<String> {
    TABLES.iter().flat_map(|(table, columns)| lines(database, table, columns)).collect()
}

fn lines(database: &Database, table: &str, columns: &[&str]) -> Vec<String> {
    let lines = database.maintain(|conn| {
        Ok(match conn {
            Connection::Sqlite(own) => {
                let quoted: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
                let line = quoted.join(" || ',' || ");
                sql_query(format!("SELECT {line} AS line FROM {table} ORDER BY 1")).load::<Line>(own)?
            }
            Connection::Postgres(own) => {
                let quoted: Vec<String> =
                    columns.iter().map(|column| format!("quote_nullable({column}::text)")).collect();
                let line = quoted.join(" || ',' || ");
                sql_query(format!("SELECT {line} AS line FROM {table} ORDER BY 1")).load::<Line>(own)?
            }
        })
    });
    lines.unwrap().into_iter().map(|Line { line }| format!("{table}: {line}")).collect()
}

/// Asserts that two dumps are the same, and names the first difference.
pub fn assert_same(before: &[String], after: &[String]) {
    let gone: Vec<&String> = before.iter().filter(|line| !after.contains(line)).take(3).collect();
    let new: Vec<&String> = after.iter().filter(|line| !before.contains(line)).take(3).collect();
    assert!(gone.is_empty() && new.is_empty(), "gone: {gone:#?}\nnew: {new:#?}");
    assert_eq!(before.len(), after.len());
}
