//! What people enter about a person.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    dates::PartialDate,
    households::Limitations,
    ids::{PersonId, PhoneId},
    journal::Change,
    persons::{SchoolGrade, Sex},
    phone::PhoneNumber,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::schema::persons;

/// What is entered. To change a person, take their [`PersonRecord`], change a copy of these and save them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonFacts {
    /// The name, tidy, surname first.
    pub name: String,
    /// The sex.
    pub sex: Option<Sex>,
    /// The birth date, or what is known of it.
    pub birth_date: Option<PartialDate>,
    /// The identity number, sealed.
    pub identity: Option<SealedIdentity>,
    /// The phones, the first one to be rung first.
    pub phones: Vec<PhoneFacts>,
    /// A child's school year.
    pub school_grade: Option<SchoolGrade>,
    /// What makes them need more help.
    pub limitations: Limitations,
    /// A note.
    pub note: Option<String>,
}

/// An identity number as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedIdentity {
    /// Its keyed digest, for finding it.
    pub digest: Vec<u8>,
    /// The number under the vault's key.
    pub sealed: Vec<u8>,
    /// The form that may be shown.
    pub masked: String,
}

/// A phone of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneFacts {
    /// The number.
    pub number: PhoneNumber,
    /// Whose it is or when it answers.
    pub label: Option<String>,
}

impl PersonFacts {
    /// Field by field, what changed between the two; against nothing, all that is known.
    pub(super) fn changes(&self, before: Option<&Self>) -> Vec<Change> {
        let nothing = Self::default();
        let before = before.unwrap_or(&nothing);
        macro_rules! between {
            ($($field:ident),+) => {
                [$(Change::between(stringify!($field), &before.$field, &self.$field)),+]
            };
        }
        let mut changes: Vec<Change> =
            between!(sex, birth_date, phones, school_grade, limitations, note).into_iter().flatten().collect();
        if before.name != self.name {
            let was = (!before.name.is_empty()).then_some(&before.name);
            changes.insert(0, Change { field: "name".to_owned(), before: json!(was), after: json!(self.name) });
        }
        // Sealing the same number twice gives two texts, so the digests tell whether it changed.
        let digest = |facts: &Self| facts.identity.as_ref().map(|identity| identity.digest.clone());
        if digest(before) != digest(self) {
            changes.extend(Change::between("identity_number", &before.identity, &self.identity));
        }
        changes
    }
}

/// A person as the tables have them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// The person.
    pub id: PersonId,
    /// What is entered.
    pub facts: PersonFacts,
    /// The ids of the phones, in their order.
    pub phone_ids: Vec<PhoneId>,
    /// Rises with every change of the person, their phones or postings.
    pub revision: i64,
    /// When they last changed.
    pub updated_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = persons)]
pub(super) struct Row {
    pub(super) id: PersonId,
    name: String,
    sex: Option<Sex>,
    birth_date: Option<PartialDate>,
    identity_digest: Option<Vec<u8>>,
    identity_sealed: Option<Vec<u8>>,
    identity_masked: Option<String>,
    school_grade: Option<SchoolGrade>,
    limited_mobility: bool,
    pregnant: bool,
    disability: bool,
    chronic_illness: bool,
    note: Option<String>,
    revision: i64,
    updated_at: DateTime<Utc>,
}

impl Row {
    pub(super) fn with_phones(self, phones: Vec<(PhoneId, PhoneFacts)>) -> PersonRecord {
        let (phone_ids, phones) = phones.into_iter().unzip();
        let identity = match (self.identity_digest, self.identity_sealed, self.identity_masked) {
            (Some(digest), Some(sealed), Some(masked)) => Some(SealedIdentity { digest, sealed, masked }),
            _ => None,
        };
        PersonRecord {
            id: self.id,
            facts: PersonFacts {
                name: self.name,
                sex: self.sex,
                birth_date: self.birth_date,
                identity,
                phones,
                school_grade: self.school_grade,
                limitations: Limitations {
                    limited_mobility: self.limited_mobility,
                    pregnant: self.pregnant,
                    disability: self.disability,
                    chronic_illness: self.chronic_illness,
                },
                note: self.note,
            },
            phone_ids,
            revision: self.revision,
            updated_at: self.updated_at,
        }
    }
}
