use api_types::households::HouseholdStep;
use client::use_mutation;
use domain::households::HouseholdStatus;
use ui::{ConfirmDialog, Field, TextInput};
use yew::prelude::*;

use super::{LifeProps, menu, refusal, use_done, use_today};
use crate::{failures::field_error, t, text::use_text};

/// Closes the household; while somebody is away, with a reason.
#[component]
pub fn CloseDialog(props: &LifeProps) -> Html {
    let text = use_text();
    let today = use_today();
    let reason = use_state(String::new);
    let still_away = menu::present(&props.household.value).any(|member| menu::is_away(member, today));
    let done = use_done(&props.on_done);
    let current = props.household.clone();
    let close = use_mutation(
        move |api, reason: String| {
            let reason = Some(reason).filter(|reason| !reason.trim().is_empty());
            let step = HouseholdStep { to: HouseholdStatus::Closed, reason };
            let current = current.clone();
            async move { client::move_household(&api, current.value.id, &current.etag, &step).await }
        },
        done,
    );
    let on_confirm = {
        let (run, reason) = (close.run.clone(), (*reason).clone());
        Callback::from(move |()| run.emit(reason.clone()))
    };
    let on_change = {
        let reason = reason.setter();
        Callback::from(move |typed| reason.set(typed))
    };
    html! {
        <ConfirmDialog
            title={t!(text, "life-close-title", name = props.household.value.name.clone())}
            action={t!(text, "life-close")}
            {on_confirm}
            on_close={props.on_close.clone()}
            busy={close.is_running}
        >
            <div class="hf-stack">
                { refusal(&text, close.failure.as_ref()) }
                <p>{ if still_away { t!(text, "life-close-away") } else { t!(text, "life-close-text") } }</p>
                <Field
                    label={t!(text, "life-reason")}
                    required={still_away}
                    error={field_error(&text, close.failure.as_ref(), "/reason")}
                >
                    <TextInput value={(*reason).clone()} {on_change} />
                </Field>
            </div>
        </ConfirmDialog>
    }
}
