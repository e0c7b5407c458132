use api_types::{
    jobs::Job,
    rosters::{Roster, RowOutcome},
};
use client::use_mutation;
use ui::{Alert, Button, ConfirmDialog, IconName, Look, Tone};
use yew::prelude::*;

use crate::{
    failures::sentence,
    rosters::{
        labels,
        view::{RosterView, Step},
    },
    t,
    text::{Text, use_text},
};

#[derive(Properties, PartialEq)]
pub struct CommitProps {
    pub roster: Roster,
    pub on_changed: Callback<()>,
    pub on_job: Callback<Job>,
    /// Other ways to go on.
    pub children: Html,
}

/// The way into the ledger: a sentence about what it would do, and the button that asks once more.
#[component]
pub fn Commit(props: &CommitProps) -> Html {
    let text = use_text();
    let navigation = ui::use_navigation();
    let is_asking = use_state(|| false);
    let id = props.roster.id;
    let commit = {
        let (on_changed, on_job, is_asking) =
            (props.on_changed.clone(), props.on_job.clone(), is_asking.setter());
        use_mutation(
            move |api, ()| client::commit_roster(&api, id),
            Callback::from(move |job| {
                is_asking.set(false);
                on_job.emit(job);
                on_changed.emit(());
                navigation.go(RosterView::at(Step::Result).href(id));
            }),
        )
    };
    let ask = {
        let (is_asking, reset) = (is_asking.setter(), commit.reset.clone());
        Callback::from(move |_: MouseEvent| {
            reset.emit(());
            is_asking.set(true);
        })
    };
    let close = {
        let is_asking = is_asking.setter();
        Callback::from(move |()| is_asking.set(false))
    };
    let counts = &props.roster.counts;
    let writes = counts.new + counts.update;
    html! {
        <div class="hf-next-bar">
            <Button
                look={if props.roster.is_overtaken { Look::Secondary } else { Look::Primary }}
                icon={IconName::Check}
                disabled={props.roster.is_overtaken}
                onclick={ask}
            >
                { t!(text, "commit") }
            </Button>
            { props.children.clone() }
            <p class="hf-quiet">
                if props.roster.is_overtaken {
                    { t!(text, "commit-overtaken") }
                } else if writes == 0 {
                    { t!(text, "commit-changes-nothing") }
                } else {
                    { t!(text, "commit-summary", rows = counts.rows, writes = writes) }
                }
            </p>
            if *is_asking {
                <ConfirmDialog
                    title={t!(text, "commit-ask")}
                    action={t!(text, "commit")}
                    busy={commit.is_running}
                    on_confirm={commit.run.clone()}
                    on_close={close}
                >
                    if let Some(failure) = &commit.failure {
                        <Alert tone={Tone::Danger} live=true title={sentence(&text, failure)} />
                    }
                    <p>{ t!(text, "commit-all-or-nothing") }</p>
                    { will_happen(&text, &props.roster) }
                    <p class="hf-quiet">{ t!(text, "commit-undoable") }</p>
                </ConfirmDialog>
            }
        </div>
    }
}

/// What becomes of how many rows, in sentences.
fn will_happen(text: &Text, roster: &Roster) -> Html {
    let line = |outcome: &RowOutcome| {
        let count = labels::count(&roster.counts, *outcome);
        if count == 0 {
            return Html::default();
        }
        let sentence = match outcome {
            RowOutcome::New => t!(text, "commit-new", count = count),
            RowOutcome::Same => t!(text, "commit-same", count = count),
            RowOutcome::Update => t!(text, "commit-update", count = count),
            RowOutcome::Conflict => t!(text, "commit-conflict", count = count),
            RowOutcome::Held => t!(text, "commit-held", count = count),
            RowOutcome::Rejected => t!(text, "commit-rejected", count = count),
        };
        html! { <li key={outcome.as_str()}>{ labels::outcome(text, *outcome) }<span>{ sentence }</span></li> }
    };
    html! { <ul class="hf-will">{ for RowOutcome::ALL.iter().map(line) }</ul> }
}
