use api_types::{
    areas::{Area, AreaNew, AreaPatch},
    checks::check,
    problems::FieldError,
};
use client::{Failure, act, use_act};
use domain::{
    administration::{DirectoryState, level_above},
    problems::ProblemCode,
};
use ui::{ConfirmDialog, Consequence, Field, TextInput};
use yew::prelude::*;

use super::{FormDialog, form_dialog::use_told};
use crate::{
    failures::{field_error, invalid, use_failure_toast},
    households::area_picker::{AreaPicker, PickedArea},
    t,
    text::use_text,
};

/// What is to be done to an area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AreaTask {
    AddBelow,
    Rename,
    Move,
    End,
}

#[derive(Properties, PartialEq)]
pub struct AreaDialogProps {
    pub area: Area,
    pub task: AreaTask,
    pub on_close: Callback<()>,
    pub on_saved: Callback<()>,
}

/// Adds an area below one, renames one, takes one to another parent, or ends one.
#[component]
pub fn AreaDialog(props: &AreaDialogProps) -> Html {
    let (area, on_close, on_saved) = (props.area.clone(), props.on_close.clone(), props.on_saved.clone());
    match props.task {
        AreaTask::End => return html! { <EndArea {area} {on_close} {on_saved} /> },
        AreaTask::Move => return html! { <MoveArea {area} {on_close} {on_saved} /> },
        AreaTask::AddBelow | AreaTask::Rename => {}
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
            let patch = AreaPatch { name: Some(name.clone()), ..AreaPatch::default() };
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
            if !is_new {
                <p class="hf-quiet">{ t!(text, "area-rename-text") }</p>
            }
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
struct OneAreaProps {
    area: Area,
    on_close: Callback<()>,
    on_saved: Callback<()>,
}

/// Asks to which other area one goes.
#[component]
fn MoveArea(props: &OneAreaProps) -> Html {
    let text = use_text();
    let area = &props.area;
    let parent = use_state(|| None::<PickedArea>);
    let refused = use_state(|| None::<Failure>);
    let told = use_told(&props.on_saved);
    let save = use_act(told);
    let on_submit = {
        let (id, revision, parent, run, refused) =
            (area.id, area.revision, (*parent).clone(), save.run.clone(), refused.setter());
        Callback::from(move |()| match &parent {
            Some(parent) => {
                let patch = AreaPatch { parent_id: Some(parent.id), ..AreaPatch::default() };
                refused.set(None);
                run.emit(act(move |api| client::update_area(api, id, revision, &patch), drop));
            }
            None => refused.set(Some(missing("/parent_id"))),
        })
    };
    let on_pick = {
        let (parent, refused) = (parent.setter(), refused.setter());
        Callback::from(move |picked| {
            refused.set(None);
            parent.set(picked);
        })
    };
    let failure = (*refused).clone().or_else(|| save.failure.clone());
    let error = field_error(&text, failure.as_ref(), "/parent_id");
    let now = area.ancestors.join(" › ");
    html! {
        <FormDialog
            title={t!(text, "area-move-title", name = area.name.clone())}
            action={t!(text, "area-move")}
            busy={save.is_running}
            {failure}
            {on_submit}
            on_close={props.on_close.clone()}
        >
            <p>{ t!(text, "area-move-text") }</p>
            <p class="hf-quiet">{ t!(text, "area-move-from", way = now) }</p>
            <Field label={t!(text, "area-move-to")} required=true {error}>
                <AreaPicker
                    name={parent.as_ref().map(|parent| parent.name.clone()).unwrap_or_default()}
                    level={level_above(area.level)}
                    {on_pick}
                />
            </Field>
        </FormDialog>
    }
}

fn missing(pointer: &str) -> Failure {
    invalid(vec![FieldError { pointer: pointer.to_owned(), code: ProblemCode::Required, detail: None }])
}

#[component]
fn EndArea(props: &OneAreaProps) -> Html {
    let text = use_text();
    let told = use_told(&props.on_saved);
    let end = use_act(told);
    use_failure_toast(&end.failure, props.on_close.clone());
    let on_confirm = {
        let (id, revision) = (props.area.id, props.area.revision);
        end.run.reform(move |()| {
            let patch = AreaPatch { state: Some(DirectoryState::Ended), ..AreaPatch::default() };
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
