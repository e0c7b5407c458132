//! Who has a household's page open. No entry of the journal tells it, and it is forgotten after half a minute.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    ids::{HouseholdId, UserId},
    presence::{HOLDS, PresenceState},
};

use crate::{
    Connection, Scoped, StorageError, Store,
    columns::Bind,
    dialect::on_each_engine,
    schema::{presence, users},
};

/// Somebody else on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Who.
    pub user_id: UserId,
    /// Their name.
    pub display_name: String,
    /// What they do.
    pub state: PresenceState,
    /// Since when they do it.
    pub since: DateTime<Utc>,
}

impl Store {
    /// Says that the actor is on a household's page, and finds who else is, those who edit before those who look.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where the actor does not see the household.
    pub async fn stay_on_household(
        &self,
        household: HouseholdId,
        state: PresenceState,
    ) -> Result<Vec<Other>, StorageError> {
        self.write(move |scoped| {
            scoped.see(household)?;
            scoped.stay(household, state)?;
            scoped.others(household)
        })
        .await
    }

    /// Says that the actor has left a household's page.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] where the actor does not see the household.
    pub async fn leave_household(&self, household: HouseholdId) -> Result<(), StorageError> {
        self.write(move |scoped| {
            scoped.see(household)?;
            let own =
                presence::table.find((Bind(scoped.operation()), Bind(household), Bind(scoped.actor.user_id)));
            diesel::delete(own).execute(scoped.conn)?;
            Ok(())
        })
        .await
    }
}

impl Scoped<'_> {
    fn stay(&mut self, household: HouseholdId, state: PresenceState) -> Result<(), StorageError> {
        let (operation, user, now) = (self.operation(), self.actor.user_id, self.now);
        let own = || presence::table.find((Bind(operation), Bind(household), Bind(user)));
        // Whoever goes on doing the same does it since they began.
        diesel::update(own().filter(presence::state.ne(Bind(state)).or(presence::until.le(Bind(now)))))
            .set((presence::state.eq(Bind(state)), presence::since.eq(Bind(now))))
            .execute(self.conn)?;
        let renewed = diesel::update(own()).set(presence::until.eq(Bind(now + HOLDS))).execute(self.conn)?;
        if renewed == 0 {
            let row = (
                presence::operation_id.eq(Bind(operation)),
                presence::household_id.eq(Bind(household)),
                presence::user_id.eq(Bind(user)),
                presence::state.eq(Bind(state)),
                presence::since.eq(Bind(now)),
                presence::until.eq(Bind(now + HOLDS)),
            );
            // Another window of theirs may be as quick.
            on_each_engine!(self.conn, own => {
                diesel::insert_into(presence::table).values(row).on_conflict_do_nothing().execute(own)
            })?;
        }
        Ok(())
    }

    fn others(&mut self, household: HouseholdId) -> Result<Vec<Other>, StorageError> {
        let rows: Vec<(UserId, String, PresenceState, DateTime<Utc>)> = presence::table
            .inner_join(
                users::table
                    .on(users::operation_id.eq(presence::operation_id).and(users::id.eq(presence::user_id))),
            )
            .filter(presence::operation_id.eq(Bind(self.operation())))
            .filter(presence::household_id.eq(Bind(household)))
            .filter(presence::user_id.ne(Bind(self.actor.user_id)))
            .filter(presence::until.gt(Bind(self.now)))
            .select((users::id, users::display_name, presence::state, presence::since))
            .load(self.conn)?;
        let other = |(user_id, display_name, state, since)| Other { user_id, display_name, state, since };
        let mut others: Vec<Other> = rows.into_iter().map(other).collect();
        others.sort_by_key(|other| (other.state, other.since, other.user_id));
        Ok(others)
    }
}

/// Forgets those who have not said for long that they are there.
///
/// # Errors
/// As the engine's.
pub fn forget(conn: &mut Connection, now: DateTime<Utc>) -> Result<usize, StorageError> {
    Ok(diesel::delete(presence::table.filter(presence::until.le(Bind(now)))).execute(conn)?)
}
