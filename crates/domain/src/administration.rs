//! What administrators may do to organisations, users and areas. Storage finds the rows and writes what comes out.

use chrono::{DateTime, Utc};

use crate::{
    access::{Actor, Visibility},
    areas::{AreaLevel, AreaPath},
    ids::{OrganisationId, UserId},
    problems::ProblemCode::{self, *},
    users::{AccountState, Duty, Role},
    words,
};

words! {
    /// Whether an organisation or an area still takes part.
    pub enum DirectoryState {
        /// It does.
        Active = "active",
        /// It does no more; what refers to it stays.
        Ended = "ended",
    }
}

/// How many recovery codes stand in for a lost second factor.
pub const RECOVERY_CODES: usize = 10;

/// Somebody or something lies beyond what an administrator answers for. It is told as if it were not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("out of the administrator's reach")]
pub struct OutOfReach;

impl Actor {
    /// Proves that the actor's organisation answers for another organisation and its users: an area organisation for
    /// those at its area and below, an employer or a partner for itself alone.
    ///
    /// # Errors
    /// [`OutOfReach`].
    pub fn reaches(&self, organisation: OrganisationId, area: &AreaPath) -> Result<(), OutOfReach> {
        if organisation == self.organisation_id { Ok(()) } else { self.reaches_area(area) }
    }

    /// Proves that an area lies in the actor's own: only area organisations keep areas and organisations.
    ///
    /// # Errors
    /// [`OutOfReach`].
    pub fn reaches_area(&self, area: &AreaPath) -> Result<(), OutOfReach> {
        match &self.visibility {
            Visibility::Area(own) if own.contains(area) => Ok(()),
            _ => Err(OutOfReach),
        }
    }

    /// Proves that the actor may give a role, or act on a user who has it.
    ///
    /// # Errors
    /// [`RoleAboveOwn`].
    pub fn may_give(&self, role: Role) -> Result<(), ProblemCode> {
        if role <= self.role { Ok(()) } else { Err(RoleAboveOwn) }
    }
}

/// What an administrator decides about a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The name that others see.
    pub display_name: String,
    /// Their organisation.
    pub organisation_id: OrganisationId,
    /// Their role in it.
    pub role: Role,
    /// Their special duties.
    pub duties: Vec<Duty>,
    /// Whether they may sign in.
    pub state: AccountState,
    /// After too many wrong passwords, none is looked at before this moment.
    pub held_until: Option<DateTime<Utc>>,
}

/// What is to be different; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct StandingChanges {
    /// The name that others see.
    pub display_name: Option<String>,
    /// Their organisation.
    pub organisation_id: Option<OrganisationId>,
    /// Their role in it.
    pub role: Option<Role>,
    /// Their special duties.
    pub duties: Option<Vec<Duty>>,
    /// Whether they may sign in. To open an account also forgets wrong passwords.
    pub state: Option<AccountState>,
}

impl Standing {
    /// The standing after an administrator's decision about the user `of`.
    ///
    /// # Errors
    /// [`RoleAboveOwn`] when the user has, or would have, a role above the actor's; [`OwnAccount`] when the actor would
    /// decide about themselves.
    pub fn changed(&self, actor: &Actor, of: UserId, changes: StandingChanges) -> Result<Self, ProblemCode> {
        let after = Self {
            display_name: changes.display_name.unwrap_or_else(|| self.display_name.clone()),
            organisation_id: changes.organisation_id.unwrap_or(self.organisation_id),
            role: changes.role.unwrap_or(self.role),
            duties: changes.duties.map_or_else(|| self.duties.clone(), each_once),
            state: changes.state.unwrap_or(self.state),
            held_until: self.held_until.filter(|_| changes.state != Some(AccountState::Open)),
        };
        actor.may_give(self.role)?;
        actor.may_give(after.role)?;
        if of == actor.user_id && self.cuts_off(&after) {
            return Err(OwnAccount);
        }
        Ok(after)
    }

    /// Whether sessions that began under this standing must end: another role, other duties, another organisation, or a
    /// locked account.
    pub fn cuts_off(&self, after: &Self) -> bool {
        self.role != after.role
            || self.duties != after.duties
            || self.organisation_id != after.organisation_id
            || (self.state != after.state && after.state == AccountState::Locked)
    }
}

