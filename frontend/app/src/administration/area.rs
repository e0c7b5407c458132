use api_types::{
    areas::{Area, AreaNew, AreaPatch},
    checks::check,
};
use client::{Failure, act, use_act};
use domain::administration::DirectoryState;
use ui::{ConfirmDialog, Consequence, Field, TextInput};
use yew::prelude::*;

use super::{FormDialog, form_dialog::use_told};
use crate::{
    failures::{field_error, invalid, use_failure_toast},
    t,
    text::use_text,
};

/// What is to be done to an area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AreaTask {
    AddBelow,
    Rename,
    End,
}

#[derive(Properties, PartialEq)]
pub struct AreaDialogProps {
    pub area: Area,
    pub task: AreaTask,
    pub on_close: Callback<()>,
    pub on_saved: Callback<()>,
}

/// Adds an area below one, renames one, or ends one.
#[component]
pub fn AreaDialog(props: &AreaDialogProps) -> Html {
    if props.task == AreaTask::End {
        return html! {
            <EndArea area={props.area.clone()} on_close={props.on_close.clone()} on_saved={props.on_saved.clone()} />
        };
    }
    html! {
        <NameArea
            area={props.area.clone()}
            task={props.task}
            on_close={props.on_close.clone()}
            on_saved={props.on_saved.clone()}
        />
    }
}

#[component]
fn NameArea(props: &AreaDialogProps) -> Html {
    let text = use_text();
    let area = &props.area;
    let is_new = props.task == AreaTask::AddBelow;
    let name = use_state(|| if is_new { String::new() } else { area.name.clone() });
    let code = use_state(|| if is_new { area.code.clone() } else { String::new() });
    let refused = use_state(|| None::<Failure>);
    let told = use_told(&props.on_saved);
    let save = use_act(told);
    let on_submit = {
        let (name, code, area, run, refused) =
            ((*name).clone(), (*code).clone(), area.clone(), save.run.clone(), refused.setter());
        Callback::from(move |()| {
            let (id, revision) = (area.id, area.revision);
            let new = AreaNew { parent_id: id, code: code.clone(), name: name.clone() };
            let patch = AreaPatch { name: Some(name.clone()), state: None };
            let checked = if is_new { check(&new) } else { check(&patch) };
            match checked {
                Ok(()) => {
                    refused.set(None);
                    run.emit(act(
                        move |api| {
                            if is_new {
                                client::add_area(api, &new)
                            } else {
                                client::update_area(api, id, revision, &patch)
                            }
                        },
                        drop,
                    ));
                }
                Err(errors) => refused.set(Some(invalid(errors))),
            }
        })
    };
    let on_name = {
        let name = name.setter();
        Callback::from(move |value| name.set(value))
    };
    let on_code = {
        let code = code.setter();
        Callback::from(move |value| code.set(value))
    };
    let failure = (*refused).clone().or_else(|| save.failure.clone());
    let error = |pointer: &str| field_error(&text, failure.as_ref(), pointer);
    let (title, action) = if is_new {
        (t!(text, "area-add-title", name = area.name.clone()), t!(text, "area-add"))
    } else {
        (t!(text, "area-rename-title", name = area.name.clone()), t!(text, "save"))
    };
    html! {
        <FormDialog {title} {action} busy={save.is_running} failure={failure.clone()} {on_submit} on_close={props.on_close.clone()}>
            <Field label={t!(text, "area-name")} required=true error={error("/name")}>
                <TextInput value={(*name).clone()} on_change={on_name} />
            </Field>
            if is_new {
                <Field label={t!(text, "area-code")} required=true help={t!(text, "area-code-help")} error={error("/code")}>
                    <TextInput value={(*code).clone()} on_change={on_code} inputmode="numeric" />
                </Field>
            }
        </FormDialog>
    }
}

#[derive(Properties, PartialEq)]
struct EndAreaProps {
    area: Area,
    on_close: Callback<()>,
    on_saved: Callback<()>,
}

#[component]
fn EndArea(props: &EndAreaProps) -> Html {
    let text = use_text();
    let told = use_told(&props.on_saved);
    let end = use_act(told);
    use_failure_toast(&end.failure, props.on_close.clone());
    let on_confirm = {
        let (id, revision) = (props.area.id, props.area.revision);
        end.run.reform(move |()| {
            let patch = AreaPatch { name: None, state: Some(DirectoryState::Ended) };
            act(move |api| client::update_area(api, id, revision, &patch), drop)
        })
    };
    html! {
        <ConfirmDialog
            title={t!(text, "area-end-title", name = props.area.name.clone())}
            action={t!(text, "area-end")}
            consequence={Consequence::Grave}
            {on_confirm}
            on_close={props.on_close.clone()}
            busy={end.is_running}
        >
            <p>{ t!(text, "area-end-text") }</p>
        </ConfirmDialog>
    }
}
