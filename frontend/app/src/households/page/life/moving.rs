use api_types::households::{Member, MemberMove};
use client::use_mutation;
use domain::{ids::HouseholdId, problems::ProblemCode};
use ui::{ConfirmDialog, DateInput, Field, Select, SelectOption};
use yew::prelude::*;

use super::{LifeProps, menu, refusal, use_done, use_today};
use crate::{
    failures::field_error,
    households::{household_picker::HouseholdPicker, page::relations},
    t,
    text::use_text,
};

/// A member moves to another household.
#[component]
pub fn MoveDialog(props: &LifeProps) -> Html {
    let text = use_text();
    let today = use_today();
    let present: Vec<&Member> = menu::present(&props.household.value).collect();
    let who = use_state(|| present.last().map(|member| member.membership_id.to_string()).unwrap_or_default());
    let to = use_state(|| None::<HouseholdId>);
    let relation = use_state(String::new);
    let from = use_state(|| today.to_string());
    let is_incomplete = use_state(|| false);
    let done = use_done(&props.on_done);
    let household = props.household.clone();
    let go = use_mutation(
        move |api, (who, to): (String, MemberMove)| {
            let etag = household.etag.clone();
            async move {
                let id = who.parse().map_err(|_| client::Failure::Offline)?;
                client::move_member(&api, id, &etag, &to).await
            }
        },
        done,
    );
    let set = |state: &UseStateHandle<String>| {
        let state = state.setter();
        Callback::from(move |value: String| state.set(value))
    };
    let on_pick = {
        let to = to.setter();
        Callback::from(move |picked: Option<HouseholdId>| to.set(picked))
    };
    let on_confirm = {
        let (run, is_incomplete) = (go.run.clone(), is_incomplete.setter());
        let (who, to, from, relation) = ((*who).clone(), *to, (*from).clone(), (*relation).clone());
        Callback::from(move |()| match (to, from.parse()) {
            (Some(household_id), Ok(from)) => {
                let relation = relation.parse().ok();
                run.emit((who.clone(), MemberMove { household_id, from, relation }));
            }
            _ => is_incomplete.set(true),
        })
    };
    let options: Vec<SelectOption> = present
        .iter()
        .map(|member| SelectOption::new(member.membership_id.to_string(), member.person.name.clone()))
        .collect();
    let missing =
        (*is_incomplete && to.is_none()).then(|| text.word("problem", ProblemCode::Required.as_str()));
    let error = |field: &str| field_error(&text, go.failure.as_ref(), field);
    html! {
        <ConfirmDialog
            title={t!(text, "life-move")}
            action={t!(text, "life-move-action")}
            {on_confirm}
            on_close={props.on_close.clone()}
            busy={go.is_running}
        >
            <div class="hf-stack">
                { refusal(&text, go.failure.as_ref()) }
                <Field label={t!(text, "life-who")}>
                    <Select value={(*who).clone()} {options} on_change={set(&who)} />
                </Field>
                <Field label={t!(text, "life-move-to")} required=true error={missing.or_else(|| error("/household_id"))}>
                    <HouseholdPicker except={props.household.value.id} {on_pick} />
                </Field>
                <Field label={t!(text, "member-relation")} help={t!(text, "life-relation-help")} error={error("/relation")}>
                    <Select
                        value={(*relation).clone()}
                        options={relations(&text)}
                        placeholder={t!(text, "life-relation-same")}
                        on_change={set(&relation)}
                    />
                </Field>
                <Field label={t!(text, "life-move-from")} required=true error={error("/from")}>
                    <DateInput value={(*from).clone()} on_change={set(&from)} />
                </Field>
            </div>
        </ConfirmDialog>
    }
}
