//! Households: the list, the page, what is entered and changed.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coverage::HouseholdCoverage,
    duplicates::DuplicateReason,
    households::{Clarity, HouseholdStatus, Missing, ReferenceCode, Situation},
    ids::{AreaId, HouseholdId, MembershipId, OrganisationId, PersonId, RosterId, UserId},
    persons::Relation,
    users::Language,
    words,
};
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::{
    areas::AreaRef,
    checks, page,
    persons::{Person, PersonNew},
    postings::PostingNew,
    users::UserRef,
};

/// A household as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HouseholdRow {
    /// The household.
    pub id: HouseholdId,
    /// Its reference.
    pub reference: ReferenceCode,
    /// Its name: its workers' names unless set by hand.
    pub name: String,
    /// The town or subdistrict.
    pub town_name: Option<String>,
    /// The village or community, or the area above where that is not certain.
    pub area_name: String,
    /// The address; without the door for those who may not see it.
    pub address: Option<String>,
    /// The first phone of a worker, else of any member; masked for those who may not see it.
    pub phone: Option<String>,
    /// The status.
    pub status: HouseholdStatus,
    /// What makes it vulnerable.
    pub situation: Vec<Situation>,
    /// What is still missing.
    pub missing: Vec<Missing>,
    /// The code of the category of its worker; where several work, of the one who has been away longest.
    pub category: Option<String>,
    /// The name of the employer of the same worker.
    pub employer_name: Option<String>,
    /// Since when the same worker is away.
    pub away_since: Option<NaiveDate>,
    /// How many live there.
    pub member_count: i32,
    /// How many of them have or had a posting.
    pub worker_count: i32,
    /// How many of them are away now.
    pub away_count: i32,
    /// The work of each present worker, in the order of their names in the household's name.
    pub workers: Vec<WorkerSummary>,
    /// The coordinator in charge.
    pub owner: Option<UserRef>,
    /// Whether what tells who it was was taken away; its name is its reference since.
    #[serde(default)]
    pub anonymised: bool,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// Where a worker of a household works, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkerSummary {
    /// The code of their category.
    pub category: Option<String>,
    /// The name of their employer.
    pub employer_name: Option<String>,
    /// Since when they are away.
    pub away_since: Option<NaiveDate>,
}

/// That what tells who a household was was taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HouseholdAnonymised {
    /// When.
    pub at: DateTime<Utc>,
    /// By the operation's rule of so many days after closing; absent where somebody did it at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_days: Option<i32>,
}

/// The wish to anonymise a closed household at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({"reference": "98F-7VP"})))]
#[garde(allow_unvalidated)]
pub struct HouseholdAnonymising {
    /// The household's reference, so that it is no slip: it cannot be undone.
    pub reference: ReferenceCode,
}

page!(
    /// A page of households, in the order asked for.
    HouseholdPage of HouseholdRow
);

/// How many households fit a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HouseholdCount {
    /// So many.
    pub households: i64,
    /// Whether there are more: nobody counts beyond 10,000.
    pub or_more: bool,
}

words! {
    /// The orders of the list of households; `-` turns them round.
    #[derive(Default)]
    pub enum HouseholdSort {
        /// By reference.
        #[default]
        Reference = "reference",
        /// By reference, last first.
        ReferenceDescending = "-reference",
        /// By name, in the order of its pinyin.
        Name = "name",
        /// By name, last first.
        NameDescending = "-name",
        /// By area, in the order of the official list.
        Area = "area",
        /// By area, last first.
        AreaDescending = "-area",
        /// The longest unchanged first.
        Updated = "updated",
        /// The latest change first.
        UpdatedDescending = "-updated",
        /// By the day since when somebody is away; unknown days last.
        AwaySince = "away_since",
        /// By that day, latest first; unknown days last.
        AwaySinceDescending = "-away_since",
    }
}

/// The owner to filter by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum OwnerFilter {
    /// Nobody.
    Nobody,
    /// This user.
    User(UserId),
}

impl TryFrom<String> for OwnerFilter {
    type Error = String;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "none" => Ok(Self::Nobody),
            id => id.parse().map(Self::User).map_err(|_| "an owner is a user's id or `none`".to_owned()),
        }
    }
}

impl From<OwnerFilter> for String {
    fn from(owner: OwnerFilter) -> Self {
        match owner {
            OwnerFilter::Nobody => "none".to_owned(),
            OwnerFilter::User(id) => id.to_string(),
        }
    }
}

