//! What administrators do to areas, organisations and users, in dialogs over the directory.

mod area;
mod area_list;
mod audit;
mod audit_filters;
mod form_dialog;
mod invitations;
mod invite;
mod link;
mod organisation;
mod organisation_picker;
mod retention;
mod standing;
mod user;

pub use area::{AreaDialog, AreaTask};
pub use area_list::AreaListDialog;
pub use audit::Audit;
pub use form_dialog::{FormDialog, use_told};
pub use invitations::Invitations;
pub use invite::InviteDialog;
pub use link::LinkDialog;
pub use organisation::OrganisationDialog;
pub use organisation_picker::{OrganisationPicker, PickedOrganisation};
pub use retention::RetentionCard;
pub use user::{UserActions, UserDialog};

/// The fields of entries about users, organisations, areas and links that have a name of their own.
pub const FIELDS: [&str; 14] = [
    "code",
    "display_name",
    "duties",
    "held_until",
    "kind",
    "language",
    "level",
    "line",
    "organisation_id",
    "parent_id",
    "purpose",
    "role",
    "state",
    "username",
];

/// The closed sets whose words administration looks up, for the test that every one has a text.
#[cfg(test)]
pub fn sets() -> Vec<(&'static str, Vec<&'static str>)> {
    use domain::{
        administration::DirectoryState,
        area_lists::{AreaColumn, AreaFault, AreaOutcome},
        organisations::OrganisationKind,
        users::{AccountState, Role},
    };
    vec![
        ("account-state", AccountState::ALL.iter().map(|state| state.as_str()).collect()),
        ("area-column", AreaColumn::ALL.iter().map(|column| column.as_str()).collect()),
        ("area-fault", AreaFault::ALL.iter().map(|fault| fault.as_str()).collect()),
        ("area-outcome", AreaOutcome::ALL.iter().map(|outcome| outcome.as_str()).collect()),
        ("directory-state", DirectoryState::ALL.iter().map(|state| state.as_str()).collect()),
        ("administered", FIELDS.to_vec()),
        ("organisation-kind-help", OrganisationKind::ALL.iter().map(|kind| kind.as_str()).collect()),
        ("role-help", Role::ALL.iter().map(|role| role.as_str()).collect()),
    ]
}
