//! What the edit dialog holds, as text, and the patch that follows from it.

use api_types::households::{Household, HouseholdPatch};
use domain::ids::AreaId;
use serde::{Deserialize, Serialize};

use super::editing::{Fields, Say};
use crate::text::Text;

/// What is typed; an empty text says nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EditForm {
    pub name: String,
    pub area_id: Option<AreaId>,
    pub area_name: String,
    pub address: String,
    pub preferred_language: String,
    pub contact_hours: String,
    pub difficulties: String,
    pub situation_note: String,
    pub reported_elders: String,
    pub reported_minors: String,
}

impl EditForm {
    pub fn of(household: &Household) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let count = |value: Option<i32>| value.map(|value| value.to_string()).unwrap_or_default();
        Self {
            name: if household.name_by_hand { household.name.clone() } else { String::new() },
            area_id: Some(household.area.id),
            area_name: household.area.name.clone(),
            address: text(&household.address),
            preferred_language: household
                .preferred_language
                .map(|language| language.to_string())
                .unwrap_or_default(),
            contact_hours: text(&household.contact_hours),
            difficulties: text(&household.difficulties),
            situation_note: text(&household.situation_note),
            reported_elders: count(household.reported_elders),
            reported_minors: count(household.reported_minors),
        }
    }

    /// Only what differs from `before`; a count that is no number becomes one that the check refuses.
    pub fn patch(&self, before: &Self) -> HouseholdPatch {
        let text = |now: &String, then: &String| (now != then).then(|| some(now));
        let count = |now: &String, then: &String| {
            (now != then).then(|| some(now).map(|typed| typed.trim().parse().unwrap_or(i32::MAX)))
        };
        HouseholdPatch {
            name: text(&self.name, &before.name),
            area_id: self.area_id.filter(|area| Some(*area) != before.area_id),
            address: text(&self.address, &before.address),
            preferred_language: (self.preferred_language != before.preferred_language)
                .then(|| self.preferred_language.parse().ok()),
            contact_hours: text(&self.contact_hours, &before.contact_hours),
            difficulties: text(&self.difficulties, &before.difficulties),
            situation_note: text(&self.situation_note, &before.situation_note),
            reported_elders: count(&self.reported_elders, &before.reported_elders),
            reported_minors: count(&self.reported_minors, &before.reported_minors),
        }
    }
}

impl Fields for EditForm {
    const FIELDS: &'static [&'static str] = &[
        "difficulties",
        "situation_note",
        "contact_hours",
        "preferred_language",
        "area_id",
        "address",
        "reported_elders",
        "reported_minors",
        "name",
    ];

    fn value(&self, field: &str) -> String {
        let value = match field {
            "name" => &self.name,
            "area_id" => &self.area_name,
            "address" => &self.address,
            "preferred_language" => &self.preferred_language,
            "contact_hours" => &self.contact_hours,
            "difficulties" => &self.difficulties,
            "situation_note" => &self.situation_note,
            "reported_elders" => &self.reported_elders,
            "reported_minors" => &self.reported_minors,
            _ => return String::new(),
        };
        value.clone()
    }

    fn taking(mut self, field: &str, from: &Self) -> Self {
        match field {
            "name" => self.name.clone_from(&from.name),
            "area_id" => {
                self.area_id = from.area_id;
                self.area_name.clone_from(&from.area_name);
            }
            "address" => self.address.clone_from(&from.address),
            "preferred_language" => self.preferred_language.clone_from(&from.preferred_language),
            "contact_hours" => self.contact_hours.clone_from(&from.contact_hours),
            "difficulties" => self.difficulties.clone_from(&from.difficulties),
            "situation_note" => self.situation_note.clone_from(&from.situation_note),
            "reported_elders" => self.reported_elders.clone_from(&from.reported_elders),
            "reported_minors" => self.reported_minors.clone_from(&from.reported_minors),
            _ => {}
        }
        self
    }
}

/// What the words in the fields are called.
pub fn said(text: &Text) -> Say {
    let text = text.clone();
    Say::from(move |(field, value): (&str, String)| match field {
        "preferred_language" if !value.is_empty() => text.word("speaks", &value),
        _ => value.into(),
    })
}

/// What is typed, where anything is.
pub fn some(typed: &str) -> Option<String> {
    Some(typed.to_owned()).filter(|typed| !typed.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::{super::editing::all_can_be_taken, *};

    #[test]
    fn only_what_was_changed_is_sent() {
        let before = EditForm {
            address: "1号楼".to_owned(),
            difficulties: "买菜不方便".to_owned(),
            ..EditForm::default()
        };
        let after =
            EditForm { difficulties: String::new(), reported_minors: "2".to_owned(), ..before.clone() };
        let patch = after.patch(&before);
        assert_eq!(patch.difficulties, Some(None));
        assert_eq!(patch.reported_minors, Some(Some(2)));
        assert_eq!(patch.address, None);
    }

    #[test]
    fn every_field_can_be_taken_from_the_other_version() {
        let filled = EditForm {
            name: "a".into(),
            area_id: None,
            area_name: "b".into(),
            address: "c".into(),
            preferred_language: "en".into(),
            contact_hours: "d".into(),
            difficulties: "e".into(),
            situation_note: "f".into(),
            reported_elders: "1".into(),
            reported_minors: "2".into(),
        };
        all_can_be_taken(&filled, EditForm::default());
    }
}
