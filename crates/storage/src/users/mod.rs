//! The people who work in the operation: as colleagues see them, as administrators decide about them, and one's own account.

mod account;
mod administration;

use diesel::prelude::*;
use domain::{
    access::Visibility,
    ids::{OrganisationId, UserId},
    users::{AccountState, Duty, Role},
};

use crate::{
    Scoped, Slice, StorageError, Store,
    columns::{Bind, Json},
    schema::{organisations, users},
    text::{contains_pattern, lower},
    visibility::Condition,
};

pub use account::{AccountChanges, AccountRow};
pub(crate) use administration::rule;
pub use administration::{SeenAccount, UserAccountRow};

/// A colleague. No contact data.
#[derive(Debug, Clone, Queryable)]
pub struct UserRow {
    /// The user.
    pub id: UserId,
    /// The name that others see.
    pub display_name: String,
    /// Their role.
    pub role: Role,
    /// Their special duties.
    pub duties: Json<Vec<Duty>>,
    /// Their organisation.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// Whether they may sign in.
    pub active: bool,
}

/// Which users.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    /// Only those of this organisation.
    pub organisation_id: Option<OrganisationId>,
    /// Only this role.
    pub role: Option<Role>,
    /// Part of the name.
    pub words: Option<String>,
    /// Only those whose accounts are open, or only those whose are locked.
    pub state: Option<AccountState>,
}

/// A user's place in the list: their name and their id.
pub type UserKey = (String, UserId);

type AtTheirOrganisation = diesel::dsl::And<
    diesel::dsl::Eq<organisations::operation_id, users::operation_id>,
    diesel::dsl::Eq<organisations::id, users::organisation_id>,
>;

type UsersWithOrganisations =
    diesel::dsl::InnerJoinQuerySource<users::table, organisations::table, AtTheirOrganisation>;

/// Ties users to their organisations.
pub(crate) fn at_their_organisation() -> AtTheirOrganisation {
    organisations::operation_id.eq(users::operation_id).and(organisations::id.eq(users::organisation_id))
}

impl Scoped<'_> {
    /// An area office sees the users at its area and below, and its own; employers and partners see their own.
    fn visible_colleagues(&self) -> Condition<UsersWithOrganisations> {
        let of_operation = users::operation_id.eq(Bind(self.operation()));
        let own = users::organisation_id.eq(Bind(self.actor.organisation_id));
        match &self.actor.visibility {
            Visibility::Area(path) => Box::new(
                of_operation.and(
                    own.or(organisations::area_path
                        .ge(path.as_str().to_owned())
                        .and(organisations::area_path.lt(path.end_of_subtree()))),
                ),
            ),
            Visibility::Employer(_) | Visibility::Referred(_) => Box::new(of_operation.and(own)),
        }
    }

    /// A user who is to be given work: one whom the actor sees.
    ///
    /// # Errors
    /// [`StorageError::NotFound`] when the actor sees no such user.
    pub fn colleague(&mut self, id: UserId) -> Result<UserRow, StorageError> {
        Ok(users::table
            .inner_join(organisations::table.on(at_their_organisation()))
            .filter(self.visible_colleagues())
            .filter(users::active.eq(true))
            .filter(users::id.eq(Bind(id)))
            .select((
                users::id,
                users::display_name,
                users::role,
                users::duties,
                organisations::id,
                organisations::name,
                users::active,
            ))
            .first(self.conn)?)
    }
}

impl Store {
    /// Colleagues by name.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn users(
        &self,
        filter: UserFilter,
        slice: Slice<UserKey>,
    ) -> Result<Vec<UserRow>, StorageError> {
        self.read(move |scoped| {
            let mut query = users::table
                .inner_join(organisations::table.on(at_their_organisation()))
                .filter(scoped.visible_colleagues())
                .order((users::display_name, users::id))
                .limit(slice.limit)
                .select((
                    users::id,
                    users::display_name,
                    users::role,
                    users::duties,
                    organisations::id,
                    organisations::name,
                    users::active,
                ))
                .into_boxed();
            if let Some((name, id)) = &slice.after {
                query = query.filter(
                    users::display_name
                        .ge(name.clone())
                        .and(users::display_name.gt(name.clone()).or(users::id.gt(Bind(*id)))),
                );
            }
            if let Some(organisation) = filter.organisation_id {
                query = query.filter(users::organisation_id.eq(Bind(organisation)));
            }
            if let Some(state) = filter.state {
                query = query.filter(users::active.eq(state == AccountState::Open));
            }
            if let Some(role) = filter.role {
                query = query.filter(users::role.eq(Bind(role)));
            }
            if let Some(words) = filter.words.as_deref().filter(|words| !words.is_empty()) {
                let pattern = contains_pattern(&words.to_lowercase());
                query = query.filter(lower(users::display_name).like(pattern).escape('\\'));
            }
            Ok(query.load(scoped.conn)?)
        })
        .await
    }
}