/// Which households. All that are given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct HouseholdFilter {
    /// Part of a member's name, pinyin or its initials, last digits of a phone, part of the address, the reference, or a
    /// whole identity number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(max_length = 100))]
    pub q: Option<String>,
    /// In this area or below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_id: Option<AreaId>,
    /// In this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<HouseholdStatus>,
    /// A user's id, or `none` for households without an owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, max_length = 40, example = "none"))]
    pub owner: Option<OwnerFilter>,
    /// With a worker of this category; `none` for workers without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(max_length = 40))]
    pub category: Option<String>,
    /// With a worker of this employer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer_id: Option<OrganisationId>,
    /// Vulnerable in this way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub situation: Option<Situation>,
    /// Not yet clear in this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unclear: Option<Clarity>,
    /// With workers who are all covered, or not all, or either; closed households and those without a worker are in none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<HouseholdCoverage>,
    /// The order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<HouseholdSort>,
}

/// A household with everything a coordinator must know before they call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Household {
    /// The household.
    pub id: HouseholdId,
    /// Its reference.
    pub reference: ReferenceCode,
    /// Its name.
    pub name: String,
    /// Whether the name was set by hand; otherwise it follows the workers.
    pub name_by_hand: bool,
    /// Where it lives: the village or community, or the area above where that is not certain.
    pub area: AreaRef,
    /// The village's name as a source has it, where it names several areas or none.
    pub area_hint: Option<String>,
    /// The address.
    pub address: Option<String>,
    /// The status.
    pub status: HouseholdStatus,
    /// The statuses that can follow.
    pub next_statuses: Vec<HouseholdStatus>,
    /// What makes it vulnerable.
    pub situation: Vec<Situation>,
    /// What is still missing for 情况清, 底数准, 需求明.
    pub missing: Vec<Missing>,
    /// The language to speak with the family.
    pub preferred_language: Option<Language>,
    /// When the family wants to be rung, in words.
    pub contact_hours: Option<String>,
    /// What the family finds hard at present, or that it was asked and needs nothing.
    pub difficulties: Option<String>,
    /// What else one must know.
    pub situation_note: Option<String>,
    /// People of 60 or older that a roster reports.
    pub reported_elders: Option<i32>,
    /// Minor children that a roster reports.
    pub reported_minors: Option<i32>,
    /// The coordinator in charge.
    pub owner: Option<UserRef>,
    /// Present and past members, the worker first.
    pub members: Vec<Member>,
    /// The rosters that name the household.
    pub sources: Vec<HouseholdSource>,
    /// Households that became part of it; their ids and references lead here.
    pub former: Vec<FormerHousehold>,
    /// Of a closed one, the day on which it will be anonymised, where the operation is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymise_on: Option<NaiveDate>,
    /// That it was anonymised: nothing of it changes any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymised: Option<HouseholdAnonymised>,
    /// Rises with every change of the household or its members; also the ETag.
    pub revision: i64,
    /// When it entered the ledger.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A member of a household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// The membership.
    pub membership_id: MembershipId,
    /// What the person is to the worker.
    pub relation: Relation,
    /// Since when, where known.
    pub from: Option<NaiveDate>,
    /// Until when; absent for a present member.
    pub to: Option<NaiveDate>,
    /// The person.
    pub person: Person,
}

/// A household that became part of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FormerHousehold {
    /// Its id.
    pub id: HouseholdId,
    /// Its reference.
    pub reference: ReferenceCode,
}

/// A roster that names a household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HouseholdSource {
    /// The roster.
    pub roster_id: RosterId,
    /// The name of the office that sent it.
    pub source_name: String,
    /// The file's name.
    pub filename: String,
    /// When it was applied.
    pub committed_at: DateTime<Utc>,
}

/// A household to enter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "area_id": "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55", "address": "金地花园36号楼3门2104室",
    "members": [{"relation": "worker", "person": {"name": "徐洋", "phones": [{"number": "19930638560"}]}, "posting": {"category": "aid_hubei", "place": "武汉"}}],
    "duplicates_seen": false
})))]
#[serde(deny_unknown_fields)]
pub struct HouseholdNew {
    /// The village or community, or an area above it.
    #[garde(skip)]
    pub area_id: AreaId,
    /// The address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::optional_text(200)))]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub address: Option<String>,
    /// 1 to 30 people.
    #[garde(dive, length(min = 1, max = 30))]
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 30))]
    pub members: Vec<MemberNew>,
    /// What the family finds hard at present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::optional_text(2000)))]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub difficulties: Option<String>,
    /// Say yes to enter it although the ledger has households with the same phone, identity number or address.
    #[serde(default)]
    #[garde(skip)]
    pub duplicates_seen: bool,
}

