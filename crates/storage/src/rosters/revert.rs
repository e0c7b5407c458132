//! Facts as they were before the changes of a journal entry.

use domain::{
    areas::AreaPath,
    ids::{EntryId, HouseholdId},
    journal::{Change, EntryKind},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    Home, StorageError,
    columns::AnyId,
    households::{self, members::MembershipFacts},
    journal::EntryRow,
    persons::{self, Identity},
    postings,
};

/// An entry that is to be taken back.
#[derive(Debug)]
pub struct Step {
    /// The entry.
    pub id: EntryId,
    /// What happened.
    pub kind: EntryKind,
    /// To which thing.
    pub subject: AnyId,
    /// In the history of which household.
    pub home: Option<Home>,
    /// What changed.
    pub changes: Vec<Change>,
}

impl From<EntryRow> for Step {
    fn from(row: EntryRow) -> Self {
        let area_path = AreaPath::from_stored(row.area_path);
        Self {
            id: row.id,
            kind: row.kind,
            subject: row.subject_id,
            home: row.household_id.map(|household_id: HouseholdId| Home { household_id, area_path }),
            changes: row.changes.0,
        }
    }
}

impl Step {
    /// The household in whose history the entry stands.
    pub fn home(&self) -> Result<&Home, StorageError> {
        self.home.as_ref().ok_or_else(|| damaged("household_id"))
    }

    /// What a field was before.
    pub fn before<T: DeserializeOwned>(&self, field: &str) -> Result<Option<T>, StorageError> {
        let change = self.changes.iter().find(|change| change.field == field);
        change.map_or(Ok(None), |change| read(field, change.before.clone()))
    }

    /// What a field became.
    pub fn after<T: DeserializeOwned>(&self, field: &str) -> Result<Option<T>, StorageError> {
        let change = self.changes.iter().find(|change| change.field == field);
        change.map_or(Ok(None), |change| read(field, change.after.clone()))
    }
}

fn read<T: DeserializeOwned>(field: &str, value: Value) -> Result<Option<T>, StorageError> {
    serde_json::from_value(value).map_err(|_| damaged(field))
}

fn damaged(field: &str) -> StorageError {
    StorageError::internal(format!("a journal entry cannot be taken back: its {field} cannot be read"))
}

/// Sets each named field that a change speaks of to what it was.
macro_rules! revert {
    ($changes:expr, $facts:expr, { $($name:literal => $field:expr),+ $(,)? }) => {
        for change in $changes {
            match change.field.as_str() {
                $($name => $field = serde_json::from_value(change.before.clone()).map_err(|_| damaged($name))?,)+
                other => return Err(damaged(other)),
            }
        }
    };
}

/// A household's facts before an entry.
pub fn household(
    facts: &households::HouseholdFacts,
    changes: &[Change],
) -> Result<households::HouseholdFacts, StorageError> {
    let mut before = facts.clone();
    revert!(changes, before, {
        "name" => before.name,
        "area_id" => before.area_id,
        "area_hint" => before.area_hint,
        "address" => before.address,
        "preferred_language" => before.preferred_language,
        "contact_hours" => before.contact_hours,
        "difficulties" => before.difficulties,
        "situation_note" => before.situation_note,
        "reported_elders" => before.reported_elders,
        "reported_minors" => before.reported_minors,
    });
    Ok(before)
}

/// A person's facts before an entry.
pub fn person(
    facts: &persons::PersonFacts,
    changes: &[Change],
) -> Result<persons::PersonFacts, StorageError> {
    let mut before = facts.clone();
    let now = facts.identity.as_ref().and_then(Identity::noted);
    let mut noted = now.clone();
    revert!(changes, before, {
        "name" => before.name,
        "sex" => before.sex,
        "birth_date" => before.birth_date,
        "identity_number" => noted,
        "phones" => before.phones,
        "school_grade" => before.school_grade,
        "limitations" => before.limitations,
        "note" => before.note,
    });
    if noted != now {
        before.identity = noted.map(Identity::Noted);
    }
    Ok(before)
}

/// A posting's facts before an entry.
pub fn posting(
    facts: &postings::PostingFacts,
    changes: &[Change],
) -> Result<postings::PostingFacts, StorageError> {
    let mut before = facts.clone();
    revert!(changes, before, {
        "category" => before.category,
        "employer_id" => before.employer_id,
        "employer_name" => before.employer_name,
        "place" => before.place,
        "from" => before.from,
        "to" => before.to,
        "state" => before.state,
    });
    Ok(before)
}

/// A membership's facts before an entry.
pub fn membership(facts: MembershipFacts, changes: &[Change]) -> Result<MembershipFacts, StorageError> {
    let mut before = facts;
    revert!(changes, before, {
        "relation" => before.relation,
        "from" => before.from,
        "to" => before.to,
    });
    Ok(before)
}
