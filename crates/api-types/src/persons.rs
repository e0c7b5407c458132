//! The people of the ledger.

use chrono::{DateTime, Utc};
use domain::{
    dates::PartialDate,
    households::{Limitations, ReferenceCode},
    ids::{HouseholdId, PersonId, PhoneId},
    persons::{Relation, SchoolGrade, Sex},
};
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::{checks, page, postings::Posting};

/// A person of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    /// The person.
    pub id: PersonId,
    /// Their name, surname first, without a space in Chinese.
    pub name: String,
    /// Their sex, where known.
    pub sex: Option<Sex>,
    /// EDTF: `1979-11-21`, `XXXX-11-21` where the year is unknown, `1979`.
    pub birth_date: Option<PartialDate>,
    /// Completed years today, where the birth date tells them.
    pub age: Option<u32>,
    /// The identity number with all but the area prefix and the last two characters hidden.
    pub identity_number_masked: Option<String>,
    /// Their phones, the first one to be rung first.
    pub phones: Vec<Phone>,
    /// A child's school year.
    pub school_grade: Option<SchoolGrade>,
    /// What makes them need more help.
    pub limitations: Limitations,
    /// A note.
    pub note: Option<String>,
    /// Their postings to the front line, the latest first.
    pub postings: Vec<Posting>,
    /// Where they live and have lived.
    pub households: Vec<PersonHousehold>,
    /// When what tells who they were was taken away; their name is empty since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymised_at: Option<DateTime<Utc>>,
    /// Rises with every change; also the ETag.
    pub revision: i64,
}

/// A phone of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Phone {
    /// The phone.
    pub id: PhoneId,
    /// The digits; masked for those who may not see them.
    pub number: String,
    /// Whose it is or when it answers, in words.
    pub label: Option<String>,
}

/// A household in which a person lives or lived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonHousehold {
    /// The household.
    pub id: HouseholdId,
    /// Its reference.
    pub reference: ReferenceCode,
    /// Its name.
    pub name: String,
    /// What the person is there.
    pub relation: Relation,
    /// Since when, where known.
    pub from: Option<chrono::NaiveDate>,
    /// Until when; absent for a present member.
    pub to: Option<chrono::NaiveDate>,
}

page!(
    /// A page of persons, the best match first.
    PersonPage of Person
);

/// Which persons.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct PersonFilter {
    /// Part of the name, pinyin or its initials, last digits of a phone, or a whole identity number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(max_length = 100))]
    pub q: Option<String>,
}

/// A phone to enter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PhoneNew {
    /// The number as typed.
    #[garde(custom(checks::phone))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 40, example = "199 9990 3806"))]
    pub number: String,
    /// Whose it is or when it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::optional_text(60)))]
    #[cfg_attr(feature = "openapi", schema(max_length = 60))]
    pub label: Option<String>,
}

/// A person to enter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"name": "徐洋", "birth_date": "1990-07-10", "phones": [{"number": "199-3063-8560"}]})))]
#[serde(deny_unknown_fields)]
pub struct PersonNew {
    /// The name, surname first.
    #[garde(custom(checks::required(60)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 60))]
    pub name: String,
    /// The sex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub sex: Option<Sex>,
    /// EDTF: `1979-11-21`, `XXXX-11-21`, `1979`. It agrees with the identity number that is given beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::birth_date(&self.identity_number)))]
    #[cfg_attr(feature = "openapi", schema(max_length = 20))]
    pub birth_date: Option<String>,
    /// The whole identity number; it is kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::identity_number))]
    #[cfg_attr(feature = "openapi", schema(max_length = 40))]
    pub identity_number: Option<String>,
    /// At most ten phones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[garde(dive, custom(checks::at_most(10)))]
    #[cfg_attr(feature = "openapi", schema(max_items = 10))]
    pub phones: Vec<PhoneNew>,
    /// A child's school year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub school_grade: Option<SchoolGrade>,
    /// What makes them need more help.
    #[serde(default)]
    #[garde(skip)]
    pub limitations: Limitations,
    /// A note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::optional_text(2000)))]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub note: Option<String>,
}

/// Changes of a person (JSON Merge Patch). A list of phones replaces the whole list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"school_grade": "primary_4", "note": null})))]
#[serde(deny_unknown_fields)]
pub struct PersonPatch {
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::required_if_given(60)))]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 60))]
    pub name: Option<String>,
    /// The sex.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Sex>))]
    pub sex: Option<Option<Sex>>,
    /// EDTF: `1979-11-21`, `XXXX-11-21`, `1979`. It agrees with the identity number that is given beside it.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::patched_birth_date(&self.identity_number)))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 20))]
    pub birth_date: Option<Option<String>>,
    /// The whole identity number.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::patched_identity_number))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 40))]
    pub identity_number: Option<Option<String>>,
    /// The phones, replacing those there are; at most ten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    #[cfg_attr(feature = "openapi", schema(max_items = 10))]
    pub phones: Option<Vec<PhoneNew>>,
    /// A child's school year.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<SchoolGrade>))]
    pub school_grade: Option<Option<SchoolGrade>>,
    /// What makes them need more help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub limitations: Option<Limitations>,
    /// A note.
    #[serde(default, deserialize_with = "checks::given", skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::patched_text(2000)))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 2000))]
    pub note: Option<Option<String>>,
}
