use api_types::{
    checks::check,
    organisations::{Organisation, OrganisationNew, OrganisationPatch},
};
use client::{Act, Failure, act, use_act};
use domain::{
    ids::AreaId,
    organisations::{Line, OrganisationKind},
};
use ui::{Field, Select, SelectOption, TextInput};
use yew::prelude::*;

use super::{FormDialog, form_dialog::use_told};
use crate::{
    failures::{field_error, invalid},
    households::area_picker::{AreaPicker, PickedArea},
    t,
    text::use_text,
};

#[derive(Debug, Clone, PartialEq)]
struct OrganisationForm {
    name: String,
    kind: OrganisationKind,
    line: Option<Line>,
    area: Option<PickedArea>,
}

#[derive(Properties, PartialEq)]
pub struct OrganisationDialogProps {
    /// The one to change; without it, one is added.
    #[prop_or_default]
    pub organisation: Option<Organisation>,
    pub on_close: Callback<()>,
    pub on_saved: Callback<()>,
}

/// Adds an organisation or changes one. Its kind stays: it decides what its users see.
#[component]
pub fn OrganisationDialog(props: &OrganisationDialogProps) -> Html {
    let text = use_text();
    let known = props.organisation.as_ref();
    let form = use_state(|| OrganisationForm {
        name: known.map(|one| one.name.clone()).unwrap_or_default(),
        kind: known.map_or(OrganisationKind::Area, |one| one.kind),
        line: known.and_then(|one| one.line),
        area: known.map(|one| PickedArea { id: one.area.id, name: one.area.name.clone().into() }),
    });
    let refused = use_state(|| None::<Failure>);
    let told = use_told(&props.on_saved);
    let save = use_act(told);
    let on_submit = {
        let (form, known, run, refused) =
            ((*form).clone(), props.organisation.clone(), save.run.clone(), refused.setter());
        Callback::from(move |()| match save_of(known.as_ref(), &form) {
            Ok(save) => {
                refused.set(None);
                run.emit(save);
            }
            Err(failure) => refused.set(Some(failure)),
        })
    };
    let typed = |change: fn(&mut OrganisationForm, String)| {
        let form = form.clone();
        Callback::from(move |value: String| {
            let mut next = (*form).clone();
            change(&mut next, value);
            form.set(next);
        })
    };
    let on_area = {
        let form = form.clone();
        Callback::from(move |area| form.set(OrganisationForm { area, ..(*form).clone() }))
    };
    let failure = (*refused).clone().or_else(|| save.failure.clone());
    let error = |pointer: &str| field_error(&text, failure.as_ref(), pointer);
    let (title, action) = match known {
        Some(one) => (t!(text, "organisation-edit-of", name = one.name.clone()), t!(text, "save")),
        None => (t!(text, "organisation-add"), t!(text, "organisation-add")),
    };
    html! {
        <FormDialog {title} {action} busy={save.is_running} failure={failure.clone()} {on_submit} on_close={props.on_close.clone()}>
            <Field label={t!(text, "organisation-name")} required=true error={error("/name")}>
                <TextInput value={form.name.clone()} on_change={typed(|form, name| form.name = name)} />
            </Field>
            if known.is_none() {
                <Field label={t!(text, "organisation-kind")} help={text.word("organisation-kind-help", form.kind.as_str())}>
                    <Select
                        value={form.kind.as_str()}
                        options={OrganisationKind::ALL.iter().map(|kind| SelectOption::new(kind.as_str(), text.word("organisation-kind", kind.as_str()))).collect::<Vec<_>>()}
                        on_change={typed(|form, kind| form.kind = kind.parse().unwrap_or(form.kind))}
                    />
                </Field>
            }
            if form.kind == OrganisationKind::Area {
                <Field label={t!(text, "line")} error={error("/line")}>
                    <Select
                        value={form.line.map(Line::as_str).unwrap_or_default()}
                        placeholder={t!(text, "line-none")}
                        options={Line::ALL.iter().map(|line| SelectOption::new(line.as_str(), text.word("line", line.as_str()))).collect::<Vec<_>>()}
                        on_change={typed(|form, line| form.line = line.parse().ok())}
                    />
                </Field>
            }
            <Field label={t!(text, "organisation-area")} required=true error={error("/area_id")}>
                <AreaPicker
                    name={form.area.as_ref().map(|area| area.name.clone()).unwrap_or_default()}
                    on_pick={on_area}
                />
            </Field>
        </FormDialog>
    }
}

fn save_of(known: Option<&Organisation>, form: &OrganisationForm) -> Result<Act, Failure> {
    use api_types::problems::FieldError;
    use domain::problems::ProblemCode;

    let missing = || FieldError { pointer: "/area_id".to_owned(), code: ProblemCode::Required, detail: None };
    let area_id: AreaId = form.area.as_ref().map(|area| area.id).ok_or_else(|| invalid(vec![missing()]))?;
    let line = form.line.filter(|_| form.kind == OrganisationKind::Area);
    match known {
        Some(one) => {
            let patch = OrganisationPatch {
                name: (form.name != one.name).then(|| form.name.clone()),
                line: (line != one.line).then_some(line),
                area_id: Some(area_id).filter(|id| *id != one.area.id),
                state: None,
            };
            check(&patch).map_err(invalid)?;
            let (id, revision) = (one.id, one.revision);
            Ok(act(move |api| client::update_organisation(api, id, revision, &patch), drop))
        }
        None => {
            let new = OrganisationNew { name: form.name.clone(), kind: form.kind, line, area_id };
            check(&new).map_err(invalid)?;
            Ok(act(move |api| client::add_organisation(api, &new), drop))
        }
    }
}
