use ui::{Alert, DiffRow, DiffTable, Side, Tone};
use yew::prelude::*;

use super::Faster;
use crate::{
    t,
    text::{Text, use_text},
    when::moment,
};

/// A field in which one's own version and the other's differ.
#[derive(Clone, PartialEq)]
pub struct Difference {
    pub field: &'static str,
    pub mine: AttrValue,
    pub theirs: AttrValue,
    /// Whether the form holds the other's value.
    pub is_theirs: bool,
}

#[derive(Properties, PartialEq)]
pub struct ConflictProps {
    pub faster: Option<Faster>,
    pub differences: Vec<Difference>,
    pub on_mine: Callback<AttrValue>,
    pub on_theirs: Callback<AttrValue>,
}

/// Somebody else saved first: both versions beside each other, field by field. Nothing is lost until one saves.
#[component]
pub fn Conflict(props: &ConflictProps) -> Html {
    let text = use_text();
    let rows: Vec<DiffRow> = props
        .differences
        .iter()
        .map(|difference| DiffRow {
            key: AttrValue::from(difference.field),
            label: text.word("changed", difference.field),
            mine: shown(&text, &difference.mine),
            theirs: shown(&text, &difference.theirs),
            chosen: if difference.is_theirs { Side::Theirs } else { Side::Mine },
        })
        .collect();
    let on_choose = {
        let (on_mine, on_theirs) = (props.on_mine.clone(), props.on_theirs.clone());
        Callback::from(move |(field, side): (AttrValue, Side)| match side {
            Side::Mine => on_mine.emit(field),
            Side::Theirs => on_theirs.emit(field),
        })
    };
    html! {
        <div class="hf-stack">
            <Alert tone={Tone::Warning} live=true title={t!(text, "conflict-title")}>
                if let Some(Faster { who, at }) = &props.faster {
                    <p>{ t!(text, "conflict-who", who = who.clone(), when = moment(*at)) }</p>
                }
                <p>{ t!(text, "conflict-text") }</p>
            </Alert>
            if !rows.is_empty() {
                <DiffTable label={t!(text, "conflict-title")} {rows} {on_choose} />
            }
        </div>
    }
}

fn shown(text: &Text, value: &AttrValue) -> Html {
    if value.is_empty() {
        return html! { <span class="hf-quiet">{ t!(text, "household-not-known") }</span> };
    }
    html! { <span class="hf-lines">{ value }</span> }
}
