use std::rc::Rc;

use api_types::rosters::Roster;
use client::Versioned;
use ui::{Alert, Button, Card, DiffRow, DiffTable, Look, Side, Tone};
use yew::prelude::*;

use super::edits::{Edit, Edits, sheet_named};
use crate::{
    rosters::reasons::field_name,
    t,
    text::{Text, use_text},
};

#[derive(Properties, PartialEq)]
pub struct ConflictProps {
    /// Corrections that differ from what is there now.
    pub mine: Edits,
    /// The roster as somebody else left it.
    pub theirs: Rc<Versioned<Roster>>,
    pub on_edits: Callback<Edits>,
    pub on_done: Callback<()>,
}

/// Somebody else corrected the same roster: both versions beside each other. Nothing is lost until one chooses.
#[component]
pub fn Conflict(props: &ConflictProps) -> Html {
    let text = use_text();
    // The rows stay while one chooses, so that a choice can be changed back.
    let all = use_state(|| props.mine.list());
    {
        let (all, mine) = (all.setter(), props.mine.list());
        use_effect_with(props.theirs.value.revision, move |_| all.set(mine));
    }
    let roster = &props.theirs.value;
    let mine = props.mine.list();
    let rows = all
        .iter()
        .enumerate()
        .map(|(key, edit)| DiffRow {
            key: key.to_string().into(),
            label: label(&text, roster, edit),
            mine: html! { mine_of(&text, edit) },
            theirs: html! { theirs_of(&text, roster, edit) },
            chosen: if mine.contains(edit) { Side::Mine } else { Side::Theirs },
        })
        .collect::<Vec<_>>();
    let on_choose = {
        let (all, current, theirs, on_edits) =
            ((*all).clone(), props.mine.clone(), props.theirs.clone(), props.on_edits.clone());
        Callback::from(move |(key, side): (AttrValue, Side)| {
            let Some(edit) = key.parse::<usize>().ok().and_then(|at| all.get(at)) else { return };
            let kept = current.list().into_iter().filter(|other| other != edit);
            let chosen = (side == Side::Mine).then(|| edit.clone());
            on_edits.emit(
                kept.chain(chosen).fold(Edits::default(), |edits, edit| edits.with(edit, &theirs.value)),
            );
        })
    };
    let done = props.on_done.reform(|_: MouseEvent| ());
    html! {
        <Card>
            <Alert tone={Tone::Warning} live=true title={t!(text, "columns-stale")}>
                <p>{ t!(text, "columns-stale-text") }</p>
            </Alert>
            if rows.is_empty() {
                <p class="hf-quiet">{ t!(text, "columns-stale-same") }</p>
            } else {
                <DiffTable label={t!(text, "columns-stale")} {rows} {on_choose} />
            }
            <div><Button look={Look::Tertiary} onclick={done}>{ t!(text, "columns-stale-done") }</Button></div>
        </Card>
    }
}

fn label(text: &Text, roster: &Roster, edit: &Edit) -> AttrValue {
    match edit {
        Edit::Source(_) => t!(text, "roster-source"),
        Edit::AsOf(_) => t!(text, "roster-as-of"),
        Edit::Used { sheet, .. } => AttrValue::from(sheet.clone()),
        Edit::Column { sheet, index, .. } => {
            let column = sheet_named(roster, sheet)
                .and_then(|sheet| sheet.columns.iter().find(|column| column.index == *index));
            let header = column.map(|column| column.header.as_str()).unwrap_or_default();
            AttrValue::from(format!("{sheet} · {header}"))
        }
    }
}

fn mine_of(text: &Text, edit: &Edit) -> AttrValue {
    match edit {
        Edit::Source(name) => AttrValue::from(name.clone()),
        Edit::AsOf(day) => day.map_or_else(|| t!(text, "roster-as-of-unknown"), |day| day.to_string().into()),
        Edit::Used { used: true, .. } => t!(text, "sheet-used"),
        Edit::Used { used: false, .. } => t!(text, "sheet-unused"),
        Edit::Column { field, .. } => {
            field.map_or_else(|| t!(text, "column-ignored"), |field| field_name(text, field.as_str()))
        }
    }
}

fn theirs_of(text: &Text, roster: &Roster, edit: &Edit) -> AttrValue {
    match edit {
        Edit::Source(_) => AttrValue::from(roster.source.name.clone()),
        Edit::AsOf(_) => mine_of(text, &Edit::AsOf(roster.as_of)),
        Edit::Used { sheet, .. } => {
            let used = sheet_named(roster, sheet).is_some_and(|sheet| sheet.used);
            mine_of(text, &Edit::Used { sheet: sheet.clone(), used })
        }
        Edit::Column { sheet, index, .. } => {
            let column = sheet_named(roster, sheet)
                .and_then(|sheet| sheet.columns.iter().find(|column| column.index == *index));
            let field = column.and_then(|column| column.field.as_deref());
            field.map_or_else(|| t!(text, "column-ignored"), |field| field_name(text, field))
        }
    }
}
