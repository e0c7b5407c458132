//! Conditions that are checked on rows already found, where an index of their own would find far too many.

use diesel::{
    BoxableExpression, Expression, NullableExpressionMethods as _, define_sql_function,
    sql_types::{Bool, Nullable},
};

use crate::{connection::MultiBackend, visibility::Condition};

define_sql_function! {
    #[sql_name = "coalesce"]
    fn holds(condition: Nullable<Bool>, otherwise: Bool) -> Bool;
}

/// The condition as a value that no index has: the same on both engines, and nothing from which their planners could
/// conclude that few rows will pass.
pub fn along_the_way<Table, C>(condition: C) -> Condition<Table>
where
    C: Expression<SqlType = Bool> + 'static,
    holds<diesel::dsl::Nullable<C>, bool>: BoxableExpression<Table, MultiBackend, SqlType = Bool> + 'static,
{
    Box::new(holds(condition.nullable(), false))
}
