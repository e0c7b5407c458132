use api_types::reveals::{AddressReveal, PersonReveal, PersonSecret};
use client::{Api, Fetch, use_mutation};
use domain::{
    access::Permission,
    ids::{HouseholdId, PersonId},
    masking::{PersonalField, revealable},
};
use ui::{Button, IconName, Look, Size, use_pause};
use yew::prelude::*;

use crate::{
    failures::sentence,
    session::{Session, use_session},
    t,
    text::{Text, use_text},
};

/// How long a revealed value stands on the page.
const SHOWN_MS: u32 = 60_000;

/// A value that the page shows masked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Secret {
    IdentityNumber(PersonId),
    Phones(PersonId),
    Address(HouseholdId),
}

impl Secret {
    const fn field(self) -> PersonalField {
        match self {
            Self::IdentityNumber(_) => PersonalField::IdentityNumber,
            Self::Phones(_) => PersonalField::Phone,
            Self::Address(_) => PersonalField::Address,
        }
    }

    fn may_be_revealed(self, session: &Session) -> bool {
        session.may(Permission::LedgerReveal)
            && revealable(session.me.role, session.me.organisation.kind, self.field()).is_ok()
    }

    fn fetch(self, api: &Api) -> Fetch<Vec<String>> {
        let of_person = |id, field| client::reveal_person(api, id, &PersonReveal { field, reason: None });
        match self {
            Self::IdentityNumber(id) => of_person(id, PersonSecret::IdentityNumber),
            Self::Phones(id) => of_person(id, PersonSecret::Phone),
            Self::Address(id) => client::reveal_address(api, id, &AddressReveal::default()),
        }
    }
}

#[derive(Properties, PartialEq)]
struct MaskedProps {
    secret: Secret,
    /// What the button shows, and of whom.
    label: AttrValue,
    /// The history has one entry more.
    on_noted: Callback<()>,
    /// The masked value.
    children: Html,
}

/// A masked value with a button that shows it whole: for a minute, or until one hides it or leaves the page. Screen
/// readers hear it when it appears.
#[component]
fn Masked(props: &MaskedProps) -> Html {
    let text = use_text();
    let may = use_session().is_some_and(|session| props.secret.may_be_revealed(&session));
    let shown = use_state(|| None::<Vec<String>>);
    let reveal = {
        let (shown, on_noted) = (shown.setter(), props.on_noted.clone());
        use_mutation(
            |api: Api, secret: Secret| secret.fetch(&api),
            Callback::from(move |values: Vec<String>| {
                shown.set(Some(values));
                on_noted.emit(());
            }),
        )
    };
    let hide = shown.setter();
    use_pause(shown.is_some().then_some(SHOWN_MS), move || hide.set(None));
    {
        let hide = shown.setter();
        // The place of one person may become another's.
        use_effect_with(props.secret, move |_| hide.set(None));
    }
    if !may {
        return props.children.clone();
    }
    let toggle = {
        let (shown, run, secret) = (shown.clone(), reveal.run.clone(), props.secret);
        Callback::from(move |_: MouseEvent| if shown.is_some() { shown.set(None) } else { run.emit(secret) })
    };
    let is_shown = shown.is_some();
    html! {
        <span class="hf-masked">
            <span aria-live="polite">
                { match (&*shown, props.secret) {
                    (None, _) => props.children.clone(),
                    (Some(values), Secret::Phones(_)) => html! {
                        <span class="hf-stacked">{ for values.iter().map(|number| crate::households::list::phone(Some(number))) }</span>
                    },
                    (Some(values), _) => html! { <strong>{ values.join(" ") }</strong> },
                } }
            </span>
            <Button
                look={Look::Plain}
                size={Size::Small}
                icon={if is_shown { IconName::EyeOff } else { IconName::Eye }}
                busy={reveal.is_running}
                aria_label={props.label.clone()}
                aria_pressed={if is_shown { "true" } else { "false" }}
                onclick={toggle}
            />
            if let Some(failure) = &reveal.failure {
                <span class="hf-quiet" role="alert">{ sentence(&text, failure) }</span>
            }
        </span>
    }
}

/// Whether a value on the page is masked.
pub fn is_masked(value: &str) -> bool {
    value.contains('*')
}

/// A masked value of somebody, to be revealed where there is somebody to tell of it.
pub fn masked(text: &Text, secret: Secret, name: &str, on_noted: Option<&Callback<()>>, value: Html) -> Html {
    let Some(on_noted) = on_noted.cloned() else { return value };
    let name = name.to_owned();
    let label = match secret {
        Secret::IdentityNumber(_) => t!(text, "reveal-identity-number", name = name),
        Secret::Phones(_) => t!(text, "reveal-phones", name = name),
        Secret::Address(_) => t!(text, "reveal-address", name = name),
    };
    html! { <Masked {secret} {label} {on_noted}>{ value }</Masked> }
}
