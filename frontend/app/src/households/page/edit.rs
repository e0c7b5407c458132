use api_types::{
    checks::check,
    households::{Household, HouseholdPatch},
};
use client::{Failure, Versioned, use_mutation};
use domain::users::Language;
use ui::{
    Alert, Button, Dialog, DialogWidth, Field, Form, Look, Select, SelectOption, TextArea, TextInput, Toast,
    Tone, use_toasts,
};
use yew::prelude::*;

use super::{
    Current,
    editing::{use_base, use_editing, use_latest},
    form::{EditForm, said},
};
use crate::{
    failures::{field_error, general, invalid},
    households::area_picker::{AreaPicker, PickedArea},
    t,
    text::use_text,
};

#[derive(Properties, PartialEq, Clone)]
pub struct EditDialogProps {
    pub household: Current,
    /// That somebody has changed it meanwhile.
    pub changed: Option<AttrValue>,
    pub on_close: Callback<()>,
    pub on_saved: Callback<()>,
}

/// Changes a household. What is typed survives a reload; another's change is shown beside one's own.
#[component]
pub fn EditDialog(props: &EditDialogProps) -> Html {
    let text = use_text();
    let toasts = use_toasts();
    let base = use_base(&props.household);
    let editing = use_editing(
        &format!("household.{}", props.household.value.id),
        &base,
        EditForm::of(&base.current.value),
        said(&text),
    );
    let form = editing.form.clone();
    let refused = use_state(|| None::<Failure>);

    let save = {
        let (base, discard, on_saved, text, toasts) = (
            base.current.clone(),
            editing.discard.clone(),
            props.on_saved.clone(),
            text.clone(),
            toasts.clone(),
        );
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
    use_latest(&base, save.failure.as_ref());
    let on_submit = {
        let (form, base, run, refused) =
            (form.clone(), base.current.clone(), save.run.clone(), refused.setter());
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
    let set = editing.set.clone();
    let typed = |change: fn(&mut EditForm, String)| {
        let (set, form) = (set.clone(), form.clone());
        Callback::from(move |value: String| {
            let mut next = form.clone();
            change(&mut next, value);
            set.emit(next);
        })
    };
    let on_area = {
        let (set, form) = (set.clone(), form.clone());
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
    let general = general(&text, failure.as_ref());
    let submit = on_submit.reform(|_: MouseEvent| ());
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
                if let Some(general) = general {
                    <Alert tone={Tone::Danger} live=true title={general} />
                }
                if let Some(title) = props.changed.clone().filter(|_| base.current.etag == props.household.etag) {
                    <Alert tone={Tone::Warning} live=true {title}><p>{ t!(text, "changed-by-text") }</p></Alert>
                }
                { editing.notice }
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
