use std::rc::Rc;

use api_types::{
    households::FormerHousehold,
    journal::{FieldChange, JournalEntry, JournalPage, Opening, OpeningPage},
    pages::PageQuery,
};
use client::use_query;
use domain::{
    ids::{BatchId, HouseholdId},
    journal::EntryKind,
};
use serde_json::Value;
use ui::{Button, Card, History, HistoryEntry, IconName, LoadMore, Look, Size, Tab, Tabs};
use yew::prelude::*;

use super::{life::UndoDialog, past::AsOfForm};
use crate::{
    failures,
    households::categories::{Categories, use_categories},
    t,
    text::{Text, birth_date, use_text},
    when::moment,
};

const FIRST: u32 = 20;
const MOST: u32 = 200;

/// The fields of journal entries that have a name of their own; ids among them are told by their name only.
pub const CHANGED_FIELDS: [&str; 44] = [
    "address",
    "after_days",
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
    "matter",
    "name",
    "note",
    "owner",
    "owner_id",
    "person_id",
    "persons",
    "phone",
    "phones",
    "place",
    "preferred_language",
    "pregnant",
    "reason",
    "reference",
    "relation",
    "reported_elders",
    "reported_minors",
    "revealed",
    "school_grade",
    "sex",
    "situation_note",
    "source",
    "state",
    "status",
    "to",
];

#[derive(Properties, Clone, PartialEq)]
pub struct HouseholdHistoryProps {
    pub id: HouseholdId,
    /// Another revision has another history.
    pub revision: i64,
    /// So has what somebody has seen meanwhile.
    pub noted: u32,
    /// Households that became part of it: their past is here, too.
    pub former: Vec<FormerHousehold>,
    pub may_write: bool,
    pub on_changed: Callback<()>,
}

const CHANGES: &str = "changes";
const OPENINGS: &str = "openings";

/// What happened to the household, and who opened it: the latest first, and apart, since many look and few change.
#[component]
pub fn HouseholdHistory(props: &HouseholdHistoryProps) -> Html {
    let text = use_text();
    let current = use_state(|| AttrValue::from(CHANGES));
    let tab = |key: &'static str, label: AttrValue| Tab { key: AttrValue::from(key), label, count: None };
    let on_change = {
        let current = current.setter();
        Callback::from(move |key: AttrValue| current.set(key))
    };
    html! {
        <Card title={t!(text, "household-history")} class="hf-household__history">
            <AsOfForm day="" />
            <Tabs
                label={t!(text, "household-history")}
                tabs={vec![tab(CHANGES, t!(text, "history-changes")), tab(OPENINGS, t!(text, "history-openings"))]}
                current={(*current).clone()}
                {on_change}
            >
                if *current == OPENINGS {
                    <Openings ..props.clone() />
                } else {
                    <Changes ..props.clone() />
                }
            </Tabs>
        </Card>
    }
}

/// What names things: the texts, and the operation's categories.
type Names<'a> = (&'a Text, &'a Categories);

/// How many entries are shown, and the way to more.
#[hook]
fn use_limit() -> (u32, Callback<()>) {
    let limit = use_state(|| FIRST);
    let more = {
        let limit = limit.clone();
        Callback::from(move |()| limit.set((*limit * 3).min(MOST)))
    };
    (*limit, more)
}

#[component]
fn Changes(props: &HouseholdHistoryProps) -> Html {
    let text = use_text();
    let (limit, more) = use_limit();
    let journal = use_query((props.id, (props.revision, props.noted), limit), |api, (id, _, limit)| {
        client::household_journal(&api, id, &PageQuery { limit: Some(limit), cursor: None })
    });
    let categories = use_categories();
    let undoing = use_state(|| None::<(BatchId, EntryKind)>);
    let close = {
        let undoing = undoing.setter();
        Callback::from(move |()| undoing.set(None))
    };
    let on_done = {
        let (close, on_changed) = (close.clone(), props.on_changed.clone());
        Callback::from(move |()| {
            close.emit(());
            on_changed.emit(());
        })
    };
    let on_undo = {
        let undoing = undoing.setter();
        Callback::from(move |what: (BatchId, EntryKind)| undoing.set(Some(what)))
    };
    let more_of = |item: &JournalEntry| {
        let of = props.former.iter().find(|one| Some(one.id) == item.household_id);
        let what = item.merge_id.filter(|_| props.may_write).map(|merge| (merge, item.kind));
        html! {
            <>
                if let Some(of) = of {
                    <p class="hf-quiet">{ t!(text, "history-of-former", reference = of.reference.to_string()) }</p>
                }
                if let Some(what) = what {
                    <Button look={Look::Link} size={Size::Small} icon={IconName::Undo} onclick={on_undo.reform(move |_: MouseEvent| what)}>
                        { if item.kind == EntryKind::HouseholdSplit { t!(text, "split-undo") } else { t!(text, "merge-undo") } }
                    </Button>
                }
            </>
        }
    };
    let shown = |item: &JournalEntry| {
        let entry = entry((&text, &categories), item);
        HistoryEntry { details: html! { <>{ entry.details }{ more_of(item) }</> }, ..entry }
    };
    let show = |page: &Rc<JournalPage>| {
        let entries = page.items.iter().map(shown).collect();
        list(
            t!(text, "history-changes"),
            entries,
            page.next_cursor.is_some() && limit < MOST,
            &more,
            journal.is_refreshing,
        )
    };
    html! {
        <>
            { failures::show(&journal.remote, &journal.reload, show) }
            if let Some((merge, kind)) = *undoing {
                <UndoDialog {merge} {kind} on_close={close} {on_done} />
            }
        </>
    }
}

