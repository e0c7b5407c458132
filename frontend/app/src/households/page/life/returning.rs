use api_types::{households::Member, postings::WorkerReturn};
use client::use_mutation;
use ui::{ConfirmDialog, DateInput, Field, Select, SelectOption};
use yew::prelude::*;

use super::{LifeProps, menu, refusal, use_done, use_today};
use crate::{failures::field_error, t, text::use_text};

/// A worker of the household has come home.
#[component]
pub fn ReturnDialog(props: &LifeProps) -> Html {
    let text = use_text();
    let today = use_today();
    let away: Vec<&Member> =
        menu::present(&props.household.value).filter(|member| menu::is_away(member, today)).collect();
    let who = use_state(|| away.first().map(|member| member.person.id.to_string()).unwrap_or_default());
    let on = use_state(|| today.to_string());
    let done = use_done(&props.on_done);
    let household = props.household.clone();
    let back = use_mutation(
        move |api, (who, on): (String, String)| {
            let household = household.clone();
            async move {
                let mut members = household.value.members.iter();
                let person = members.find(|member| member.person.id.to_string() == who);
                let (Some(person), Ok(on)) = (person.map(|member| &member.person), on.parse()) else {
                    return Err(client::Failure::Offline);
                };
                let etag = format!("\"rev-{}\"", person.revision);
                client::return_worker(&api, person.id, &etag, &WorkerReturn { on }).await
            }
        },
        done,
    );
    let set = |state: &UseStateHandle<String>| {
        let state = state.setter();
        Callback::from(move |value: String| state.set(value))
    };
    let options: Vec<SelectOption> = away
        .iter()
        .map(|member| SelectOption::new(member.person.id.to_string(), member.person.name.clone()))
        .collect();
    let on_confirm = {
        let (run, who, on) = (back.run.clone(), (*who).clone(), (*on).clone());
        Callback::from(move |()| run.emit((who.clone(), on.clone())))
    };
    html! {
        <ConfirmDialog
            title={t!(text, "life-return")}
            action={t!(text, "life-return-action")}
            {on_confirm}
            on_close={props.on_close.clone()}
            busy={back.is_running}
        >
            <div class="hf-stack">
                { refusal(&text, back.failure.as_ref()) }
                <Field label={t!(text, "life-who")}>
                    <Select value={(*who).clone()} {options} on_change={set(&who)} />
                </Field>
                <Field label={t!(text, "life-return-on")} error={field_error(&text, back.failure.as_ref(), "/on")}>
                    <DateInput value={(*on).clone()} on_change={set(&on)} />
                </Field>
            </div>
        </ConfirmDialog>
    }
}
