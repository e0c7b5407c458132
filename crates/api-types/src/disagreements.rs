//! 说法不一: where sources and the ledger disagree, and whose word was chosen to stand.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coverage::{DisagreementState, Matter, Stands, Within},
    ids::{AreaId, HouseholdId, PersonId, RosterId, SettlementId, SourceId},
};
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::{
    checks,
    coverage::{EmployerFilter, GapHousehold, MoverFilter},
    organisations::OrganisationRef,
    page,
    rosters::Source,
    users::UserRef,
};

/// Which disagreements between sources. All that are given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct DisagreementFilter {
    /// Open ones, as when absent, or settled ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<DisagreementState>,
    /// On this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<Matter>,
    /// Whose move an open one is: an organisation's id, or `mine` for one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, max_length = 40, example = "mine"))]
    pub mover: Option<MoverFilter>,
    /// In this area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_id: Option<AreaId>,
    /// Whether the areas below it count; they do when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
    /// Of the workers of an employer, or `none` for those without one among the organisations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, max_length = 40, example = "none"))]
    pub employer: Option<EmployerFilter>,
    /// Open ones in which this source says something else than the ledger, settled ones in which its word was taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_id: Option<SourceId>,
}

/// What sources say differently of a worker, or of a household's address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Disagreement {
    /// On what.
    pub matter: Matter,
    /// Whom it is about; absent where it is the household.
    pub person_id: Option<PersonId>,
    /// Their name, or the household's.
    pub name: String,
    /// The household.
    pub household: GapHousehold,
    /// Whose move it is; absent where the operation has nobody for it.
    pub mover: Option<OrganisationRef>,
    /// What the ledger has: a category's code, an employer's name, or an address, masked as elsewhere.
    pub known: Option<String>,
    /// Who says what: of each source the words of its latest roster that says anything of it, the latest first.
    pub said: Vec<Said>,
    /// Another for whatever is weighed: whoever settles says with it what they saw.
    pub version: String,
    /// Since when it is open, or settled.
    pub since: DateTime<Utc>,
    /// How it was settled; absent where it is open.
    pub settlement: Option<Settlement>,
}

/// How a disagreement was settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Settlement {
    /// The settlement.
    pub id: SettlementId,
    /// Who; absent where they are no user any more.
    pub by: Option<UserRef>,
    /// When.
    pub at: DateTime<Utc>,
    /// Whose word the ledger took over; absent where it was left as it was.
    pub source: Option<Source>,
    /// Why.
    pub reason: Option<String>,
}

page!(
    /// A page of disagreements, by what they are on and by area.
    DisagreementPage of Disagreement
);

/// What a source says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Said {
    /// Who.
    pub source: Source,
    /// On which roster.
    pub roster_id: RosterId,
    /// The name of its file.
    pub filename: String,
    /// In which row, counted from 1 over all sheets.
    pub row_no: i32,
    /// What: a category's code, an employer's name, or an address, masked as elsewhere; absent where it is hidden.
    pub value: Option<String>,
    /// Whether it is what the ledger has.
    pub stands: Stands,
    /// The day for which the roster was made, where it says so.
    pub as_of: Option<NaiveDate>,
    /// When it became part of the ledger.
    pub committed_at: Option<DateTime<Utc>>,
}

/// Whose word stands in a disagreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "matter": "category",
    "household_id": "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55",
    "person_id": "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e56",
    "row": { "roster_id": "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e57", "row_no": 3 },
    "reason": "已向医院核实",
    "version": "5f1c0a9d3b7e2468ac13f0d2"
})))]
#[serde(deny_unknown_fields)]
pub struct SettlementNew {
    /// On what.
    #[garde(skip)]
    pub matter: Matter,
    /// In which household.
    #[garde(skip)]
    pub household_id: HouseholdId,
    /// Of whom; absent for a household's address.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<PersonId>,
    /// The row whose word the ledger takes over; absent to leave the ledger as it is.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<RosterRowRef>,
    /// Why.
    #[garde(custom(checks::optional_text(200)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub reason: Option<String>,
    /// The version of the disagreement that one saw.
    #[garde(custom(checks::required(40)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 40))]
    pub version: String,
}

/// A row of a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RosterRowRef {
    /// The roster.
    pub roster_id: RosterId,
    /// The row, counted from 1 over all sheets.
    pub row_no: i32,
}
