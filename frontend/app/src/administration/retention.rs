use std::rc::Rc;

use api_types::{
    checks::check,
    retention::{Retention, RetentionPatch},
};
use client::{Failure, act, use_act, use_query};
use ui::{Button, Card, Field, IconName, Look, Size, TextInput};
use yew::prelude::*;

use super::{FormDialog, use_told};
use crate::{
    failures::{self, field_error, invalid},
    t,
    text::use_text,
};

/// How long closed households are kept before they are anonymised.
#[component]
pub fn RetentionCard() -> Html {
    let text = use_text();
    let is_editing = use_state(|| false);
    let retention = use_query((), |api, ()| client::retention(&api));
    let close = {
        let is_editing = is_editing.setter();
        Callback::from(move |()| is_editing.set(false))
    };
    let on_saved = {
        let (close, reload) = (close.clone(), retention.reload.clone());
        Callback::from(move |()| {
            close.emit(());
            reload.emit(());
        })
    };
    let edit = {
        let is_editing = is_editing.setter();
        Callback::from(move |_: MouseEvent| is_editing.set(true))
    };
    let show = |retention: &Rc<Retention>| {
        let actions = html! {
            <Button look={Look::Secondary} size={Size::Small} icon={IconName::Edit} onclick={edit.clone()}>{ t!(text, "retention-change") }</Button>
        };
        html! {
            <Card title={t!(text, "retention-title")} {actions}>
                <div class="hf-stack">
                    <p><strong>{ t!(text, "retention-days", days = retention.anonymise_after_days) }</strong></p>
                    <p>{ t!(text, "anonymise-goes") }</p>
                    <p>{ t!(text, "anonymise-stays") }</p>
                    <p class="hf-quiet">{ t!(text, "retention-until-then") }</p>
                </div>
                if *is_editing {
                    <RetentionDialog retention={**retention} on_close={close.clone()} on_saved={on_saved.clone()} />
                }
            </Card>
        }
    };
    failures::show(&retention.remote, &retention.reload, show)
}

#[derive(Properties, PartialEq)]
struct RetentionDialogProps {
    retention: Retention,
    on_close: Callback<()>,
    on_saved: Callback<()>,
}

#[component]
fn RetentionDialog(props: &RetentionDialogProps) -> Html {
    let text = use_text();
    let days = use_state(|| props.retention.anonymise_after_days.to_string());
    let refused = use_state(|| None::<Failure>);
    let told = use_told(&props.on_saved);
    let save = use_act(told);
    let on_submit = {
        let (days, revision, run, refused) =
            ((*days).clone(), props.retention.revision, save.run.clone(), refused.setter());
        Callback::from(move |()| {
            // What is no number is out of range, too.
            let patch = RetentionPatch { anonymise_after_days: days.trim().parse().unwrap_or_default() };
            match check(&patch) {
                Ok(()) => {
                    refused.set(None);
                    run.emit(act(move |api| client::change_retention(api, revision, &patch), drop));
                }
                Err(errors) => refused.set(Some(invalid(errors))),
            }
        })
    };
    let on_change = {
        let days = days.setter();
        Callback::from(move |typed| days.set(typed))
    };
    let failure = (*refused).clone().or_else(|| save.failure.clone());
    // Whatever is wrong with the number, this is what it must be.
    let error =
        field_error(&text, failure.as_ref(), "/anonymise_after_days").map(|_| t!(text, "retention-range"));
    html! {
        <FormDialog
            title={t!(text, "retention-title")}
            action={t!(text, "save")}
            busy={save.is_running}
            failure={failure.clone()}
            {on_submit}
            on_close={props.on_close.clone()}
        >
            <Field label={t!(text, "retention-field")} required=true help={t!(text, "retention-help")} {error}>
                <TextInput value={(*days).clone()} {on_change} inputmode="numeric" />
            </Field>
        </FormDialog>
    }
}