/// Each duty once, in the order of their declaration.
pub fn each_once(mut duties: Vec<Duty>) -> Vec<Duty> {
    duties.sort_unstable();
    duties.dedup();
    duties
}

/// The level of the areas directly below one.
///
/// # Errors
/// [`AreaTooDeep`] below a village.
pub const fn level_below(level: AreaLevel) -> Result<AreaLevel, ProblemCode> {
    match level {
        AreaLevel::City => Ok(AreaLevel::District),
        AreaLevel::District => Ok(AreaLevel::Town),
        AreaLevel::Town => Ok(AreaLevel::Village),
        AreaLevel::Village => Err(AreaTooDeep),
    }
}

/// The level of the areas that others of a level lie in.
pub const fn level_above(level: AreaLevel) -> Option<AreaLevel> {
    match level {
        AreaLevel::City => None,
        AreaLevel::District => Some(AreaLevel::City),
        AreaLevel::Town => Some(AreaLevel::District),
        AreaLevel::Village => Some(AreaLevel::Town),
    }
}

/// Proves that an area of a level may go to another.
///
/// # Errors
/// [`AreaWithinItself`]; [`AreaLevelMismatch`] where areas of another level lie below the other.
pub fn may_move_below(
    (level, path): (AreaLevel, &AreaPath),
    (parent_level, parent): (AreaLevel, &AreaPath),
) -> Result<(), ProblemCode> {
    if path.contains(parent) {
        return Err(AreaWithinItself);
    }
    if level_above(level) == Some(parent_level) { Ok(()) } else { Err(AreaLevelMismatch) }
}

/// A move of an area of which what is kept by area has not all followed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenMove {
    /// Where it was.
    pub from: AreaPath,
    /// Where it is.
    pub to: AreaPath,
}

