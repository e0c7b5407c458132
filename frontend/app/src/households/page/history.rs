use api_types::{
    journal::{FieldChange, JournalEntry, JournalPage},
    pages::PageQuery,
};
use client::use_query;
use domain::{ids::HouseholdId, journal::EntryKind};
use serde_json::Value;
use ui::{Card, History, HistoryEntry, IconName, LoadMore};
use yew::prelude::*;

use super::past::AsOfForm;
use crate::{
    failures,
    households::categories::{Categories, use_categories},
    t,
    text::{Text, use_text},
    when::moment,
};

const FIRST: u32 = 20;
const MOST: u32 = 200;

/// The fields of journal entries that have a name of their own; ids among them are told by their name only.
pub const CHANGED_FIELDS: [&str; 38] = [
    "address",
    "area",
    "area_hint",
    "area_id",
    "birth_date",
    "category",
    "chronic_illness",
    "contact_hours",
    "difficulties",
    "disability",
    "employer",
    "employer_id",
    "employer_name",
    "from",
    "household_id",
    "identity_number",
    "limitations",
    "limited_mobility",
    "name",
    "note",
    "owner",
    "owner_id",
    "person_id",
    "phones",
    "place",
    "preferred_language",
    "pregnant",
    "reason",
    "reference",
    "relation",
    "reported_elders",
    "reported_minors",
    "school_grade",
    "sex",
    "situation_note",
    "state",
    "status",
    "to",
];

#[derive(Properties, PartialEq)]
pub struct HouseholdHistoryProps {
    pub id: HouseholdId,
    /// Another revision has another history.
    pub revision: i64,
}

/// What happened to the household, the latest first.
#[component]
pub fn HouseholdHistory(props: &HouseholdHistoryProps) -> Html {
    let text = use_text();
    let categories = use_categories();
    let limit = use_state(|| FIRST);
    let journal = use_query((props.id, props.revision, *limit), |api, (id, _, limit)| {
        client::household_journal(&api, id, &PageQuery { limit: Some(limit), cursor: None })
    });
    let more = {
        let limit = limit.clone();
        Callback::from(move |()| limit.set((*limit * 3).min(MOST)))
    };
    html! {
        <Card title={t!(text, "household-history")} class="hf-household__history">
            <AsOfForm day="" />
            { failures::show(&journal.remote, &journal.reload, |page| show((&text, &categories), page, *limit, &more, journal.is_refreshing)) }
        </Card>
    }
}

/// What names things: the texts, and the operation's categories.
type Names<'a> = (&'a Text, &'a Categories);

fn show(names: Names<'_>, page: &JournalPage, limit: u32, more: &Callback<()>, busy: bool) -> Html {
    let (text, _) = names;
    let entries: Vec<HistoryEntry> = page.items.iter().map(|item| entry(names, item)).collect();
    html! {
        <>
            <History label={t!(text, "household-history")} {entries} />
            if page.next_cursor.is_some() && limit < MOST {
                <LoadMore {busy} on_more={more.clone()} />
            }
        </>
    }
}

fn entry(names: Names<'_>, entry: &JournalEntry) -> HistoryEntry {
    let (text, _) = names;
    let through = entry.roster_filename.as_ref().map(|file| t!(text, "history-through", file = file.clone()));
    HistoryEntry {
        key: entry.id.to_string().into(),
        icon: icon(entry.kind),
        title: html! {
            <>
                { text.word("entry", entry.kind.as_str()) }
                if let Some(name) = &entry.subject_name {
                    { " " }<strong>{ name }</strong>
                }
            </>
        },
        when: moment(entry.at),
        instant: entry.at.to_rfc3339().into(),
        who: entry.actor_name.clone().into(),
        details: html! {
            <>
                if let Some(through) = through {
                    <p class="hf-quiet">{ through }</p>
                }
                if !entry.changes.is_empty() {
                    <ul class="hf-changes">{ for entry.changes.iter().map(|change| changed(names, change)) }</ul>
                }
            </>
        },
    }
}

const fn icon(kind: EntryKind) -> IconName {
    match kind {
        EntryKind::HouseholdCreated | EntryKind::PersonCreated | EntryKind::PostingCreated => IconName::Plus,
        EntryKind::MemberJoined | EntryKind::MemberUpdated => IconName::Users,
        EntryKind::HouseholdOwnerChanged => IconName::User,
        EntryKind::HouseholdStatusChanged => IconName::ChevronRight,
        EntryKind::HouseholdRemoved
        | EntryKind::PersonRemoved
        | EntryKind::MemberRemoved
        | EntryKind::PostingRemoved
        | EntryKind::RosterUndone => IconName::Undo,
        _ => IconName::Edit,
    }
}

fn changed(names: Names<'_>, change: &FieldChange) -> Html {
    let (text, _) = names;
    let label = if CHANGED_FIELDS.contains(&change.field.as_str()) {
        text.word("changed", &change.field)
    } else {
        AttrValue::from(change.field.clone())
    };
    let is_id = change.field.ends_with("_id");
    html! {
        <li key={change.field.clone()}>
            <span class="hf-quiet">{ label }</span>
            if !is_id {
                { ": " }
                if !says_nothing(&change.before) {
                    <del>{ value(names, &change.field, &change.before) }</del>{ " → " }
                }
                { value(names, &change.field, &change.after) }
            }
        </li>
    }
}

/// Nothing, an empty list, "no", or a structure of such.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(says_nothing),
        _ => false,
    }
}

/// A value as people read it: the words of closed sets by their names.
fn value(names: Names<'_>, field: &str, value: &Value) -> AttrValue {
    let (text, categories) = names;
    match value {
        value if says_nothing(value) && !value.is_boolean() => AttrValue::from("—"),
        Value::Null => AttrValue::from("—"),
        Value::Bool(true) => t!(text, "value-yes"),
        Value::Bool(false) => t!(text, "value-no"),
        Value::String(code) if field == "category" => categories.name(text, code),
        Value::String(word) => match set_of(field) {
            Some(set) => text.word(set, word),
            None => AttrValue::from(word.clone()),
        },
        Value::Array(items) => {
            let items: Vec<String> =
                items.iter().map(|item| self::value(names, field, item).to_string()).collect();
            AttrValue::from(items.join(" · "))
        }
        Value::Object(fields) => {
            let fields = fields.values().filter(|value| !value.is_null());
            AttrValue::from(
                fields.map(|item| self::value(names, "", item).to_string()).collect::<Vec<_>>().join(" "),
            )
        }
        // Numbers of the ledger are whole; writing others costs 10 kB of the first load.
        Value::Number(number) => AttrValue::from(number.as_i64().unwrap_or_default().to_string()),
    }
}

const fn set_of(field: &str) -> Option<&'static str> {
    match field.as_bytes() {
        b"status" => Some("household-status"),
        b"relation" => Some("relation"),
        b"sex" => Some("sex"),
        b"school_grade" => Some("grade"),
        b"state" => Some("posting-state"),
        b"preferred_language" => Some("speaks"),
        _ => None,
    }
}
