//! Statements that the engine plans once for each connection.
//!
//! Diesel plans a statement anew whenever its text depends on values: lists of ids, the columns of an update, several rows
//! of an insert. Planning costs more than most of ours take to run. Here such a statement is kept under its text, and
//! [`padded`] sees to it that lists of any length have few texts.

use diesel::{
    QueryResult, RunQueryDsl,
    backend::Backend,
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
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _backend: &DB) -> QueryResult<bool> {
        Ok(true)
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
    use super::*;

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
