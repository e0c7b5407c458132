//! 匿名化: what is left of a closed household when nobody needs to know any more who it was.
//!
//! Its reference stays, its village, when it came and went, how many lived there and who was what to whom, which kinds of
//! front-line work for which employer, and who of the offices did what. Names, phones, addresses, numbers, birth dates,
//! what makes somebody vulnerable, and all that people wrote in their own words go, wherever they stand.

use std::{collections::BTreeSet, ops::RangeInclusive};

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::{Map, Value};

use crate::journal::{Change, EntryKind};

/// Days between closing and anonymising that an operation may choose: a household that was closed by mistake is missed
/// within a month, and ten years are the longest that any paper about it is kept.
pub const DAYS: RangeInclusive<i32> = 30..=3_650;
/// Where an operation has chosen nothing.
pub const DEFAULT_DAYS: i32 = 365;

/// That a household was anonymised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anonymised {
    /// When.
    pub at: DateTime<Utc>,
    /// By the rule of so many days after closing; none where somebody did it at once.
    pub after_days: Option<i32>,
}

/// The first day on which a household may be anonymised by the rule.
pub fn due_on(closed_on: NaiveDate, after_days: i32) -> NaiveDate {
    let days = Days::new(u64::from(after_days.unsigned_abs()));
    closed_on.checked_add_days(days).unwrap_or(NaiveDate::MAX)
}

/// Whoever was closed on this day or before is due today.
pub fn closed_by(today: NaiveDate, after_days: i32) -> NaiveDate {
    let days = Days::new(u64::from(after_days.unsigned_abs()));
    today.checked_sub_days(days).unwrap_or(NaiveDate::MIN)
}

/// Fields of entries that tell nobody who it was. What is not named here goes: so a new field is forgotten by nobody.
const STAYS: [&str; 23] = [
    "reference",
    "status",
    "owner_id",
    "area_id",
    "preferred_language",
    "reported_elders",
    "reported_minors",
    "sex",
    "relation",
    "from",
    "to",
    "person_id",
    "other_id",
    "category",
    "employer_id",
    "state",
    "revealed",
    "row",
    "matter",
    "source",
    "after_days",
    "persons",
    "emptied",
];

/// Of the state of a roster's row, what tells nobody who it was.
const STAYS_OF_ROW: [&str; 9] =
    ["outcome", "reasons", "applied", "person_id", "household_id", "decided_by", "decision", "code", "field"];

/// What is left of the changes of an entry.
pub fn left_of(kind: EntryKind, changes: &[Change]) -> Vec<Change> {
    let of_row =
        |value: &Value| if kind == EntryKind::RosterRowDecided { pruned(value) } else { value.clone() };
    let left = |change: &Change| {
        if STAYS.contains(&change.field.as_str()) {
            let (before, after) = (of_row(&change.before), of_row(&change.after));
            Change { field: change.field.clone(), before, after }
        } else {
            Change { field: change.field.clone(), before: Value::Null, after: Value::Null }
        }
    };
    changes.iter().map(left).collect()
}

fn pruned(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let stays = fields.iter().filter(|(name, _)| STAYS_OF_ROW.contains(&name.as_str()));
            Value::Object(stays.map(|(name, value)| (name.clone(), pruned(value))).collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(pruned).collect(),
        other => other.clone(),
    }
}

/// The words by which somebody would be recognised in what is about others.
#[derive(Debug, Clone, Default)]
pub struct Traces(BTreeSet<String>);

impl Traces {
    /// Remembers a word. One character alone stands for too many.
    pub fn add(&mut self, word: &str) {
        let word = word.trim();
        if word.chars().count() > 1 {
            self.0.insert(word.to_owned());
        }
    }

    /// Whether a text has one of the words.
    pub fn are_in(&self, text: &str) -> bool {
        self.0.iter().any(|word| text.contains(word.as_str()))
    }

    /// The words.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// A value in which nothing stands for each text that has one of the words.
    pub fn out_of(&self, value: &Value) -> Value {
        match value {
            Value::String(text) if self.are_in(text) => Value::Null,
            Value::Array(items) => items.iter().map(|item| self.out_of(item)).collect(),
            Value::Object(fields) => {
                Value::Object(fields.iter().map(|(name, value)| (name.clone(), self.out_of(value))).collect())
            }
            other => other.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_day_is_counted_from_the_closing() {
        assert_eq!(due_on(day("2020-03-01"), 365), day("2021-03-01"));
        assert_eq!(due_on(day("2020-02-29"), 30), day("2020-03-30"));
        for (closed, is_due) in [("2020-02-29", true), ("2020-03-01", true), ("2020-03-02", false)] {
            let today = day("2020-03-31");
            assert_eq!(day(closed) <= closed_by(today, 30), is_due, "{closed}");
            assert_eq!(due_on(day(closed), 30) <= today, is_due, "{closed}");
        }
    }

    #[test]
    fn what_is_not_known_to_be_harmless_goes() {
        let changes = [
            Change::set("name", &"王芳"),
            Change::set("status", &"closed"),
            Change::set("a field of the future", &"金地花园36号楼"),
        ];
        let changes: Vec<Change> = changes.into_iter().flatten().collect();
        let left = left_of(EntryKind::HouseholdUpdated, &changes);
        let after: Vec<&Value> = left.iter().map(|change| &change.after).collect();
        assert_eq!(after, [&Value::Null, &json!("closed"), &Value::Null]);
        assert_eq!(left[0].field, "name", "that there was one is no secret");
    }

    #[test]
    fn the_state_of_a_row_keeps_its_codes() {
        let state = json!({"outcome": "held", "applied": false, "reasons": [
            {"code": "several_people_fit", "field": "name", "value": "王芳", "other": "王芳"}]});
        let changes: Vec<Change> = Change::set("state", &state).into_iter().collect();
        let left = left_of(EntryKind::RosterRowDecided, &changes);
        let kept = json!({"outcome": "held", "applied": false, "reasons": [
            {"code": "several_people_fit", "field": "name"}]});
        assert_eq!(left[0].after, kept);
    }

    #[test]
    fn traces_are_taken_out_and_nothing_else() {
        let mut traces = Traces::default();
        traces.add("王芳");
        traces.add("王");
        let before = json!({"q": "王芳 3栋", "status": "closed", "also": ["王小明", 7]});
        assert_eq!(traces.out_of(&before), json!({"q": null, "status": "closed", "also": ["王小明", 7]}));
    }
}
