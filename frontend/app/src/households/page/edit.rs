use std::rc::Rc;

use api_types::{
    checks::check,
    households::{Household, HouseholdPatch},
};
use client::{Failure, Versioned, use_api, use_mutation};
use domain::{problems::ProblemCode, users::Language};
use serde::{Deserialize, Serialize};
use ui::{
    Alert, Button, Dialog, DialogWidth, Field, Form, Look, Select, SelectOption, TextArea, TextInput, Toast,
    Tone, use_toasts,
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{Current, conflict::Conflict, form::EditForm};
use crate::{
    drafts::use_draft,
    failures::{field_error, invalid, sentence},
    households::area_picker::{AreaPicker, PickedArea},
    t,
    text::use_text,
};

#[derive(Properties, PartialEq)]
pub struct EditDialogProps {
    pub household: Current,
    pub on_close: Callback<()>,
    pub on_saved: Callback<()>,
}

/// What was typed, with what the form showed when the typing began: only so a draft that comes back later shows what others
/// have saved since.
#[derive(Clone, Serialize, Deserialize)]
struct EditDraft {
    opened: EditForm,
    form: EditForm,
}

/// Changes a household. What is typed survives a reload; another's change is shown beside one's own.
#[component]
pub fn EditDialog(props: &EditDialogProps) -> Html {
    let text = use_text();
    let toasts = use_toasts();
    let api = use_api();
    let draft = use_draft::<EditDraft>(&format!("household.{}", props.household.value.id));
    // The version that the next save builds on: another one after a conflict.
    let base = use_state(|| props.household.clone());
    let opened = use_memo((), |()| {
        draft.kept.as_ref().map_or_else(|| EditForm::of(&props.household.value), |kept| kept.opened.clone())
    });
    let form = use_state(|| draft.kept.as_ref().map_or_else(|| (*opened).clone(), |kept| kept.form.clone()));
    let is_conflict = use_state(|| *opened != EditForm::of(&props.household.value));
    let refused = use_state(|| None::<Failure>);

    let save = {
        let (base, discard, on_saved, text, toasts) =
            ((*base).clone(), draft.discard.clone(), props.on_saved.clone(), text.clone(), toasts.clone());
        use_mutation(
            move |api, patch: HouseholdPatch| {
                let base = base.clone();
                client::update_household(&api, base.value.id, &base.etag, &patch)
            },
            Callback::from(move |_: Versioned<Household>| {
                discard.emit(());
                toasts.show(Toast::success(t!(text, "saved")));
                on_saved.emit(());
            }),
        )
    };
    {
        // Someone was faster: fetch what is there now, and let the reader choose field by field.
        let (base, is_conflict, id) = (base.setter(), is_conflict.setter(), props.household.value.id);
        use_effect_with(save.failure.clone(), move |failure| {
            if failure.as_ref().and_then(Failure::code) == Some(ProblemCode::Stale) {
                spawn_local(async move {
                    if let Ok(now) = client::household(&api, id).await {
                        base.set(Rc::new(now));
                        is_conflict.set(true);
                    }
                });
            }
        });
    }
    let on_submit = {
        let (form, base, run, refused) =
            ((*form).clone(), (*base).clone(), save.run.clone(), refused.setter());
        Callback::from(move |()| {
            let patch = form.patch(&EditForm::of(&base.value));
            match check(&patch) {
                Ok(()) => {
                    refused.set(None);
                    run.emit(patch);
                }
                Err(errors) => refused.set(Some(invalid(errors))),
            }
        })
    };
    let set = {
        let (form, keep, opened) = (form.clone(), draft.keep.clone(), opened.clone());
        Callback::from(move |next: EditForm| {
            keep.emit(EditDraft { opened: (*opened).clone(), form: next.clone() });
            form.set(next);
        })
    };
    let typed = |change: fn(&mut EditForm, String)| {
        let (set, form) = (set.clone(), (*form).clone());
        Callback::from(move |value: String| {
            let mut next = form.clone();
            change(&mut next, value);
            set.emit(next);
        })
    };
    let on_area = {
        let (set, form) = (set.clone(), (*form).clone());
        Callback::from(move |picked: Option<PickedArea>| {
            if let Some(area) = picked {
                set.emit(EditForm {
                    area_id: Some(area.id),
                    area_name: area.name.to_string(),
                    ..form.clone()
                });
            }
        })
    };
    let failure = (*refused).clone().or_else(|| save.failure.clone());
    let error = |field: &str| field_error(&text, failure.as_ref(), &format!("/{field}"));
    let shows_failure = failure.as_ref().filter(|failure| {
        failure.code() != Some(ProblemCode::Stale)
            && failure.problem().is_none_or(|problem| problem.errors.is_empty())
    });
    let submit = on_submit.reform(|_: MouseEvent| ());
    let discard_draft = {
        let (discard, form, opened) = (draft.discard.clone(), form.setter(), opened.clone());
        Callback::from(move |_: MouseEvent| {
            discard.emit(());
            form.set((*opened).clone());
        })
    };
    let footer = html! {
        <>
            <Button look={Look::Primary} busy={save.is_running} onclick={submit}>{ t!(text, "save") }</Button>
            <Button look={Look::Link} onclick={props.on_close.reform(|_| ())}>{ t!(text, "word-cancel") }</Button>
        </>
    };
    let languages: Vec<SelectOption> = Language::ALL
        .iter()
        .map(|language| SelectOption::new(language.as_str(), text.word("speaks", language.as_str())))
        .collect();
    html! {
        <Dialog
            title={t!(text, "household-edit-title", name = props.household.value.name.clone())}
            width={DialogWidth::Large}
            on_close={props.on_close.clone()}
            {footer}
        >
            <div class="hf-stack">
                if let Some(failure) = shows_failure {
                    <Alert tone={Tone::Danger} live=true title={sentence(&text, failure)} />
                }
                if *is_conflict {
                    <Conflict mine={(*form).clone()} opened={(*opened).clone()} theirs={(*base).clone()} on_form={set.clone()} />
                } else if draft.kept.is_some() && *form != *opened {
                    <Alert tone={Tone::Info} title={t!(text, "draft-restored")}
                        actions={html! { <Button look={Look::Link} onclick={discard_draft}>{ t!(text, "draft-discard") }</Button> }} />
                }
                <Form aria_label={t!(text, "household-edit")} on_submit={on_submit.clone()}>
                    <div class="hf-fields">
                    <Field label={t!(text, "household-difficulties")} help={t!(text, "household-difficulties-help")} error={error("difficulties")}>
                        <TextArea value={form.difficulties.clone()} on_change={typed(|form, value| form.difficulties = value)} />
                    </Field>
                    <Field label={t!(text, "household-situation-note")} error={error("situation_note")}>
                        <TextArea value={form.situation_note.clone()} on_change={typed(|form, value| form.situation_note = value)} />
                    </Field>
                    <Field label={t!(text, "household-contact-hours")} help={t!(text, "household-contact-hours-help")} error={error("contact_hours")}>
                        <TextInput value={form.contact_hours.clone()} on_change={typed(|form, value| form.contact_hours = value)} />
                    </Field>
                    <Field label={t!(text, "household-language")} error={error("preferred_language")}>
                        <Select
                            value={form.preferred_language.clone()}
                            placeholder={t!(text, "household-not-known")}
                            options={languages}
                            on_change={typed(|form, value| form.preferred_language = value)}
                        />
                    </Field>
                    <Field label={t!(text, "household-area")} error={error("area_id")}>
                        <AreaPicker name={form.area_name.clone()} on_pick={on_area} />
                    </Field>
                    <Field label={t!(text, "household-address")} error={error("address")}>
                        <TextInput value={form.address.clone()} on_change={typed(|form, value| form.address = value)} />
                    </Field>
                    <Field label={t!(text, "household-elders")} error={error("reported_elders")}>
                        <TextInput inputmode="numeric" value={form.reported_elders.clone()} on_change={typed(|form, value| form.reported_elders = value)} />
                    </Field>
                    <Field label={t!(text, "household-minors")} error={error("reported_minors")}>
                        <TextInput inputmode="numeric" value={form.reported_minors.clone()} on_change={typed(|form, value| form.reported_minors = value)} />
                    </Field>
                    <Field label={t!(text, "household-name")} help={t!(text, "household-name-help")} error={error("name")}>
                        <TextInput value={form.name.clone()} on_change={typed(|form, value| form.name = value)} />
                    </Field>
                    </div>
                </Form>
            </div>
        </Dialog>
    }
}
