use api_types::problems::Problem;
use chrono::{DateTime, Utc};
use domain::{
    households::ReferenceCode,
    ids::{HouseholdId, RosterId},
    journal::EntryKind,
    problems::ProblemCode,
};
use serde::Deserialize;
use ui::Anchor;
use yew::prelude::*;

use crate::{failures::told, route::Route, t, text::Text, when::moment};

/// A later change that builds on a roster and so keeps it from being taken back.
#[derive(Deserialize)]
struct Blocker {
    kind: EntryKind,
    subject: Option<String>,
    household_id: Option<HouseholdId>,
    household: Option<ReferenceCode>,
    roster_id: Option<RosterId>,
    by: String,
    at: DateTime<Utc>,
}

/// What a problem says, and each thing that it names.
pub fn particulars(text: &Text, problem: Option<&Problem>) -> Html {
    let Some(problem) = problem else { return Html::default() };
    let blockers = blockers(problem);
    if !blockers.is_empty() {
        let (rosters, by_hand): (Vec<&Blocker>, Vec<&Blocker>) =
            blockers.iter().partition(|blocker| blocker.roster_id.is_some());
        return html! {
            <>
                if !rosters.is_empty() {
                    <p>{ t!(text, "undo-rosters-first") }</p>
                    <ol class="hf-bullets">{ for rosters.into_iter().map(|blocker| html! { <li>{ line(text, blocker) }</li> }) }</ol>
                }
                if !by_hand.is_empty() {
                    <p>{ t!(text, "undo-changed-by-hand") }</p>
                    <ul class="hf-bullets">{ for by_hand.into_iter().map(|blocker| html! { <li>{ line(text, blocker) }</li> }) }</ul>
                }
            </>
        };
    }
    html! { <p>{ told(text, problem) }</p> }
}

fn blockers(problem: &Problem) -> Vec<Blocker> {
    if problem.code != ProblemCode::UndoBlocked {
        return Vec::new();
    }
    problem.current.clone().and_then(|current| serde_json::from_value(current).ok()).unwrap_or_default()
}

fn line(text: &Text, blocker: &Blocker) -> Html {
    if let (Some(id), Some(filename)) = (blocker.roster_id, &blocker.subject) {
        return html! {
            <>
                <Anchor href={Route::Roster { id }.href()}>{ filename }</Anchor>
                <span class="hf-quiet">{ format!(" · {} · {}", blocker.by, moment(blocker.at)) }</span>
            </>
        };
    }
    html! {
        <>
            { text.word("entry", blocker.kind.as_str()) }
            if let Some(subject) = &blocker.subject {
                { " " }<b>{ subject }</b>
            }
            if let (Some(id), Some(reference)) = (blocker.household_id, &blocker.household) {
                { " " }<Anchor href={Route::Household { id }.href()}>{ reference.to_string() }</Anchor>
            }
            <span class="hf-quiet">{ format!(" · {} · {}", blocker.by, moment(blocker.at)) }</span>
        </>
    }
}