/// A member to enter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"relation": "child", "person": {"name": "徐萍瑶", "birth_date": "2012-05-30", "school_grade": "primary_4"}})))]
#[serde(deny_unknown_fields)]
pub struct MemberNew {
    /// What the person is to the worker.
    #[garde(skip)]
    pub relation: Relation,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub from: Option<NaiveDate>,
    /// A person who is new to the ledger.
    #[garde(dive)]
    pub person: PersonNew,
    /// Their posting, where they are on the front line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub posting: Option<PostingNew>,
}

/// Somebody who joins a household: a person who is new to the ledger, or one whom it has. One of the two must be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"relation": "child", "person": {"name": "徐萍瑶", "birth_date": "2012-05-30"}})))]
#[serde(deny_unknown_fields)]
pub struct MemberAdd {
    /// What the person is to the worker.
    #[garde(skip)]
    pub relation: Relation,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub from: Option<NaiveDate>,
    /// Somebody who is new to the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub person: Option<PersonNew>,
    /// Somebody whom the ledger has, who lives here too or has moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub person_id: Option<PersonId>,
    /// Their posting, where they are on the front line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub posting: Option<PostingNew>,
    /// Say yes to enter them although the ledger has somebody alike in another household.
    #[serde(default)]
    #[garde(skip)]
    pub duplicates_seen: bool,
}

/// Changes of a household (JSON Merge Patch).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"contact_hours": "after 18:00", "difficulties": null})))]
#[serde(deny_unknown_fields)]
pub struct HouseholdPatch {
    /// A name set by hand; `null` lets it follow the workers again.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::patched_text(60)))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 60))]
    pub name: Option<Option<String>>,
    /// Where it lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub area_id: Option<AreaId>,
    /// The address.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::patched_text(200)))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 200))]
    pub address: Option<Option<String>>,
    /// The language to speak with the family.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Language>))]
    pub preferred_language: Option<Option<Language>>,
    /// When the family wants to be rung.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::patched_text(100)))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 100))]
    pub contact_hours: Option<Option<String>>,
    /// What the family finds hard at present, or that it needs nothing.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::patched_text(2000)))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 2000))]
    pub difficulties: Option<Option<String>>,
    /// What else one must know.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::patched_text(2000)))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 2000))]
    pub situation_note: Option<Option<String>>,
    /// People of 60 or older, as reported.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::patched_count))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i32>, minimum = 0, maximum = 99))]
    pub reported_elders: Option<Option<i32>>,
    /// Minor children, as reported.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::patched_count))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i32>, minimum = 0, maximum = 99))]
    pub reported_minors: Option<Option<i32>>,
}

/// A step of a household's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"to": "verified"})))]
#[serde(deny_unknown_fields)]
pub struct HouseholdStep {
    /// The status to become.
    #[garde(skip)]
    pub to: HouseholdStatus,
    /// Why; needed to close a household of which somebody is still on the front line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::optional_text(200)))]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub reason: Option<String>,
}

/// Lets a member move to another household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "household_id": "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55", "from": "2020-03-01", "relation": "parent"
})))]
#[serde(deny_unknown_fields)]
pub struct MemberMove {
    /// Where they go.
    #[garde(skip)]
    pub household_id: HouseholdId,
    /// The first day there; the day before is the last one here.
    #[garde(skip)]
    pub from: NaiveDate,
    /// What they are to the worker there; as here when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub relation: Option<Relation>,
}

/// Changes of a membership (JSON Merge Patch).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"to": "2020-03-01"})))]
#[serde(deny_unknown_fields)]
pub struct MembershipPatch {
    /// What the person is to the worker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub relation: Option<Relation>,
    /// Since when.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<NaiveDate>))]
    pub from: Option<Option<NaiveDate>>,
    /// Until when.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<NaiveDate>))]
    pub to: Option<Option<NaiveDate>>,
}

/// Gives many households one owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({
    "owner_id": "0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e55", "household_ids": ["0197a3c2-6a3e-7c11-9f2e-0d3b6a3c1e56"]
})))]
#[serde(deny_unknown_fields)]
pub struct OwnerAssignment {
    /// The coordinator; `null` takes the owner away.
    #[garde(skip)]
    pub owner_id: Option<UserId>,
    /// 1 to 500 households.
    #[garde(length(min = 1, max = 500))]
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 500))]
    pub household_ids: Vec<HouseholdId>,
}

/// What an assignment did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnerAssigned {
    /// How many households have a new owner.
    pub assigned: u32,
    /// How many had this owner already.
    pub unchanged: u32,
}

/// A household that may be the one about to be entered, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DuplicateCandidate {
    /// The household.
    pub household_id: HouseholdId,
    /// Its reference.
    pub reference: ReferenceCode,
    /// Its name.
    pub name: String,
    /// The person of that household who is alike.
    pub person_id: Option<PersonId>,
    /// Why it may be the same.
    pub reason: DuplicateReason,
}
