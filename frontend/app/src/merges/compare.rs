//! What both kinds of comparison share.

use std::collections::BTreeSet;

use client::Failure;
use domain::merges::Side;
use ui::{
    Alert, Button, ButtonLink, Card, DiffRow, DiffTable, FormActions, IconName, Look, Side as Column, Tone,
};
use yew::prelude::*;

use crate::{
    failures::sentence,
    t,
    text::{Text, use_text},
};

/// Fields of which the loser's fact was chosen.
pub type Chosen = BTreeSet<&'static str>;

/// A fact as either entry has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    field: &'static str,
    winner: String,
    loser: String,
}

/// What both know and say differently: the rest needs no choice.
pub fn differing<const N: usize>(
    winner: [(&'static str, Option<String>); N],
    loser: [(&'static str, Option<String>); N],
) -> Vec<Fact> {
    let both = winner.into_iter().zip(loser);
    both.filter_map(|((field, winner), (_, loser))| Some(Fact { field, winner: winner?, loser: loser? }))
        .filter(|fact| fact.winner != fact.loser)
        .collect()
}

pub fn side(chosen: &Chosen, field: &'static str) -> Option<Side> {
    chosen.contains(field).then_some(Side::Loser)
}

/// One of the two, with what tells whether they are one.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub name: AttrValue,
    pub href: AttrValue,
    pub lines: Vec<String>,
}

#[derive(Properties, PartialEq)]
pub struct ComparisonProps {
    pub winner: Entry,
    pub loser: Entry,
    pub facts: Vec<Fact>,
    /// What will be afterwards.
    pub result: Vec<String>,
    /// The same page with the sides exchanged.
    pub swapped: AttrValue,
    /// The page that one came from.
    pub back: AttrValue,
    pub busy: bool,
    pub failure: Option<Failure>,
    pub on_merge: Callback<Chosen>,
}

/// Both entries, the choice, what results, and the step itself.
#[component]
pub fn Comparison(props: &ComparisonProps) -> Html {
    let text = use_text();
    let chosen = use_state(Chosen::new);
    let card = |title: AttrValue, entry: &Entry| {
        html! { <Card {title}>{ shown(entry) }</Card> }
    };
    let on_merge = {
        let (on_merge, chosen) = (props.on_merge.clone(), (*chosen).clone());
        Callback::from(move |_: MouseEvent| on_merge.emit(chosen.clone()))
    };
    html! {
        <div class="hf-stack">
            if let Some(failure) = &props.failure {
                <Alert tone={Tone::Danger} live=true title={sentence(&text, failure)} />
            }
            <div class="hf-pair">
                { card(t!(text, "merge-stays"), &props.winner) }
                { card(t!(text, "merge-goes"), &props.loser) }
            </div>
            <div>
                <ButtonLink look={Look::Secondary} icon={IconName::ArrowUpDown} href={props.swapped.clone()}>
                    { t!(text, "merge-swap") }
                </ButtonLink>
            </div>
            <Card title={t!(text, "merge-choose")}>
                { choice(&text, props, &chosen) }
            </Card>
            <Card title={t!(text, "merge-result")}>
                <ul class="hf-changes">
                    { for props.result.iter().map(|line| html! { <li key={line.clone()}>{ line }</li> }) }
                </ul>
                <p class="hf-quiet">{ t!(text, "merge-can-be-undone") }</p>
            </Card>
            <FormActions>
                <Button look={Look::Primary} busy={props.busy} onclick={on_merge}>{ t!(text, "merge-action") }</Button>
                <ButtonLink look={Look::Link} href={props.back.clone()}>{ t!(text, "word-cancel") }</ButtonLink>
            </FormActions>
        </div>
    }
}

fn shown(entry: &Entry) -> Html {
    html! {
        <div class="hf-stack">
            <ui::Anchor href={entry.href.clone()}>{ &entry.name }</ui::Anchor>
            <ul class="hf-changes">
                { for entry.lines.iter().map(|line| html! { <li key={line.clone()}>{ line }</li> }) }
            </ul>
        </div>
    }
}

/// Several entries beside each other.
pub fn side_by_side(entries: &[Entry]) -> Html {
    html! {
        <div class="hf-pair">
            { for entries.iter().map(|entry| html! { <div key={entry.href.to_string()}>{ shown(entry) }</div> }) }
        </div>
    }
}

fn choice(text: &Text, props: &ComparisonProps, chosen: &UseStateHandle<Chosen>) -> Html {
    if props.facts.is_empty() {
        return html! { <p>{ t!(text, "merge-nothing-differs") }</p> };
    }
    let row = |fact: &Fact| DiffRow {
        key: fact.field.into(),
        label: text.word("changed", fact.field),
        mine: html! { <span class="hf-lines">{ &fact.winner }</span> },
        theirs: html! { <span class="hf-lines">{ &fact.loser }</span> },
        chosen: if chosen.contains(fact.field) { Column::Theirs } else { Column::Mine },
    };
    let on_choose = {
        let (chosen, fields) =
            (chosen.clone(), props.facts.iter().map(|fact| fact.field).collect::<Vec<_>>());
        Callback::from(move |(field, column): (AttrValue, Column)| {
            let Some(field) = fields.iter().copied().find(|known| *known == field.as_str()) else { return };
            let mut next = (*chosen).clone();
            match column {
                Column::Mine => next.remove(field),
                Column::Theirs => next.insert(field),
            };
            chosen.set(next);
        })
    };
    html! {
        <DiffTable
            label={t!(text, "merge-choose")}
            heads={(props.winner.name.clone(), props.loser.name.clone())}
            rows={props.facts.iter().map(row).collect::<Vec<_>>()}
            {on_choose}
        />
    }
}
