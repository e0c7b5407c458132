use api_types::{jobs::Job, rosters::Roster};
use client::use_mutation;
use ui::{Alert, Button, ConfirmDialog, Consequence, IconName, Look, Tone};
use yew::prelude::*;

use super::blockers::particulars;
use crate::{failures::sentence, t, text::use_text};

#[derive(Properties, PartialEq)]
pub struct UndoProps {
    pub roster: Roster,
    pub on_changed: Callback<()>,
    pub on_job: Callback<Job>,
}

/// Takes a roster back, after saying what that means.
#[component]
pub fn Undo(props: &UndoProps) -> Html {
    let text = use_text();
    let is_asking = use_state(|| false);
    let id = props.roster.id;
    let undo = {
        let (on_changed, on_job, is_asking) =
            (props.on_changed.clone(), props.on_job.clone(), is_asking.setter());
        use_mutation(
            move |api, ()| client::undo_roster(&api, id),
            Callback::from(move |job| {
                is_asking.set(false);
                on_job.emit(job);
                on_changed.emit(());
            }),
        )
    };
    let ask = {
        let (is_asking, reset) = (is_asking.setter(), undo.reset.clone());
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
    html! {
        <>
            <Button look={Look::Link} icon={IconName::Undo} onclick={ask}>{ t!(text, "undo") }</Button>
            if *is_asking {
                <ConfirmDialog
                    title={t!(text, "undo-ask")}
                    action={t!(text, "undo")}
                    consequence={Consequence::Grave}
                    busy={undo.is_running}
                    on_confirm={undo.run.clone()}
                    on_close={close}
                >
                    if let Some(failure) = &undo.failure {
                        <Alert tone={Tone::Danger} live=true title={sentence(&text, failure)}>
                            { particulars(&text, failure.problem()) }
                        </Alert>
                    }
                    <p>{ t!(text, "undo-text", new = counts.new, update = counts.update) }</p>
                    <p class="hf-quiet">{ t!(text, "undo-blocked-when") }</p>
                </ConfirmDialog>
            }
        </>
    }
}