impl OpenMove {
    /// Proves that an office at a place sees all of what is moved, or nothing of it, wherever each part of it is by now.
    ///
    /// # Errors
    /// [`AreaMoving`] for those that lose it, those that gain it, and those inside.
    pub fn leaves_alone(&self, office: &AreaPath) -> Result<(), ProblemCode> {
        let sees_half = office.contains(&self.from) != office.contains(&self.to);
        if sees_half || self.to.contains(office) { Err(AreaMoving) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{ids::OperationId, organisations::OrganisationKind};

    const fn organisation(n: u128) -> OrganisationId {
        OrganisationId::from_uuid(Uuid::from_u128(n))
    }

    const fn user(n: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(n))
    }

    fn actor(kind: OrganisationKind, area: AreaPath, role: Role) -> Actor {
        Actor {
            user_id: user(1),
            display_name: "赵敏".into(),
            operation_id: OperationId::from_uuid(Uuid::from_u128(1)),
            organisation_id: organisation(1),
            role,
            visibility: Visibility::of(kind, organisation(1), area),
        }
    }

    fn standing(role: Role) -> Standing {
        Standing {
            display_name: "李静".into(),
            organisation_id: organisation(2),
            role,
            duties: vec![],
            state: AccountState::Open,
            held_until: None,
        }
    }

    #[test]
    fn an_area_organisation_reaches_its_area_and_below_and_others_themselves() {
        let town = AreaPath::root(1).child(2);
        let office = actor(OrganisationKind::Area, town.clone(), Role::Administrator);
        for (area, reached) in [
            (town.child(3), true),
            (town.clone(), true),
            (AreaPath::root(1), false),
            (AreaPath::root(1).child(3), false),
        ] {
            assert_eq!(office.reaches(organisation(9), &area).is_ok(), reached, "{area}");
        }
        for kind in [OrganisationKind::Employer, OrganisationKind::Partner] {
            let firm = actor(kind, town.clone(), Role::Administrator);
            assert!(firm.reaches(organisation(1), &town).is_ok());
            assert!(firm.reaches(organisation(2), &town.child(1)).is_err());
            assert!(firm.reaches_area(&town.child(1)).is_err());
        }
    }

    #[test]
    fn nobody_gives_or_touches_a_role_above_their_own() {
        let manager = actor(OrganisationKind::Area, AreaPath::root(1), Role::Manager);
        let to = |role| StandingChanges { role: Some(role), ..StandingChanges::default() };
        let change = |from, to| standing(from).changed(&manager, user(2), to).map(|after| after.role);
        assert_eq!(change(Role::Viewer, to(Role::Manager)), Ok(Role::Manager));
        assert_eq!(change(Role::Viewer, to(Role::Administrator)), Err(RoleAboveOwn));
        assert_eq!(change(Role::Administrator, to(Role::Viewer)), Err(RoleAboveOwn));
    }

    #[test]
    fn nobody_decides_about_themselves_but_for_their_name() {
        let me = actor(OrganisationKind::Area, AreaPath::root(1), Role::Administrator);
        let change = |changes| standing(Role::Administrator).changed(&me, user(1), changes);
        for changes in [
            StandingChanges { role: Some(Role::Viewer), ..StandingChanges::default() },
            StandingChanges { duties: Some(vec![Duty::Counsellor]), ..StandingChanges::default() },
            StandingChanges { organisation_id: Some(organisation(3)), ..StandingChanges::default() },
            StandingChanges { state: Some(AccountState::Locked), ..StandingChanges::default() },
        ] {
            assert_eq!(change(changes), Err(OwnAccount));
        }
        let renamed = StandingChanges { display_name: Some("李晶".into()), ..StandingChanges::default() };
        assert_eq!(change(renamed).unwrap().display_name, "李晶");
    }

    #[test]
    fn what_one_may_do_ends_ones_sessions_and_a_new_name_does_not() {
        let before = standing(Role::Viewer);
        assert!(!before.cuts_off(&Standing { display_name: "王".into(), ..before.clone() }));
        assert!(before.cuts_off(&Standing { role: Role::Coordinator, ..before.clone() }));
        assert!(before.cuts_off(&Standing { duties: vec![Duty::Finance], ..before.clone() }));
        let open = StandingChanges { state: Some(AccountState::Open), ..StandingChanges::default() };
        let held = Standing { held_until: Some(DateTime::UNIX_EPOCH), ..before.clone() };
        let me = actor(OrganisationKind::Area, AreaPath::root(1), Role::Administrator);
        assert_eq!(held.changed(&me, user(2), open).unwrap(), before);
        let locked = Standing { state: AccountState::Locked, ..before.clone() };
        assert!(before.cuts_off(&locked) && !locked.cuts_off(&before));
        assert_eq!(
            each_once(vec![Duty::Approver, Duty::Finance, Duty::Approver]),
            [Duty::Finance, Duty::Approver]
        );
    }

    #[test]
    fn an_area_goes_where_its_level_lies_and_never_into_itself() {
        let district = AreaPath::root(1).child(1);
        let (town, other) = (district.child(1), district.child(2));
        let village = town.child(3);
        let to = |area, parent| may_move_below(area, parent);
        assert_eq!(to((AreaLevel::Village, &village), (AreaLevel::Town, &other)), Ok(()));
        assert_eq!(to((AreaLevel::Town, &town), (AreaLevel::Village, &village)), Err(AreaWithinItself));
        assert_eq!(to((AreaLevel::Town, &town), (AreaLevel::Town, &town)), Err(AreaWithinItself));
        assert_eq!(
            to((AreaLevel::Village, &village), (AreaLevel::District, &district)),
            Err(AreaLevelMismatch)
        );
        assert_eq!(
            to((AreaLevel::Town, &town), (AreaLevel::Village, &other.child(1))),
            Err(AreaLevelMismatch)
        );
    }

    #[test]
    fn only_those_wait_who_see_half_of_a_move() {
        let district = AreaPath::root(1).child(1);
        let (from, to) = (district.child(1).child(3), district.child(2).child(9));
        let open = OpenMove { from, to };
        for waits in ["0001/0001/0001/", "0001/0001/0002/", "0001/0001/0002/0009/", "0001/0001/0001/0003/"] {
            assert_eq!(open.leaves_alone(&AreaPath::from_stored(waits.into())), Err(AreaMoving), "{waits}");
        }
        for goes_on in ["0001/", "0001/0001/", "0001/0001/0003/", "0001/0001/0002/0008/"] {
            assert_eq!(open.leaves_alone(&AreaPath::from_stored(goes_on.into())), Ok(()), "{goes_on}");
        }
    }
}
