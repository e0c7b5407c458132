use ui::{Alert, DiffRow, DiffTable, Side, Tone};
use yew::prelude::*;

use super::{
    Current,
    form::{EditForm, FIELDS},
};
use crate::{
    t,
    text::{Text, use_text},
};

#[derive(Properties, PartialEq)]
pub struct ConflictProps {
    /// What the reader has typed.
    pub mine: EditForm,
    /// What the page showed when the reader began.
    pub opened: EditForm,
    /// What is there now.
    pub theirs: Current,
    pub on_form: Callback<EditForm>,
}

/// Somebody else saved first: both versions beside each other, field by field. Nothing is lost until one saves.
#[component]
pub fn Conflict(props: &ConflictProps) -> Html {
    let text = use_text();
    let theirs = EditForm::of(&props.theirs.value);
    // One's own version as it was when the conflict came up, so that a choice can be changed back.
    let mine = use_state(|| props.mine.clone());
    let differing: Vec<&str> =
        FIELDS.into_iter().filter(|field| mine.shown(field) != theirs.shown(field)).collect();
    {
        // What only the other has changed is taken over: one's own form shows an old value there.
        let (mine, opened, theirs, on_form) =
            ((*mine).clone(), props.opened.clone(), theirs.clone(), props.on_form.clone());
        use_effect_with(props.theirs.value.revision, move |_| {
            let untouched = FIELDS.into_iter().filter(|field| mine.shown(field) == opened.shown(field));
            on_form.emit(untouched.fold(mine.clone(), |form, field| form.taking(field, &theirs)));
        });
    }
    let rows: Vec<DiffRow> = differing
        .iter()
        .map(|field| DiffRow {
            key: AttrValue::from((*field).to_owned()),
            label: text.word("changed", field),
            mine: shown(&text, mine.shown(field)),
            theirs: shown(&text, theirs.shown(field)),
            chosen: if props.mine.shown(field) == theirs.shown(field) { Side::Theirs } else { Side::Mine },
        })
        .collect();
    let on_choose = {
        let (form, mine, theirs, on_form) =
            (props.mine.clone(), (*mine).clone(), theirs.clone(), props.on_form.clone());
        Callback::from(move |(field, side): (AttrValue, Side)| {
            let from = match side {
                Side::Mine => &mine,
                Side::Theirs => &theirs,
            };
            on_form.emit(form.clone().taking(&field, from));
        })
    };
    html! {
        <div class="hf-stack">
            <Alert tone={Tone::Warning} live=true title={t!(text, "conflict-title")}>
                <p>{ t!(text, "conflict-text") }</p>
            </Alert>
            if !rows.is_empty() {
                <DiffTable label={t!(text, "conflict-title")} {rows} {on_choose} />
            }
        </div>
    }
}

fn shown(text: &Text, value: &str) -> Html {
    if value.is_empty() {
        return html! { <span class="hf-quiet">{ t!(text, "household-not-known") }</span> };
    }
    html! { <span class="hf-lines">{ value.to_owned() }</span> }
}
