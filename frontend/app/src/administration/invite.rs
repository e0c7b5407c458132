use api_types::{
    checks::check,
    invitations::{InvitationNew, IssuedLink},
    problems::FieldError,
};
use client::{Failure, act, use_act};
use domain::{ids::OrganisationId, problems::ProblemCode, users::Role};
use ui::DialogWidth;
use yew::prelude::*;

use super::{
    FormDialog,
    organisation_picker::PickedOrganisation,
    standing::{StandingFields, StandingForm},
};
use crate::{failures::invalid, session::use_me, t, text::use_text};

#[derive(Properties, PartialEq)]
pub struct InviteDialogProps {
    /// The organisation that the reader was looking at.
    #[prop_or_default]
    pub organisation: Option<PickedOrganisation>,
    pub on_close: Callback<()>,
    pub on_link: Callback<IssuedLink>,
}

/// Invites somebody: what they will be here is decided now, their user name and password by themselves.
#[component]
pub fn InviteDialog(props: &InviteDialogProps) -> Html {
    let text = use_text();
    let me = use_me();
    let form = use_state(|| StandingForm {
        name: String::new(),
        organisation: props.organisation.clone().or_else(|| own(me.as_deref())),
        role: Role::Coordinator,
        duties: Vec::new(),
    });
    let refused = use_state(|| None::<Failure>);
    let invite = use_act(Callback::noop());
    let on_submit = {
        let (form, run, refused, on_link) =
            ((*form).clone(), invite.run.clone(), refused.setter(), props.on_link.clone());
        Callback::from(move |()| match new_invitation(&form) {
            Ok(new) => {
                refused.set(None);
                let on_link = on_link.clone();
                run.emit(act(move |api| client::invite(api, &new), move |link| on_link.emit(link)));
            }
            Err(errors) => refused.set(Some(invalid(errors))),
        })
    };
    let on_form = {
        let form = form.setter();
        Callback::from(move |next| form.set(next))
    };
    let failure = (*refused).clone().or_else(|| invite.failure.clone());
    html! {
        <FormDialog
            title={t!(text, "invite-title")}
            action={t!(text, "invite-submit")}
            width={DialogWidth::Large}
            busy={invite.is_running}
            failure={failure.clone()}
            {on_submit}
            on_close={props.on_close.clone()}
        >
            <StandingFields form={(*form).clone()} {failure} {on_form} />
        </FormDialog>
    }
}

fn own(me: Option<&api_types::sessions::Me>) -> Option<PickedOrganisation> {
    let organisation = &me?.organisation;
    Some(PickedOrganisation { id: organisation.id, name: organisation.name.clone().into() })
}

fn new_invitation(form: &StandingForm) -> Result<InvitationNew, Vec<FieldError>> {
    let missing = || {
        let pointer = "/organisation_id".to_owned();
        vec![FieldError { pointer, code: ProblemCode::Required, detail: None }]
    };
    let organisation_id: OrganisationId = form.organisation_id().ok_or_else(missing)?;
    let new = InvitationNew {
        organisation_id,
        display_name: form.name.clone(),
        role: form.role,
        duties: form.duties.clone(),
        language: None,
    };
    check(&new).map(|()| new)
}
