//! Front-line postings.

use chrono::NaiveDate;
use domain::{
    ids::{OrganisationId, PostingId},
    postings::PostingState,
};
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::checks;

/// A worker's posting to the front line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Posting {
    /// The posting.
    pub id: PostingId,
    /// The code of its category; absent where no source has said.
    pub category: Option<String>,
    /// The employer among the organisations.
    pub employer_id: Option<OrganisationId>,
    /// The employer's name, as the organisation or as the roster has it.
    pub employer_name: Option<String>,
    /// Where the worker was sent, in words.
    pub place: Option<String>,
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day; absent while it goes on.
    pub to: Option<NaiveDate>,
    /// Where in its course it is.
    pub state: PostingState,
    /// Rises with every change; also the ETag.
    pub revision: i64,
}

/// A posting to enter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"category": "aid_hubei", "employer_name": "西青医院", "place": "武汉", "from": "2020-01-26"})))]
#[serde(deny_unknown_fields)]
pub struct PostingNew {
    /// The code of its category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::optional_text(40)))]
    #[cfg_attr(feature = "openapi", schema(max_length = 40))]
    pub category: Option<String>,
    /// The employer among the organisations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub employer_id: Option<OrganisationId>,
    /// The employer's name, where it is not among the organisations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::optional_text(100)))]
    #[cfg_attr(feature = "openapi", schema(max_length = 100))]
    pub employer_name: Option<String>,
    /// Where the worker was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::optional_text(100)))]
    #[cfg_attr(feature = "openapi", schema(max_length = 100))]
    pub place: Option<String>,
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub from: Option<NaiveDate>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub to: Option<NaiveDate>,
    /// Where in its course it is; `working` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub state: Option<PostingState>,
}

/// Changes of a posting (JSON Merge Patch).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"to": "2020-03-17", "state": "quarantined"})))]
#[serde(deny_unknown_fields)]
pub struct PostingPatch {
    /// The code of its category.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::patched_text(40)))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 40))]
    pub category: Option<Option<String>>,
    /// The employer among the organisations.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<OrganisationId>))]
    pub employer_id: Option<Option<OrganisationId>>,
    /// The employer's name.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::patched_text(100)))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 100))]
    pub employer_name: Option<Option<String>>,
    /// Where the worker was sent.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::patched_text(100)))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 100))]
    pub place: Option<Option<String>>,
    /// The first day.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<NaiveDate>))]
    pub from: Option<Option<NaiveDate>>,
    /// The last day.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<NaiveDate>))]
    pub to: Option<Option<NaiveDate>>,
    /// Where in its course it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub state: Option<PostingState>,
}

/// A worker comes home: every posting of theirs that goes on ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"on": "2020-03-17"})))]
#[serde(deny_unknown_fields)]
pub struct WorkerReturn {
    /// The day on which they are home; the last one of the posting.
    #[garde(skip)]
    pub on: NaiveDate,
}

/// A category of front-line work; categories are data of the operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkerCategory {
    /// Its stable code.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
}

/// All categories of the operation, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkerCategoryList {
    /// The categories.
    pub items: Vec<WorkerCategory>,
}
