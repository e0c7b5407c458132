use api_types::merges::MergeUndone;
use client::use_mutation;
use domain::{ids::BatchId, journal::EntryKind, problems::ProblemCode};
use ui::{Alert, ConfirmDialog, Tone};
use yew::prelude::*;

use super::use_told;
use crate::{failures::sentence, t, text::use_text};

#[derive(Properties, PartialEq)]
pub struct UndoDialogProps {
    pub merge: BatchId,
    /// What tells of it.
    pub kind: EntryKind,
    pub on_close: Callback<()>,
    pub on_done: Callback<()>,
}

/// Takes a merge or a split back, or says what stands in the way.
#[component]
pub fn UndoDialog(props: &UndoDialogProps) -> Html {
    let text = use_text();
    let told = use_told(&props.on_done);
    let undo =
        use_mutation(|api, merge: BatchId| client::undo_merge(&api, merge), told.reform(|_: MergeUndone| ()));
    let merge = props.merge;
    let failure = undo.failure.as_ref().map(|failure| {
        let detail = sentence(&text, failure);
        let blocked = failure.code() == Some(ProblemCode::UndoBlocked);
        let title = if blocked { text.word("problem", "undo_blocked") } else { detail.clone() };
        html! {
            <Alert tone={Tone::Danger} live=true {title}>
                if blocked {
                    <p>{ detail }</p>
                }
            </Alert>
        }
    });
    let (title, action, explained) = match props.kind {
        EntryKind::HouseholdSplit => {
            (t!(text, "split-undo-title"), t!(text, "split-undo"), t!(text, "split-undo-text"))
        }
        _ => (t!(text, "merge-undo-title"), t!(text, "merge-undo"), t!(text, "merge-undo-text")),
    };
    html! {
        <ConfirmDialog
            {title}
            {action}
            on_confirm={undo.run.reform(move |()| merge)}
            on_close={props.on_close.clone()}
            busy={undo.is_running}
        >
            <div class="hf-stack">
                { failure.unwrap_or_default() }
                <p>{ explained }</p>
            </div>
        </ConfirmDialog>
    }
}
