//! What people enter about a person.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    dates::PartialDate,
    households::Limitations,
    identity_number::IdentityNumber,
    ids::{IdentityNumberId, PersonId, PhoneId},
    journal::Change,
    persons::{SchoolGrade, Sex},
    phone::PhoneNumber,
    problems::ProblemCode,
};
use serde::{Deserialize, Serialize};

use crate::{ConflictKind, StorageError, connection::MultiBackend, schema::persons};

/// What is entered. To change a person, take their [`PersonRecord`], change a copy of these and save them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonFacts {
    /// The name, tidy, surname first.
    pub name: String,
    /// The sex.
    pub sex: Option<Sex>,
    /// The birth date, or what is known of it.
    pub birth_date: Option<PartialDate>,
    /// The identity number.
    pub identity: Option<Identity>,
    /// The phones, the first one to be rung first.
    pub phones: Vec<PhoneFacts>,
    /// A child's school year.
    pub school_grade: Option<SchoolGrade>,
    /// What makes them need more help.
    pub limitations: Limitations,
    /// A note.
    pub note: Option<String>,
}

/// An identity number, on its way in or as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// Given now; it is sealed when it is saved.
    Given(IdentityNumber),
    /// As it is kept.
    Kept(KeptIdentity),
    /// As the journal names it, on its way back to a person who had it.
    Noted(NotedIdentity),
}

impl Identity {
    /// The form that may be shown.
    pub fn masked(&self) -> String {
        match self {
            Self::Given(number) => number.masked(),
            Self::Kept(kept) => kept.masked.clone(),
            Self::Noted(noted) => noted.masked.clone(),
        }
    }

    /// The form for the journal; nothing for a number that is not kept yet.
    pub(crate) fn noted(&self) -> Option<NotedIdentity> {
        match self {
            Self::Given(_) => None,
            Self::Kept(kept) => Some(kept.noted()),
            Self::Noted(noted) => Some(noted.clone()),
        }
    }
}

/// An identity number as it is kept. The sealed number itself is in a table of its own, which pages do not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptIdentity {
    /// Where the sealed number is.
    pub id: IdentityNumberId,
    /// Its keyed digest, for finding it.
    pub digest: Vec<u8>,
    /// Whether it is theirs.
    pub standing: Standing,
    /// The form that may be shown.
    pub masked: String,
}

/// Whose an identity number is. It belongs to one person; somebody else may have been entered with it by one who does not
/// see that person, and must not learn that there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The person's own.
    Held,
    /// It was entered for them while another holds it: the two may be one.
    Claimed,
}

impl KeptIdentity {
    /// The digest where the number is the person's own.
    pub(crate) fn held(&self) -> Option<&Vec<u8>> {
        (self.standing == Standing::Held).then_some(&self.digest)
    }

    /// The digest where another holds the number.
    pub(crate) fn claimed(&self) -> Option<&Vec<u8>> {
        (self.standing == Standing::Claimed).then_some(&self.digest)
    }

    pub(crate) fn noted(&self) -> NotedIdentity {
        NotedIdentity { id: self.id, masked: self.masked.clone() }
    }
}

/// An identity number as the journal names it: neither sealed nor digested, since the journal outlives keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotedIdentity {
    /// Where the sealed number is.
    #[serde(default = "not_kept")]
    pub id: IdentityNumberId,
    /// The form that may be shown.
    pub masked: String,
}

/// What stands for the number of an entry from before numbers had ids: it is not found.
const fn not_kept() -> IdentityNumberId {
    IdentityNumberId::from_uuid(uuid::Uuid::nil())
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
    /// The identity number, where it is sealed already.
    pub(crate) const fn kept(&self) -> Option<&KeptIdentity> {
        match &self.identity {
            Some(Identity::Kept(kept)) => Some(kept),
            Some(Identity::Given(_) | Identity::Noted(_)) | None => None,
        }
    }

    /// Field by field, what changed between the two; against nothing, all that is known. The identity number is compared
    /// by whoever seals it.
    pub(super) fn changes(&self, before: Option<&Self>) -> Vec<Change> {
        let nothing = Self::default();
        let before = before.unwrap_or(&nothing);
        let was_named = (!before.name.is_empty()).then_some(&before.name);
        let is_named = Some(&self.name);
        macro_rules! between {
            ($($field:ident),+) => {
                [Change::between("name", &was_named, &is_named), $(Change::between(stringify!($field), &before.$field, &self.$field)),+]
            };
        }
        between!(sex, birth_date, phones, school_grade, limitations, note).into_iter().flatten().collect()
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
    /// When what tells who they were was taken away, with the last household that they belonged to.
    pub anonymised_at: Option<DateTime<Utc>>,
}

/// Of somebody who was anonymised nothing changes any more.
///
/// # Errors
/// [`ProblemCode::HouseholdAnonymised`].
pub(crate) fn must_have_a_name(person: &PersonRecord) -> Result<(), StorageError> {
    match person.anonymised_at {
        Some(_) => Err(ConflictKind::Rule(ProblemCode::HouseholdAnonymised).into()),
        None => Ok(()),
    }
}

impl PersonRecord {
    /// All that is known, as changes against nothing.
    pub(crate) fn all(&self) -> Vec<Change> {
        let mut changes = self.facts.changes(None);
        changes.extend(Change::set("identity_number", &self.facts.kept().map(KeptIdentity::noted)));
        changes
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = persons, check_for_backend(MultiBackend))]
pub(super) struct Row {
    pub(super) id: PersonId,
    name: String,
    sex: Option<Sex>,
    birth_date: Option<PartialDate>,
    identity_digest: Option<Vec<u8>>,
    claimed_digest: Option<Vec<u8>>,
    identity_id: Option<IdentityNumberId>,
    identity_masked: Option<String>,
    school_grade: Option<SchoolGrade>,
    limited_mobility: bool,
    pregnant: bool,
    disability: bool,
    chronic_illness: bool,
    note: Option<String>,
    revision: i64,
    updated_at: DateTime<Utc>,
    anonymised_at: Option<DateTime<Utc>>,
}

impl Row {
    pub(super) fn with_phones(self, phones: Vec<(PhoneId, PhoneFacts)>) -> PersonRecord {
        let (phone_ids, phones) = phones.into_iter().unzip();
        let held = self.identity_digest.map(|digest| (digest, Standing::Held));
        let digest = held.or_else(|| self.claimed_digest.map(|digest| (digest, Standing::Claimed)));
        let identity = match (self.identity_id, digest, self.identity_masked) {
            (Some(id), Some((digest, standing)), Some(masked)) => {
                Some(Identity::Kept(KeptIdentity { id, digest, standing, masked }))
            }
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
            anonymised_at: self.anonymised_at,
        }
    }
}
