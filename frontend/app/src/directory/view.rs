use chrono::NaiveDate;
use domain::{
    access::Permission,
    administration::DirectoryState,
    ids::{AreaId, OrganisationId, UserId},
    journal::EntryKind,
    organisations::{Line, OrganisationKind},
    users::{AccountState, Role},
};
use serde::{Deserialize, Serialize};

use crate::paging::Place;

/// The directory's parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    #[default]
    Areas,
    Organisations,
    Colleagues,
    Invitations,
    Audit,
    Retention,
}

impl Part {
    pub const ALL: [Self; 6] =
        [Self::Areas, Self::Organisations, Self::Colleagues, Self::Invitations, Self::Audit, Self::Retention];

    /// The permission without which the reader does not see it.
    pub const fn needs(self) -> Permission {
        match self {
            Self::Areas => Permission::AreasRead,
            Self::Organisations => Permission::OrganisationsRead,
            Self::Colleagues => Permission::UsersRead,
            Self::Invitations => Permission::UsersWrite,
            Self::Audit => Permission::AuditRead,
            Self::Retention => Permission::OperationWrite,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Areas => "areas",
            Self::Organisations => "organisations",
            Self::Colleagues => "colleagues",
            Self::Invitations => "invitations",
            Self::Audit => "audit",
            Self::Retention => "retention",
        }
    }

    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|part| part.as_str() == name).unwrap_or_default()
    }
}

/// What the directory shows, as the address has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DirectoryView {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<OrganisationKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_id: Option<AreaId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation_id: Option<OrganisationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<DirectoryState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<EntryKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

impl DirectoryView {
    pub fn of(part: Part) -> Self {
        Self { part: (part != Part::default()).then_some(part), ..Self::default() }
    }

    pub fn place(&self) -> Place {
        Place::read(self.page, self.cursor.as_ref())
    }

    #[must_use]
    pub fn turned(self, place: Place) -> Self {
        Self { page: place.in_address(), cursor: place.cursor, ..self }
    }

    /// Another filter begins at its first page.
    #[must_use]
    pub fn at_start(self) -> Self {
        Self { page: None, cursor: None, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_survives_the_address() {
        let view = DirectoryView {
            q: Some("王".into()),
            kind: Some(OrganisationKind::Employer),
            role: Some(Role::Viewer),
            page: Some(3),
            ..DirectoryView::of(Part::Colleagues)
        };
        let address = serde_urlencoded::to_string(&view).unwrap();
        assert_eq!(serde_urlencoded::from_str::<DirectoryView>(&address).unwrap(), view);
    }
}
