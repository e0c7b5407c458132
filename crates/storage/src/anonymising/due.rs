//! Which households are due by the rule of their operation.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::ids::{HouseholdId, OperationId};

use super::{Why, anonymise};
use crate::{
    Connection, Database, StorageError,
    columns::Bind,
    connection::MultiBackend,
    journal::Author,
    schema::{households, operations},
};

/// How long an operation keeps closed households as they are.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = operations, check_for_backend(MultiBackend))]
pub struct Rule {
    /// The operation.
    #[diesel(column_name = id)]
    pub operation_id: OperationId,
    /// Its time zone (IANA), in which days begin and end.
    pub time_zone: String,
    /// Days after closing.
    #[diesel(column_name = anonymise_after_days)]
    pub after_days: i32,
}

/// A household that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The household.
    pub id: HouseholdId,
    /// Its reference.
    pub reference: String,
    /// When it was closed.
    pub closed_at: DateTime<Utc>,
}

/// The rules of all operations.
///
/// # Errors
/// As any read.
pub fn rules(conn: &mut Connection) -> Result<Vec<Rule>, StorageError> {
    Ok(operations::table.order(operations::id).select(Rule::as_select()).load(conn)?)
}

/// The rule of an operation.
pub(crate) fn rule_of(conn: &mut Connection, operation: OperationId) -> Result<Rule, StorageError> {
    let rule = operations::table.filter(operations::id.eq(Bind(operation))).select(Rule::as_select());
    Ok(rule.first(conn)?)
}

/// Households that were closed before a moment and still tell who they are, the one closed first first, behind `after`.
///
/// # Errors
/// As any read.
pub fn due(
    conn: &mut Connection,
    operation: OperationId,
    closed_before: DateTime<Utc>,
    after: Option<&Due>,
    limit: i64,
) -> Result<Vec<Due>, StorageError> {
    let mut query = households::table
        .filter(households::operation_id.eq(Bind(operation)))
        .filter(households::closed_at.is_not_null())
        .filter(households::anonymised_at.is_null())
        .filter(households::closed_at.lt(Bind(closed_before)))
        .order((households::closed_at, households::id))
        .limit(limit)
        .select((households::id, households::reference, households::closed_at.assume_not_null()))
        .into_boxed::<MultiBackend>();
    if let Some(Due { id, closed_at, .. }) = after {
        let further = households::closed_at.eq(Bind(*closed_at)).and(households::id.gt(Bind(*id)));
        query = query.filter(households::closed_at.gt(Bind(*closed_at)).or(further));
    }
    let rows: Vec<(HouseholdId, String, DateTime<Utc>)> = query.load(conn)?;
    Ok(rows.into_iter().map(|(id, reference, closed_at)| Due { id, reference, closed_at }).collect())
}

/// The days of an operation at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reckoned {
    /// Its day.
    pub today: NaiveDate,
    /// Those closed before this moment are due.
    pub closed_before: DateTime<Utc>,
}

/// What was done of what is due.
#[derive(Debug, Default)]
pub struct Swept {
    /// Households that were anonymised.
    pub anonymised: usize,
    /// Households that are left for the next time: somebody works on a list of theirs, or it was just reopened.
    pub left: usize,
    /// Why another could not be anonymised, if one could not; it does not stand in the way of the rest.
    pub failed: Option<StorageError>,
}

/// Households that are looked up together.
const AT_ONCE: i64 = 50;

/// Anonymises what is due in all operations, each household in a transaction of its own: whoever is stopped in between
/// goes on the next time, and of two processes at once one finds done what the other did.
///
/// # Errors
/// As any read.
pub async fn sweep(
    database: &Database,
    now: DateTime<Utc>,
    reckon: impl Fn(&Rule) -> Reckoned,
    at_most: usize,
) -> Result<Swept, StorageError> {
    let mut swept = Swept::default();
    for rule in database.read_async(rules).await? {
        let Reckoned { today, closed_before } = reckon(&rule);
        let why = Why::Rule { after_days: rule.after_days, closed_before };
        let (operation, mut after) = (rule.operation_id, None::<Due>);
        loop {
            let behind = after.clone();
            let found =
                move |conn: &mut Connection| due(conn, operation, closed_before, behind.as_ref(), AT_ONCE);
            let found = database.read_async(found).await?;
            let Some(last) = found.last() else { break };
            after = Some(last.clone());
            for Due { id, .. } in found {
                if swept.anonymised >= at_most {
                    return Ok(swept);
                }
                let author = Author::system(operation, now);
                match database.write_async(move |conn| anonymise(conn, &author, today, id, why)).await {
                    Ok(()) => swept.anonymised += 1,
                    Err(StorageError::Conflict(_) | StorageError::NotFound) => swept.left += 1,
                    Err(error) => swept.failed = Some(error),
                }
            }
        }
    }
    Ok(swept)
}
