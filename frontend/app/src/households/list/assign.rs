use api_types::households::{OwnerAssigned, OwnerAssignment};
use client::{Failure, use_mutation};
use domain::ids::UserId;
use ui::{Alert, Button, Checkbox, Dialog, DialogWidth, Field, Look, Selection, Toast, Tone, use_toasts};
use yew::prelude::*;

use crate::{
    failures::sentence,
    households::owner_picker::OwnerPicker,
    t,
    text::{Text, use_text},
};

#[derive(Properties, PartialEq)]
pub struct AssignDialogProps {
    /// Ids of households.
    pub selection: Selection,
    pub on_close: Callback<()>,
    pub on_done: Callback<()>,
}

/// Gives the chosen households one owner, or takes theirs away.
#[component]
pub fn AssignDialog(props: &AssignDialogProps) -> Html {
    let text = use_text();
    let toasts = use_toasts();
    let owner = use_state(|| None::<UserId>);
    let takes_away = use_state(|| false);
    let assign = {
        let (text, on_done) = (text.clone(), props.on_done.clone());
        use_mutation(
            |api, assignment: OwnerAssignment| client::assign_owner(&api, &assignment),
            Callback::from(move |answer: OwnerAssigned| {
                toasts.show(Toast::success(t!(
                    text,
                    "assign-done",
                    count = answer.assigned,
                    same = answer.unchanged
                )));
                on_done.emit(());
            }),
        )
    };
    let on_pick = {
        let owner = owner.setter();
        Callback::from(move |picked| owner.set(picked))
    };
    let on_takes_away = {
        let takes_away = takes_away.setter();
        Callback::from(move |checked| takes_away.set(checked))
    };
    let household_ids: Vec<_> = props.selection.iter().filter_map(|id| id.parse().ok()).collect();
    let owner_id = (*owner).filter(|_| !*takes_away);
    let is_ready = *takes_away || owner_id.is_some();
    let onclick = assign
        .run
        .reform(move |_: MouseEvent| OwnerAssignment { owner_id, household_ids: household_ids.clone() });
    let footer = html! {
        <>
            <Button look={Look::Primary} disabled={!is_ready} busy={assign.is_running} {onclick}>{ t!(text, "assign-confirm") }</Button>
            <Button look={Look::Link} onclick={props.on_close.reform(|_| ())}>{ t!(text, "word-cancel") }</Button>
        </>
    };
    html! {
        <Dialog
            title={t!(text, "assign-title", count = props.selection.len())}
            width={DialogWidth::Small}
            on_close={props.on_close.clone()}
            {footer}
        >
            <div class="hf-stack">
                if let Some(failure) = &assign.failure {
                    <Alert tone={Tone::Danger} live=true title={refused(&text, failure)} />
                }
                if !*takes_away {
                    <Field label={t!(text, "household-owner")} help={t!(text, "assign-help")}>
                        <OwnerPicker {on_pick} />
                    </Field>
                }
                <Checkbox label={t!(text, "assign-nobody")} checked={*takes_away} on_change={on_takes_away} />
            </div>
        </Dialog>
    }
}

/// Why nobody was given these households.
fn refused(text: &Text, failure: &Failure) -> AttrValue {
    match failure.field("/owner_id") {
        Some(_) => t!(text, "assign-unseen"),
        None => sentence(text, failure),
    }
}
