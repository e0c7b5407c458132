use api_types::organisations::OrganisationFilter;
use client::Failure;
use domain::{
    ids::OrganisationId,
    users::{Duty, Role},
};
use ui::{Checkbox, Field, Select, SelectOption, TextInput};
use yew::prelude::*;

use super::organisation_picker::{OrganisationPicker, PickedOrganisation};
use crate::{
    failures::field_error,
    session::use_me,
    t,
    text::{Text, use_text},
};

/// What an administrator decides about a user, as the form has it.
#[derive(Debug, Clone, PartialEq)]
pub struct StandingForm {
    pub name: String,
    pub organisation: Option<PickedOrganisation>,
    pub role: Role,
    pub duties: Vec<Duty>,
}

#[derive(Properties, PartialEq)]
pub struct StandingFieldsProps {
    pub form: StandingForm,
    pub failure: Option<Failure>,
    pub on_form: Callback<StandingForm>,
}

/// Name, organisation, role and special duties.
#[component]
pub fn StandingFields(props: &StandingFieldsProps) -> Html {
    let text = use_text();
    let Some(me) = use_me() else { return Html::default() };
    let form = &props.form;
    let error = |pointer: &str| field_error(&text, props.failure.as_ref(), pointer);
    let on_name = {
        let (on_form, form) = (props.on_form.clone(), form.clone());
        Callback::from(move |name| on_form.emit(StandingForm { name, ..form.clone() }))
    };
    let on_pick = {
        let (on_form, form) = (props.on_form.clone(), form.clone());
        Callback::from(move |organisation| on_form.emit(StandingForm { organisation, ..form.clone() }))
    };
    let on_role = {
        let (on_form, form) = (props.on_form.clone(), form.clone());
        Callback::from(move |role: String| {
            if let Ok(role) = role.parse() {
                on_form.emit(StandingForm { role, ..form.clone() });
            }
        })
    };
    let duty = |duty: &Duty| {
        let (on_form, form, duty) = (props.on_form.clone(), form.clone(), *duty);
        let checked = form.duties.contains(&duty);
        let on_change = Callback::from(move |checked: bool| {
            let mut duties = form.duties.clone();
            duties.retain(|other| *other != duty);
            if checked {
                duties.push(duty);
            }
            on_form.emit(StandingForm { duties, ..form.clone() });
        });
        html! { <Checkbox label={text.word("duty", duty.as_str())} {checked} {on_change} /> }
    };
    html! {
        <>
            <Field label={t!(text, "user-name")} required=true error={error("/display_name")}>
                <TextInput value={form.name.clone()} on_change={on_name} autocomplete="off" />
            </Field>
            <Field label={t!(text, "organisation")} required=true error={error("/organisation_id")}>
                <OrganisationPicker
                    name={form.organisation.as_ref().map(|picked| picked.name.clone()).unwrap_or_default()}
                    among={OrganisationFilter { may_change: Some(true), ..OrganisationFilter::default() }}
                    {on_pick}
                />
            </Field>
            <Field label={t!(text, "user-role")} help={text.word("role-help", form.role.as_str())} error={error("/role")}>
                <Select value={form.role.as_str()} options={roles(&text, me.role)} on_change={on_role} />
            </Field>
            <fieldset class="hf-choices">
                <legend>{ t!(text, "user-duties") }</legend>
                { for Duty::ALL.iter().map(duty) }
            </fieldset>
        </>
    }
}

/// The roles that somebody of the role `up_to` may give.
fn roles(text: &Text, up_to: Role) -> Vec<SelectOption> {
    let given = Role::ALL.iter().filter(|role| **role <= up_to);
    given.map(|role| SelectOption::new(role.as_str(), text.word("role", role.as_str()))).collect()
}

impl StandingForm {
    /// The organisation, once one has been picked.
    pub fn organisation_id(&self) -> Option<OrganisationId> {
        self.organisation.as_ref().map(|picked| picked.id)
    }
}
