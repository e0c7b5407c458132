//! Which rows an actor sees: `domain` decides, this turns the decision into a condition.

use diesel::{BoxableExpression, dsl::exists, prelude::*, sql_types::Bool};
use domain::access::{Actor, Visibility};

use crate::{
    columns::Bind,
    connection::MultiBackend,
    schema::{households, memberships, postings},
    unindexed::along_the_way,
};

/// A condition on rows of a table.
pub type Condition<Table> = Box<dyn BoxableExpression<Table, MultiBackend, SqlType = Bool>>;

/// The households of the actor's operation that their organisation sees. It is checked on rows that are found otherwise
/// ([`crate::households`] finds them by area where they are few), so that no planner takes it for the way to find them.
pub fn of_households(actor: &Actor) -> Condition<households::table> {
    let of_operation = households::operation_id.eq(Bind(actor.operation_id));
    match &actor.visibility {
        Visibility::Area(path) => {
            let within = households::area_path
                .ge(path.as_str().to_owned())
                .and(households::area_path.lt(path.end_of_subtree()));
            Box::new(of_operation.and(along_the_way::<households::table, _>(within)))
        }
        Visibility::Employer(organisation) => {
            let employs_a_member = memberships::table
                .inner_join(
                    postings::table.on(postings::operation_id
                        .eq(memberships::operation_id)
                        .and(postings::person_id.eq(memberships::person_id))),
                )
                .filter(memberships::operation_id.eq(households::operation_id))
                .filter(memberships::household_id.eq(households::id))
                .filter(postings::employer_id.eq(Bind(*organisation)))
                .select(memberships::id);
            Box::new(of_operation.and(along_the_way::<households::table, _>(exists(employs_a_member))))
        }
        // Nothing is referred yet, so a partner sees no household.
        Visibility::Referred(_) => {
            Box::new(of_operation.and(households::reference.ne(households::reference)))
        }
    }
}
