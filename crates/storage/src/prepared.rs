//! Statements that the engine plans once for each connection.
//!
//! Diesel plans a statement anew whenever its text depends on values: lists of ids, the columns of an update, several rows
//! of an insert. Planning costs more than most of ours take to run. Here such a statement is kept under its text, and
//! [`padded`] sees to it that lists of any length have few texts.

use std::cell::Cell;

use diesel::{
    QueryResult, RunQueryDsl,
    backend::Backend,
    internal::derives::multiconnection::AstPassHelper as _,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
};

use crate::columns::Bind;

/// A statement that is kept prepared under its text.
#[derive(Debug, Clone, Copy)]
pub struct Prepared<Q>(Q);

/// Gives statements to [`Prepared`].
pub trait Prepare: Sized {
    /// This statement, planned once for each of its texts: use it where the lists in it are [`padded`].
    fn prepared(self) -> Prepared<Self> {
        Prepared(self)
    }
}

impl<Q> Prepare for Q {}

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, Conn> RunQueryDsl<Conn> for Prepared<Q> {}

impl<Q> QueryId for Prepared<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Prepared<Q> {
    /// Diesel asks by walking, too, whether the statement may be kept. (Overriding `is_safe_to_cache_prepared` does not do:
    /// `execute` hands statements on as references, which have the trait's own.) Whoever neither writes the text nor collects
    /// values asks for that, and is told of a text without anything that speaks against it.
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if pass.bind_collector().is_some() || pass.debug_binds().is_some() {
            return self.0.walk_ast(pass);
        }
        let writes = Cell::new(false);
        let mut pass = pass.cast_database::<DB>(
            |binds| binds,
            |builder| {
                writes.set(true);
                builder
            },
            |backend| backend,
            |lookup| lookup,
        );
        if writes.get() {
            return self.0.walk_ast(pass);
        }
        pass.push_sql("");
        Ok(())
    }
}

/// The values for a list in a statement, the last one repeated up to the next power of two: so a list of any length up to
/// a thousand has one of eleven texts. Longer ones grow by whole thousands, since an engine takes only so many values.
pub fn padded<T: Copy>(values: impl IntoIterator<Item = T>) -> Vec<Bind<T>> {
    padded_texts(values.into_iter().map(Bind))
}

/// [`padded`] for texts.
pub fn padded_texts<T: Clone>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut list: Vec<T> = values.into_iter().collect();
    if let Some(last) = list.last().cloned() {
        let length = if list.len() > LONG {
            list.len().next_multiple_of(LONG)
        } else {
            list.len().next_power_of_two()
        };
        list.resize(length, last);
    }
    list
}

/// From here on a list does not double any more.
const LONG: usize = 1_024;

/// How many of the rows that are left go with the next insert: the largest power of two, so that there are few texts.
pub const fn rows_at_once(left: usize) -> usize {
    // The widest table has 32 columns, and a statement takes 65,535 values.
    const MOST: u32 = 9;
    match left.checked_ilog2() {
        Some(power) if power < MOST => 1 << power,
        Some(_) => 1 << MOST,
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use diesel::{
        Connection as _, ExpressionMethods as _, QueryDsl as _, SqliteConnection,
        connection::{InstrumentationEvent, SimpleConnection as _},
    };

    use super::*;
    use crate::{Connection, dialect::insert_all};

    diesel::table! {
        kept (id) {
            id -> Integer,
            amount -> Integer,
        }
    }

    /// A connection that notes which statements it plans to keep.
    fn watched() -> (Connection, Arc<Mutex<Vec<String>>>) {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL)").unwrap();
        let planned = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&planned);
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::CacheQuery { sql, .. } = event {
                noted.lock().unwrap().push(sql.to_owned());
            }
        });
        (Connection::Sqlite(conn), planned)
    }

    #[test]
    fn what_changes_rows_is_planned_once() {
        let (mut conn, planned) = watched();
        for round in 0..3 {
            let rows: Vec<_> = [1, 2].map(|id| (kept::id.eq(10 * round + id), kept::amount.eq(id))).into();
            insert_all!(&mut conn, kept::table, rows).unwrap();
            let some = kept::table.filter(kept::id.eq_any(padded_texts([10 * round + 1, 10 * round + 2])));
            let changed = diesel::update(some).set(kept::amount.eq(round)).prepared().execute(&mut conn);
            assert_eq!(changed, Ok(2));
            let one = kept::table.filter(kept::id.eq_any(padded_texts([10 * round + 1])));
            assert_eq!(diesel::delete(one).prepared().execute(&mut conn), Ok(1));
        }
        let left: Vec<i32> = kept::table.order(kept::id).select(kept::amount).load(&mut conn).unwrap();
        assert_eq!(left, [0, 1, 2]);
        let planned = planned.lock().unwrap();
        for verb in ["INSERT", "UPDATE", "DELETE"] {
            assert_eq!(planned.iter().filter(|sql| sql.starts_with(verb)).count(), 1, "{planned:?}");
        }
    }

    #[test]
    fn rows_go_in_powers_of_two() {
        assert_eq!([0, 1, 3, 100, 512, 5_000].map(rows_at_once), [0, 1, 2, 64, 512, 512]);
    }

    #[test]
    fn lists_have_few_lengths() {
        let length = |values| padded_texts(0..values).len();
        assert_eq!([0, 1, 2, 3, 4, 5, 50, 1000].map(length), [0, 1, 2, 4, 4, 8, 64, 1024]);
        assert_eq!([1024, 1025, 17_000].map(length), [1024, 2048, 17_408]);
        assert_eq!(padded_texts(["a", "b", "c"]), ["a", "b", "c", "c"]);
    }
}
