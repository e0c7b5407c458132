//! How things were: what the journal says of a subject, walked back from the present.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::journal::{Change, EntryKind};

/// What is known of a subject, by the names that the journal gives its fields. What is not known is left out.
pub type Fields = BTreeMap<String, Value>;

/// What an entry did to the existence of its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It came to be.
    Came,
    /// It stayed, and fields of it changed.
    Changed,
    /// It went.
    Went,
}

impl EntryKind {
    /// What entries of this kind do to the existence of their subject.
    pub const fn step(self) -> Step {
        match self {
            Self::HouseholdCreated | Self::PersonCreated | Self::MemberJoined | Self::PostingCreated => {
                Step::Came
            }
            Self::HouseholdRemoved | Self::PersonRemoved | Self::MemberRemoved | Self::PostingRemoved => {
                Step::Went
            }
            _ => Step::Changed,
        }
    }
}

/// What one entry did to a subject.
#[derive(Debug, Clone, Copy)]
pub struct Edit<'a> {
    /// To its existence.
    pub step: Step,
    /// To its fields.
    pub changes: &'a [Change],
}

/// A subject as it was before `later` happened to it, the latest first; nothing where it was not there.
///
/// Two writers can each note the moment of their request before either has waited for the other, so neighbours may stand
/// in the wrong order. Of the edits of one field that one is taken back first whose outcome is the value there is.
pub fn before(present: Option<Fields>, later: &[Edit<'_>]) -> Option<Fields> {
    let was_there = match later.last() {
        None => present.is_some(),
        Some(first) => first.step != Step::Came,
    };
    if !was_there {
        return None;
    }
    let mut fields = present.unwrap_or_default();
    let mut edits: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in later.iter().flat_map(|edit| edit.changes) {
        edits.entry(&change.field).or_default().push(change);
    }
    for (field, changes) in edits {
        match rewind(fields.remove(field).unwrap_or_default(), changes) {
            Value::Null => {}
            value => drop(fields.insert(field.to_owned(), value)),
        }
    }
    Some(fields)
}

/// One field before its changes, the latest first.
fn rewind(mut value: Value, mut changes: Vec<&Change>) -> Value {
    while !changes.is_empty() {
        let fitting = changes.iter().position(|change| change.after == value).unwrap_or_default();
        value = changes.remove(fitting).before.clone();
    }
    value
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What somebody does to a subject. Fields and values are few, so that the same value comes back often.
    #[derive(Debug, Clone)]
    enum Deed {
        Come(Vec<(u8, u8)>),
        Change(Vec<(u8, u8)>),
        Go,
    }

    /// What an entry says.
    type Written = (Step, Vec<Change>);

    /// 0 stands for nothing.
    fn value(n: u8) -> Value {
        match n {
            0 => Value::Null,
            1 => serde_json::json!({"number": "19930638560", "label": null}),
            n => Value::from(n),
        }
    }

    fn set(fields: &Fields, to: &[(u8, u8)]) -> Fields {
        let mut fields = fields.clone();
        for (field, n) in to {
            fields.remove(&field.to_string());
            if *n > 0 {
                fields.insert(field.to_string(), value(*n));
            }
        }
        fields
    }

    fn changes(before: &Fields, after: &Fields) -> Vec<Change> {
        let fields: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let change = |field: &String| Change::between(field, &before.get(field), &after.get(field));
        fields.into_iter().filter_map(change).collect()
    }

    /// The entry that a deed writes, and what there is after it; nothing for a deed that is not possible.
    fn enact(present: Option<&Fields>, deed: &Deed) -> Option<(Written, Option<Fields>)> {
        let nothing = Fields::new();
        match (present, deed) {
            (None, Deed::Come(to)) => {
                let after = set(&nothing, to);
                Some(((Step::Came, changes(&nothing, &after)), Some(after)))
            }
            (Some(before), Deed::Change(to)) => {
                let after = set(before, to);
                Some(((Step::Changed, changes(before, &after)), Some(after)))
            }
            (Some(before), Deed::Go) => Some(((Step::Went, changes(before, &nothing)), None)),
            _ => None,
        }
    }

    fn deeds() -> impl Strategy<Value = Vec<Deed>> {
        let fields = || prop::collection::vec((0..4_u8, 0..4_u8), 0..4);
        let deed = prop_oneof![
            2 => fields().prop_map(Deed::Come),
            6 => fields().prop_map(Deed::Change),
            1 => Just(Deed::Go),
        ];
        prop::collection::vec(deed, 0..40)
    }

    proptest! {
        #[test]
        fn what_is_rebuilt_is_what_was_seen_then(deeds in deeds()) {
            let mut present: Option<Fields> = None;
            let mut entries = Vec::new();
            let mut seen = vec![None];
            for deed in &deeds {
                if let Some((entry, after)) = enact(present.as_ref(), deed) {
                    entries.push(entry);
                    seen.push(after.clone());
                    present = after;
                }
            }
            let edits: Vec<Edit<'_>> =
                entries.iter().rev().map(|(step, changes)| Edit { step: *step, changes }).collect();
            for (after, then) in seen.iter().enumerate() {
                let later = edits.get(..edits.len() - after).unwrap();
                prop_assert_eq!(&before(present.clone(), later), then, "after {} edits", after);
            }
        }

        #[test]
        fn neighbours_in_the_wrong_order_change_nothing(values in prop::collection::btree_set(1..100_u8, 3..9), at in 0..7_usize) {
            // Each value once: with values that return nobody could tell the order of edits from their outcomes alone.
            let values: Vec<Value> = values.into_iter().map(Value::from).collect();
            let mut changes: Vec<Vec<Change>> =
                values.windows(2).map(|pair| Change::between("owner_id", &pair[0], &pair[1]).into_iter().collect()).collect();
            changes.reverse();
            let at = at % (changes.len() - 1);
            changes.swap(at, at + 1);
            let edits: Vec<Edit<'_>> =
                changes.iter().map(|changes| Edit { step: Step::Changed, changes }).collect();
            let owned = |value: &Value| Some(Fields::from([("owner_id".to_owned(), value.clone())]));
            prop_assert_eq!(before(owned(values.last().unwrap()), &edits), owned(&values[0]));
        }
    }

    #[test]
    fn a_subject_that_came_later_was_not_there() {
        let present = Some(Fields::from([("name".to_owned(), Value::from("王芳"))]));
        let changes: Vec<Change> = Change::set("name", &"王芳").into_iter().collect();
        assert_eq!(before(present.clone(), &[Edit { step: Step::Came, changes: &changes }]), None);
        assert_eq!(before(present.clone(), &[]), present);
        assert_eq!(before(None, &[]), None);
    }
}
