//! Who may do what, and to which rows.

use crate::{
    areas::AreaPath,
    ids::{OperationId, OrganisationId, UserId},
    masking::{self, PersonalField, Sight},
    organisations::OrganisationKind,
    users::Role,
    words,
};

words! {
    /// What an operation of the API asks for.
    pub enum Permission {
        /// Decide what holds for the whole operation, as how long closed households are kept.
        OperationWrite = "operation.write",
        /// See areas.
        AreasRead = "areas.read",
        /// Add, rename, move and end areas.
        AreasWrite = "areas.write",
        /// See organisations.
        OrganisationsRead = "organisations.read",
        /// Add, change and end organisations.
        OrganisationsWrite = "organisations.write",
        /// See who works in the operation.
        UsersRead = "users.read",
        /// Invite users, change, lock and unlock them.
        UsersWrite = "users.write",
        /// See what one's organisation did, and what was done to it.
        AuditRead = "audit.read",
        /// See households and persons.
        LedgerRead = "ledger.read",
        /// Create and edit households and persons.
        LedgerWrite = "ledger.write",
        /// Give households an owner.
        LedgerAssign = "ledger.assign",
        /// Take from a closed household, for good, what tells who it was.
        LedgerAnonymise = "ledger.anonymise",
        /// Take lists out of the system.
        LedgerExport = "ledger.export",
        /// See one masked value whole, which is noted.
        LedgerReveal = "ledger.reveal",
        /// See uploaded rosters and their rows.
        RostersRead = "rosters.read",
        /// Upload, commit and undo rosters, decide on held rows.
        RostersWrite = "rosters.write",
        /// Follow the journal of what one's organisation sees.
        JournalRead = "journal.read",
    }
}

/// The one table of what a role may do.
pub const fn permissions(role: Role) -> &'static [Permission] {
    use Permission::{
        AreasRead, AreasWrite, AuditRead, JournalRead, LedgerAnonymise, LedgerAssign, LedgerExport,
        LedgerRead, LedgerReveal, LedgerWrite, OperationWrite, OrganisationsRead, OrganisationsWrite,
        RostersRead, RostersWrite, UsersRead, UsersWrite,
    };
    match role {
        Role::Viewer => &[AreasRead, OrganisationsRead, UsersRead, LedgerRead, LedgerReveal],
        Role::Coordinator => &[
            AreasRead,
            OrganisationsRead,
            UsersRead,
            LedgerRead,
            LedgerReveal,
            LedgerWrite,
            LedgerExport,
            RostersRead,
        ],
        Role::Manager => &[
            AreasRead,
            OrganisationsRead,
            UsersRead,
            LedgerRead,
            LedgerReveal,
            LedgerWrite,
            LedgerAssign,
            LedgerAnonymise,
            LedgerExport,
            RostersRead,
            RostersWrite,
            JournalRead,
        ],
        Role::Administrator => &[
            OperationWrite,
            AreasRead,
            AreasWrite,
            OrganisationsRead,
            OrganisationsWrite,
            UsersRead,
            UsersWrite,
            AuditRead,
            LedgerRead,
            LedgerReveal,
            LedgerWrite,
            LedgerAssign,
            LedgerAnonymise,
            LedgerExport,
            RostersRead,
            RostersWrite,
            JournalRead,
        ],
    }
}

/// A role lacks a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the role {role} lacks the permission {permission}")]
pub struct Forbidden {
    /// The role that asked.
    pub role: Role,
    /// What it lacks.
    pub permission: Permission,
}

/// Which households an organisation sees. Storage turns it into a predicate; nothing else decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visibility {
    /// Those who live in the area or below it.
    Area(AreaPath),
    /// Those of its own workers.
    Employer(OrganisationId),
    /// Those that were referred to it.
    Referred(OrganisationId),
}

impl Visibility {
    /// What an organisation sees by its kind and its area.
    pub fn of(kind: OrganisationKind, organisation: OrganisationId, area: AreaPath) -> Self {
        match kind {
            OrganisationKind::Area => Self::Area(area),
            OrganisationKind::Employer => Self::Employer(organisation),
            OrganisationKind::Partner => Self::Referred(organisation),
        }
    }

    /// The kind of organisation that sees so.
    pub const fn kind(&self) -> OrganisationKind {
        match self {
            Self::Area(_) => OrganisationKind::Area,
            Self::Employer(_) => OrganisationKind::Employer,
            Self::Referred(_) => OrganisationKind::Partner,
        }
    }
}

/// Who acts: the one value from which every query starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The signed-in user.
    pub user_id: UserId,
    /// Their name at this moment, kept in the journal.
    pub display_name: String,
    /// The operation that they work in.
    pub operation_id: OperationId,
    /// Their organisation.
    pub organisation_id: OrganisationId,
    /// Their role in it.
    pub role: Role,
    /// What their organisation sees.
    pub visibility: Visibility,
}

impl Actor {
    /// Proves that the actor's role has a permission.
    ///
    /// # Errors
    /// [`Forbidden`] when it has not.
    pub fn may(&self, permission: Permission) -> Result<(), Forbidden> {
        if permissions(self.role).contains(&permission) {
            Ok(())
        } else {
            Err(Forbidden { role: self.role, permission })
        }
    }

    /// How much the actor sees of what is personal.
    pub const fn sight(&self, field: PersonalField) -> Sight {
        masking::sight(self.role, self.visibility.kind(), field)
    }

    /// Proves that the actor may reveal what they see masked.
    ///
    /// # Errors
    /// [`Forbidden`] where the role lacks the permission, or may not reveal this field with it.
    pub fn may_reveal(&self, field: PersonalField) -> Result<(), Forbidden> {
        self.may(Permission::LedgerReveal)?;
        masking::revealable(self.role, self.visibility.kind(), field)
            .map_err(|_| Forbidden { role: self.role, permission: Permission::LedgerReveal })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_all_that_the_one_before_it_may() {
        for pair in Role::ALL.windows(2) {
            assert!(permissions(pair[0]).iter().all(|permission| permissions(pair[1]).contains(permission)));
        }
    }
}
