use api_types::rosters::{DecisionKind, RosterRow, RowDecision, RowOutcome};
use client::use_mutation;
use domain::{
    ids::{PersonId, RosterId},
    rosters::reasons::Severity,
};
use ui::{Alert, Button, IconName, Look, Toast, Tone, use_toasts};
use yew::prelude::*;

use super::{line::name_of, person_search::PersonSearch};
use crate::{
    failures::sentence,
    rosters::reasons,
    t,
    text::{Text, use_text},
};

#[derive(Properties, PartialEq)]
pub struct DecideProps {
    pub roster: RosterId,
    pub row: RosterRow,
    /// The row after the decision.
    pub on_row: Callback<RosterRow>,
}

/// What a person can decide about a row, why it waits, and what each decision leads to.
#[component]
pub fn Decide(props: &DecideProps) -> Html {
    let text = use_text();
    let toasts = use_toasts();
    let is_searching = use_state(|| false);
    let chosen = use_state(|| None::<DecisionKind>);
    let decide = {
        let (roster, row_no) = (props.roster, props.row.row_no);
        let (text, name, on_row) = (text.clone(), name_of(&text, &props.row), props.on_row.clone());
        use_mutation(
            move |api, decision: RowDecision| client::decide_row(&api, roster, row_no, &decision),
            Callback::from(move |row: RosterRow| {
                let outcome = text.word("outcome", row.outcome.as_str());
                toasts.show(Toast::success(t!(
                    text,
                    "decide-done",
                    name = name.to_string(),
                    outcome = outcome.to_string()
                )));
                on_row.emit(row);
            }),
        )
    };
    let run = {
        let (run, chosen) = (decide.run.clone(), chosen.setter());
        Callback::from(move |decision: RowDecision| {
            chosen.set(Some(decision.decision));
            run.emit(decision);
        })
    };
    let simple =
        |decision: DecisionKind| run.reform(move |_: MouseEvent| RowDecision { decision, person_id: None });
    let same_as = run
        .reform(|person: PersonId| RowDecision { decision: DecisionKind::SameAs, person_id: Some(person) });
    let is_running = |decision: DecisionKind| decide.is_running && *chosen == Some(decision);
    let search = {
        let is_searching = is_searching.clone();
        Callback::from(move |_: MouseEvent| is_searching.set(!*is_searching))
    };
    let failure = match &decide.failure {
        Some(failure) => html! { <Alert tone={Tone::Danger} live=true title={sentence(&text, failure)} /> },
        None => Html::default(),
    };
    if props.row.outcome != RowOutcome::Held {
        let can_reopen = props.row.outcome == RowOutcome::Rejected;
        return html! {
            <section class="hf-decide" aria-label={t!(text, "decide")}>
                { failure }
                if can_reopen {
                    <p>{ t!(text, "decide-reopen-text") }</p>
                    <div class="hf-decide__actions">
                        <Button icon={IconName::Undo} busy={is_running(DecisionKind::Reopen)} onclick={simple(DecisionKind::Reopen)}>
                            { t!(text, "decide-reopen") }
                        </Button>
                    </div>
                } else {
                    <p class="hf-quiet">{ t!(text, "decide-entered") }</p>
                }
            </section>
        };
    }
    html! {
        <section class="hf-decide" aria-label={t!(text, "decide")}>
            <h2 class="hf-decide__title">{ t!(text, "decide") }</h2>
            { why(&text, &props.row) }
            { failure }
            <ul class="hf-decide__choices">
                <li class="hf-decide__choice">
                    <Button
                        icon={IconName::Users}
                        aria_expanded={if *is_searching { "true" } else { "false" }}
                        onclick={search}
                    >
                        { t!(text, "decide-same") }
                    </Button>
                    <p class="hf-quiet">{ t!(text, "decide-same-text") }</p>
                </li>
                <li class="hf-decide__choice">
                    <Button icon={IconName::Plus} busy={is_running(DecisionKind::Create)} onclick={simple(DecisionKind::Create)}>
                        { t!(text, "decide-create") }
                    </Button>
                    <p class="hf-quiet">{ t!(text, "decide-create-text") }</p>
                </li>
                <li class="hf-decide__choice">
                    <Button
                        look={Look::Link}
                        icon={IconName::Close}
                        busy={is_running(DecisionKind::Reject)}
                        onclick={simple(DecisionKind::Reject)}
                    >
                        { t!(text, "decide-reject") }
                    </Button>
                    <p class="hf-quiet">{ t!(text, "decide-reject-text") }</p>
                </li>
            </ul>
            if *is_searching {
                <PersonSearch
                    name={name_of(&text, &props.row)}
                    busy={is_running(DecisionKind::SameAs)}
                    on_same={same_as}
                />
            }
        </section>
    }
}

/// What each reason to hold the row means.
fn why(text: &Text, row: &RosterRow) -> Html {
    let codes =
        row.reasons.iter().filter_map(reasons::code_of).filter(|code| code.severity() == Severity::Hold);
    html! { { for codes.map(|code| html! { <p>{ text.word("held", code.as_str()) }</p> }) } }
}
