use api_types::households::HouseholdAnonymising;
use client::use_mutation;
use domain::households::ReferenceCode;
use ui::{ConfirmDialog, Consequence, Field, Form, TextInput, Toast, use_toasts};
use yew::prelude::*;

use super::{LifeProps, refusal};
use crate::{failures::field_error, t, text::use_text};

/// Takes from a closed household, for good, what tells who it was. Whoever does it types its reference, so that it is no
/// slip.
#[component]
pub fn AnonymiseDialog(props: &LifeProps) -> Html {
    let text = use_text();
    let typed = use_state(String::new);
    let is_wrong = use_state(|| false);
    let toasts = use_toasts();
    let done = {
        let (text, on_done) = (text.clone(), props.on_done.clone());
        Callback::from(move |_| {
            toasts.show(Toast::success(t!(text, "anonymise-done")));
            on_done.emit(());
        })
    };
    let current = props.household.clone();
    let anonymise = use_mutation(
        move |api, reference: ReferenceCode| {
            let current = current.clone();
            async move {
                let wish = HouseholdAnonymising { reference };
                client::anonymise_household(&api, current.value.id, &current.etag, &wish).await
            }
        },
        done,
    );
    let own = props.household.value.reference.clone();
    let on_confirm = {
        let (run, typed, is_wrong, own) =
            (anonymise.run.clone(), (*typed).clone(), is_wrong.setter(), own.clone());
        Callback::from(move |()| {
            let named = typed.trim().parse::<ReferenceCode>().ok().filter(|named| *named == own);
            is_wrong.set(named.is_none());
            if let Some(reference) = named {
                run.emit(reference);
            }
        })
    };
    let on_change = {
        let (typed, is_wrong) = (typed.setter(), is_wrong.setter());
        Callback::from(move |text| {
            typed.set(text);
            is_wrong.set(false);
        })
    };
    let error = if *is_wrong {
        Some(t!(text, "problem-another-reference"))
    } else {
        field_error(&text, anonymise.failure.as_ref(), "/reference")
    };
    html! {
        <ConfirmDialog
            title={t!(text, "anonymise-title", name = props.household.value.name.clone())}
            action={t!(text, "anonymise-now")}
            consequence={Consequence::Grave}
            on_confirm={on_confirm.clone()}
            on_close={props.on_close.clone()}
            busy={anonymise.is_running}
        >
            <div class="hf-stack">
                { refusal(&text, anonymise.failure.as_ref()) }
                <p><strong>{ t!(text, "anonymise-for-good") }</strong></p>
                <p>{ t!(text, "anonymise-goes") }</p>
                <p>{ t!(text, "anonymise-stays") }</p>
                <Form aria_label={t!(text, "anonymise-now")} on_submit={on_confirm}>
                    <Field label={t!(text, "anonymise-reference", reference = own.to_string())} required=true {error}>
                        <TextInput value={(*typed).clone()} {on_change} />
                    </Field>
                </Form>
            </div>
        </ConfirmDialog>
    }
}
