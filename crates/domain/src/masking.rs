//! Who sees how much of what is personal. One table decides for every way out: pages, lists, search results, histories,
//! rosters, exports.
//!
//! Searching never tells more than looking does. Whoever sees phones masked finds them by the last four digits, which the
//! mask shows anyway, and longer numbers are cut to these: no digit can be tried that is hidden. Whoever sees addresses
//! masked finds them by the part that the mask shows. An identity number is found whole or not at all, and only by those
//! who may reveal it: with birth date and mask known, less than a hundred numbers are left to try.

mod address;
mod conceal;

use crate::{organisations::OrganisationKind, users::Role, words};

pub use address::mask_address;
pub use conceal::conceal_identity_numbers;

words! {
    /// What is personal enough to be masked.
    pub enum PersonalField {
        /// A phone number.
        Phone = "phone",
        /// The address of a household.
        Address = "address",
        /// An identity number.
        IdentityNumber = "identity_number",
    }
}

/// How much somebody sees of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// All of it.
    Clear,
    /// That it is there, and enough to tell one from another.
    Masked,
    /// Nothing.
    Hidden,
}

/// The table: how much a role of an organisation of this kind sees.
///
/// Those who ring families and bring them things see where and how. A partner sees what is referred to it, and of that no
/// more than that there is something, until the job asks for it and somebody reveals it.
pub const fn sight(role: Role, kind: OrganisationKind, field: PersonalField) -> Sight {
    match (kind, role, field) {
        (OrganisationKind::Partner, _, PersonalField::IdentityNumber) => Sight::Hidden,
        (_, _, PersonalField::IdentityNumber)
        | (OrganisationKind::Partner, _, _)
        | (_, Role::Viewer, PersonalField::Phone | PersonalField::Address) => Sight::Masked,
        (
            OrganisationKind::Area | OrganisationKind::Employer,
            Role::Coordinator | Role::Manager | Role::Administrator,
            PersonalField::Phone | PersonalField::Address,
        ) => Sight::Clear,
    }
}

/// A field that somebody may not reveal, whatever permission they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this role may not reveal the {0}")]
pub struct NotRevealed(pub PersonalField);

/// What may be revealed one at a time, by those who have the permission: each time is noted and counted.
///
/// A viewer on duty must be able to ring a family; what an identity number is needed for is a coordinator's work, and no
/// partner's.
///
/// # Errors
/// [`NotRevealed`] where it may not.
pub const fn revealable(role: Role, kind: OrganisationKind, field: PersonalField) -> Result<(), NotRevealed> {
    match (kind, role, field) {
        (OrganisationKind::Partner, _, PersonalField::IdentityNumber)
        | (OrganisationKind::Partner, Role::Viewer, _)
        | (_, Role::Viewer, PersonalField::IdentityNumber) => Err(NotRevealed(field)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [OrganisationKind; 3] =
        [OrganisationKind::Area, OrganisationKind::Employer, OrganisationKind::Partner];

    #[test]
    fn nobody_sees_identity_numbers_and_no_partner_sees_anything_whole() {
        for role in Role::ALL {
            for kind in KINDS {
                assert_ne!(sight(*role, kind, PersonalField::IdentityNumber), Sight::Clear);
            }
            for field in PersonalField::ALL {
                assert_ne!(sight(*role, OrganisationKind::Partner, *field), Sight::Clear);
            }
        }
    }

    #[test]
    fn each_role_sees_and_reveals_at_least_what_the_one_before_it_does() {
        let amount = |sight| match sight {
            Sight::Hidden => 0,
            Sight::Masked => 1,
            Sight::Clear => 2,
        };
        for pair in Role::ALL.windows(2) {
            for (kind, field) in
                KINDS.iter().flat_map(|kind| PersonalField::ALL.iter().map(move |f| (*kind, *f)))
            {
                assert!(amount(sight(pair[0], kind, field)) <= amount(sight(pair[1], kind, field)));
                assert!(
                    revealable(pair[0], kind, field).is_err() || revealable(pair[1], kind, field).is_ok()
                );
            }
        }
    }

    #[test]
    fn what_is_hidden_cannot_be_revealed() {
        for role in Role::ALL {
            for (kind, field) in
                KINDS.iter().flat_map(|kind| PersonalField::ALL.iter().map(move |f| (*kind, *f)))
            {
                if sight(*role, kind, field) == Sight::Hidden {
                    assert!(revealable(*role, kind, field).is_err());
                }
            }
        }
    }
}