#[component]
fn Openings(props: &HouseholdHistoryProps) -> Html {
    let text = use_text();
    let (limit, more) = use_limit();
    let openings = use_query((props.id, limit), |api, (id, limit)| {
        client::household_openings(&api, id, &PageQuery { limit: Some(limit), cursor: None })
    });
    let show = |page: &Rc<OpeningPage>| {
        if page.items.is_empty() {
            return html! { <p class="hf-quiet">{ t!(text, "history-openings-none") }</p> };
        }
        let entries = page.items.iter().map(opening).collect();
        list(
            t!(text, "history-openings"),
            entries,
            page.next_cursor.is_some() && limit < MOST,
            &more,
            openings.is_refreshing,
        )
    };
    failures::show(&openings.remote, &openings.reload, show)
}

fn opening(opening: &Opening) -> HistoryEntry {
    HistoryEntry {
        key: opening.id.to_string().into(),
        icon: IconName::Eye,
        title: html! { <strong>{ &opening.user_name }</strong> },
        when: moment(opening.at),
        instant: opening.at.to_rfc3339().into(),
        who: opening.organisation_name.clone().unwrap_or_default().into(),
        details: Html::default(),
    }
}

fn list(
    label: AttrValue,
    entries: Vec<HistoryEntry>,
    has_more: bool,
    more: &Callback<()>,
    busy: bool,
) -> Html {
    html! {
        <>
            <History {label} {entries} />
            if has_more {
                <LoadMore {busy} on_more={more.clone()} />
            }
        </>
    }
}

fn entry(names: Names<'_>, entry: &JournalEntry) -> HistoryEntry {
    let (text, _) = names;
    let through = entry.roster_filename.as_ref().map(|file| t!(text, "history-through", file = file.clone()));
    // What was taken away is told in one line.
    let left = entry
        .changes
        .iter()
        .filter(|change| !(entry.emptied && change.before.is_null() && change.after.is_null()));
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
                if left.clone().next().is_some() {
                    <ul class="hf-changes">{ for left.map(|change| changed(names, change)) }</ul>
                }
                if entry.emptied {
                    <p class="hf-quiet">{ t!(text, "history-emptied") }</p>
                }
            </>
        },
    }
}

const fn icon(kind: EntryKind) -> IconName {
    match kind {
        EntryKind::HouseholdCreated | EntryKind::PersonCreated | EntryKind::PostingCreated => IconName::Plus,
        EntryKind::MemberJoined | EntryKind::MemberUpdated | EntryKind::HouseholdSplit => IconName::Users,
        EntryKind::HouseholdOwnerChanged => IconName::User,
        EntryKind::HouseholdStatusChanged => IconName::ChevronRight,
        EntryKind::HouseholdRevealed | EntryKind::PersonRevealed => IconName::Eye,
        EntryKind::HouseholdRemoved
        | EntryKind::PersonRemoved
        | EntryKind::MemberRemoved
        | EntryKind::PostingRemoved
        | EntryKind::HouseholdMergeUndone
        | EntryKind::HouseholdSplitUndone
        | EntryKind::PersonMergeUndone
        | EntryKind::RosterUndone => IconName::Undo,
        EntryKind::HouseholdMerged | EntryKind::PersonMerged => IconName::Merge,
        EntryKind::HouseholdAnonymised => IconName::EyeOff,
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
        Value::String(date) if field == "birth_date" => match date.parse() {
            Ok(known) => birth_date(text, known).into(),
            Err(_) => AttrValue::from(date.clone()),
        },
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
        b"revealed" | b"matter" => Some("changed"),
        _ => None,
    }
}
