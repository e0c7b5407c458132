//! Whole tables as lines of text that say the same on both engines: what one wrote, the other reads. For backups.
//!
//! A line is a JSON array of a row's values in the order of the table's columns: ids and bytes in hexadecimal, moments in
//! microseconds, flags as 0 and 1, documents as their text.

use diesel::{
    QueryableByName, RunQueryDsl as _,
    connection::{DefaultLoadingMode, SimpleConnection as _},
    pg::PgRowByRowLoadingMode,
    sql_query,
    sql_types::{BigInt, Nullable, Text},
};

use super::on_each_engine;
use crate::{Connection, error::StorageError};

/// How a column's values stand in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Id,
    Bytes,
    Moment,
    Document,
    Flag,
    Day,
    Integer,
    Text,
}

impl Kind {
    /// By the engine's own name of the type.
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "uuid" => Self::Id,
            "bytea" | "BLOB" => Self::Bytes,
            "timestamp with time zone" => Self::Moment,
            "jsonb" => Self::Document,
            "boolean" => Self::Flag,
            "date" => Self::Day,
            "bigint" | "integer" | "INTEGER" => Self::Integer,
            "text" | "TEXT" => Self::Text,
            _ => return None,
        })
    }
}

/// A table with its columns, in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    columns: Vec<(String, Kind)>,
}

impl Table {
    /// The names of its columns, in the order in which a line has their values.
    pub fn columns(&self) -> Vec<String> {
        self.columns.iter().map(|(name, _)| name.clone()).collect()
    }

    fn listed(&self, each: impl Fn(usize, &str, Kind) -> String) -> String {
        let of = |(at, (name, kind)): (usize, &(String, Kind))| each(at, name, *kind);
        self.columns.iter().enumerate().map(of).collect::<Vec<_>>().join(", ")
    }
}

