//! An organisation's own view of the journal.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::{EntryId, HouseholdId, OrganisationId, UserId},
    journal::{EntryKind, SubjectKind},
};
use serde::{Deserialize, Serialize};

use crate::{journal::FieldChange, page};

/// What a user of the organisation did, or what happened to one or to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    /// The entry.
    pub id: EntryId,
    /// Its place in the one order of the operation; absent for a moment, until it is sealed.
    pub position: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; absent for the system itself.
    pub actor_id: Option<UserId>,
    /// Their name at that moment.
    pub actor_name: String,
    /// Whether they belonged to another organisation then.
    pub from_outside: bool,
    /// What happened.
    pub kind: EntryKind,
    /// What it is about.
    pub subject_kind: SubjectKind,
    /// The subject's name at that moment, where it has one.
    pub subject_name: Option<String>,
    /// The household it touches.
    pub household_id: Option<HouseholdId>,
    /// The fields that changed. What families' fields say stands on the household's page and not here.
    pub fields: Vec<String>,
    /// Users, organisations and one-time links field by field.
    pub changes: Vec<FieldChange>,
}

/// Which entries; each condition narrows the view.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct AuditFilter {
    /// Only what this user did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<UserId>,
    /// Only this kind of entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<EntryKind>,
    /// Only what is about this: a household's reference, or the id of anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(max_length = 60))]
    pub subject: Option<String>,
    /// Only from this day on, where the operation is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Only up to the end of this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Only what this organisation did to one's own, or suffered from it; one's own: only what it did itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation_id: Option<OrganisationId>,
}

page!(
    /// A page of an organisation's journal, the latest first.
    AuditPage of AuditEntry
);
