use api_types::problems::Problem;
use chrono::{DateTime, Utc};
use domain::{households::ReferenceCode, ids::HouseholdId, journal::EntryKind, problems::ProblemCode};
use serde::Deserialize;
use ui::Anchor;
use yew::prelude::*;

use crate::{route::Route, text::Text, when::moment};

/// A later change that builds on a roster and so keeps it from being taken back.
#[derive(Deserialize)]
struct Blocker {
    kind: EntryKind,
    subject: Option<String>,
    household_id: Option<HouseholdId>,
    household: Option<ReferenceCode>,
    by: String,
    at: DateTime<Utc>,
}

/// What a problem says, and each thing that it names.
pub fn particulars(text: &Text, problem: Option<&Problem>) -> Html {
    let Some(problem) = problem else { return Html::default() };
    let blockers = blockers(problem);
    if !blockers.is_empty() {
        return html! {
            <>
                <p>{ text.word("problem", problem.code.as_str()) }</p>
                <ul class="hf-bullets">{ for blockers.iter().map(|blocker| html! { <li>{ line(text, blocker) }</li> }) }</ul>
            </>
        };
    }
    let detail = problem.detail.clone();
    html! { <p>{ detail.map_or_else(|| text.word("problem", problem.code.as_str()), AttrValue::from) }</p> }
}

fn blockers(problem: &Problem) -> Vec<Blocker> {
    if problem.code != ProblemCode::UndoBlocked {
        return Vec::new();
    }
    problem.current.clone().and_then(|current| serde_json::from_value(current).ok()).unwrap_or_default()
}

fn line(text: &Text, blocker: &Blocker) -> Html {
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