#[derive(QueryableByName)]
struct Declared {
    #[diesel(sql_type = Text)]
    of: String,
    #[diesel(sql_type = Text)]
    named: String,
    #[diesel(sql_type = Nullable<Text>)]
    typed: Option<String>,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    amount: i64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Every table but the one that counts migrations, by name.
///
/// # Errors
/// [`StorageError::Internal`] where a column has a type that no line can hold.
pub fn tables(conn: &mut Connection) -> Result<Vec<Table>, StorageError> {
    const POSTGRES: &str = "SELECT c.table_name::text AS of, c.column_name::text AS named, c.data_type::text AS typed
        FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.table_name NOT LIKE '\\_\\_%'
        ORDER BY c.table_name::text COLLATE \"C\", c.column_name::text COLLATE \"C\"";
    const SQLITE: &str = "SELECT t.name AS of, c.name AS named, c.type AS typed
        FROM pragma_table_list t JOIN pragma_table_xinfo(t.name) c
        WHERE t.schema = 'main' AND t.type = 'table'
          AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\'
        ORDER BY t.name, c.name";
    let columns: Vec<Declared> = match conn {
        Connection::Postgres(postgres) => sql_query(POSTGRES).load(postgres)?,
        Connection::Sqlite(sqlite) => sql_query(SQLITE).load(sqlite)?,
    };
    let mut tables: Vec<Table> = Vec::new();
    for Declared { of, named, typed } in columns {
        let kind = typed.as_deref().and_then(Kind::of).ok_or_else(|| {
            StorageError::internal(format!("{of}.{named} has the type {typed:?}, which no backup knows"))
        })?;
        match tables.last_mut().filter(|table| table.name == of) {
            Some(table) => table.columns.push((named, kind)),
            None => tables.push(Table { name: of, columns: vec![(named, kind)] }),
        }
    }
    Ok(tables)
}

/// Hands over every row of a table, one after the other; never holds more than one.
///
/// # Errors
/// What `each` returns, and as the engine's.
pub fn read_rows<E: From<StorageError>>(
    conn: &mut Connection,
    table: &Table,
    mut each: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let name = &table.name;
    match conn {
        Connection::Postgres(postgres) => {
            let values = table.listed(|_, name, kind| match kind {
                Kind::Id => format!("encode(uuid_send(\"{name}\"), 'hex')"),
                Kind::Bytes => format!("encode(\"{name}\", 'hex')"),
                Kind::Moment => format!("(extract(epoch FROM \"{name}\") * 1000000)::bigint"),
                Kind::Document | Kind::Day => format!("\"{name}\"::text"),
                Kind::Flag => format!("\"{name}\"::integer"),
                Kind::Integer | Kind::Text => format!("\"{name}\""),
            });
            let query = sql_query(format!("SELECT json_build_array({values})::text AS line FROM \"{name}\""));
            let rows =
                query.load_iter::<Line, PgRowByRowLoadingMode>(postgres).map_err(StorageError::from)?;
            for row in rows {
                each(&row.map_err(StorageError::from)?.line)?;
            }
        }
        Connection::Sqlite(sqlite) => {
            let values = table.listed(|_, name, kind| match kind {
                Kind::Bytes => format!("iif(\"{name}\" IS NULL, NULL, lower(hex(\"{name}\")))"),
                _ => format!("\"{name}\""),
            });
            let query = sql_query(format!("SELECT json_array({values}) AS line FROM \"{name}\""));
            let rows = query.load_iter::<Line, DefaultLoadingMode>(sqlite).map_err(StorageError::from)?;
            for row in rows {
                each(&row.map_err(StorageError::from)?.line)?;
            }
        }
    }
    Ok(())
}

/// Writes rows as [`read_rows`] gave them, with one statement.
///
/// # Errors
/// As any write: every constraint holds for them, too.
pub fn write_rows(conn: &mut Connection, table: &Table, lines: &[String]) -> Result<(), StorageError> {
    let (name, columns) = (&table.name, table.listed(|_, name, _| format!("\"{name}\"")));
    let all = format!("[{}]", lines.join(","));
    match conn {
        Connection::Postgres(postgres) => {
            let values = table.listed(|at, _, kind| match kind {
                Kind::Id => format!("(v->>{at})::uuid"),
                Kind::Bytes => format!("decode(v->>{at}, 'hex')"),
                Kind::Moment => {
                    format!("timestamptz 'epoch' + (v->>{at})::bigint * interval '1 microsecond'")
                }
                Kind::Document => format!("(v->>{at})::jsonb"),
                Kind::Flag => format!("(v->>{at})::integer::boolean"),
                Kind::Day => format!("(v->>{at})::date"),
                Kind::Integer => format!("(v->>{at})::bigint"),
                Kind::Text => format!("v->>{at}"),
            });
            let insert = format!(
                "INSERT INTO \"{name}\" ({columns}) SELECT {values} FROM json_array_elements($1::json) AS lines(v)"
            );
            sql_query(insert).bind::<Text, _>(all).execute(postgres)?;
        }
        Connection::Sqlite(sqlite) => {
            let values = table.listed(|at, _, kind| match kind {
                Kind::Bytes => format!("unhex(v.value->>{at})"),
                _ => format!("v.value->>{at}"),
            });
            let insert =
                format!("INSERT INTO \"{name}\" ({columns}) SELECT {values} FROM json_each($1) AS v");
            sql_query(insert).bind::<Text, _>(all).execute(sqlite)?;
        }
    }
    Ok(())
}

/// Takes every row out of a table, within [`crate::Database::rebuild`].
///
/// # Errors
/// As any write.
pub fn clear(conn: &mut Connection, table: &Table) -> Result<(), StorageError> {
    let query = format!("DELETE FROM \"{}\"", table.name);
    on_each_engine!(conn, own => sql_query(query).execute(own))?;
    Ok(())
}

/// Counts the rows of a table.
///
/// # Errors
/// As any read.
pub fn count_rows(conn: &mut Connection, table: &Table) -> Result<u64, StorageError> {
    let query = format!("SELECT count(*) AS amount FROM \"{}\"", table.name);
    let counted: Counted = on_each_engine!(conn, own => sql_query(query).get_result(own))?;
    u64::try_from(counted.amount).map_err(StorageError::internal)
}

/// Takes every table away, the one that counts migrations included, within [`crate::Database::rebuild`].
///
/// # Errors
/// As any change of the schema.
pub fn drop_everything(conn: &mut Connection) -> Result<(), StorageError> {
    const POSTGRES: &str =
        "SELECT quote_ident(tablename) AS line FROM pg_tables WHERE schemaname = current_schema()";
    const SQLITE: &str = "SELECT '\"' || name || '\"' AS line FROM pragma_table_list
        WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    match conn {
        Connection::Postgres(postgres) => {
            for Line { line } in sql_query(POSTGRES).load(postgres)? {
                sql_query(format!("DROP TABLE {line} CASCADE")).execute(postgres)?;
            }
        }
        Connection::Sqlite(sqlite) => {
            for Line { line } in sql_query(SQLITE).load(sqlite)? {
                sql_query(format!("DROP TABLE {line}")).execute(sqlite)?;
            }
        }
    }
    Ok(())
}

/// Packs the tables and counts them anew, after all of them were filled at once. Outside of a transaction.
///
/// # Errors
/// [`StorageError::Busy`] where others are in the way.
pub fn settle(conn: &mut Connection) -> Result<(), StorageError> {
    match conn {
        Connection::Postgres(postgres) => Ok(postgres.batch_execute("VACUUM (ANALYZE)")?),
        // Its figures are those of the migrations.
        Connection::Sqlite(sqlite) => Ok(sqlite.batch_execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")?),
    }
}

/// References between tables that are not checked for a while.
#[derive(Debug)]
#[must_use = "references that are not checked again never hold"]
pub struct Unchecked(Vec<Reference>);

#[derive(Debug, QueryableByName)]
struct Reference {
    #[diesel(sql_type = Text)]
    of: String,
    #[diesel(sql_type = Text)]
    named: String,
    #[diesel(sql_type = Text)]
    meaning: String,
}

/// Lets rows come in any order until [`check_references`], within [`crate::Database::rebuild`], where SQLite checks none.
///
/// # Errors
/// As any change of the schema.
pub fn uncheck_references(conn: &mut Connection) -> Result<Unchecked, StorageError> {
    match conn {
        Connection::Postgres(postgres) => {
            let references: Vec<Reference> = sql_query(
                "SELECT conrelid::regclass::text AS of, conname::text AS named, pg_get_constraintdef(oid) AS meaning
                 FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2",
            )
            .load(postgres)?;
            for Reference { of, named, .. } in &references {
                sql_query(format!("ALTER TABLE {of} DROP CONSTRAINT \"{named}\"")).execute(postgres)?;
            }
            Ok(Unchecked(references))
        }
        Connection::Sqlite(_) => Ok(Unchecked(Vec::new())),
    }
}

/// Proves that every reference holds.
///
/// # Errors
/// [`StorageError::Conflict`] where one does not.
pub fn check_references(conn: &mut Connection, unchecked: Unchecked) -> Result<(), StorageError> {
    match conn {
        Connection::Postgres(postgres) => {
            for Reference { of, named, meaning } in unchecked.0 {
                sql_query(format!("ALTER TABLE {of} ADD CONSTRAINT \"{named}\" {meaning}"))
                    .execute(postgres)?;
            }
            Ok(())
        }
        Connection::Sqlite(sqlite) => {
            let loose: Vec<Line> =
                sql_query("SELECT \"table\" AS line FROM pragma_foreign_key_check LIMIT 1").load(sqlite)?;
            match loose.is_empty() {
                true => Ok(()),
                false => Err(crate::ConflictKind::Reference.into()),
            }
        }
    }
}
