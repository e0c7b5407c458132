//! Conditions that are checked on rows already found, where an index of their own would find far too many.

use diesel::{
    define_sql_function,
    sql_types::{SingleValue, SqlType},
};

define_sql_function! {
    #[sql_name = "coalesce"]
    fn first_known<T: SqlType + SingleValue>(value: T, otherwise: T) -> T;
}

/// The column as a value that no index has: the same on both engines, whatever their planners guess.
macro_rules! unindexed {
    ($column:expr) => {
        $crate::unindexed::first_known($column, $column)
    };
}
pub(crate) use unindexed;
