//! Masked values, seen whole one at a time.

use domain::{masking::PersonalField, words};
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::{checks, persons::Phone};

words! {
    /// What can be revealed about a person.
    pub enum PersonSecret {
        /// Their identity number.
        IdentityNumber = "identity_number",
        /// Their phones.
        Phone = "phone",
    }
}

impl From<PersonSecret> for PersonalField {
    fn from(secret: PersonSecret) -> Self {
        match secret {
            PersonSecret::IdentityNumber => Self::IdentityNumber,
            PersonSecret::Phone => Self::Phone,
        }
    }
}

/// A value of a person to reveal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"field": "phone", "reason": "值班电话回访"})))]
#[serde(deny_unknown_fields)]
pub struct PersonReveal {
    /// Which.
    #[garde(skip)]
    pub field: PersonSecret,
    /// Why, for the journal that the family can see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::optional_text(200)))]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub reason: Option<String>,
}

/// The address of a household to reveal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(example = json!({"reason": "送菜上门"})))]
#[serde(deny_unknown_fields)]
pub struct AddressReveal {
    /// Why, for the journal that the family can see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(custom(checks::optional_text(200)))]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub reason: Option<String>,
}

/// What was revealed about a person. It is not kept anywhere on its way.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonRevealed {
    /// The identity number, where that was asked for.
    pub identity_number: Option<String>,
    /// The phones, where they were asked for.
    pub phones: Vec<Phone>,
}

impl std::fmt::Debug for PersonRevealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonRevealed(…)")
    }
}

/// The address of a household.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddressRevealed {
    /// The whole address.
    pub address: String,
}

impl std::fmt::Debug for AddressRevealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AddressRevealed(…)")
    }
}
